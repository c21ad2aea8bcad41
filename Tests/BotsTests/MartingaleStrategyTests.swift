import Bots
import Primitives
import TestKit
import Testing

struct MartingaleStrategyTests {
  private let quiet = (0...60).map { 1000 + $0 % 2 }

  private func bet(_ orders: [BotOrder]) throws -> BotEntry {
    guard case .place(let entry)? = orders.first, orders.count == 1 else {
      throw NoBet()
    }
    return entry
  }

  struct NoBet: Error {}

  /// The last mark is 1000 and the usual move 1.
  @Test(arguments: 1...8)
  func aBetStandsBetweenStopAndTake(_ seed: Int) throws {
    var strategy = BuiltInBot.martingale.makeStrategy(seed: seed)
    let entry = try bet(strategy.decide(Course(quiet).view))
    #expect(entry.sharePercent == 5 && entry.leverage == 10 && entry.trigger == .now)
    let (below, above) = (Price(whole: 992), Price(whole: 1008))
    #expect(entry.stop == (entry.isLong ? below : above))
    #expect(entry.take == (entry.isLong ? above : below))
  }

  @Test func whatWasLostIsDoubledUntilItIsWon() throws {
    var strategy = BuiltInBot.martingale.makeStrategy(seed: 1)
    var course = Course(quiet)
    var shares = [try bet(strategy.decide(course.view)).sharePercent]
    for wallet in [8000, 7000, 7000, 6000, 5000, 4000, 5000] {
      course.hold(1, wallet: 100)
      course.add(1000)
      #expect(strategy.decide(course.view) == [])
      course.hold(0, wallet: wallet)
      course.add(1001)
      shares.append(try bet(strategy.decide(course.view)).sharePercent)
    }
    #expect(shares == [5, 10, 20, 20, 40, 80, 80, 5])
  }

  /// What was bet a tick ago, and is neither a position nor anything in the wallet, was refused.
  @Test func whatIsRefusedIsTriedWithLess() throws {
    var strategy = BuiltInBot.martingale.makeStrategy(seed: 1)
    var course = Course(quiet)
    var leverages: [Int] = []
    for step in 1...5 {
      leverages.append(try bet(strategy.decide(course.view)).leverage)
      course.add(1000 + step % 2)
    }
    #expect(leverages == [10, 5, 2, 2, 2])
  }

  @Test func theSeedTosses() throws {
    let sides = try (1...40).map { seed in
      var strategy = BuiltInBot.martingale.makeStrategy(seed: seed)
      return try bet(strategy.decide(Course(quiet).view)).isLong
    }
    #expect((8...32).contains(sides.count { $0 }))
  }
}
