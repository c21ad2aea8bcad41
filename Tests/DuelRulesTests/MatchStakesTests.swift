import DuelRules
import Margin
import PriceTape
import Primitives
import TestKit
import Testing

/// What seats begin with. Rules: MATCH-13 and MATCH-14.
struct MatchStakesTests {
  /// A match on a tape that stands at 100 to tick 0 and then goes through these marks.
  private func duel(_ settings: String..., then marks: String...) throws -> Duel {
    var values = RulesPreset.classroom.values
    for setting in settings {
      let parts = setting.split(separator: "=").map(String.init)
      try values.set(parts[0], to: parts[1])
    }
    values.ticks = marks.count + 1
    let still = Array(repeating: price("100"), count: Rules.prerollTicks + 1)
    let row = still + marks.map { price($0) }
    let tape = try StoredTape(
      name: "FLAT", instruments: [StoredInstrument(name: "X", priceStep: price("0.01"))],
      marks: row)
    return Duel(try Rules(values, on: tape))
  }

  private func buy(_ size: String, _ times: Int) -> TradeCommand {
    .enter(
      EntryOrder(
        side: .buy, instrument: Instrument(0), size: .quantity(quantity(size)),
        leverage: leverage(times)))
  }

  private func wallets(_ duel: Duel) -> [Money] {
    (0..<duel.match.seatCount).map { duel.match.account(of: Seat($0)).wallet }
  }

  private func held(_ duel: Duel) -> [Quantity] {
    (0..<duel.match.seatCount).map {
      duel.match.position(of: Seat($0), in: Instrument(0)).quantity
    }
  }

  // MARK: - Handicap

  @Test func eachSeatBeginsWithItsOwn() throws {
    let duel = try duel("handicap=1,0.8", then: "100", "100")
    #expect(wallets(duel) == [money("10000"), money("8000")])
    duel.begin()
    #expect(wallets(duel) == [money("10000"), money("8000")])
    #expect(duel.match.ranking.standings.map(\.equity) == [money("10000"), money("8000")])
    #expect(duel.match.ranking.standings.map(\.drawdown) == [.zero, .zero])
    duel.finish()
    #expect(duel.match.ranking.winner == Seat(0))
  }

  /// Both are left with 0.9: less than a hundredth of 100, and more than one of 80.
  @Test func aKnockOutIsByTheSeatsOwnBalance() throws {
    let duel = try duel(
      "balance=100", "handicap=1,0.8", "knockout=plays-on", then: "99", "99", "99")
    duel.begin()
    duel.trade(0, buy("99.1", 100))
    duel.trade(1, buy("79.1", 100))
    duel.advance()
    #expect(duel.match.ranking.standings.map(\.equity) == [money("0.9"), money("0.9")])
    #expect(duel.match.isKnockedOut(Seat(0)) && !duel.match.isKnockedOut(Seat(1)))
  }

  @Test func participationIsByTheSeatsOwnBalance() throws {
    let duel = try duel("handicap=1,0.8", "participation=on", then: "100", "100", "100")
    duel.begin()
    duel.trade(0, buy("80", 2))
    duel.trade(1, buy("80", 2))
    duel.finish()
    #expect(duel.match.exposedTicks(of: Seat(0)) == 0)
    #expect(duel.match.exposedTicks(of: Seat(1)) == 3)
    #expect(duel.match.ranking.winner == Seat(1))
  }

  // MARK: - Starting inventory

  @Test func everySeatBeginsWithTheInventory() throws {
    let duel = try duel("starting-inventory=X:-50", "leverage-default=10", then: "99", "98")
    #expect(held(duel) == [.zero, .zero])
    let total = duel.match.moneyTotal
    duel.countDown()
    #expect(duel.match.phase == .countdown)
    #expect(held(duel) == [quantity("-50"), quantity("-50")])
    #expect(wallets(duel) == [money("9500"), money("9500")])
    #expect(duel.match.account(of: Seat(0)).orders == 0)
    duel.advance()
    #expect(duel.trade(0, .close(CloseOrder(instrument: Instrument(0), size: .share(.one)))) == nil)
    duel.finish()
    #expect(wallets(duel) == [money("10000"), money("9500")])
    #expect(duel.match.ranking.standings.map(\.equity) == [money("10000"), money("10100")])
    #expect(duel.match.moneyTotal == total)
  }

  /// 100 units at 2x are 5,000 of margin: the second seat has only 4,000 and gets 80.
  @Test func aHandicapCutsTheInventory() throws {
    let duel = try duel(
      "handicap=1,0.4", "starting-inventory=X:100", "leverage-default=2", then: "100")
    duel.begin()
    #expect(held(duel) == [quantity("100"), quantity("80")])
    #expect(wallets(duel) == [money("5000"), .zero])
  }

  @Test func aCrossInventoryIsCarriedByTheAccount() throws {
    let duel = try duel("starting-inventory=X:100", "margin-mode=cross", then: "90")
    duel.begin()
    #expect(wallets(duel) == [money("10000"), money("10000")])
    duel.finish()
    #expect(duel.match.ranking.standings.map(\.equity) == [money("9000"), money("9000")])
  }

  @Test func whatOneBeginsWithCountsForParticipation() throws {
    let duel = try duel("starting-inventory=X:100", "participation=on", then: "100", "100")
    duel.begin()
    duel.finish()
    #expect(duel.match.exposedTicks(of: Seat(0)) == 3)
  }
}
