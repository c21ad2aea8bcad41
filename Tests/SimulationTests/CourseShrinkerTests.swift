import Margin
import Primitives
import TestKit
import Testing

@testable import Simulation

struct CourseShrinkerTests {
  /// Two seats and three instruments with many commands, of which one is the culprit.
  private func course() throws -> Course {
    var market = Market()
    market.costs.takerFee = rate("0.001")
    market.costs.fundingInterval = 3
    let marks = ["50000", "3000", "10"].map { price($0) }
    var course = Course(
      rules: try market.rules(instruments: 3), balances: [money("10000"), money("5000")],
      marks: marks, inventory: [quantity("0.1"), .zero, .zero])
    for _ in 0..<20 {
      course.steps.append(.tick(marks))
      course.steps.append(.command(Seat(0), .setMode(Instrument(2), .cross)))
      course.steps.append(.command(Seat(1), .setMode(Instrument(1), .cross)))
    }
    var culprit = EntryOrder(
      side: .buy, instrument: Instrument(1), size: .quantity(quantity("1")), leverage: .one)
    culprit.worst = price("4000")
    culprit.take = price("4000")
    course.steps.insert(.command(Seat(1), .enter(culprit)), at: 33)
    return course
  }

  private func isCulprit(_ step: CourseStep) -> Bool {
    if case .command(_, .enter(let order)) = step { order.side == .buy } else { false }
  }

  @Test func keepsWhatFailsAndNothingElse() throws {
    let shrinker = CourseShrinker { course in
      guard let place = course.steps.firstIndex(where: { isCulprit($0) }) else { return nil }
      return Disagreement(step: place, finding: "found")
    }
    let course = try course()
    let (short, found) = shrinker.shrunk(course, Disagreement(step: 33, finding: "found"))
    #expect(found.step == 0)
    #expect(short.balances == [money("5000")])
    #expect(short.marks == [price("3000")])
    #expect(short.inventory.isEmpty)
    #expect(short.rules.costs.takerFee == .zero && short.rules.costs.fundingInterval == 0)
    let lines = CourseText.lines(short, found)
    #expect(lines.contains("0: 0 LONG 0 q=1"))
    #expect(lines.last == "step 0: found")
  }

  @Test func keepsTheOrderOfWhatMustHappenFirst() throws {
    let shrinker = CourseShrinker { course in
      let ticks = course.steps.indices.filter {
        if case .tick = course.steps[$0] { true } else { false }
      }
      guard ticks.count >= 3, let place = course.steps.firstIndex(where: { isCulprit($0) }),
        ticks[2] < place
      else { return nil }
      return Disagreement(step: place, finding: "found")
    }
    let (short, found) = shrinker.shrunk(
      try course(), Disagreement(step: 33, finding: "found"))
    #expect(short.steps.count == 4)
    #expect(found.step == 3)
  }

  @Test(arguments: [
    (TradeCommand.closeAll, "CLOSE all"), (.cancel(.order(3)), "CANCEL order 3"),
    (.setLeverage(Instrument(1), .one), "LEVERAGE 1 1"),
    (.moveMargin(Instrument(0), money("-5")), "MARGIN 0 -5.00"),
    (
      .protect(
        ProtectiveOrder(
          instrument: Instrument(2), protection: .trail(.share(rate("0.02"))),
          size: .share(rate("0.5")))), "TRAIL 2 2% 50%"
    ),
    (
      .protect(
        ProtectiveOrder(
          instrument: Instrument(0), protection: .pair(stop: price("1"), take: price("3")))),
      "OCO 0 stop=1.00 take=3.00"
    ),
  ])
  func writesCommandsAsPlayersWould(_ command: TradeCommand, _ text: String) {
    #expect(CourseText.text(of: command) == text)
  }
}
