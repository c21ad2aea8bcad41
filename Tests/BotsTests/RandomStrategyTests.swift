import Bots
import TestKit
import Testing

struct RandomStrategyTests {
  /// What the random bot of a seed orders over 2000 ticks.
  private func orders(seed: Int, held: Int = 0) -> [[BotOrder]] {
    var strategy = BuiltInBot.random.makeStrategy(seed: seed)
    var course = Course([], held: held)
    return (0..<2000).map { _ in
      course.add(1000)
      return strategy.decide(course.view)
    }
  }

  @Test func theSeedDecides() {
    #expect(orders(seed: 1) == orders(seed: 1))
    #expect(orders(seed: 1) != orders(seed: 2))
  }

  /// 17 of 256 ticks: 133 of 2000, give or take five deviations.
  @Test(arguments: 1...5)
  func itTradesAboutEvery15Ticks(_ seed: Int) {
    let count = orders(seed: seed).count { !$0.isEmpty }
    #expect((77...189).contains(count))
  }

  @Test func itEntersWithSmallSharesAndLeverage() {
    var longs = 0
    var entries = 0
    for case .enter(let isLong, let instrument, let share, let leverage) in orders(seed: 3).joined()
    {
      #expect(instrument == 0 && (5...34).contains(share) && (1...10).contains(leverage))
      longs += isLong ? 1 : 0
      entries += 1
    }
    #expect(longs > entries / 4 && longs < entries * 3 / 4)
  }

  @Test func itChoosesAModeOnlyWhereItHoldsNothing() {
    let flat = Set(orders(seed: 6).joined())
    #expect(flat.contains(.choose(isCross: true, instrument: 0)))
    #expect(flat.contains(.choose(isCross: false, instrument: 0)))
    let held = orders(seed: 6, held: 1).joined()
    #expect(!held.contains { if case .choose = $0 { true } else { false } })
  }

  @Test func itClosesOnlyWhatItHolds() {
    #expect(!orders(seed: 4).joined().contains(.close(instrument: 0)))
    #expect(orders(seed: 4, held: 1).joined().contains(.close(instrument: 0)))
  }
}
