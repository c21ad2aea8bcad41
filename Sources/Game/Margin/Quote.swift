public import Primitives

/// The prices of one instrument in one tick.
public struct Quote: Hashable, Sendable {
  /// The tape's price; profit, margin and liquidation use it.
  public let mark: Price
  /// Where sales fill: the mark less the half-spread, down to the price step, one step at least.
  public let bid: Price
  /// Where purchases fill: the mark plus the half-spread, up to the price step.
  public let ask: Price

  /// Puts a quote around a mark that lies on the price step. Rule: MARGIN-4.
  @inlinable public init(mark: Price, halfSpread: Rate, priceStep: Price) {
    self.mark = mark
    guard halfSpread.units > 0 else {
      bid = mark
      ask = mark
      return
    }
    let offset: Int64
    let (product, isTooLarge) = mark.units.multipliedReportingOverflow(by: halfSpread.units)
    if isTooLarge {
      offset = Int64(
        Int128(productOf: mark.units, halfSpread.units)
          .divided(by: Int128(unitsPerOne), rounding: .up))
    } else {
      offset = product.divided(by: unitsPerOne, rounding: .up)
    }
    let stepped = offset.divided(by: priceStep.units, rounding: .up) * priceStep.units
    bid = Price(units: Swift.max(mark.units - stepped, priceStep.units))
    ask = Price(units: mark.units + stepped)
  }

  /// The price at which an order of this side fills.
  @inlinable public func fill(_ side: Side) -> Price { side == .buy ? ask : bid }
}

/// The direction of an order.
public enum Side: String, Hashable, Sendable {
  /// Buys: opens a long, closes a short.
  case buy
  /// Sells: opens a short, closes a long.
  case sell

  /// The other direction.
  @inlinable public var opposite: Side { self == .buy ? .sell : .buy }
}
