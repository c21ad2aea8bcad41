import Margin
import Primitives

/// How large an order is. Rule: MARGIN-8.
extension NaiveEngine {
  /// What a size is reckoned with.
  private struct Basis {
    var mark: Rational
    var fill: Rational
    var quote: Rational
    var feeIn: Rational
    var worse: Rational { max(mark, fill) }
  }

  /// The quantity of an order, on the quantity step; it may come to zero.
  ///
  /// `own` is the price of an order that waits; nil for one that takes the quote.
  func quantity(
    _ order: EntryOrder, _ seat: Seat, leverage: Int, mode: MarginMode, own: Rational?
  ) -> Rational {
    let step = instruments[order.instrument.index].quantityStep
    func sized(_ basis: Basis) -> Rational {
      let whole = quantity(order, seat, leverage: leverage, mode: mode, basis: basis)
      return min(whole, Rational(Bounds.quantityMax)).roundedDown(to: step)
    }
    if let own {
      let isLimit = if case .limit = order.timing { true } else { false }
      let fee = isLimit ? costs.makerFee : costs.takerFee
      return sized(Basis(mark: own, fill: own, quote: own, feeIn: fee))
    }
    let touch = quote(order.instrument, order.side)
    var basis = Basis(
      mark: marks[order.instrument.index], fill: touch, quote: touch, feeIn: costs.takerFee)
    // With impact the price is the one that the quantity without impact would get.
    if order.side == .buy || isRisk(order.size) {
      let most = min(
        Rational(Bounds.quantityMax), instruments[order.instrument.index].largest * Rational(2))
      basis.fill = fillPrice(
        seat, order.instrument, order.side,
        min(
          quantity(order, seat, leverage: leverage, mode: mode, basis: basis).down, most))
    }
    return sized(basis)
  }

  private func isRisk(_ size: EntrySize) -> Bool {
    if case .risk = size { true } else { false }
  }

  private func quantity(
    _ order: EntryOrder, _ seat: Seat, leverage: Int, mode: MarginMode, basis: Basis
  ) -> Rational {
    let leverage = Rational(leverage)
    switch order.size {
    case .margin(let margin): return Rational(margin) * leverage / basis.worse
    case .notional(let notional): return Rational(notional) / basis.mark
    case .quantity(let quantity): return Rational(quantity)
    case .share(let share):
      let part = (assignable(seat, mode: mode) * Rational(share)).down
      let budget = max(.zero, part - Rational(units: 4))
      return budget * leverage / (basis.worse + basis.fill * basis.feeIn * leverage)
    case .risk(let share):
      guard let stop = order.stop else {
        preconditionFailure("MARGIN-8: risk= needs a stop")
      }
      let exit = quote(
        order.instrument, order.side == .buy ? .sell : .buy, mark: Rational(stop))
      let lost = (max(.zero, equity(of: seat).down) * Rational(share)).down
      let fees =
        max(basis.fill, basis.quote) * basis.feeIn + exit * costs.takerFee
      return lost / ((basis.fill - exit).magnitude + fees)
    }
  }

  /// How much of a position a size closes, on the quantity step. Rule: MARGIN-9.
  func quantity(_ size: CloseSize, of position: NaivePosition, _ instrument: Instrument)
    -> Rational
  {
    let step = instruments[instrument.index].quantityStep
    switch size {
    case .share(let share):
      return (position.size.magnitude * Rational(share)).roundedDown(to: step)
    case .quantity(let quantity): return Rational(quantity).roundedDown(to: step)
    }
  }
}
