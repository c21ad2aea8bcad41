public import Primitives

extension MarginEngine {
  /// What of a seat waits, by number. Rule: ORDER-1.
  public func openOrders(of seat: Seat) -> [OpenOrder] { openOrders[seat.index] }

  /// Adds orders at the end, and says so.
  mutating func open(_ orders: [OpenOrder], seat: Seat, events: inout [MarginEvent]) {
    guard !orders.isEmpty else { return }
    openOrders[seat.index] += orders
    hasOrders[seat.index] = true
    let reserved = reserved(of: seat)
    for order in orders {
      events.append(
        .order(OrderChange(seat: seat, order: order, state: .open, reserved: reserved)))
    }
  }

  /// Takes the order at a place out of those that wait.
  mutating func take(_ place: Int, of seat: Seat) -> OpenOrder {
    let order = openOrders[seat.index].remove(at: place)
    hasOrders[seat.index] = !openOrders[seat.index].isEmpty
    return order
  }

  /// Takes open orders back. Rule: ORDER-7.
  mutating func cancel(
    _ target: CancelTarget, seat: Seat, events: inout [MarginEvent]
  ) -> MarginRejection? {
    let before = openOrders[seat.index].count
    switch target {
    case .order(let number):
      cancel(seat, .asked, events: &events) { $0.number == number }
    case .instrument(let instrument):
      cancel(seat, .asked, events: &events) { $0.instrument == instrument }
    case .all: cancelAll(of: seat, reason: .asked, events: &events)
    }
    return openOrders[seat.index].count == before ? .unknownOrder : nil
  }

  /// Cancels everything that a seat has open.
  public mutating func cancelAll(
    of seat: Seat, reason: CancelReason, events: inout [MarginEvent]
  ) {
    cancel(seat, reason, events: &events) { _ in true }
  }

  /// Cancels what fits, and the partner of each that does not fit itself.
  mutating func cancel(
    _ seat: Seat, _ reason: CancelReason, events: inout [MarginEvent],
    _ isMeant: (OpenOrder) -> Bool
  ) {
    guard hasOrders[seat.index] else { return }
    let partners = openOrders[seat.index].filter(isMeant).compactMap(\.pair)
    dismiss(seat, events: &events) { order in
      isMeant(order) ? reason : partners.contains(order.number) ? .pair : nil
    }
  }

  /// Cancels the orders of a position that is gone or has turned. `filled` is the order that did
  /// it: its partner goes for its own reason. Rule: ORDER-7.
  mutating func cancelOrphans(
    _ seat: Seat, _ instrument: Instrument, filled: OpenOrder? = nil,
    events: inout [MarginEvent]
  ) {
    guard hasOrders[seat.index] else { return }
    let position = positions[place(seat, instrument)]
    dismiss(seat, events: &events) { order in
      if let filled, order.pair == filled.number { return .pair }
      let belongs = order.instrument == instrument && order.isReduceOnly
      let isOrphan = !position.isOpen || position.side == order.side
      return belongs && isOrphan ? .positionClosed : nil
    }
  }

  /// Removes the orders that a reason is given for; told by number.
  private mutating func dismiss(
    _ seat: Seat, events: inout [MarginEvent], _ reason: (OpenOrder) -> CancelReason?
  ) {
    var gone: [OrderChange] = []
    openOrders[seat.index].removeAll { order in
      guard let reason = reason(order) else { return false }
      gone.append(
        OrderChange(seat: seat, order: order, state: .cancelled(reason), reserved: .zero))
      return true
    }
    guard !gone.isEmpty else { return }
    hasOrders[seat.index] = !openOrders[seat.index].isEmpty
    let reserved = reserved(of: seat)
    for var change in gone {
      change.reserved = reserved
      events.append(.order(change))
    }
  }
}
