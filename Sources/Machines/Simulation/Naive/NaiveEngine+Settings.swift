import Margin
import Primitives

/// Leverage, mode and margin of an instrument. Rules: MARGIN-13, MARGIN-17, MARGIN-18.
extension NaiveEngine {
  mutating func setLeverage(
    _ seat: Seat, _ instrument: Instrument, _ leverage: Int
  ) throws(NaiveRefusal) {
    try checkHighest(leverage, instrument)
    try checkHeld(seat, instrument, leverage)
    try changeLeverage(seat, instrument, leverage)
  }

  /// The highest leverage of the instrument.
  func checkHighest(_ leverage: Int?, _ instrument: Instrument) throws(NaiveRefusal) {
    let most = instruments[instrument.index].leverageMax
    if let leverage, leverage > most { throw .leverageCap(most) }
  }

  /// The bracket of what is held now.
  func checkHeld(
    _ seat: Seat, _ instrument: Instrument, _ leverage: Int
  ) throws(NaiveRefusal) {
    let position = self[seat, instrument]
    guard position.isOpen else { return }
    try checkBracket(
      leverage, instrument,
      notional: position.size.magnitude * marks[instrument.index])
  }

  /// Sets the leverage: an isolated position is given the margin it needs, a cross one and resting
  /// entries must be borne by what is available.
  mutating func changeLeverage(
    _ seat: Seat, _ instrument: Instrument, _ leverage: Int
  ) throws(NaiveRefusal) {
    let mark = marks[instrument.index]
    let before = headroom(seat)
    let wallet = self[seat].wallet
    let free = assignable(seat, mode: self[seat, instrument].mode)
    var position = self[seat, instrument]
    position.leverage = leverage
    var moved = Rational.zero
    if position.isOpenIsolated {
      moved = position.neededMargin(at: mark) - position.margin
      position.margin += moved
    }
    seats[seat.index].positions[instrument.index] = position
    credit(seat, -moved)
    let required = before - headroom(seat)
    if required > free { throw .insufficient(required: required, available: free) }
    if moved > wallet { throw .insufficient(required: moved, available: wallet) }
  }

  func checkMode(
    _ seat: Seat, _ instrument: Instrument, _ mode: MarginMode
  ) throws(NaiveRefusal) {
    let position = self[seat, instrument]
    let rests = self[seat].orders.contains { $0.isEntry && $0.instrument == instrument }
    guard mode != position.mode, position.isOpen || rests else { return }
    throw NaiveRefusal("mode-locked mode=\(position.mode.rawValue)")
  }

  mutating func setMode(
    _ seat: Seat, _ instrument: Instrument, _ mode: MarginMode
  ) throws(NaiveRefusal) {
    try checkMode(seat, instrument, mode)
    seats[seat.index].positions[instrument.index].mode = mode
  }

  mutating func moveMargin(
    _ seat: Seat, _ instrument: Instrument, _ amount: Rational
  ) throws(NaiveRefusal) {
    let position = self[seat, instrument]
    guard position.isOpen else { throw .noPosition }
    guard position.mode == .isolated else { throw NaiveRefusal("not-isolated") }
    let assignable = assignable(seat, mode: .isolated)
    if amount > assignable {
      throw .insufficient(required: amount, available: assignable)
    }
    if position.margin + amount > Rational(Bounds.marginMax) {
      throw NaiveRefusal("margin-limit most=\(decimal(Rational(Bounds.marginMax)))")
    }
    let needed = position.neededMargin(at: marks[instrument.index])
    let removable = max(.zero, position.margin - needed)
    if -amount > removable {
      throw NaiveRefusal("margin-needed removable=\(decimal(removable))")
    }
    seats[seat.index].positions[instrument.index].margin += amount
    credit(seat, -amount)
  }
}
