import Margin
import Primitives

/// A trade as it is carried out.
struct NaiveTrade: Sendable {
  let seat: Seat
  let number: Int
  let instrument: Instrument
  let side: Side
  var quantity: Rational
  let price: Rational
  /// What its spread is counted from: the mark, or the limit of an order that rested.
  let mark: Rational
  /// Bid or ask before impact, or the limit of an order that rested.
  let touch: Rational
  let fee: Rational
  var reason: FillReason
}

/// What a trade came to in money.
struct NaiveSettlement: Sendable {
  let fee: Rational
  var profit = Rational.zero
  var drawn = Rational.zero
}

/// Closing. Rules: MARGIN-9, MARGIN-12.
extension NaiveEngine {
  mutating func close(_ order: CloseOrder, _ seat: Seat) throws(NaiveRefusal) {
    let position = self[seat, order.instrument]
    guard position.isOpen else { throw .noPosition }
    let wanted = quantity(order.size, of: position, order.instrument)
    try checkStep(wanted, order.instrument)
    let trade = takingTrade(
      seat, order.instrument, position.isLong ? .sell : .buy,
      min(wanted, position.size.magnitude), reason: .close)
    try checkWorst(trade, Rational(optional: order.worst))
    takeNumber(seat)
    carryOutClose(trade)
  }

  mutating func closeAll(_ seat: Seat) throws(NaiveRefusal) {
    guard self[seat].positions.contains(where: \.isOpen) else { throw .noPosition }
    for index in instruments.indices where self[seat, Instrument(index)].isOpen {
      try close(CloseOrder(instrument: Instrument(index), size: .share(.one)), seat)
    }
  }

  /// An order that takes the quote, with the next number.
  func takingTrade(
    _ seat: Seat, _ instrument: Instrument, _ side: Side, _ quantity: Rational,
    number: Int? = nil, reason: FillReason
  ) -> NaiveTrade {
    NaiveTrade(
      seat: seat, number: number ?? self[seat].lastOrder + 1, instrument: instrument,
      side: side, quantity: quantity, price: fillPrice(seat, instrument, side, quantity),
      mark: marks[instrument.index], touch: quote(instrument, side), fee: costs.takerFee,
      reason: reason)
  }

  mutating func takeNumber(_ seat: Seat) { seats[seat.index].lastOrder += 1 }

  /// A trade that only closes, counted for impact, with what it cancels.
  ///
  /// `pair` is the order that ends with it.
  mutating func carryOutClose(_ trade: NaiveTrade, pair: Int? = nil) {
    countTraded(trade.seat, trade.instrument, trade.quantity)
    let settlement = settle(trade)
    tellFill(trade, settlement)
    forgetCall(trade.seat)
    cancelBehind(trade.seat, trade.instrument, pair: pair)
  }

  /// Closes the trade's quantity of the position.
  mutating func settle(_ trade: NaiveTrade) -> NaiveSettlement {
    var position = self[trade.seat, trade.instrument]
    let part = split(position, trade.quantity)
    let value = trade.quantity * trade.price
    let profit = position.isLong ? value.down - part.cost : part.cost - value.up
    let fee = (value.up * trade.fee).up
    var drawn = Rational.zero
    if position.mode == .isolated {
      position.margin -= part.margin
      let settled = part.margin + profit - fee
      if settled >= .zero {
        credit(trade.seat, settled)
      } else {
        position.margin += settled
        drawn = max(.zero, -position.margin)
        position.margin += drawn
      }
    } else {
      let wallet = self[trade.seat].wallet + profit - fee
      drawn = max(.zero, -wallet)
      credit(trade.seat, profit - fee + drawn)
    }
    house += fee - profit
    draw(trade.seat, drawn)
    count(trade.seat, profit: profit, fee: fee)
    reduce(&position, by: trade.quantity, cost: part.cost)
    seats[trade.seat.index].positions[trade.instrument.index] = position
    return NaiveSettlement(fee: fee, profit: profit, drawn: drawn)
  }

  /// Cost and margin of a part of a position: cost against the trader, margin down; the last part
  /// takes all.
  func split(
    _ position: NaivePosition, _ quantity: Rational
  ) -> (cost: Rational, margin: Rational) {
    let size = position.size.magnitude
    guard quantity < size else { return (position.cost, position.margin) }
    let cost = position.cost * quantity / size
    return (
      position.isLong ? cost.up : cost.down, (position.margin * quantity / size).down
    )
  }

  /// Takes a part off size and cost; what is left of the last part is a flat position.
  func reduce(_ position: inout NaivePosition, by quantity: Rational, cost: Rational) {
    position.cost -= cost
    position.size += position.isLong ? -quantity : quantity
    if !position.isOpen { position.clear() }
  }

  /// Without cross positions no margin call stands for them.
  mutating func forgetCall(_ seat: Seat) {
    if !self[seat].isInCross { seats[seat.index].call = 0 }
  }

  // MARK: - Checks that several orders share

  func checkStep(_ quantity: Rational, _ instrument: Instrument) throws(NaiveRefusal) {
    let step = instruments[instrument.index].quantityStep
    if quantity < step { throw NaiveRefusal("below-step step=\(decimal(step))") }
  }

  func checkWorst(_ trade: NaiveTrade, _ worst: Rational?) throws(NaiveRefusal) {
    if isBeyond(trade.price, worst: worst, trade.side) {
      throw NaiveRefusal("worst-price price=\(decimal(trade.price))")
    }
  }
}
