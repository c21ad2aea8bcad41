import Margin
import Primitives

/// Forced closes. Rules: LIQ-1, LIQ-4, LIQ-5, LIQ-7, LIQ-8.
extension NaiveEngine {
  mutating func liquidateIsolated(_ seat: Seat, _ instrument: Instrument) {
    guard self[seat, instrument].isOpenIsolated, isLiquidatable(seat, instrument) else { return }
    let entries = self[seat].orders.filter { $0.isEntry && $0.instrument == instrument }
    drop(entries, seat, "liquidation")
    while isLiquidatable(seat, instrument) { stepDownIsolated(seat, instrument) }
  }

  /// How much of a position one stage closes. Rule: LIQ-7.
  private func stage(_ seat: Seat, _ instrument: Instrument) -> Rational {
    let size = self[seat, instrument].size.magnitude
    let limits = instruments[instrument.index]
    let mark = marks[instrument.index]
    let index = limits.bracketIndex(of: size * mark)
    guard index > 0 else { return size }
    return size - limits.largestSize(below: limits.brackets[index].floor, at: mark)
  }

  /// Profit of a part at the mark, and its cost. Rule: MARGIN-12.
  private func part(
    _ position: NaivePosition, _ quantity: Rational, at mark: Rational
  ) -> (cost: Rational, profit: Rational) {
    let cost = split(position, quantity).cost
    let value = quantity * mark
    return (cost, position.isLong ? value.down - cost : cost - value.up)
  }

  private mutating func stepDownIsolated(_ seat: Seat, _ instrument: Instrument) {
    var position = self[seat, instrument]
    let mark = marks[instrument.index]
    let quantity = stage(seat, instrument)
    let (cost, profit) = part(position, quantity, at: mark)
    let after = position.margin + profit
    let drawn = max(.zero, -after)
    let wanted = ((quantity * mark).up * costs.liquidationFee).up
    var rest = position
    reduce(&rest, by: quantity, cost: cost)
    let spare = rest.isOpen ? (after + rest.exactProfit(at: mark)).down : after
    let fee = min(wanted, max(.zero, min(after, spare)))
    position.margin = max(.zero, after) - fee
    var returned = Rational.zero
    if quantity == position.size.magnitude {
      if remainder == .returned {
        returned = position.margin
      } else {
        insurance += position.margin
      }
      position.margin = .zero
    }
    house -= profit
    insurance += fee
    draw(seat, drawn)
    credit(seat, returned)
    let side: Side = position.isLong ? .sell : .buy
    reduce(&position, by: quantity, cost: cost)
    seats[seat.index].positions[instrument.index] = position
    conclude(
      NaiveStage(
        seat: seat, instrument: instrument, side: side, quantity: quantity, profit: profit,
        loss: -profit - drawn, fee: fee, drawn: drawn, returned: returned))
  }

  // MARK: - Cross

  mutating func liquidateCross(_ seat: Seat) {
    guard self[seat].isInCross, crossTotals(seat).isLiquidatable else { return }
    let entries = self[seat].orders.filter {
      $0.isEntry && self[seat, $0.instrument].mode == .cross
    }
    drop(entries, seat, "liquidation")
    while self[seat].isInCross, crossTotals(seat).isLiquidatable { stepDownCross(seat) }
  }

  /// The cross position with the largest maintenance margin; of equals the first.
  private func heaviest(_ seat: Seat) -> Instrument {
    var found: (instrument: Instrument, maintenance: Rational)?
    for index in instruments.indices where self[seat].positions[index].isOpenCross {
      let needed = maintenance(seat, Instrument(index), at: marks[index])
      if let found, found.maintenance >= needed { continue }
      found = (Instrument(index), needed)
    }
    guard let found else { preconditionFailure("LIQ-8: nothing is held in cross") }
    return found.instrument
  }

  private mutating func stepDownCross(_ seat: Seat) {
    let instrument = heaviest(seat)
    var position = self[seat, instrument]
    let mark = marks[instrument.index]
    let quantity = stage(seat, instrument)
    let (cost, profit) = part(position, quantity, at: mark)
    let side: Side = position.isLong ? .sell : .buy
    house -= profit
    credit(seat, profit)
    reduce(&position, by: quantity, cost: cost)
    seats[seat.index].positions[instrument.index] = position
    let wanted = ((quantity * mark).up * costs.liquidationFee).up
    let fee = min(wanted, max(.zero, crossTotals(seat).balance.down))
    credit(seat, -fee)
    insurance += fee
    var drawn = Rational.zero
    if !self[seat].isInCross || !crossTotals(seat).isLiquidatable {
      drawn = max(.zero, -self[seat].wallet)
      credit(seat, drawn)
      draw(seat, drawn)
    }
    forgetCall(seat)
    conclude(
      NaiveStage(
        seat: seat, instrument: instrument, side: side, quantity: quantity, profit: profit,
        loss: -profit, fee: fee, drawn: drawn, returned: .zero))
  }

  /// Counts a stage, tells of it, and cancels what belonged to a position that is gone.
  private mutating func conclude(_ stage: NaiveStage) {
    seats[stage.seat.index].liquidations += 1
    count(stage.seat, profit: stage.profit, fee: stage.fee)
    tellLiquidation(stage)
    cancelBehind(stage.seat, stage.instrument)
  }
}

/// One stage of a liquidation.
struct NaiveStage {
  let seat: Seat
  let instrument: Instrument
  let side: Side
  let quantity: Rational
  let profit: Rational
  /// What the player lost before the fee.
  let loss: Rational
  let fee: Rational
  let drawn: Rational
  let returned: Rational
}
