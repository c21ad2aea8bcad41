import Margin
import Primitives
import TestKit
import Testing

struct MarginEngineTests {
  // MARK: - The textbook

  /// What wipes a position out, as schoolbooks have it.
  @Test(arguments: [
    (2, "25000", "75000"), (5, "40000", "60000"), (10, "45000", "55000"), (20, "47500", "52500"),
    (50, "49000", "51000"), (100, "49500", "50500"),
  ])
  func leverageIsWipedOutByItsInverse(_ value: Int, _ down: String, _ up: String) throws {
    let step = price("0.01").units
    let long = try Engine(at: "50000")
    long.buy(.margin(money("100")), leverage: value)
    #expect(long.liquidationPrice() == price(down))
    long.advance([Price(units: price(down).units + step)])
    #expect(long.position().isOpen && long.liquidations.isEmpty)
    long.mark(down)
    #expect(long.liquidations.map(\.loss) == [money("100")])
    #expect(long.liquidations.map(\.insurance) == [.zero])

    let short = try Engine(at: "50000")
    short.sell(.margin(money("100")), leverage: value)
    #expect(short.liquidationPrice() == price(up))
    short.advance([Price(units: price(up).units - step)])
    #expect(short.position().isOpen && short.liquidations.isEmpty)
    short.mark(up)
    #expect(short.liquidations.map(\.loss) == [money("100")])
  }

  @Test(arguments: [("0", "45000"), ("0.01", "45454.54"), ("0.02", "45918.36")])
  func aFifthFrom50000AtTenTimes(_ maintenance: String, _ expected: String) throws {
    let engine = try Engine(at: "50000") {
      $0.leverageMax = 10
      $0.maintenance = rate(maintenance)
    }
    engine.buy(.quantity(quantity("0.2")), leverage: 10)
    #expect(engine.position().margin == money("1000"))
    #expect(engine.liquidationPrice() == price(expected))
  }

  @Test func marginIsTheSystemAndLeverageTheResult() throws {
    let engine = try Engine(at: "50000")
    engine.buy(.margin(money("2000")), leverage: 5)
    #expect(engine.position().notional(at: price("50000")) == money("10000"))
    engine.mark("55000")
    #expect(engine.position().unrealizedProfit(at: price("55000")) == money("1000"))
    engine.close()
    #expect(engine.wallet() == money("11000"))
  }

  // MARK: - Questions

  @Test func availableIsTheWallet() throws {
    let engine = try Engine(at: "50000", seats: 2)
    engine.buy(.margin(money("2000")), seat: 1)
    #expect(engine.core.available(to: Seat(0)) == money("10000"))
    #expect(engine.core.available(to: Seat(1)) == money("8000"))
    #expect(engine.core.seatCount == 2)
  }

  @Test func withoutAPositionThereIsNoLiquidationPrice() throws {
    let engine = try Engine(at: "50000")
    #expect(engine.liquidationPrice() == nil)
  }

  @Test func quotesFollowTheMarks() throws {
    let engine = try Engine(at: "50000", "60000") { $0.costs.halfSpread = rate("0.0001") }
    #expect(engine.core.quotes.map(\.ask) == [price("50005"), price("60006")])
    engine.mark("40000", "70000")
    #expect(engine.core.quotes.map(\.bid) == [price("39996"), price("69993")])
  }

  /// 8,995 + 1,000 of margin + 0.2 x (49,995 - 50,005) - 0.05 % of 9,999.
  @Test func equityCountsClosingAtTheQuoteWithTheFee() throws {
    let engine = try Engine(at: "50000") {
      $0.costs.takerFee = rate("0.0005")
      $0.costs.halfSpread = rate("0.0001")
    }
    engine.buy(.quantity(quantity("0.2")))
    #expect(engine.equity() == ExactMoney(money("9988.0000")))
    engine.close()
    #expect(engine.equity() == ExactMoney(engine.wallet()))
    #expect(engine.wallet() == money("9988"))
  }

  @Test func theClosingFeeMayBeLeftOut() throws {
    let engine = try Engine(at: "50000") {
      $0.costs.takerFee = rate("0.0005")
      $0.costs.chargesClosingFee = false
    }
    engine.sell(.quantity(quantity("0.2")))
    #expect(engine.equity() == ExactMoney(money("9995")))
    engine.mark("49000")
    #expect(engine.equity() == ExactMoney(money("10195")))
  }

  @Test func equityKeepsPartsOfAUnit() throws {
    let engine = try Engine(at: "0.5", balance: "1") {
      $0.quantityStep = Quantity(units: 1)
      $0.leverageDefault = 1
    }
    engine.buy(.quantity(Quantity(units: 3)))
    // 1 - 2 units paid + 1.5 units of value.
    #expect(engine.equity().raw == 99_999_999 * ExactMoney.perUnit + ExactMoney.perUnit / 2)
  }

  // MARK: - Bounds

  @Test func moneyIsConservedFromTheStart() throws {
    let engine = try Engine(at: "50000", seats: 8, balance: "1000000000")
    #expect(engine.core.moneyTotal == Int128(money("8000000000").units))
  }

  /// Each round wins 10^9 less 1,000; what a wallet cannot hold goes to the house. Rule: MARGIN-2.
  private func wealthy() throws -> Engine {
    let engine = try Engine(at: "1", balance: "1000000000")
    while engine.wallet() < money("9500000000") {
      engine.buy(.quantity(quantity("1000")))
      engine.mark("1000000")
      engine.close()
      engine.mark("1")
    }
    return engine
  }

  @Test func aWalletHoldsTenBillionAtMost() throws {
    let engine = try wealthy()
    let total = engine.core.moneyTotal
    engine.buy(.quantity(quantity("1000")))
    engine.mark("1000000")
    engine.close()
    #expect(engine.wallet() == Bounds.walletMax)
    #expect(engine.core.moneyTotal == total)
    #expect(engine.equity() == ExactMoney(Bounds.walletMax))
  }

  @Test func aFillTellsTheWalletAsItIs() throws {
    let engine = try wealthy()
    engine.buy(.quantity(quantity("1000")))
    engine.mark("1000000")
    engine.close()
    #expect(engine.fills.first?.wallet == engine.wallet())
  }

  /// At 200x a gap of one half draws 99 times the margin; a balance of 10^9 lasts for 200 of them.
  /// Inside the engine overflow is impossible by construction. Rule: MARGIN-2.
  @Test func manyGapsDoNotOverflowWhatASeatHasDrawn() async {
    await #expect(processExitsWith: .success) {
      let engine = try Engine(at: "1000000", balance: "1000000000") { $0.leverageMax = 200 }
      for _ in 0..<199 {
        engine.buy(.quantity(quantity("1000")), leverage: 200)
        engine.mark("500000")
        engine.mark("1000000")
      }
      _ = engine.equity().rounded(.down)
    }
  }

  @Test func aMarkForEachInstrumentIsNeeded() async {
    await #expect(processExitsWith: .failure) {
      _ = MarginEngine(
        rules: try Market().rules(instruments: 2), balances: [.zero], marks: [price("1")])
    }
  }

  @Test func balancesAreWithinBounds() async {
    await #expect(processExitsWith: .failure) {
      let above = Money(units: Bounds.balanceMax.units + 1)
      _ = MarginEngine(rules: try Market().rules(), balances: [above], marks: [price("1")])
    }
    await #expect(processExitsWith: .failure) {
      let below = Money(units: -1)
      _ = MarginEngine(rules: try Market().rules(), balances: [below], marks: [price("1")])
    }
  }
}
