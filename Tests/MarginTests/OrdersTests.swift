import Margin
import Primitives
import TestKit
import Testing

/// Each refusal, their order of precedence, and that nothing changes. Rule: MARGIN-14.
struct OrdersTests {
  private let fifth = EntrySize.quantity(quantity("0.2"))

  /// Executes a command that must be refused, and returns the refusal.
  private func refusal(_ command: TradeCommand, by engine: Engine) -> MarginRejection? {
    let before = engine.state
    let equity = engine.equity()
    let rejection = engine.execute(command)
    #expect(engine.state == before, "a refused command changed the state")
    #expect(engine.equity() == equity)
    #expect(engine.events.isEmpty)
    return rejection
  }

  private func entry(
    _ side: Side, _ size: EntrySize, leverage value: Int? = nil
  ) -> TradeCommand {
    .enter(
      EntryOrder(
        side: side, instrument: Instrument(0), size: size, leverage: value.map { leverage($0) }))
  }

  private func close(_ size: CloseSize) -> TradeCommand {
    .close(CloseOrder(instrument: Instrument(0), size: size))
  }

  @Test func nothingToClose() throws {
    let engine = try Engine(at: "50000")
    #expect(refusal(close(.share(.one)), by: engine) == .noPosition)
    #expect(refusal(close(.quantity(.zero)), by: engine) == .noPosition)
  }

  @Test func leverageAboveTheHighest() throws {
    let engine = try Engine(at: "50000") { $0.leverageMax = 20 }
    let cap = MarginRejection.leverageCap(leverage(20))
    #expect(refusal(entry(.buy, fifth, leverage: 21), by: engine) == cap)
    #expect(refusal(.setLeverage(Instrument(0), leverage(21)), by: engine) == cap)
    engine.buy(fifth)
    #expect(refusal(entry(.sell, fifth, leverage: 200), by: engine) == cap)
    #expect(refusal(.setLeverage(Instrument(0), leverage(200)), by: engine) == cap)
  }

  @Test(arguments: [
    EntrySize.quantity(quantity("0.00009999")), .quantity(.zero), .quantity(quantity("-1")),
    .margin(money("0.49999999")), .margin(.zero), .notional(money("4.99999999")),
    .share(.zero), .share(rate("0.00001")),
  ])
  func anEntryBelowOneStep(_ size: EntrySize) throws {
    let engine = try Engine(at: "50000")
    let step = MarginRejection.belowStep(quantity("0.0001"))
    #expect(refusal(entry(.buy, size), by: engine) == step)
    #expect(refusal(entry(.sell, size), by: engine) == step)
  }

  @Test func aShareOfAnEmptyWallet() throws {
    let engine = try Engine(at: "50000", balance: "0")
    let step = MarginRejection.belowStep(quantity("0.0001"))
    #expect(refusal(entry(.buy, .share(.one)), by: engine) == step)
  }

