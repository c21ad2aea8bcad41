import Margin
import Primitives

/// What the market does to positions and orders. Rules: MATCH-4, MARGIN-22, LIQ-6.
extension NaiveEngine {
  /// The next tick.
  mutating func advance(marks: [Price]) -> [String] {
    events = []
    tick += 1
    self.marks = marks.map { Rational($0) }
    for seat in seats.indices {
      seats[seat].traded = seats[seat].traded.map { _ in .zero }
    }
    if isFundingDue { forEachPlace { engine, seat, instrument in engine.fund(seat, instrument) } }
    for seat in seats.indices {
      for place in seats[seat].orders.indices { follow(Seat(seat), place) }
    }
    forEachPlace { engine, seat, instrument in engine.fillReduceOnly(seat, instrument) }
    forEachPlace { engine, seat, instrument in engine.liquidateIsolated(seat, instrument) }
    for seat in seats.indices { liquidateCross(Seat(seat)) }
    forEachPlace { engine, seat, instrument in engine.fillEntries(seat, instrument) }
    for seat in seats.indices { callMargins(Seat(seat)) }
    return events
  }

  /// By seat, then instrument.
  private mutating func forEachPlace(_ body: (inout NaiveEngine, Seat, Instrument) -> Void) {
    for seat in seats.indices {
      for instrument in instruments.indices { body(&self, Seat(seat), Instrument(instrument)) }
    }
  }

  // MARK: - Funding

  private var isFundingDue: Bool {
    tick > 0 && costs.fundingInterval > 0 && tick % costs.fundingInterval == 0
      && costs.fundingRate != .zero
  }

  private mutating func fund(_ seat: Seat, _ instrument: Instrument) {
    var position = self[seat, instrument]
    guard position.isOpen else { return }
    let value = position.size.magnitude * marks[instrument.index]
    let rate = costs.fundingRate.magnitude
    let pays = position.isLong == (costs.fundingRate > .zero)
    let amount = pays ? -(value.up * rate).up : (value.down * rate).down
    house -= amount
    seats[seat.index].funding = self[seat].funding + amount
    var drawn = Rational.zero
    if position.mode == .isolated {
      position.margin += amount
      drawn = max(.zero, -position.margin)
      position.margin += drawn
      let spilled = max(.zero, position.margin - Rational(Bounds.marginMax))
      position.margin -= spilled
      credit(seat, spilled)
      seats[seat.index].positions[instrument.index] = position
    } else {
      drawn = max(.zero, -(self[seat].wallet + amount))
      credit(seat, amount + drawn)
    }
    draw(seat, drawn)
    tellFunding(seat, instrument, amount: amount, drawn: drawn)
  }

  // MARK: - Orders that are reached

  /// Rules: ORDER-1 to ORDER-3.
  private func isReached(_ order: NaiveOrder) -> Bool {
    let mark = marks[order.instrument.index]
    switch (order.kind, order.side) {
    case (.limit, .buy): return quote(order.instrument, .buy) <= order.price
    case (.limit, .sell): return quote(order.instrument, .sell) >= order.price
    case (.stop, .buy), (.trail, .buy), (.take, .sell): return mark >= order.price
    case (.stop, .sell), (.trail, .sell), (.take, .buy): return mark <= order.price
    }
  }

  /// How an order that waited fills: a limit at its price as a maker, others take the quote.
  private func trade(_ order: NaiveOrder, _ seat: Seat, _ quantity: Rational) -> NaiveTrade {
    let reason: FillReason =
      switch order.kind {
      case .limit: .limit
      case .stop: .stop
      case .take: .take
      case .trail: .trail
      }
    if order.kind == .limit {
      return NaiveTrade(
        seat: seat, number: order.number, instrument: order.instrument, side: order.side,
        quantity: quantity, price: order.price, mark: order.price, touch: order.price,
        fee: costs.makerFee,
        reason: reason)
    }
    return takingTrade(
      seat, order.instrument, order.side, quantity, number: order.number, reason: reason)
  }

  private func numbers(_ seat: Seat, _ instrument: Instrument, reduceOnly: Bool) -> [Int] {
    self[seat].orders
      .filter { $0.instrument == instrument && $0.isReduceOnly == reduceOnly }.map(\.number)
  }

