import Bots
import Primitives
import TestKit
import Testing

struct CautiousStrategyTests {
  /// 61 marks that rise or fall by 2 a tick to 1120 or 880: the averages are 40 apart.
  private func course(_ way: Int, held: Int = 0) -> Course {
    Course((0...60).map { 1000 + way * 2 * $0 }, held: held)
  }

  private func entry(_ isLong: Bool, _ limit: Int, _ stop: Int) -> BotOrder {
    .place(
      BotEntry(
        isLong: isLong, instrument: 0, sharePercent: 40, leverage: 3,
        trigger: .limit(Price(whole: Int64(limit))), stop: Price(whole: Int64(stop))))
  }

  /// The marks are all even, so that prices are too: half a usual move below 1120 is 1118.
  @Test(arguments: [(1, true, 1118, 1096), (-1, false, 880, 904)])
  func itGoesWithTheAverages(_ way: Int, _ isLong: Bool, _ limit: Int, _ stop: Int) {
    var strategy = BuiltInBot.cautious.makeStrategy(seed: 1)
    #expect(strategy.decide(course(way).view) == [entry(isLong, limit, stop)])
  }

  @Test func averagesThatAreCloseSayNothing() {
    var strategy = BuiltInBot.cautious.makeStrategy(seed: 1)
    #expect(strategy.decide(Course((0...60).map { 1000 + $0 % 2 }).view) == [])
  }

  @Test func anEntryThatIsNotReachedIsTakenBack() {
    var strategy = BuiltInBot.cautious.makeStrategy(seed: 1)
    var course = course(1)
    #expect(strategy.decide(course.view) == [entry(true, 1118, 1096)])
    course.order(1, kind: "limit")
    for step in 1..<8 {
      course.add(1120 + 2 * step)
      #expect(strategy.decide(course.view) == [])
    }
    course.add(1140)
    #expect(strategy.decide(course.view) == [.cancel(instrument: 0)])
  }

  @Test(arguments: [(1, 1, false), (1, -1, true), (-1, -1, false), (-1, 1, true)])
  func itGetsOutWhenTheAveragesCross(_ held: Int, _ way: Int, _ closes: Bool) {
    var strategy = BuiltInBot.cautious.makeStrategy(seed: 1)
    let orders = strategy.decide(course(way, held: held).view)
    #expect(orders == (closes ? [.close(instrument: 0)] : []))
  }
}
