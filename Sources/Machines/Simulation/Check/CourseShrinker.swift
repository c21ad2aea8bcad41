import Margin
import Primitives

/// Makes a failing course as short as it goes while it still fails.
struct CourseShrinker {
  /// How many courses may be tried.
  private static let triesMax = 4_000

  let play: (Course) -> Disagreement?

  /// The shortest course that was found, and where it fails.
  func shrunk(_ course: Course, _ found: Disagreement) -> (Course, Disagreement) {
    var attempt = Attempt(course: course, found: found, play: play)
    attempt.cutTail()
    var size: Int
    repeat {
      size = attempt.size
      attempt.dropSeats()
      attempt.dropInstruments()
      attempt.dropSteps()
      attempt.dropCosts()
      attempt.simplifyCommands()
    } while attempt.size < size && attempt.tries < Self.triesMax
    return (attempt.course, attempt.found)
  }

  /// The course that fails so far.
  private struct Attempt {
    var course: Course
    var found: Disagreement
    let play: (Course) -> Disagreement?
    var tries = 0
    /// What has been left out of commands and rules.
    var simplified = 0

    /// What a round must lower to be worth another one.
    var size: Int {
      1_000 * (course.steps.count + course.balances.count + course.marks.count) - simplified
    }

    /// Takes a smaller course when it fails, too.
    private mutating func take(_ smaller: Course?) -> Bool {
      guard let smaller, tries < CourseShrinker.triesMax else { return false }
      tries += 1
      guard let found = play(smaller) else { return false }
      course = smaller
      self.found = found
      cutTail()
      return true
    }

    /// What comes behind the disagreement has no part in it.
    mutating func cutTail() {
      course.steps.removeLast(max(0, course.steps.count - found.step - 1))
    }

    mutating func dropSeats() {
      for index in course.balances.indices.reversed() { _ = take(course.without(Seat(index))) }
    }

    mutating func dropInstruments() {
      for index in course.marks.indices.reversed() {
        _ = take(course.without(Instrument(index)))
      }
      if !course.inventory.isEmpty {
        var smaller = course
        smaller.inventory = []
        _ = take(smaller)
      }
    }

    /// Drops halves, then quarters, down to single steps.
    mutating func dropSteps() {
      var length = max(1, course.steps.count / 2)
      while true {
        var end = course.steps.count
        while end > 0 {
          let first = max(0, end - length)
          var smaller = course
          smaller.steps.removeSubrange(first..<min(end, course.steps.count))
          _ = take(smaller)
          end = min(first, course.steps.count)
        }
        if length == 1 { return }
        length /= 2
      }
    }

    mutating func dropCosts() {
      let changes: [(inout TradingCosts) -> Void] = [
        { $0.takerFee = .zero }, { $0.makerFee = .zero }, { $0.halfSpread = .zero },
        { $0.impact = .zero }, { $0.liquidationFee = .zero }, { $0.fundingRate = .zero },
        { $0.fundingInterval = 0 }, { $0.chargesClosingFee = false },
      ]
      for change in changes where take(course.with(change)) { simplified += 1 }
    }

    mutating func simplifyCommands() {
      for index in course.steps.indices {
        guard index < course.steps.count, case .command(let seat, let command) = course.steps[index]
        else { continue }
        for simpler in command.simpler where index < course.steps.count {
          var smaller = course
          smaller.steps[index] = .command(seat, simpler)
          if take(smaller) { simplified += 1 }
        }
      }
    }
  }
}
