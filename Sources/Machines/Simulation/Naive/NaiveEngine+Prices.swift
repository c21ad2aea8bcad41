import Margin
import Primitives

/// Quotes, and what an order does to its own price. Rules: MARGIN-4, MARGIN-20.
extension NaiveEngine {
  /// Bid (for sales) or ask (for purchases) around a mark.
  func quote(_ instrument: Instrument, _ side: Side, mark: Rational) -> Rational {
    let step = instruments[instrument.index].priceStep
    let distance = (costs.halfSpread * mark).up.roundedUp(to: step)
    return side == .buy ? mark + distance : max(mark - distance, step)
  }

  /// Bid or ask of this tick.
  func quote(_ instrument: Instrument, _ side: Side) -> Rational {
    quote(instrument, side, mark: marks[instrument.index])
  }

  /// What a quantity fills at that takes the quote.
  func fillPrice(
    _ seat: Seat, _ instrument: Instrument, _ side: Side, _ quantity: Rational
  ) -> Rational {
    let step = instruments[instrument.index].priceStep
    let touch = quote(instrument, side)
    let before = self[seat].traded[instrument.index]
    let notional = (quantity * marks[instrument.index]).up
    let way = (before + before + notional) / Rational(2_000_000)
    let rate = min((costs.impact * way).up, Rational(1) / Rational(10))
    let offset = (touch * rate).up.roundedUp(to: step)
    return side == .buy ? touch + offset : max(touch - offset, step)
  }

  /// Remembers what was filled in this tick; it stops at 10^10.
  mutating func countTraded(_ seat: Seat, _ instrument: Instrument, _ quantity: Rational) {
    let sum = self[seat].traded[instrument.index] + (quantity * marks[instrument.index]).up
    seats[seat.index].traded[instrument.index] = min(sum, Rational(10_000_000_000))
  }

  /// Whether a price is worse than the worst that was allowed. Rule: ORDER-5.
  func isBeyond(_ price: Rational, worst: Rational?, _ side: Side) -> Bool {
    guard let worst else { return false }
    return side == .buy ? price > worst : price < worst
  }
}
