import Primitives
import TestKit
import Testing

@testable import Margin

struct EntrySizingTests {
  private func sizing(_ trade: Trade, _ leverage: Leverage) -> EntrySizing {
    EntrySizing(
      trade: trade, leverage: leverage, quantityMax: Bounds.quantityMax,
      exitFeeRate: trade.feeRate)
  }

  private func size(
    _ size: EntrySize, available: Money, equity: String = "0", exit: String? = nil, _ side: Side,
    mark: String, spread: String = "0", leverage value: Int = 10, fee: String = "0",
    impact: String? = nil
  ) -> Quantity {
    let quote = Quote(mark: price(mark), halfSpread: rate(spread), priceStep: Price(units: 1))
    let moved = impact.map {
      Impact(rate: rate($0), traded: .zero, priceStep: Price(units: 1))
    }
    let trade = Trade(
      side, at: quote.fill(side), mark: quote.mark, feeRate: rate(fee), impact: moved)
    return sizing(trade, leverage(value)).quantity(
      of: size, available: available, equity: money(equity), exit: exit.map { price($0) })
  }

  @Test func aMarginBuysLeverageTimesItsNotional() {
    let size = size(.margin(money("2000")), available: .zero, .buy, mark: "50000", leverage: 5)
    #expect(size == quantity("0.2"))
  }

  @Test func aNotionalIsTakenAtTheMark() {
    let size = size(
      .notional(money("10000")), available: .zero, .buy, mark: "50000", spread: "0.01")
    #expect(size == quantity("0.2"))
  }

  @Test func sizesRoundDownToAUnit() {
    let byMargin = size(.margin(money("10")), available: .zero, .buy, mark: "3", leverage: 1)
    let byNotional = size(.notional(money("10")), available: .zero, .buy, mark: "3", leverage: 1)
    #expect(byMargin == quantity("3.33333333"))
    #expect(byNotional == quantity("3.33333333"))
  }

  @Test func nothingIsLargerThanTheLargestQuantity() {
    let available = Bounds.walletMax
    let sizes: [EntrySize] = [
      .margin(Bounds.balanceMax), .notional(Bounds.notionalMax), .share(.one),
      .quantity(Quantity(units: .max)),
    ]
    for size in sizes {
      let cheap = self.size(
        size, available: available, .buy, mark: "0.00000001", leverage: 200)
      #expect(cheap == Bounds.quantityMax)
    }
  }

  @Test func aShareOfNothingIsNothing() {
    #expect(size(.share(.one), available: .zero, .buy, mark: "50000") == .zero)
    let four = Money(units: 4)
    #expect(size(.share(.one), available: four, .buy, mark: "0.00000001") == .zero)
  }

  @Test func aShareAboveOneIsAll() {
    let all = size(.share(.one), available: money("100"), .buy, mark: "3")
    let more = size(.share(rate("7")), available: money("100"), .buy, mark: "3")
    #expect(all == more)
  }

  /// Rule MARGIN-8: percentages are sized so that the fee fits, and nearly all of it is used.
  @Test(arguments: 1...6)
  func aShareAlwaysPaysItsMarginAndFee(_ seed: Int) {
    var dice = Dice(seed: seed)
    for _ in 0..<300 {
      let quote = Quote(
        mark: Price(units: Int64(dice.rollLogarithmic(1...1_000_000_000_000_000_000))),
        halfSpread: Rate(units: Int64(dice.roll(0...5_000_000))), priceStep: Price(units: 1))
      let side: Side = dice.once(in: 2) ? .buy : .sell
      let order = Trade(
        side, at: quote.fill(side), mark: quote.mark,
        feeRate: Rate(units: Int64(dice.roll(0...5_000_000))))
      let times = leverage(dice.roll(1...200))
      let available = Money(units: Int64(dice.rollLogarithmic(1...1_000_000_000_000_000_000)))
      let share = Rate(units: Int64(dice.roll(1...100_000_000)))
      let size = sizing(order, times).quantity(
        of: .share(share), available: available, equity: .zero, exit: nil)
      // The engine refuses what is above its largest position before it asks for costs.
      let product = Int128(size.units + 1) * Int128(quote.ask.units)
      let isWithinBounds = product < Int128(Bounds.notionalMax.units) * Int128(unitsPerOne)
      guard isWithinBounds, size < Bounds.quantityMax else { continue }
      let needed = order.initialMargin(size, leverage: times) + order.fee(size)
      let budget = available.times(share, rounding: .down)
      #expect(needed <= budget || size == .zero)
      // One unit of quantity and the four roundings more would be too much.
      let more = size + Quantity(units: 1)
      let slack = Money(units: 8)
      #expect(order.initialMargin(more, leverage: times) + order.fee(more) + slack >= budget)
    }
  }

  /// 2 % of 10,000 are 200: 0.2 lose them over 1,000, less when fees are paid on the way.
  @Test func aRiskIsWhatTheStopWouldLose() {
    let plain = size(
      .risk(rate("0.02")), available: .zero, equity: "10000", exit: "49000", .buy, mark: "50000")
    #expect(plain == quantity("0.2"))
    let short = size(
      .risk(rate("0.02")), available: .zero, equity: "10000", exit: "51000", .sell, mark: "50000")
    #expect(short == quantity("0.2"))
    // 200 / (1,000 + (50,000 + 49,000) x 0.001) = 200 / 1,099
    let charged = size(
      .risk(rate("0.02")), available: .zero, equity: "10000", exit: "49000", .buy, mark: "50000",
      fee: "0.001")
    #expect(charged == quantity("0.18198362"))
  }

  @Test func nothingIsRiskedWithoutAStopOrEquity() {
    #expect(size(.risk(.one), available: .zero, equity: "9", .buy, mark: "5") == .zero)
    let broke = size(
      .risk(.one), available: .zero, equity: "-9", exit: "4", .buy, mark: "5")
    #expect(broke == .zero)
  }

  /// 1,000,000 of notional would fill at 50,025, and 20 x 50,000 / 50,025 is what they buy.
  @Test func withImpactAMarginIsSizedAtThePriceItWouldReach() {
    let bought = size(
      .margin(money("100000")), available: .zero, .buy, mark: "50000", impact: "0.001")
    #expect(bought == quantity("19.99000499"))
    let sold = size(
      .margin(money("100000")), available: .zero, .sell, mark: "50000", impact: "0.001")
    #expect(sold == quantity("20"))
  }
}
