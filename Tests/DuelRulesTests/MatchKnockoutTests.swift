import Margin
import Primitives
import TestKit
import Testing

@testable import DuelRules

/// Knock-outs, participation and abandonment. Rules: MATCH-10, MATCH-11, SCORE-3.
struct MatchKnockoutTests {
  /// All of the margin in one 100x bet.
  private func allIn(_ side: Side) -> TradeCommand {
    .enter(
      EntryOrder(
        side: side, instrument: Instrument(0), size: .share(.one), leverage: leverage(100)))
  }

  private func buy(_ amount: String) -> TradeCommand {
    .enter(
      EntryOrder(
        side: .buy, instrument: Instrument(0), size: .notional(money(amount)),
        leverage: leverage(1)))
  }

  /// In this practice match a 100x short from tick 0 is gone at tick 9, a long much later.
  private func duel(_ settings: String...) throws -> Duel {
    var values = RulesPreset.classroom.values
    try values.set("ticks", to: "40")
    for setting in settings {
      let parts = setting.split(separator: "=").map(String.init)
      try values.set(parts[0], to: parts[1])
    }
    let duel = Duel(try Rules(values), practice: 2)
    duel.begin()
    return duel
  }

  @Test func aKnockOutLeavesOneSeatAndEndsTheMatch() throws {
    let duel = try duel()
    duel.trade(0, allIn(.sell))
    duel.advance(8)
    #expect(duel.match.phase == .live && !duel.match.isKnockedOut(Seat(0)))
    duel.advance()
    #expect(duel.match.phase == .settled)
    #expect(
      Array(duel.events.suffix(3)) == [.knockedOut(Seat(0)), .ranked(Tick(9)), .settled])
    #expect(duel.match.ranking.winner == Seat(1))
    #expect(duel.match.stateDigests.map(\.tick) == [Tick(9)])
    #expect(duel.match.ranking.standings.map(\.knockedOut) == [Tick(9), nil])
  }

  /// 50 are kept from the bet by an order that waits; they are less than 1 % of the balance.
  @Test func theOrdersOfWhoIsOutAreCancelled() throws {
    let duel = try duel("knockout=plays-on")
    let rest = EntryOrder(
      side: .buy, instrument: Instrument(1), size: .margin(money("50")), leverage: leverage(1))
    var limit = rest
    limit.timing = .limit(price("2000"))
    #expect(duel.trade(0, .enter(limit)) == nil)
    duel.trade(0, allIn(.sell))
    duel.advance(9)
    #expect(duel.match.openOrders(of: Seat(0)).isEmpty)
    let reserved = duel.match.reserved(of: Seat(0))
    #expect(reserved == .zero)
    guard duel.events.count > 3,
      case .margin(.order(let change)) = duel.events[duel.events.count - 2]
    else {
      Issue.record("\(duel.events)")
      return
    }
    #expect(duel.events[duel.events.count - 3] == .knockedOut(Seat(0)))
    #expect(change.order.number == 1 && change.state == .cancelled(.knockedOut))
    #expect(duel.events.last == .ranked(Tick(9)))
  }

  /// One is short, one is long, one waits: the first of the two to go does not end it.
  @Test func withThreeSeatsTwoMustGo() throws {
    let duel = try duel("seats=3", "BTC.volatility=0.02")
    duel.trade(0, allIn(.sell))
    duel.trade(1, allIn(.buy))
    while duel.match.phase == .live, duel.waitedFor == [0, 1, 2] {
      for seat in 0..<3 { duel.done(seat) }
    }
    let out = try #require((0..<2).first { duel.match.isKnockedOut(Seat($0)) })
    #expect(duel.match.phase == .live && duel.waitedFor == [1 - out, 2])
    #expect(duel.trade(out, buy("10")) == .knockedOut)
    #expect(duel.done(out) == nil)
    let tick = duel.match.tick
    duel.done(1 - out)
    duel.done(2)
    #expect(duel.match.tick == tick.next)
    duel.finish()
    #expect(duel.match.isKnockedOut(Seat(1 - out)) == (duel.match.tick < Tick(39)))
  }

  @Test func aLoneSeatEndsItsMatchByItself() throws {
    let duel = try duel("seats=1", "BTC.volatility=0.02")
    duel.trade(0, allIn(.sell))
    duel.finish()
    #expect(duel.match.isKnockedOut(Seat(0)) && duel.match.tick < Tick(39))
    #expect(duel.match.ranking.winner == Seat(0))
  }

  @Test func playsOnGoesToTheLastTick() throws {
    let duel = try duel("knockout=plays-on")
    duel.trade(0, allIn(.sell))
    duel.trade(1, allIn(.sell))
    duel.advance(9)
    #expect(duel.match.phase == .live && !duel.match.isAnybodyWaitedFor)
    duel.finish()
    #expect(duel.match.tick == Tick(39))
    #expect(duel.match.ranking.places == [1, 1])
  }

  /// One who holds a position is in the game, however little it is worth.
  @Test func onlyTheFlatAreKnockedOut() throws {
    let duel = try duel()
    duel.advance(10)
    #expect(duel.match.ranking.standings.allSatisfy { $0.knockedOut == nil })
    duel.trade(0, buy("9990"))
    duel.finish()
    #expect(duel.match.tick == Tick(39))
  }

  // MARK: - Participation

  private func flip() -> TradeCommand {
    .close(CloseOrder(instrument: Instrument(0), size: .share(.one)))
  }

  /// Exposed at ticks 1 to n of 30: a third is 10.
  @Test(arguments: [(9, false), (10, true), (11, true)])
  func aThirdOfTheTicksIsEnough(_ count: Int, _ isEnough: Bool) throws {
    let duel = try duel("ticks=30", "participation=on")
    duel.trade(0, .setLeverage(Instrument(0), leverage(5)))
    let order = EntryOrder(
      side: .buy, instrument: Instrument(0), size: .notional(money("15000")),
      leverage: leverage(5))
    duel.trade(0, .enter(order))
    duel.advance(count)
    duel.trade(0, flip())
    duel.finish()
    #expect(duel.match.exposedTicks(of: Seat(0)) == count)
    #expect(duel.match.ranking.standings[0].hasParticipated == isEnough)
    #expect(duel.match.ranking.winner == (isEnough ? Seat(0) : nil))
    #expect(duel.match.ranking.places == (isEnough ? [1, 2] : [1, 1]))
  }

  @Test func halfTheBalanceIsNoExposure() throws {
    let duel = try duel("ticks=30", "participation=on")
    duel.trade(0, buy("5000"))
    duel.finish()
    #expect(duel.match.exposedTicks(of: Seat(0)) == 0)
    #expect(duel.match.ranking.winner == nil)
  }

  /// The other one is knocked out at once: whoever waited has not lost by waiting.
  @Test func whoRemainsHasTakenPart() throws {
    let duel = try duel("participation=on")
    duel.trade(0, allIn(.sell))
    duel.finish()
    #expect(duel.match.tick == Tick(9) && duel.match.exposedTicks(of: Seat(1)) == 0)
    #expect(duel.match.ranking.winner == Seat(1))
  }

  @Test func whoNeedNotTakePartHasTakenPart() throws {
    let duel = try duel("ticks=3")
    duel.finish()
    #expect(duel.match.ranking.standings.allSatisfy { $0.hasParticipated })
  }

  // MARK: - Abandonment

  @Test func anAbandonedSeatIsMarkedOnceAndGoesOn() throws {
    let duel = try duel()
    duel.trade(1, buy("5000"))
    duel.advance(3)
    #expect(duel.apply(.abandon(Seat(1))) == nil)
    #expect(duel.events == [.abandoned(Seat(1))])
    #expect(duel.apply(.abandon(Seat(1))) == nil && duel.events.isEmpty)
    #expect(duel.match.abandonments == [Abandonment(tick: Tick(3), seat: Seat(1))])
    #expect(duel.trade(1, flip()) == nil)
    duel.finish()
    #expect(duel.match.isAbandoned(Seat(1)) && !duel.match.isAbandoned(Seat(0)))
  }

  @Test func onlyARunningMatchIsAbandoned() throws {
    let duel = Duel(try makeRules("ticks=2"))
    #expect(duel.apply(.abandon(Seat(0))) == .wrongPhase(.open))
    duel.countDown()
    #expect(duel.apply(.abandon(Seat(0))) == .wrongPhase(.countdown))
    duel.advance()
    duel.finish()
    #expect(duel.apply(.abandon(Seat(0))) == .wrongPhase(.settled))
  }
}
