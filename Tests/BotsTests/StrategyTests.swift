import Bots
import ClientCore
import TestKit
import Testing

struct StrategyTests {
  private func decide(_ bot: BuiltInBot, _ course: Course) -> [BotOrder] {
    var strategy = bot.makeStrategy(seed: 1)
    return strategy.decide(course.view)
  }

  /// 61 marks, up and down by one: the usual move is 1 a tick.
  private let quiet = (0...60).map { 1000 + $0 % 2 }

  /// The same until the last 20 ticks, in which so many go up and the others down.
  private func course(ups: Int) -> [Int] {
    var marks = Array(quiet.prefix(41))
    for step in 0..<20 { marks.append(marks[marks.count - 1] + (step < ups ? 1 : -1)) }
    return marks
  }

  // MARK: - Trend

  @Test func trendWaitsUntilItKnowsTheUsualMove() {
    #expect(decide(.trend, Course(Array(1...60))) == [])
    #expect(
      decide(.trend, Course(Array(1...61))) == [
        .enter(isLong: true, instrument: 0, sharePercent: 20, leverage: 5)
      ])
  }

  /// A move of 20 ticks is strong when it is more than three usual ones: 4 is, 2 is not.
  @Test(arguments: [(11, nil), (12, true), (20, true), (10, nil), (9, nil), (8, false), (0, false)])
  func trendGoesWithAStrongMove(_ ups: Int, _ isLong: Bool?) {
    let expected = isLong.map {
      [BotOrder.enter(isLong: $0, instrument: 0, sharePercent: 20, leverage: 5)]
    }
    #expect(decide(.trend, Course(course(ups: ups))) == expected ?? [])
  }

  @Test(arguments: [(1, 20, false), (1, 11, false), (1, 8, true), (-1, 20, true), (-1, 8, false)])
  func trendGetsOutWhenTheMoveTurns(_ held: Int, _ ups: Int, _ closes: Bool) {
    let orders = decide(.trend, Course(course(ups: ups), held: held))
    #expect(orders == (closes ? [.close(instrument: 0)] : []))
  }

  // MARK: - Reversion

  @Test func reversionWaitsUntilItKnowsTheUsualMove() {
    #expect(decide(.reversion, Course(quiet.dropLast())) == [])
    #expect(decide(.reversion, Course(quiet)) == [])
  }

  @Test(arguments: [(1020, false), (980, true)])
  func reversionGoesAgainstAJump(_ mark: Int, _ isLong: Bool) {
    #expect(
      decide(.reversion, Course(quiet + [mark])) == [
        .enter(isLong: isLong, instrument: 0, sharePercent: 15, leverage: 4)
      ])
  }

  /// The average of the last 30 marks is 1000.5 or a little beside it.
  @Test(arguments: [(1, 990, false), (1, 1011, true), (-1, 1011, false), (-1, 990, true)])
  func reversionGetsOutBeyondTheAverage(_ held: Int, _ mark: Int, _ closes: Bool) {
    let orders = decide(.reversion, Course(quiet + [mark], held: held))
    #expect(orders == (closes ? [.close(instrument: 0)] : []))
  }

  // MARK: - Hold

  @Test(arguments: 1...10)
  func holdNeverTrades(_ seed: Int) {
    var dice = Dice(seed: seed)
    var course = Course([1000])
    for _ in 0..<200 {
      course.add(dice.roll(1...2000))
      #expect(decide(.hold, course) == [])
    }
  }

  // MARK: - All

  @Test(arguments: BuiltInBot.allCases)
  func aBotSaysNothingBeforeTheStart(_ bot: BuiltInBot) {
    var strategy = bot.makeStrategy(seed: 1)
    #expect(strategy.decide(MatchView()) == [])
    #expect(!bot.summary.isEmpty)
  }

  /// The same view, the same orders; and what it orders is what the wire allows.
  @Test(arguments: BuiltInBot.allCases)
  func aBotIsTheSameEveryTime(_ bot: BuiltInBot) {
    var dice = Dice(seed: 5)
    var course = Course([])
    var first = bot.makeStrategy(seed: 9)
    var second = bot.makeStrategy(seed: 9)
    for _ in 0..<400 {
      course.add(1000 + dice.roll(-40...40))
      course.hold(dice.roll(-1...1))
      let orders = first.decide(course.view)
      #expect(second.decide(course.view) == orders)
      for case .enter(_, let instrument, let share, let leverage) in orders {
        #expect(instrument == 0 && (1...100).contains(share) && (1...20).contains(leverage))
      }
    }
  }
}
