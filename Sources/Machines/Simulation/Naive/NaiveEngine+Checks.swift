import Margin
import Primitives

/// The prices of a protection, taken apart.
struct ProtectionPrices {
  var stop: Rational?
  var take: Rational?
  var distance: TrailDistance?

  init(_ protection: Protection) {
    switch protection {
    case .stop(let price): stop = Rational(price)
    case .take(let price): take = Rational(price)
    case .trail(let distance): self.distance = distance
    case .pair(let stop, let take):
      self.stop = Rational(stop)
      self.take = Rational(take)
    }
  }
}

/// The checks of prices and of how many orders are open. Rules: MARGIN-14, ORDER-2 to ORDER-4.
extension NaiveEngine {
  /// All prices lie on the step, and then within one step to the highest price.
  func checkPrices(_ prices: [Rational?], _ instrument: Instrument) throws(NaiveRefusal) {
    let limits = instruments[instrument.index]
    for case let price? in prices { try checkOnStep(price, limits) }
    for case let price? in prices where price < limits.priceStep || price > limits.priceMax {
      throw NaiveRefusal("price-limit most=\(decimal(limits.priceMax))")
    }
  }

  private func checkOnStep(
    _ price: Rational, _ limits: NaiveInstrument
  ) throws(NaiveRefusal) {
    guard price.roundedDown(to: limits.priceStep) != price else { return }
    throw NaiveRefusal("off-step step=\(decimal(limits.priceStep))")
  }

  /// The distance of a trailing stop is above 0 and below the mark, or below 100 %.
  ///
  /// The price that it gives must be one, too.
  func checkDistance(
    _ distance: TrailDistance, _ instrument: Instrument, _ side: Side
  ) throws(NaiveRefusal) {
    let mark = marks[instrument.index]
    let limits = instruments[instrument.index]
    var relative: Rational
    switch distance {
    case .price(let price):
      try checkOnStep(Rational(price), limits)
      relative = Rational(price) / mark
    case .share(let share): relative = Rational(share)
    }
    let isNone = trail(distance, instrument, side, reference: mark) < limits.priceStep
    if relative <= .zero || relative >= Rational(1) || isNone {
      throw NaiveRefusal("price-limit most=\(decimal(mark))")
    }
  }

  /// The price of a trailing stop for a position of a side. Rule: ORDER-3.
  func trail(
    _ distance: TrailDistance, _ instrument: Instrument, _ side: Side, reference: Rational
  ) -> Rational {
    let step = instruments[instrument.index].priceStep
    let way =
      switch distance {
      case .price(let price): Rational(price)
      case .share(let share): reference * Rational(share)
      }
    return side == .buy
      ? (reference - way).roundedDown(to: step) : (reference + way).roundedUp(to: step)
  }

  /// What an entry names must not be reached yet: by the mark, or of one that waits by its price.
  func checkTriggers(_ order: EntryOrder, own: Rational?) throws(NaiveRefusal) {
    let mark = marks[order.instrument.index]
    if case .stop(let price) = order.timing {
      let trigger = Rational(price)
      if order.side == .buy ? mark >= trigger : mark <= trigger { throw wouldTrigger(mark) }
    }
    try checkTriggers(
      order.side, stop: Rational(optional: order.stop),
      take: Rational(optional: order.take), reference: own ?? mark)
  }

  /// Stop and take-profit of a position of a side, against a mark.
  func checkTriggers(
    _ side: Side, stop: Rational?, take: Rational?, reference: Rational
  ) throws(NaiveRefusal) {
    if let stop, side == .buy ? reference <= stop : reference >= stop {
      throw wouldTrigger(reference)
    }
    if let take, side == .buy ? reference >= take : reference <= take {
      throw wouldTrigger(reference)
    }
  }

  private func wouldTrigger(_ reference: Rational) -> NaiveRefusal {
    NaiveRefusal("would-trigger reference=\(decimal(reference))")
  }

  /// A stop lies before the liquidation price. Rule: ORDER-3.
  func checkBeyond(
    _ stop: Rational, _ seat: Seat, _ instrument: Instrument
  ) throws(NaiveRefusal) {
    guard let price = liquidationPrice(of: seat, in: instrument) else { return }
    if self[seat, instrument].isLong ? stop <= price : stop >= price {
      throw NaiveRefusal("beyond-liquidation price=\(decimal(price))")
    }
  }

  /// Up to 40 orders of a seat are open.
  func checkRoom(_ seat: Seat, for count: Int) throws(NaiveRefusal) {
    if self[seat].orders.count + count > Bounds.openOrdersMax {
      throw NaiveRefusal("order-limit most=\(Bounds.openOrdersMax)")
    }
  }
}
