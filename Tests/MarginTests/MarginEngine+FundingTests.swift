import Margin
import Primitives
import TestKit
import Testing

/// Payments for holding a position, and what seats begin with. Rules: MARGIN-22, MATCH-14.
struct MarginEngineFundingTests {
  private func engine(
    rate text: String, every interval: Int = 1, balance: String = "10000"
  ) throws -> Engine {
    try Engine(at: "50000", seats: 2, balance: balance) {
      $0.costs.fundingRate = rate(text)
      $0.costs.fundingInterval = interval
    }
  }

  @Test func itIsDueAtEachMultipleOfTheIntervalAboveZero() throws {
    let engine = try engine(rate: "0.001", every: 3)
    engine.buy(.quantity(quantity("0.2")))
    let due = (0..<7).filter { _ in
      engine.mark("50000")
      return !engine.fundings.isEmpty
    }
    #expect(due == [3, 6])
  }

  /// 0.2 x 50,000 x 0.1 % = 10, from the long's margin to the short's wallet.
  @Test func longsPayAndShortsReceive() throws {
    let engine = try engine(rate: "0.001")
    engine.buy(.quantity(quantity("0.2")))
    engine.sell(.quantity(quantity("0.2")), mode: .cross, seat: 1)
    engine.mark("50000")
    engine.mark("50000")
    #expect(engine.fundings.map(\.amount) == [money("-10"), money("10")])
    #expect(engine.position().margin == money("990") && engine.wallet() == money("9000"))
    #expect(engine.wallet(1) == money("10010"))
    #expect(engine.account(0).funding == money("-10") && engine.account(1).funding == money("10"))
  }

  @Test func aNegativeRateTurnsItRound() throws {
    let engine = try engine(rate: "-0.001")
    engine.buy(.quantity(quantity("0.2")))
    engine.sell(.quantity(quantity("0.2")), seat: 1)
    engine.mark("50000")
    engine.mark("50000")
    #expect(engine.fundings.map(\.amount) == [money("10"), money("-10")])
    #expect(engine.position(0).margin == money("1010"))
    #expect(engine.position(1).margin == money("990"))
  }

  /// 0.0003 x 0.33 = 0.000099, x 0.00012345: paid up, received down.
  @Test func paidIsRoundedUpAndReceivedDown() throws {
    let engine = try Engine(at: "0.33", seats: 2) {
      $0.costs.fundingRate = rate("0.00012345")
      $0.costs.fundingInterval = 1
    }
    engine.buy(.quantity(quantity("0.0003")))
    engine.sell(.quantity(quantity("0.0003")), seat: 1)
    engine.mark("0.33")
    engine.mark("0.33")
    #expect(engine.fundings.map(\.amount.units) == [-2, 1])
    #expect(engine.ledgers.house == 1)
  }

  /// Of the margin of 50 funding takes 49.55 and leaves 0.45 for a loss of 45.
  @Test func fundingCanLiquidate() throws {
    let engine = try engine(rate: "0.01", every: 2)
    engine.buy(.quantity(quantity("0.1")), leverage: 100)
    engine.mark("50000")
    engine.mark("50000")
    engine.mark("49550")
    let funding = try #require(engine.fundings.first)
    #expect(funding.amount == money("-49.55") && funding.insurance == .zero)
    #expect(engine.position().isOpen == false)
    #expect(engine.liquidations.first?.loss == money("0.45"))
    #expect(engine.liquidations.first?.insurance == money("44.55"))
  }

  /// The margin of 50 pays 50 of the first 50.10; its profit carries it to the next 50.20.
  @Test func whatAMarginCannotPayIsDrawn() throws {
    let engine = try engine(rate: "0.01")
    engine.buy(.quantity(quantity("0.1")), leverage: 100)
    for mark in ["50000", "50100", "50200"] { engine.mark(mark) }
    let funding = try #require(engine.fundings.first)
    #expect(funding.amount == money("-50.2") && funding.insurance == money("50.2"))
    #expect(engine.account().draws == money("50.3"))
  }

  @Test func aCrossWalletIsNeverBelowZero() throws {
    let engine = try engine(rate: "0.01", balance: "60")
    engine.buy(.quantity(quantity("0.1")), leverage: 100, mode: .cross)
    engine.mark("50000")
    engine.mark("51000")
    engine.mark("52000")
    #expect(engine.fundings.first?.insurance == money("43"))
    #expect(engine.wallet() == .zero && engine.account().draws == money("43"))
    #expect(engine.position().isOpen, "its profit of 200 carries it")
  }

  // MARK: - Inventory

  private func inventory(
    _ wanted: [String], _ change: (inout Market) -> Void = { _ in }
  ) throws -> MarginEngine {
    var market = Market()
    change(&market)
    return MarginEngine(
      rules: try market.rules(instruments: wanted.count), balances: [money("10000")],
      marks: wanted.map { _ in price("50000") }, inventory: wanted.map { quantity($0) })
  }

  @Test func aSeatMayBeginWithPositions() throws {
    let engine = try inventory(["0.2", "-0.4"])
    let long = engine.position(of: Seat(0), in: Instrument(0))
    #expect(long.quantity == quantity("0.2") && long.margin == money("1000"))
    let short = engine.position(of: Seat(0), in: Instrument(1))
    #expect(short.quantity == quantity("-0.4") && short.margin == money("2000"))
    #expect(engine.account(of: Seat(0)).wallet == money("7000"))
    #expect(engine.account(of: Seat(0)).orders == 0)
    #expect(engine.moneyTotal == 1_000_000_000_000)
  }

  /// 10,000 at 10x carry 2 BTC; nothing is left for the second.
  @Test(arguments: [MarginMode.isolated, .cross])
  func theBalanceCutsAnInventory(_ mode: MarginMode) throws {
    let engine = try inventory(["3.00009", "1"]) { $0.mode = mode }
    #expect(engine.position(of: Seat(0), in: Instrument(0)).quantity == quantity("2"))
    #expect(engine.position(of: Seat(0), in: Instrument(1)).isOpen == false)
    #expect(engine.available(to: Seat(0)) == .zero)
  }

  /// At 10x a position must stay below 50,000, where the bracket allows 5x.
  @Test func aBracketCutsAnInventory() throws {
    let engine = try inventory(["-1.5"]) { $0.brackets = [("50000", "0.01", 5)] }
    #expect(engine.position(of: Seat(0), in: Instrument(0)).quantity == quantity("-0.9999"))
  }
}
