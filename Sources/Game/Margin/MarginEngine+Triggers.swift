import Primitives

extension MarginEngine {
  /// Fills what closes positions and is reached, before liquidations are looked at. Rule: ORDER-3.
  mutating func fillReducing(_ seat: Seat, events: inout [MarginEvent]) {
    trail(seat)
    forEachReached(seat, isReduceOnly: true) { engine, order in
      engine.fillReducing(order, seat: seat, events: &events)
    }
  }

  /// Fills the entries that are reached, behind liquidations. Rules: ORDER-1, ORDER-2.
  mutating func fillEntries(_ seat: Seat, events: inout [MarginEvent]) {
    forEachReached(seat, isReduceOnly: false) { engine, order in
      engine.fillEntry(order, seat: seat, events: &events)
    }
  }

  /// Takes each order of one kind that is reached out of those that wait, by instrument, then
  /// number. What one does may cancel others.
  private mutating func forEachReached(
    _ seat: Seat, isReduceOnly: Bool, _ body: (inout MarginEngine, OpenOrder) -> Void
  ) {
    for index in 0..<instrumentCount {
      let instrument = Instrument(index)
      var last = 0
      while let place = openOrders[seat.index].firstIndex(where: { order in
        order.number > last && order.instrument == instrument
          && order.isReduceOnly == isReduceOnly && isReached(order)
      }) {
        let order = take(place, of: seat)
        last = order.number
        body(&self, order)
      }
    }
  }

  /// Whether this tick's quote or mark has come to an order.
  private func isReached(_ order: OpenOrder) -> Bool {
    if order.kind == .limit { return crosses(order.price, order.side, order.instrument) }
    return order.kind.isReached(
      order.price, at: quotes[order.instrument.index].mark, closing: order.side.opposite)
  }

  /// Moves the prices of trailing stops after the new marks; never back.
  private mutating func trail(_ seat: Seat) {
    for place in openOrders[seat.index].indices {
      let order = openOrders[seat.index][place]
      guard case .trail(let distance) = order.kind else { continue }
      let held = order.side.opposite
      let step = terms[order.instrument.index].priceStep
      let mark = quotes[order.instrument.index].mark
      guard let price = distance.trigger(from: mark, closing: held, step: step) else { continue }
      openOrders[seat.index][place].price =
        held == .buy ? max(order.price, price) : min(order.price, price)
    }
  }

  private mutating func fillReducing(
    _ order: OpenOrder, seat: Seat, events: inout [MarginEvent]
  ) {
    var draft = draft(seat, order.instrument)
    draft.number = order.number
    let held = draft.position.quantity.magnitude
    let quantity = order.quantity.map { min($0, held) } ?? held
    var trade = trade(order.side, draft, order.terms)
    trade.price(for: quantity)
    guard !trade.isBeyond(order.worst) else {
      return drop(order, seat: seat, .worstPrice(trade.fill), events: &events)
    }
    count(quantity, &draft)
    let fill = settleClose(&draft, trade, quantity: quantity, reason: order.terms.reason)
    commit(draft)
    events.append(.fill(fill))
    cancelOrphans(seat, order.instrument, filled: order, events: &events)
  }

  private mutating func fillEntry(_ order: OpenOrder, seat: Seat, events: inout [MarginEvent]) {
    guard let quantity = order.quantity else { preconditionFailure("ORDER-1: a quantity") }
    var entry = EntryOrder(
      side: order.side, instrument: order.instrument, size: .quantity(quantity))
    entry.worst = order.worst
    entry.stop = order.stop
    entry.take = order.take
    if let rejection = fillNow(entry, seat: seat, order.terms, events: &events) {
      drop(order, seat: seat, rejection, events: &events)
    }
  }

  /// Cancels an order that was reached and taken out, but refused; and its partner.
  private mutating func drop(
    _ order: OpenOrder, seat: Seat, _ rejection: MarginRejection, events: inout [MarginEvent]
  ) {
    events.append(
      .order(
        OrderChange(
          seat: seat, order: order, state: .cancelled(.refused(rejection)),
          reserved: reserved(of: seat))))
    cancelOrphans(seat, order.instrument, filled: order, events: &events)
  }
}

extension OpenOrder {
  /// How it fills when it is reached. Rules: ORDER-1 to ORDER-3, MARGIN-21.
  fileprivate var terms: FillTerms {
    switch kind {
    case .limit: FillTerms(reason: .limit, number: number, price: price, isMaker: true)
    case .stop: FillTerms(reason: .stop, number: number)
    case .take: FillTerms(reason: .take, number: number)
    case .trail: FillTerms(reason: .trail, number: number)
    }
  }
}
