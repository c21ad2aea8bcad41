import Primitives

extension MarginEngine {
  /// Has a position, or a part of it, closed when a price is reached. Rules: ORDER-3, ORDER-4.
  mutating func protect(
    _ order: ProtectiveOrder, seat: Seat, events: inout [MarginEvent]
  ) -> MarginRejection? {
    let limits = terms[order.instrument.index]
    var draft = draft(seat, order.instrument)
    guard draft.position.isOpen else { return .noPosition }
    let side = draft.position.side
    let mark = quotes[order.instrument.index].mark
    let waits: [(kind: OpenOrderKind, price: Price)]
    switch order.protection {
    case .stop(let price): waits = [(.stop, price)]
    case .take(let price): waits = [(.take, price)]
    case .pair(let stop, let take): waits = [(.stop, stop), (.take, take)]
    case .trail(let distance):
      if case .price(let price) = distance, let rejection = checkStep(price, limits) {
        return rejection
      }
      guard distance.isWithin(mark),
        let price = distance.trigger(from: mark, closing: side, step: limits.priceStep)
      else { return .priceLimit(mark) }
      waits = [(.trail(distance), price)]
    }
    for wait in waits {
      if let rejection = checkStep(wait.price, limits) { return rejection }
    }
    for wait in waits where !wait.kind.isTrail && wait.price > limits.priceMax {
      return .priceLimit(limits.priceMax)
    }
    for wait in waits where wait.kind.isReached(wait.price, at: mark, closing: side) {
      return .wouldTrigger(reference: mark)
    }
    var quantity: Quantity?
    if let size = order.size {
      let part = size.quantity(of: draft.position.quantity.magnitude)
        .roundedDown(toStep: limits.quantityStep)
      guard part > .zero else { return .belowStep(limits.quantityStep) }
      quantity = part
    }
    let first = draft.account.orders + 1
    draft.account.orders += waits.count
    let opened = waits.enumerated().map { index, wait in
      OpenOrder(
        number: first + index, instrument: order.instrument, side: side.opposite,
        kind: wait.kind, price: wait.price, quantity: quantity, isReduceOnly: true,
        worst: order.worst, stop: nil, take: nil,
        pair: waits.count == 2 ? first + 1 - index : nil)
    }
    if let rejection = checkProtection(opened, draft) { return rejection }
    commit(draft)
    open(opened, seat: seat, events: &events)
    return nil
  }

  /// Checks the stop and take-profit of an entry against the position it leads to, and numbers
  /// them. Rule: ORDER-4.
  func checkAttached(_ order: EntryOrder, _ draft: inout Draft) -> MarginRejection? {
    guard draft.position.isOpen, draft.position.side == order.side else { return .noPosition }
    let mark = quotes[order.instrument.index].mark
    let orders = attached(to: order, draft)
    for open in orders where open.kind.isReached(open.price, at: mark, closing: order.side) {
      return .wouldTrigger(reference: mark)
    }
    draft.firstAttached = draft.account.orders + 1
    draft.account.orders += orders.count
    return checkProtection(orders, draft)
  }

  /// The stop and take-profit of an entry.
  func attached(to order: EntryOrder, _ draft: Draft) -> [OpenOrder] {
    let waits: [(kind: OpenOrderKind, price: Price)] =
      [order.stop.map { (.stop, $0) }, order.take.map { (.take, $0) }].compactMap { $0 }
    return waits.enumerated().map { index, wait in
      OpenOrder(
        number: draft.firstAttached + index, instrument: order.instrument,
        side: order.side.opposite, kind: wait.kind, price: wait.price, quantity: nil,
        isReduceOnly: true, worst: nil, stop: nil, take: nil,
        pair: waits.count == 2 ? draft.firstAttached + 1 - index : nil)
    }
  }

  /// A stop must come before the liquidation of the draft's position, and there must be room.
  private func checkProtection(_ orders: [OpenOrder], _ draft: Draft) -> MarginRejection? {
    if let gone = equation(of: draft).liquidationPrice(
      priceStep: terms[draft.instrument.index].priceStep)
    {
      let isLong = draft.position.side == .buy
      for order in orders where order.kind != .take && order.kind != .limit {
        if isLong ? order.price <= gone : order.price >= gone { return .beyondLiquidation(gone) }
      }
    }
    let before = positions[draft.place]
    let hasTurned = before.isOpen && before.side != draft.position.side
    let kept = openOrders[draft.seat.index].count {
      !(hasTurned && $0.instrument == draft.instrument && $0.isReduceOnly)
    }
    return kept + orders.count > Bounds.openOrdersMax ? .orderLimit(Bounds.openOrdersMax) : nil
  }
}

extension OpenOrderKind {
  var isTrail: Bool { if case .trail = self { true } else { false } }

  /// Whether a mark has come to the price of an order that closes a position of this side.
  func isReached(_ price: Price, at mark: Price, closing side: Side) -> Bool {
    let isLong = side == .buy
    switch self {
    case .limit: return false
    case .take: return isLong ? mark >= price : mark <= price
    case .stop, .trail: return isLong ? mark <= price : mark >= price
    }
  }
}

extension TrailDistance {
  /// Whether it is above zero and below a mark.
  func isWithin(_ mark: Price) -> Bool {
    switch self {
    case .price(let price): price > .zero && price < mark
    case .share(let rate): rate > .zero && rate < .one
    }
  }

  /// The price at this distance from the best mark of a position: long down, short up to the step;
  /// nil when that is not positive.
  func trigger(from mark: Price, closing side: Side, step: Price) -> Price? {
    let distance: Int128
    switch self {
    case .price(let price): distance = Int128(price.units) * Int128(unitsPerOne)
    case .share(let rate): distance = Int128(productOf: mark.units, rate.units)
    }
    let whole = Int128(mark.units) * Int128(unitsPerOne)
    let divisor = Int128(unitsPerOne) * Int128(step.units)
    let steps =
      side == .buy
      ? (whole - distance).divided(by: divisor, rounding: .down)
      : (whole + distance).divided(by: divisor, rounding: .up)
    guard steps > 0 else { return nil }
    return Price(units: Int64(steps * Int128(step.units)))
  }
}
