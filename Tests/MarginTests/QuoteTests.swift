import Margin
import Primitives
import TestKit
import Testing

struct QuoteTests {
  /// Half-spread 0.01 %: 60,000 less and plus 6.
  @Test func bidAndAskLieAroundTheMark() {
    let quote = Quote(
      mark: price("60000"), halfSpread: rate("0.0001"), priceStep: price("0.01"))
    #expect(quote.mark == price("60000"))
    #expect(quote.bid == price("59994"))
    #expect(quote.ask == price("60006"))
    #expect(quote.fill(.buy) == price("60006"))
    #expect(quote.fill(.sell) == price("59994"))
  }

  @Test func withoutASpreadAllAreTheMark() {
    let quote = Quote(mark: price("0.05"), halfSpread: .zero, priceStep: price("0.01"))
    #expect([quote.bid, quote.ask] == [price("0.05"), price("0.05")])
  }

  /// 100.03 x 0.01 % is 0.010003: two steps of 0.01 either way.
  @Test func theAskGoesUpAndTheBidDownToTheStep() {
    let quote = Quote(
      mark: price("100.03"), halfSpread: rate("0.0001"), priceStep: price("0.01"))
    #expect(quote.bid == price("100.01"))
    #expect(quote.ask == price("100.05"))
  }

  @Test func theBidIsOneStepAtLeast() {
    let quote = Quote(mark: price("0.01"), halfSpread: rate("0.05"), priceStep: price("0.01"))
    #expect(quote.bid == price("0.01"))
    #expect(quote.ask == price("0.02"))
    let tiny = Quote(
      mark: Price(units: 3), halfSpread: rate("0.00000001"), priceStep: Price(units: 1))
    #expect(tiny.bid == Price(units: 2))
    #expect(tiny.ask == Price(units: 4))
  }

  @Test func theLargestMarkHasAQuote() {
    let quote = Quote(
      mark: Bounds.priceMax, halfSpread: TradingCosts.feeMax, priceStep: Bounds.priceMax)
    #expect(quote.bid == Bounds.priceMax)
    #expect(quote.ask == price("20000000000"))
  }

  @Test(arguments: 1...3)
  func anyQuoteHoldsItsDistance(_ seed: Int) {
    var dice = Dice(seed: seed)
    for _ in 0..<200 {
      let step = Int64(dice.pick([1, 100, 10_000, 1_000_000, 100_000_000]))
      let mark = Int64(dice.rollLogarithmic(1...1_000_000_000)) * step
      let spread = Int64(dice.rollLogarithmic(1...5_000_000))
      let quote = Quote(
        mark: Price(units: mark), halfSpread: Rate(units: spread), priceStep: Price(units: step))
      let distance = Int128(mark) * Int128(spread)  // at scale 10^16
      let above = Int128(quote.ask.units - mark) * 100_000_000
      #expect(above >= distance && above - distance < Int128(step) * 100_000_000)
      #expect(quote.ask.units % step == 0 && quote.bid.units % step == 0)
      #expect(quote.bid.units == max(2 * mark - quote.ask.units, step))
    }
  }

  @Test func sidesAreEachOthersOpposite() {
    #expect(Side.buy.opposite == .sell)
    #expect(Side.sell.opposite == .buy)
  }
}
