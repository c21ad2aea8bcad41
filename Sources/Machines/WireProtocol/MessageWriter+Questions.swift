public import DuelRules
public import Margin
public import Primitives

// What a seat is told when it asks: the fields of QUOTE, POSITIONS and ORDERS.

extension MessageWriter {
  /// What an order would cost and risk: the reply to QUOTE, behind its instrument and side.
  ///
  /// `distance` is from the mark to the liquidation price in percent, half-even to 0.01;
  /// `deviations` the same in deviations of one tick, to 0.1. `names` are those of the instruments.
  public func quoteFields(
    _ quote: EntryQuote, mark: Price, facts: MarketFacts, names: [String], _ out: inout ByteBuffer
  ) {
    let deviation = facts.deviation
    let distance = quote.liquidationPrice.map { price in
      let difference = Int128((price.units - mark.units).magnitude) * 100 * Int128(unitsPerOne)
      return difference.divided(by: Int128(mark.units), rounding: .halfEven)
    }
    func rounded(_ number: Int128, to step: Int128) -> Rate {
      Rate(units: Int64(clamping: number.divided(by: step, rounding: .halfEven) * step))
    }
    var deviations: Rate?
    if let distance, let deviation, deviation > .zero {
      let ratio = (distance * Int128(unitsPerOne / 100))
        .divided(by: Int128(deviation.units), rounding: .halfEven)
      deviations = rounded(ratio, to: Int128(unitsPerOne / 10))
    }
    field("mode", word: quote.position.mode.rawValue, &out)
    field("leverage", quote.position.leverage.value, &out)
    field("quantity", quote.quantity, &out)
    field("price", quote.price, &out)
    field("notional", quote.notional, &out)
    field("margin", quote.margin, &out)
    field("fee", quote.fee, &out)
    field("liquidation", optional: quote.liquidationPrice, &out)
    field("distance", optional: distance.map { rounded($0, to: Int128(unitsPerOne / 100)) }, &out)
    field("deviations", optional: deviations, &out)
    field("bankruptcy", optional: quote.bankruptcyPrice, &out)
    field("worst", quote.worstLoss, &out)
    field("breakeven", optional: quote.breakEvenPrice, &out)
    field("position", quote.position.quantity, &out)
    field("funding", quote.funding, &out)
    field("spread", quote.spreadCost, &out)
    field("impact", quote.impactCost, &out)
    field("close_fee", quote.closingFee, &out)
    let stacked = facts.stacked.map { "\(names[$0.instrument.index]):\($0.value)" }
    field("correlation", word: stacked ?? "none", &out)
    field("volatility", optional: facts.volatility, &out)
  }

  /// The parts of a position in POSITIONS:
  /// `side/quantity/entry/mode/leverage/margin/profit/liquidation`.
  public func positionValue(
    _ position: Position, mark: Price, liquidation: Price?, _ out: inout ByteBuffer
  ) {
    part(word: position.side == .buy ? "long" : "short", first: true, &out)
    part(position.quantity.magnitude, &out)
    part(optional: position.entryPrice, &out)
    part(word: position.mode.rawValue, &out)
    part(position.leverage.value, &out)
    part(position.margin, &out)
    part(position.unrealizedProfit(at: mark), &out)
    part(optional: liquidation, &out)
  }
}
