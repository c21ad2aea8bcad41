import DuelRules
import Margin
import PriceTape
import Primitives

extension ModelMatch {
  /// What its engine was given, for the second one to be given the same.
  var course: Course {
    var course = Course(
      rules: match.rules.margin,
      balances: (0..<match.seatCount).map { match.rules.values.startingBalance(of: Seat($0)) },
      marks: match.preroll.last ?? match.rules.source.startPrices,
      inventory: match.rules.inventory)
    var next = 0
    for (tick, quotes) in quotes.enumerated() {
      // Mark, bid and ask of each instrument.
      course.steps.append(
        .tick(stride(from: 0, to: quotes.count, by: 3).map { Price(units: quotes[$0]) }))
      for out in knockouts where out.tick == tick { course.steps.append(.knockOut(out.seat)) }
      while next < match.commands.count, match.commands[next].tick.number == tick {
        course.steps.append(
          .command(match.commands[next].seat, match.commands[next].command))
        next += 1
      }
    }
    return course
  }
}

extension Auditor {
  /// How many steps a match may have to be computed a second time.
  private static let stepsMax = 400

  /// The naive engine comes to the same accounts, in exact fractions and from the rules alone.
  func proveMoney(_ slot: Int) throws(SimulationFailure) {
    let course = model.matches[slot].course
    guard course.steps.count <= Self.stepsMax, !model.matches[slot].match.commands.isEmpty else {
      return
    }
    if let found = CoursePlayer.play(course, disturb: { _ in }) {
      throw SimulationFailure(
        "\(model.matches[slot].id): the engines disagree at step \(found.step): \(found.finding)")
    }
  }
}
