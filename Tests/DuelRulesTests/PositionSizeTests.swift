import DuelRules
import Margin
import Primitives
import TestKit
import Testing

/// Sizes by what a stop may cost. Rule: MARGIN-8.
struct PositionSizeTests {
  private func size(
    _ side: Side, _ entry: String, _ stop: String, _ equity: String, _ share: String,
    _ times: Int = 10, _ change: (inout Market) -> Void = { _ in }
  ) throws -> PositionSize {
    var market = Market()
    change(&market)
    return PositionSize(
      side, entry: price(entry), stop: price(stop), equity: money(equity), share: rate(share),
      leverage: leverage(times), of: try market.instrument(), costs: market.costs)
  }

  private func standard(_ market: inout Market) {
    market.costs = RulesPreset.standard.values.standardCosts
    market.maintenance = rate("0.005")
    market.leverageMax = 20
  }

  /// 2 % of 10,000 are 200, and 0.2 BTC lose 200 on the way from 50,000 to 49,000.
  @Test(arguments: [
    (Side.buy, "49000", "0.02", "0.2", "45000"), (.sell, "51000", "0.01", "0.1", "55000"),
    (.buy, "49999.99", "0.00000001", "0.01", "45000"),
  ])
  func withoutCostsItIsTheShareOverTheDistance(
    _ side: Side, _ stop: String, _ share: String, _ quantity: String, _ liquidation: String
  ) throws {
    let size = try size(side, "50000", stop, "10000", share)
    #expect(size.quantity == TestKit.quantity(quantity))
    #expect(size.lossAtStop == money("10000").times(rate(share), rounding: .down))
    #expect(size.liquidationPrice == price(liquidation))
    #expect(size.isStopFirst && size.isAffordable)
  }

  /// The stop sells at 48,995.10: 0.1896 x 1,004.90 is 190.52904, with 4.74 and 4.64473548 of fees
  /// 199.9137755; one step more would lose 200.02.
  @Test func feesAndSpreadAreInTheLoss() throws {
    let size = try size(.buy, "50000", "49000", "10000", "0.02", 10, standard)
    #expect(size.quantity == quantity("0.1896") && size.notional == money("9480"))
    #expect(size.margin == money("948") && size.entryFee == money("4.74"))
    #expect(size.exitFee == money("4.64473548"))
    #expect(size.lossAtStop == money("199.91377548"))
    #expect(size.liquidationPrice == price("45226.13"))
  }

  @Test func aStopBeyondTheLiquidationComesTooLate() throws {
    #expect(try size(.buy, "50000", "45000.01", "10000", "0.02").isStopFirst)
    #expect(try !size(.buy, "50000", "45000", "10000", "0.02").isStopFirst)
    #expect(try !size(.sell, "50000", "55000", "10000", "0.02").isStopFirst)
    #expect(try size(.buy, "50000", "0.01", "10000", "0.02", 1).isStopFirst)
  }

  @Test func aNearStopAsksForMoreMarginThanThereIs() throws {
    let size = try size(.buy, "50000", "49999", "10000", "0.2", 20)
    #expect(size.quantity == quantity("1000"))  // As large as a position can be.
    #expect(size.margin == money("2500000") && !size.isAffordable)
  }

  @Test func tooLittleToLoseBuysNothing() throws {
    let size = try size(.buy, "50000", "49000", "1", "0.02")
    #expect(size.quantity == .zero && size.lossAtStop == .zero && size.liquidationPrice == nil)
  }

  @Test func theBracketOfTheSizeCapsTheLeverage() throws {
    func brackets(_ market: inout Market) { market.brackets = [("50000", "0.01", 50)] }
    #expect(
      try size(.buy, "50000", "49000", "10000", "0.02", 10, brackets).leverageMax == leverage(100))
    #expect(
      try size(.buy, "50000", "49000", "10000", "0.5", 10, brackets).leverageMax == leverage(50))
  }

  /// The engine sizes an entry that waits for the same price just so, and the next step would lose
  /// more than the share.
  @Test(arguments: 1...60)
  func theEngineSizesAlike(_ seed: Int) throws {
    var dice = Dice(seed: seed)
    var market = Market()
    standard(&market)
    market.priceMax = price("960000")
    let isLong = dice.once(in: 2)
    let cents = Int64(dice.roll(10_000...10_000_000))
    let entry = Price(units: cents * 1_000_000)
    let way = Int64(dice.roll(1...Int(cents) / 20))
    let stop = Price(units: (isLong ? cents - way : cents + way) * 1_000_000)
    let balance = Money(units: Int64(dice.roll(1...20_000)) * 100_000_001)
    let share = Rate(units: Int64(dice.roll(1_000...20_000_000)))
    let size = PositionSize(
      isLong ? .buy : .sell, entry: entry, stop: stop, equity: balance, share: share,
      leverage: leverage(20), of: try market.instrument(), costs: market.costs)
    let budget = balance.times(share, rounding: .down)
    #expect(size.lossAtStop <= budget)

    // The entry waits a step away from the mark, and is sized at its own price.
    let mark = Price(units: entry.units + (isLong ? -1 : 1) * market.priceStep.units)
    let engine = MarginEngine(rules: try market.rules(), balances: [balance], marks: [mark])
    var order = EntryOrder(
      side: isLong ? .buy : .sell, instrument: Instrument(0), size: .risk(share),
      leverage: leverage(20))
    order.timing = .stop(entry)
    order.stop = stop
    switch engine.quote(order, seat: Seat(0)) {
    case .success(let quote):
      #expect(quote.quantity == size.quantity && quote.price == entry)
      #expect(quote.fee == size.entryFee && size.isAffordable)
      // A sale's margin is reckoned at the mark, which is a step above its price just now.
      guard isLong else { return }
      #expect(quote.margin == size.margin && quote.liquidationPrice == size.liquidationPrice)
    case .failure(let refusal):
      switch refusal.rejection {
      case .belowStep: #expect(size.quantity == .zero)
      case .insufficientMargin: #expect(!size.isAffordable)
      case .positionLimit: Issue.record("sizes stay within the largest position")
      default: Issue.record("\(refusal.rejection)")
      }
    }
  }
}

extension RuleValues {
  /// The costs that these numbers tell the engine.
  fileprivate var standardCosts: TradingCosts {
    (try? Rules(self).margin.costs) ?? TradingCosts()
  }
}
