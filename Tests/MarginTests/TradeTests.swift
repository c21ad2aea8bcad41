import Primitives
import TestKit
import Testing

@testable import Margin

struct TradeTests {
  private func trade(
    _ side: Side, mark: String, spread: String = "0", fee: String = "0", impact: Impact? = nil
  ) -> Trade {
    let quote = Quote(mark: price(mark), halfSpread: rate(spread), priceStep: Price(units: 1))
    return Trade(
      side, at: quote.fill(side), mark: quote.mark, feeRate: rate(fee), impact: impact)
  }

  /// Rule MARGIN-10: the worse of mark and fill is the higher for both sides.
  @Test func marginIsTakenAtTheWorseOfMarkAndFill() {
    let bought = trade(.buy, mark: "50000", spread: "0.01")
    #expect(bought.fill == price("50500"))
    #expect(bought.initialMargin(quantity("0.2"), leverage: leverage(10)) == money("1010"))
    let sold = trade(.sell, mark: "50000", spread: "0.01")
    #expect(sold.fill == price("49500"))
    #expect(sold.initialMargin(quantity("0.2"), leverage: leverage(10)) == money("1000"))
  }

  /// 0.00000003 x 0.5 is one and a half units: paid 2, received 1; fees and margins up.
  @Test func costsRoundAgainstTheTrader() {
    let size = Quantity(units: 3)
    let bought = trade(.buy, mark: "0.5", fee: "0.0005")
    #expect(bought.cost(size).units == 2)
    #expect(bought.fee(size).units == 1)
    #expect(bought.initialMargin(size, leverage: leverage(10)).units == 1)
    let sold = trade(.sell, mark: "0.5", fee: "0.0005")
    #expect(sold.cost(size).units == 1)
    #expect(sold.fee(size).units == 1)
    #expect(sold.initialMargin(size, leverage: leverage(10)).units == 1)
  }

  /// 41 units at 0.5 are 20.5, up 21; 5 % of that is 1.05, up 2. Of 20 it would be 1.
  @Test func aFeeRoundsTheNotionalUpFirst() {
    #expect(trade(.buy, mark: "0.5", fee: "0.05").fee(Quantity(units: 41)).units == 2)
    #expect(trade(.sell, mark: "0.5", fee: "0.05").fee(Quantity(units: 41)).units == 2)
  }

  /// Notional up first, then divided up: 7 units at 0.5 are 4, at 3x that is 2.
  @Test func bothRoundingsOfAMarginGoUp() {
    let half = trade(.buy, mark: "0.5")
    #expect(half.initialMargin(Quantity(units: 7), leverage: leverage(3)).units == 2)
    #expect(half.initialMargin(Quantity(units: 7), leverage: leverage(2)).units == 2)
    #expect(half.initialMargin(Quantity(units: 7), leverage: leverage(1)).units == 4)
  }

  private func impact(_ rateText: String, traded: String = "0", step: String = "0.01") -> Impact {
    Impact(rate: rate(rateText), traded: money(traded), priceStep: price(step))
  }

  /// Rule MARGIN-20: 1,000,000 of notional at 0.1 % move the price by 0.05 % in the mean.
  @Test func impactIsTheMeanOfTheWay() {
    var bought = trade(.buy, mark: "50000", impact: impact("0.001"))
    bought.price(for: quantity("20"))
    #expect(bought.fill == price("50025"))
    var sold = trade(.sell, mark: "50000", impact: impact("0.001", traded: "1000000"))
    sold.price(for: quantity("20"))
    #expect(sold.fill == price("49925"))
  }

  @Test func impactIsAtMostATenthAndASaleBringsAStepAtLeast() {
    var bought = trade(.buy, mark: "50000", impact: impact("0.05", traded: "10000000000"))
    bought.price(for: quantity("0.001"))
    #expect(bought.fill == price("55000"))
    var sold = trade(.sell, mark: "0.02", impact: impact("0.05", traded: "10000000000"))
    sold.price(for: quantity("1"))
    #expect(sold.fill == price("0.01"))
  }

  /// Rule MARGIN-20: in one piece or in many, the way costs the same but for the price steps.
  @Test(arguments: 1...8)
  func splittingGainsNothing(_ seed: Int) {
    var dice = Dice(seed: seed)
    for _ in 0..<100 {
      let side: Side = dice.once(in: 2) ? .buy : .sell
      let step = dice.pick(["0.01", "0.00000001", "1"])
      let moved = Rate(units: Int64(dice.roll(1...5_000_000)))
      var traded = Money.zero
      var inPieces = Int128(0)
      var size = Quantity.zero
      for _ in 0..<dice.roll(2...6) {
        let part = Quantity(units: Int64(dice.rollLogarithmic(1...2_000_000_000)))
        var piece = trade(
          side, mark: "50000",
          impact: Impact(rate: moved, traded: traded, priceStep: price(step)))
        piece.price(for: part)
        inPieces += Int128(productOf: part.units, piece.fill.units)
        traded += Money(valueOf: part, at: price("50000"), rounding: .up)
        size = size + part
      }
      var whole = trade(
        side, mark: "50000", impact: Impact(rate: moved, traded: .zero, priceStep: price(step)))
      whole.price(for: size)
      let atOnce = Int128(productOf: size.units, whole.fill.units)
      // At once the price is rounded once, by less than a step and two units of 10^-8 of rate.
      let rounding = Int128(size.units) * Int128(price(step).units + 100_000)
      if side == .buy {
        #expect(inPieces + rounding >= atOnce)
      } else {
        #expect(inPieces - rounding <= atOnce)
      }
    }
  }

  @Test func aWorstPriceIsTheLastThatIsTaken() {
    let bought = trade(.buy, mark: "50000")
    #expect(!bought.isBeyond(nil) && !bought.isBeyond(price("50000")))
    #expect(bought.isBeyond(price("49999.99")))
    let sold = trade(.sell, mark: "50000")
    #expect(!sold.isBeyond(price("50000")) && sold.isBeyond(price("50000.01")))
  }
}
