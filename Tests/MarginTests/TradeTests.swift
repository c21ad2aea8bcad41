import Primitives
import TestKit
import Testing

@testable import Margin

struct TradeTests {
  private func trade(
    _ side: Side, mark: String, spread: String = "0", leverage value: Int = 10, fee: String = "0"
  ) -> Trade {
    let quote = Quote(mark: price(mark), halfSpread: rate(spread), priceStep: Price(units: 1))
    return Trade(side, at: quote, leverage: leverage(value), takerFee: rate(fee))
  }

  /// Rule MARGIN-10: the worse of mark and fill is the higher for both sides.
  @Test func marginIsTakenAtTheWorseOfMarkAndFill() {
    let bought = trade(.buy, mark: "50000", spread: "0.01")
    #expect(bought.fill == price("50500"))
    #expect(bought.initialMargin(quantity("0.2")) == money("1010"))
    let sold = trade(.sell, mark: "50000", spread: "0.01")
    #expect(sold.fill == price("49500"))
    #expect(sold.initialMargin(quantity("0.2")) == money("1000"))
  }

  /// 0.00000003 x 0.5 is one and a half units: paid 2, received 1; fees and margins up.
  @Test func costsRoundAgainstTheTrader() {
    let size = Quantity(units: 3)
    let bought = trade(.buy, mark: "0.5", fee: "0.0005")
    #expect(bought.cost(size).units == 2)
    #expect(bought.fee(size).units == 1)
    #expect(bought.initialMargin(size).units == 1)
    let sold = trade(.sell, mark: "0.5", fee: "0.0005")
    #expect(sold.cost(size).units == 1)
    #expect(sold.fee(size).units == 1)
    #expect(sold.initialMargin(size).units == 1)
  }

  /// 41 units at 0.5 are 20.5, up 21; 5 % of that is 1.05, up 2. Of 20 it would be 1.
  @Test func aFeeRoundsTheNotionalUpFirst() {
    #expect(trade(.buy, mark: "0.5", fee: "0.05").fee(Quantity(units: 41)).units == 2)
    #expect(trade(.sell, mark: "0.5", fee: "0.05").fee(Quantity(units: 41)).units == 2)
  }

  /// Notional up first, then divided up: 7 units at 0.5 are 4, at 3x that is 2.
  @Test func bothRoundingsOfAMarginGoUp() {
    #expect(trade(.buy, mark: "0.5", leverage: 3).initialMargin(Quantity(units: 7)).units == 2)
    #expect(trade(.buy, mark: "0.5", leverage: 2).initialMargin(Quantity(units: 7)).units == 2)
    #expect(trade(.buy, mark: "0.5", leverage: 1).initialMargin(Quantity(units: 7)).units == 4)
  }

  @Test func aMarginBuysLeverageTimesItsNotional() {
    let size = trade(.buy, mark: "50000", leverage: 5)
      .quantity(of: .margin(money("2000")), available: .zero)
    #expect(size == quantity("0.2"))
  }

  @Test func aNotionalIsTakenAtTheMark() {
    let size = trade(.buy, mark: "50000", spread: "0.01")
      .quantity(of: .notional(money("10000")), available: .zero)
    #expect(size == quantity("0.2"))
  }

  @Test func sizesRoundDownToAUnit() {
    let atThree = trade(.buy, mark: "3", leverage: 1)
    let byMargin = atThree.quantity(of: .margin(money("10")), available: .zero)
    let byNotional = atThree.quantity(of: .notional(money("10")), available: .zero)
    #expect(byMargin == quantity("3.33333333"))
    #expect(byNotional == quantity("3.33333333"))
  }

  @Test func nothingIsLargerThanTheLargestQuantity() {
    let cheap = trade(.buy, mark: "0.00000001", leverage: 200)
    let available = Bounds.walletMax
    let sizes: [EntrySize] = [
      .margin(Bounds.balanceMax), .notional(Bounds.notionalMax), .share(.one),
      .quantity(Quantity(units: .max)),
    ]
    for size in sizes {
      #expect(cheap.quantity(of: size, available: available) == Bounds.quantityMax)
    }
  }

  @Test func aShareOfNothingIsNothing() {
    #expect(trade(.buy, mark: "50000").quantity(of: .share(.one), available: .zero) == .zero)
    let four = Money(units: 4)
    #expect(trade(.buy, mark: "0.00000001").quantity(of: .share(.one), available: four) == .zero)
  }

  @Test func aShareAboveOneIsAll() {
    let all = trade(.buy, mark: "3").quantity(of: .share(.one), available: money("100"))
    let more = trade(.buy, mark: "3").quantity(of: .share(rate("7")), available: money("100"))
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
      let order = Trade(
        dice.once(in: 2) ? .buy : .sell, at: quote, leverage: leverage(dice.roll(1...200)),
        takerFee: Rate(units: Int64(dice.roll(0...5_000_000))))
      let available = Money(units: Int64(dice.rollLogarithmic(1...1_000_000_000_000_000_000)))
      let share = Rate(units: Int64(dice.roll(1...100_000_000)))
      let size = order.quantity(of: .share(share), available: available)
      // The engine refuses what is above its largest position before it asks for costs.
      let product = Int128(size.units + 1) * Int128(quote.ask.units)
      let isWithinBounds = product < Int128(Bounds.notionalMax.units) * Int128(unitsPerOne)
      guard isWithinBounds, size < Bounds.quantityMax else { continue }
      let needed = order.initialMargin(size) + order.fee(size)
      let budget = available.times(share, rounding: .down)
      #expect(needed <= budget || size == .zero)
      // One unit of quantity and the four roundings more would be too much.
      let more = size + Quantity(units: 1)
      let slack = Money(units: 8)
      #expect(order.initialMargin(more) + order.fee(more) + slack >= budget)
    }
  }
}