  private mutating func fillReduceOnly(_ seat: Seat, _ instrument: Instrument) {
    for number in numbers(seat, instrument, reduceOnly: true) {
      guard let order = self[seat].order(number), isReached(order) else { continue }
      let held = self[seat, instrument].size.magnitude
      let trade = trade(order, seat, min(order.quantity ?? held, held))
      do throws(NaiveRefusal) {
        try checkWorst(trade, order.worst)
        remove(order, seat)
        carryOutClose(trade, pair: order.pair)
      } catch {
        // Itself first, then the other of its pair, whatever their numbers.
        drop(seat, [order]) { _ in error.text }
        drop(seat, self[seat].orders.filter { $0.number == order.pair }) { _ in "pair" }
      }
    }
  }

  /// A trailing stop follows the best mark; its price never moves back.
  private mutating func follow(_ seat: Seat, _ place: Int) {
    var order = self[seat].orders[place]
    guard case .trail(let distance) = order.kind else { return }
    let mark = marks[order.instrument.index]
    let isLong = order.side == .sell
    let isBetter = isLong ? mark > order.reference : mark < order.reference
    guard isBetter else { return }
    order.reference = mark
    let price = trail(
      distance, order.instrument, isLong ? .buy : .sell, reference: mark)
    order.price = isLong ? max(order.price, price) : min(order.price, price)
    seats[seat.index].orders[place] = order
  }

  private mutating func fillEntries(_ seat: Seat, _ instrument: Instrument) {
    for number in numbers(seat, instrument, reduceOnly: false) {
      guard let order = self[seat].order(number), isReached(order) else { continue }
      // Its own reserve is free for it.
      var draft = self
      draft.remove(order, seat)
      do throws(NaiveRefusal) {
        try draft.fill(order, seat)
        self = draft
      } catch {
        drop([order], seat, error.text)
      }
    }
  }

  private mutating func fill(_ order: NaiveOrder, _ seat: Seat) throws(NaiveRefusal) {
    let trade = trade(order, seat, order.quantity ?? .zero)
    try fill(
      NaiveEntry(
        trade: trade, reason: trade.reason, worst: order.worst, stop: order.stop,
        take: order.take, hasWaited: true))
  }

  // MARK: - Margin calls

  private mutating func callMargins(_ seat: Seat) {
    for index in instruments.indices where self[seat].positions[index].isOpenIsolated {
      let instrument = Instrument(index)
      let position = self[seat, instrument]
      let balance = position.margin + position.exactProfit(at: marks[index])
      let needed = maintenance(seat, instrument, at: marks[index])
      let next = nextCall(
        position.call, left: balance - needed, assigned: position.margin - needed)
      seats[seat.index].positions[index].call = next.stands
      if next.isGiven {
        tellCall(
          seat, instrument, level: next.stands, balance: balance, maintenance: needed)
      }
    }
    guard self[seat].isInCross else { return }
    let totals = crossTotals(seat)
    var assigned = Rational.zero
    for (index, position) in self[seat].positions.enumerated() where position.isOpenCross {
      assigned +=
        self[seat].call > 0
        ? position.initialMargin(at: marks[index])
        : position.size.magnitude * marks[index] / Rational(position.leverage)
    }
    let next = nextCall(
      self[seat].call, left: totals.balance - totals.maintenance,
      assigned: assigned - totals.maintenance)
    seats[seat.index].call = next.stands
    if next.isGiven {
      tellCall(
        seat, nil, level: next.stands, balance: totals.balance,
        maintenance: totals.maintenance)
    }
  }

  /// The margin call that stands from now on, and whether it is a new one.
  ///
  /// The share is compared as left x 100 against assigned x percent. Rule: LIQ-6.
  private func nextCall(
    _ standing: Int, left: Rational, assigned: Rational
  ) -> (stands: Int, isGiven: Bool) {
    func isAtMost(_ percent: Int) -> Bool {
      left * Rational(100) <= assigned * Rational(percent)
    }
    func isAtLeast(_ percent: Int) -> Bool {
      left * Rational(100) >= assigned * Rational(percent)
    }
    var stands = standing
    if stands == 10, isAtLeast(15) { stands = 20 }
    if stands == 20, isAtLeast(25) { stands = 0 }
    if stands != 10, isAtMost(10) { return (10, true) }
    if stands == 0, isAtMost(20) { return (20, true) }
    return (stands, false)
  }
}
