import Bots
import Primitives
import TestKit
import Testing

struct BoldStrategyTests {
  /// 61 marks, up and down by one, and then so many ticks in one direction.
  private func course(_ way: Int, _ ticks: Int, held: Int = 0) -> Course {
    let quiet = (0...60).map { 1000 + $0 % 2 }
    return Course(quiet + (0..<ticks).map { 1000 + way * ($0 + 1) }, held: held)
  }

  private func entry(_ isLong: Bool, _ leverage: Int) -> BotOrder {
    .place(
      BotEntry(
        isLong: isLong, instrument: 0, sharePercent: 30, leverage: leverage, isCross: true))
  }

  @Test(arguments: [(1, 4, true), (-1, 4, false)])
  func itGoesWithEveryMove(_ way: Int, _ ticks: Int, _ isLong: Bool) {
    var strategy = BuiltInBot.bold.makeStrategy(seed: 1)
    #expect(strategy.decide(course(way, 1).view) == [])
    #expect(strategy.decide(course(way, ticks).view) == [entry(isLong, 20)])
  }

  @Test(arguments: [(1, 1, false), (1, -1, true), (-1, -1, false), (-1, 1, true)])
  func itGetsOutWhenTheMoveTurns(_ held: Int, _ way: Int, _ closes: Bool) {
    var strategy = BuiltInBot.bold.makeStrategy(seed: 1)
    let orders = strategy.decide(course(way, 5, held: held).view)
    #expect(orders == (closes ? [.close(instrument: 0)] : []))
  }

  /// What was ordered a tick ago and is no position was refused: 20x is more than is allowed.
  @Test func whatIsRefusedIsTriedWithLess() {
    var strategy = BuiltInBot.bold.makeStrategy(seed: 1)
    var course = course(1, 5)
    var asked: [BotOrder] = []
    for step in 1...6 {
      asked += strategy.decide(course.view)
      course.add(1005 + step)
    }
    #expect(asked == [20, 10, 5, 2, 2, 2].map { entry(true, $0) })
  }
}
