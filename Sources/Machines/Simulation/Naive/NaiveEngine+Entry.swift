import Margin
import Primitives

/// An entry at the moment in which it fills.
struct NaiveEntry: Sendable {
  var trade: NaiveTrade
  /// Why it fills; nil for a market order, whose halves have reasons of their own.
  var reason: FillReason?
  /// What it sets; nil for what is set already.
  var leverage: Int?
  var mode: MarginMode?
  var worst: Rational?
  var stop: Rational?
  var take: Rational?
  /// Whether it waited: then `below-minimum` was looked at when it was given. Rule: ORDER-1.
  var hasWaited = false
}

/// Orders that open, add, reduce or flip. Rules: MARGIN-9 to MARGIN-14, ORDER-1, ORDER-2.
extension NaiveEngine {
  mutating func enter(_ order: EntryOrder, _ seat: Seat) throws(NaiveRefusal) {
    let position = self[seat, order.instrument]
    if order.isReduceOnly {
      guard position.isReduced(by: order.side) else { throw .noPosition }
    } else {
      try checkMode(seat, order.instrument, order.mode ?? position.mode)
      try checkHighest(order.leverage?.value, order.instrument)
    }
    let own = ownPrice(order)
    try checkPrices(
      [own, Rational(optional: order.stop), Rational(optional: order.take)], order.instrument)
    let waiting = waits(order) ? own : nil
    try checkTriggers(order, own: waiting)
    // A reduce-only order sets neither leverage nor mode.
    let leverage = order.isReduceOnly ? nil : order.leverage?.value
    let mode = order.isReduceOnly ? nil : order.mode
    let size = quantity(
      order, seat, leverage: leverage ?? position.leverage, mode: mode ?? position.mode,
      own: waiting)
    try checkStep(size, order.instrument)
    let most = order.isReduceOnly ? min(size, position.size.magnitude) : size
    if let waiting {
      try rest(
        order, seat, size, at: waiting, leverage: leverage, mode: mode)
      return
    }
    let isLimit = own != nil
    let trade = takingTrade(
      seat, order.instrument, order.side, most, reason: isLimit ? .limit : .market)
    takeNumber(seat)
    try fill(
      NaiveEntry(
        trade: trade, reason: isLimit ? .limit : nil, leverage: leverage, mode: mode,
        worst: Rational(optional: order.worst) ?? own,
        stop: Rational(optional: order.stop), take: Rational(optional: order.take)))
  }

  /// Fills an entry: closes, sets the leverage, opens, and gives what belongs to it.
  mutating func fill(_ entry: NaiveEntry) throws(NaiveRefusal) {
    let (seat, instrument) = (entry.trade.seat, entry.trade.instrument)
    let position = self[seat, instrument]
    let closing =
      position.isReduced(by: entry.trade.side)
      ? min(entry.trade.quantity, position.size.magnitude) : .zero
    let opening = entry.trade.quantity - closing
    try checkResult(entry, position, opening)
    try checkWorst(entry.trade, entry.worst)
    countTraded(seat, instrument, entry.trade.quantity)
    var half = entry.trade
    half.quantity = closing
    half.reason = entry.reason ?? .close
    let settlement = closing > .zero ? settle(half) : nil
    if let mode = entry.mode { seats[seat.index].positions[instrument.index].mode = mode }
    if let leverage = entry.leverage, leverage != position.leverage {
      try changeLeverage(seat, instrument, leverage)
    }
    // The first half is told with the leverage that comes behind it.
    if let settlement { tellFill(half, settlement) }
    if opening > .zero {
      half.quantity = opening
      half.reason = entry.reason ?? .market
      try open(half)
    }
    forgetCall(seat)
    cancelBehind(seat, instrument)
    try attach(seat, instrument, entry.trade.side, stop: entry.stop, take: entry.take)
  }

  /// `position-limit`, the bracket's `leverage-cap`, and `below-minimum`.
  private func checkResult(
    _ entry: NaiveEntry, _ position: NaivePosition, _ opening: Rational
  ) throws(NaiveRefusal) {
    let limits = instruments[entry.trade.instrument.index]
    let mark = marks[entry.trade.instrument.index]
    let bought = entry.trade.side == .buy ? entry.trade.quantity : -entry.trade.quantity
    let result = (position.size + bought).magnitude
    if opening > .zero, result > limits.largest {
      throw NaiveRefusal("position-limit most=\(decimal(limits.largest))")
    }
    let changes = entry.leverage.map { $0 != position.leverage } ?? false
    if opening > .zero || (changes && result > .zero) {
      try checkBracket(
        entry.leverage ?? position.leverage, entry.trade.instrument, notional: result * mark)
    }
    if !entry.hasWaited, opening > .zero {
      try checkMinimum(opening * mark, limits)
    }
  }

  func checkBracket(
    _ leverage: Int, _ instrument: Instrument, notional: Rational
  ) throws(NaiveRefusal) {
    let limits = instruments[instrument.index]
    let most = limits.brackets[limits.bracketIndex(of: notional)].leverageMax
    if leverage > most { throw .leverageCap(most) }
  }

  func checkMinimum(
    _ notional: Rational, _ limits: NaiveInstrument
  ) throws(NaiveRefusal) {
    if notional < limits.minNotional {
      throw NaiveRefusal("below-minimum minimum=\(decimal(limits.minNotional))")
    }
  }

  /// Opens or adds. Rules: MARGIN-10, MARGIN-11.
  private mutating func open(_ trade: NaiveTrade) throws(NaiveRefusal) {
    let (seat, index) = (trade.seat, trade.instrument.index)
    var position = self[seat, trade.instrument]
    let mark = marks[index]
    let value = trade.quantity * trade.price
    let fee = (value.up * trade.fee).up
    let wallet = self[seat].wallet
    let room = headroom(seat)
    if position.mode == .isolated {
      let worse = max(mark, trade.price)
      let margin = ((trade.quantity * worse).up / Rational(position.leverage)).up
      let balance = position.margin + position.profit(at: mark)
      let lacking =
        position.isOpen ? max(.zero, position.initialMargin(at: mark) - balance) : .zero
      let assignable = assignable(seat, mode: .isolated)
      let required = margin + lacking + fee
      if required > assignable {
        throw .insufficient(required: required, available: assignable)
      }
      position.margin += margin + lacking
      credit(seat, -margin - lacking)
      if position.margin > Rational(Bounds.marginMax) {
        throw NaiveRefusal("margin-limit most=\(decimal(Rational(Bounds.marginMax)))")
      }
    }
    position.size += trade.side == .buy ? trade.quantity : -trade.quantity
    position.cost += trade.side == .buy ? value.up : value.down
    seats[seat.index].positions[index] = position
    credit(seat, -fee)
    house += fee
    count(seat, profit: .zero, fee: fee)
    if position.mode == .cross {
      let worse = max(mark, trade.price)
      let left =
        headroom(seat) + position.initialMargin(at: mark)
        - position.initialMargin(at: worse)
      if left < .zero {
        throw .insufficient(required: room - left, available: max(.zero, room))
      }
      if wallet < fee { throw .insufficient(required: fee, available: wallet) }
    }
    if isLiquidatable(seat, trade.instrument) { throw .wouldLiquidate }
    tellFill(trade, NaiveSettlement(fee: fee))
  }
}
