public import Primitives

extension MarginEngine {
  /// What the resting entries of a seat reserve. Rule: ORDER-6. Complexity: O(open orders).
  public func reserved(of seat: Seat) -> Money {
    guard hasOrders[seat.index] else { return .zero }
    return openOrders[seat.index].reduce(.zero) { sum, order in
      sum + reserve(of: order, leverage: positions[place(seat, order.instrument)].leverage)
    }
  }

  /// The same with the leverage of a draft for its instrument.
  func reserved(of draft: Draft) -> Money {
    guard hasOrders[draft.seat.index] else { return .zero }
    return openOrders[draft.seat.index].reduce(.zero) { sum, order in
      let isDrafted = order.instrument == draft.instrument
      let position = isDrafted ? draft.position : positions[place(draft.seat, order.instrument)]
      return sum + reserve(of: order, leverage: position.leverage)
    }
  }

  /// Initial margin and fee at the order's own price; for a limit its open loss at mark as well.
  func reserve(of order: OpenOrder, leverage: Leverage) -> Money {
    guard !order.isReduceOnly, let quantity = order.quantity else { return .zero }
    let notional = Money(valueOf: quantity, at: order.price, rounding: .up)
    let isLimit = order.kind == .limit
    let fee = notional.times(
      isLimit ? rules.costs.makerFee : rules.costs.takerFee, rounding: .up)
    let margin = notional.divided(by: leverage.value, rounding: .up) + fee
    guard isLimit else { return margin }
    let mark = quotes[order.instrument.index].mark
    let distance =
      order.side == .buy ? order.price.units - mark.units : mark.units - order.price.units
    guard distance > 0 else { return margin }
    return margin + Money(valueOf: quantity, at: Price(units: distance), rounding: .up)
  }

  /// Whether an entry of a seat rests in an instrument.
  func hasEntries(_ seat: Seat, _ instrument: Instrument) -> Bool {
    hasOrders[seat.index]
      && openOrders[seat.index].contains { $0.instrument == instrument && !$0.isReduceOnly }
  }
}