  @Test func aCloseBelowOneStep() throws {
    let engine = try Engine(at: "50000")
    engine.buy(fifth)
    let step = MarginRejection.belowStep(quantity("0.0001"))
    let sizes: [CloseSize] = [
      .share(rate("0.0004")), .share(.zero), .quantity(quantity("0.00009999")), .quantity(.zero),
      .quantity(quantity("-0.1")), .share(rate("-0.5")),
    ]
    for size in sizes { #expect(refusal(close(size), by: engine) == step, "\(size)") }
  }

  /// 10^9 / 1,000,000 = 1,000 whole units at most.
  @Test func aPositionAboveTheLargest() throws {
    let engine = try Engine(at: "1")
    let limit = MarginRejection.positionLimit(quantity("1000"))
    #expect(refusal(entry(.buy, .quantity(quantity("1000.0001"))), by: engine) == limit)
    engine.buy(.quantity(quantity("600")))
    #expect(refusal(entry(.buy, .quantity(quantity("400.0001"))), by: engine) == limit)
    #expect(refusal(entry(.sell, .quantity(quantity("1600.0001"))), by: engine) == limit)
    #expect(engine.buy(.quantity(quantity("400"))) == nil)
    #expect(engine.sell(.quantity(quantity("2000"))) == nil)
    #expect(engine.position().quantity == quantity("-1000"))
  }

  @Test func anOpeningBelowTheSmallestNotional() throws {
    let engine = try Engine(at: "49999.99") { $0.minNotional = money("5") }
    let minimum = MarginRejection.belowMinimum(money("5"))
    #expect(refusal(entry(.buy, .quantity(quantity("0.0001"))), by: engine) == minimum)
    engine.buy(fifth)
    #expect(refusal(entry(.buy, .quantity(quantity("0.0001"))), by: engine) == minimum)
    #expect(refusal(entry(.sell, .quantity(quantity("0.2001"))), by: engine) == minimum)
    engine.mark("50000")
    #expect(engine.buy(.quantity(quantity("0.0001"))) == nil)
  }

  @Test func marginAndFeeAboveTheWallet() throws {
    let engine = try Engine(at: "50000", balance: "1004.99") { $0.costs.takerFee = rate("0.0005") }
    let lack = MarginRejection.insufficientMargin(
      required: money("1005"), available: money("1004.99"))
    #expect(refusal(entry(.buy, fifth), by: engine) == lack)
    #expect(refusal(entry(.sell, fifth), by: engine) == lack)
    let enough = try Engine(at: "50000", balance: "1005") { $0.costs.takerFee = rate("0.0005") }
    #expect(enough.buy(fifth) == nil)
    #expect(enough.wallet() == .zero)
  }

  /// The close would leave 100; the short of 0.2 needs 910.
  @Test func aFlipWhoseSecondHalfDoesNotFitIsRefusedWhole() throws {
    let engine = try Engine(at: "50000", balance: "1000")
    engine.buy(fifth)
    engine.mark("45500")
    let lack = MarginRejection.insufficientMargin(required: money("910"), available: money("100"))
    #expect(refusal(entry(.sell, .quantity(quantity("0.4"))), by: engine) == lack)
    #expect(engine.position().quantity == quantity("0.2"))
  }

  /// 9,600 / 5 + 400 - 1,000 = 1,320 is more than the 1,000 that are left.
  @Test func aLeverageThatNeedsMoreThanTheWallet() throws {
    let engine = try Engine(at: "50000", balance: "2000")
    engine.buy(fifth)
    engine.mark("48000")
    let lack = MarginRejection.insufficientMargin(
      required: money("1320"), available: money("1000"))
    #expect(refusal(.setLeverage(Instrument(0), leverage(5)), by: engine) == lack)
    #expect(refusal(entry(.buy, fifth, leverage: 5), by: engine) == lack)
    #expect(engine.position().leverage == leverage(10))
  }

  /// Half-spread 1 %: 101 of margin at 100x less 100 of loss is 1; at a rate of 0.9 % it needs 90.
  @Test func aPositionThatWouldBeLiquidatedAtOnce() throws {
    let engine = try Engine(at: "50000") {
      $0.costs.halfSpread = rate("0.01")
      $0.maintenance = rate("0.009")
    }
    #expect(refusal(entry(.buy, fifth, leverage: 100), by: engine) == .wouldLiquidate)
    #expect(refusal(entry(.sell, fifth, leverage: 100), by: engine) == .wouldLiquidate)
    #expect(engine.buy(fifth, leverage: 20) == nil)
  }

  // MARK: - Precedence

  @Test func theLeverageComesBeforeTheSize() throws {
    let engine = try Engine(at: "50000") { $0.leverageMax = 20 }
    let both = entry(.buy, .quantity(.zero), leverage: 21)
    #expect(refusal(both, by: engine) == .leverageCap(leverage(20)))
  }

  @Test func theLargestComesBeforeTheSmallest() throws {
    let engine = try Engine(at: "1") { $0.minNotional = money("5") }
    engine.buy(.quantity(quantity("1000")))
    let both = entry(.buy, .quantity(quantity("0.0001")))
    #expect(refusal(both, by: engine) == .positionLimit(quantity("1000")))
  }

  @Test func theSmallestComesBeforeTheMoney() throws {
    let engine = try Engine(at: "50000", balance: "0") { $0.minNotional = money("6") }
    let both = entry(.buy, .quantity(quantity("0.0001")))
    #expect(refusal(both, by: engine) == .belowMinimum(money("6")))
  }

  @Test func theMoneyComesBeforeTheLiquidation() throws {
    let engine = try Engine(at: "50000", balance: "100") {
      $0.costs.halfSpread = rate("0.01")
      $0.maintenance = rate("0.009")
    }
    let both = entry(.buy, fifth, leverage: 100)
    let lack = MarginRejection.insufficientMargin(required: money("101"), available: money("100"))
    #expect(refusal(both, by: engine) == lack)
  }

  @Test func refusedOrdersHaveNoNumber() throws {
    let engine = try Engine(at: "50000")
    engine.buy(fifth)
    engine.buy(.quantity(quantity("100")))
    engine.close(.quantity(.zero))
    engine.buy(fifth)
    #expect(engine.fills.first?.order == 2)
  }
}
