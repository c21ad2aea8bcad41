import Bots
import Primitives
import TestKit
import Testing

struct BreakoutStrategyTests {
  /// 61 marks between 1000 and 1001, the usual move 1 a tick; every range is theirs.
  private let quiet = (0...60).map { 1000 + $0 % 2 }
  private let entries = [(true, 1002), (false, 999)].map { isLong, price in
    BotOrder.place(
      BotEntry(
        isLong: isLong, instrument: 0, sharePercent: 20, leverage: 5,
        trigger: .stop(Price(whole: Int64(price)))))
  }

  @Test func itWaitsAtBothEndsOfTheRange() {
    var strategy = BuiltInBot.breakout.makeStrategy(seed: 1)
    #expect(strategy.decide(Course(quiet.dropLast()).view) == [])
    #expect(strategy.decide(Course(quiet).view) == entries)
  }

  @Test func whatWaitsIsGivenAnewAfter20Ticks() {
    var strategy = BuiltInBot.breakout.makeStrategy(seed: 1)
    var course = Course(quiet)
    #expect(strategy.decide(course.view) == entries)
    course.order(1, kind: "stop")
    course.order(2, kind: "stop")
    for step in 1..<20 {
      course.add(1000 + step % 2)
      #expect(strategy.decide(course.view) == [])
    }
    course.add(1000)
    #expect(strategy.decide(course.view) == [.cancel(instrument: 0)] + entries)
  }

  @Test func whatBrokeOutIsTrailed() {
    var strategy = BuiltInBot.breakout.makeStrategy(seed: 1)
    var course = Course(quiet, held: 1)
    course.order(2, kind: "stop")
    let trail = BotOrder.trail(instrument: 0, distance: Price(whole: 12))
    #expect(strategy.decide(course.view) == [.cancel(instrument: 0), trail])
    course.order(2, kind: "stop", state: "cancelled")
    #expect(strategy.decide(course.view) == [trail])
    course.order(3, kind: "trailing-stop", reduces: true)
    #expect(strategy.decide(course.view) == [])
  }

  /// 20 marks far away lie in no range, 46 in every one; one 33 ticks ago in some.
  @Test func theSeedDecidesTheRange() {
    let marks = quiet + [2000] + Array(quiet.prefix(37))
    let highs = (1...40).map { seed -> BotOrder? in
      var strategy = BuiltInBot.breakout.makeStrategy(seed: seed)
      return strategy.decide(Course(marks).view).first
    }
    #expect(Set(highs).count == 2)
  }
}
