import Primitives

/// The prices and costs of an entry at this tick's quote.
struct Trade {
  let side: Side
  /// The price it fills at.
  let fill: Price
  /// The mark, which decides the smallest notional and liquidation.
  let mark: Price
  /// The worse of mark and fill for margin: the higher. Rule: MARGIN-10.
  let marginPrice: Price
  let leverage: Leverage
  let takerFee: Rate

  init(_ side: Side, at quote: Quote, leverage: Leverage, takerFee: Rate) {
    self.side = side
    fill = quote.fill(side)
    mark = quote.mark
    marginPrice = max(fill, quote.mark)
    self.leverage = leverage
    self.takerFee = takerFee
  }

  /// What the position pays (buy, up) or receives (sell, down).
  func cost(_ quantity: Quantity) -> Money {
    Money(valueOf: quantity, at: fill, rounding: side == .buy ? .up : .down)
  }

  /// The taker fee, up, on the notional at fill, up.
  func fee(_ quantity: Quantity) -> Money {
    Money(valueOf: quantity, at: fill, rounding: .up).times(takerFee, rounding: .up)
  }

  /// Notional, up, divided by leverage, up.
  func initialMargin(_ quantity: Quantity) -> Money {
    Money(valueOf: quantity, at: marginPrice, rounding: .up)
      .divided(by: leverage.value, rounding: .up)
  }

  /// The quantity that a size comes to, before it is rounded down to the quantity step; at most
  /// `Bounds.quantityMax`. Rule: MARGIN-8.
  func quantity(of size: EntrySize, available: @autoclosure () -> Money) -> Quantity {
    let units: Int128
    switch size {
    case .quantity(let quantity): return min(quantity, Bounds.quantityMax)
    case .notional(let notional):
      units = Int128(notional.units) * Int128(unitsPerOne) / Int128(mark.units)
    case .margin(let margin):
      let notional = Int128(margin.units) * Int128(leverage.value)
      units = notional * Int128(unitsPerOne) / Int128(marginPrice.units)
    case .risk: preconditionFailure("WIP")
    case .share(let rate):
      // Margin and fee are rounded up four times, by less than a unit each.
      let budget = available().times(min(rate, .one), rounding: .down).units - 4
      guard budget > 0 else { return .zero }
      let perUnit =
        Int128(marginPrice.units) * Int128(unitsPerOne)
        + Int128(fill.units) * Int128(takerFee.units) * Int128(leverage.value)
      units =
        Int128(budget) * Int128(leverage.value) * Int128(unitsPerOne) * Int128(unitsPerOne)
        / perUnit
    }
    return Quantity(units: Int64(min(units, Int128(Bounds.quantityMax.units))))
  }
}
