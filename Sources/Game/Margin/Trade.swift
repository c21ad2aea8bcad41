import Primitives

/// The prices and costs of a fill at this tick's quote, or at a limit.
struct Trade {
  let side: Side
  /// The bid or ask, or the limit of an order that rested: what it fills at without impact.
  let touch: Price
  /// The mark, which decides the smallest notional and liquidation.
  let mark: Price
  /// What of its notional it pays.
  let feeRate: Rate
  /// Whether it had rested at its price, and so crosses no spread.
  let isMaker: Bool
  /// How it moves its own price; nil when it does not.
  let impact: Impact?
  /// The price it fills at; with impact the quantity decides it.
  private(set) var fill: Price

  /// Takes an order that fills at a price; without impact.
  init(
    _ side: Side, at touch: Price, mark: Price, feeRate: Rate, isMaker: Bool = false,
    impact: Impact? = nil
  ) {
    self.isMaker = isMaker
    self.side = side
    self.touch = touch
    self.mark = mark
    self.feeRate = feeRate
    self.impact = impact
    fill = touch
  }

  /// The worse of mark and fill for margin: the higher. Rule: MARGIN-10.
  var marginPrice: Price { max(fill, mark) }

  /// Settles the price of a quantity; at most twice the largest position.
  mutating func price(for quantity: Quantity) {
    guard let impact else { return }
    fill = impact.price(side, touch: touch, mark: mark, quantity: quantity)
  }

  /// Whether the fill lies beyond a worst price. Rule: ORDER-5.
  func isBeyond(_ worst: Price?) -> Bool {
    guard let worst else { return false }
    return side == .buy ? fill > worst : fill < worst
  }

  /// What the position pays (buy, up) or receives (sell, down).
  func cost(_ quantity: Quantity) -> Money {
    Money(valueOf: quantity, at: fill, rounding: side == .buy ? .up : .down)
  }

  /// The fee, up, on the notional at fill, up. Rule: MARGIN-21.
  func fee(_ quantity: Quantity) -> Money {
    guard feeRate.units != 0 else { return .zero }
    return Money(valueOf: quantity, at: fill, rounding: .up).times(feeRate, rounding: .up)
  }

  /// Notional, up, divided by leverage, up.
  func initialMargin(_ quantity: Quantity, leverage: Leverage) -> Money {
    Money(valueOf: quantity, at: marginPrice, rounding: .up)
      .divided(by: leverage.value, rounding: .up)
  }
}

/// How a seat's orders of one tick move the price they fill at. Rule: MARGIN-20.
struct Impact {
  /// For each 1,000,000 of notional.
  let rate: Rate
  /// What the seat has traded in the instrument in this tick; at most `tradedMax`.
  let traded: Money
  let priceStep: Price

  /// Where the notional that counts stops.
  static let tradedMax = Bounds.walletMax

  /// The largest part of a price that impact can move it by: 10 %.
  private static let rateMax: Int128 = 10_000_000

  /// The mean price over the way of a quantity, rounded against the trader.
  func price(_ side: Side, touch: Price, mark: Price, quantity: Quantity) -> Price {
    let notional = Money(valueOf: quantity, at: mark, rounding: .up)
    let way = Int128(traded.units) * 2 + Int128(notional.units)
    let moved = (Int128(rate.units) * way)
      .divided(by: 2_000_000 * Int128(unitsPerOne), rounding: .up)
    let offset = (Int128(touch.units) * min(moved, Self.rateMax))
      .divided(by: Int128(unitsPerOne), rounding: .up)
    let step = Int128(priceStep.units)
    let stepped = Int64(offset.divided(by: step, rounding: .up) * step)
    return side == .buy
      ? Price(units: touch.units + stepped)
      : Price(units: max(touch.units - stepped, priceStep.units))
  }
}
