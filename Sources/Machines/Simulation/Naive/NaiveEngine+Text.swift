import Margin
import Primitives

/// An amount as the check writes it: all decimals that it has.
func decimal(_ value: Rational) -> String { CheckText.decimal(value.units) }

private func optional(_ value: Rational?) -> String { value.map { decimal($0) } ?? "none" }

/// What happened, in the words of the check.
extension NaiveEngine {
  mutating func tellFill(_ trade: NaiveTrade, _ settlement: NaiveSettlement) {
    events.append(
      "fill seat=\(trade.seat.index) order=\(trade.number)"
        + " instrument=\(trade.instrument.index) side=\(trade.side.rawValue)"
        + " quantity=\(decimal(trade.quantity)) price=\(decimal(trade.price))"
        + " fee=\(decimal(settlement.fee)) realized=\(decimal(settlement.profit))"
        + " insurance=\(decimal(settlement.drawn))"
        + " reason=\(trade.reason.rawValue) mark=\(decimal(trade.mark))"
        + " touch=\(decimal(trade.touch)) \(holding(trade.seat, trade.instrument))")
  }

  mutating func tellFunding(
    _ seat: Seat, _ instrument: Instrument, amount: Rational, drawn: Rational
  ) {
    events.append(
      "funding seat=\(seat.index) instrument=\(instrument.index)"
        + " mark=\(decimal(marks[instrument.index])) amount=\(decimal(amount))"
        + " insurance=\(decimal(drawn)) \(holding(seat, instrument))")
  }

  mutating func tellLiquidation(_ stage: NaiveStage) {
    events.append(
      "liquidation seat=\(stage.seat.index) instrument=\(stage.instrument.index)"
        + " side=\(stage.side.rawValue) quantity=\(decimal(stage.quantity))"
        + " price=\(decimal(marks[stage.instrument.index])) loss=\(decimal(stage.loss))"
        + " fee=\(decimal(stage.fee)) insurance=\(decimal(stage.drawn))"
        + " returned=\(decimal(stage.returned)) \(holding(stage.seat, stage.instrument))")
  }

  mutating func tellCall(
    _ seat: Seat, _ instrument: Instrument?, level: Int, balance: Rational,
    maintenance: Rational
  ) {
    let mark = instrument.map { marks[$0.index] }
    let price = instrument.flatMap { liquidationPrice(of: seat, in: $0) }
    events.append(
      "margin-call seat=\(seat.index) instrument=\(instrument.map { "\($0.index)" } ?? "none")"
        + " level=\(level) mark=\(optional(mark)) balance=\(decimal(balance.down))"
        + " maintenance=\(decimal(maintenance.up)) liquidation=\(optional(price))")
  }

  mutating func tellOrder(_ seat: Seat, _ order: NaiveOrder, _ state: String) {
    events.append(
      "order seat=\(seat.index) \(text(of: order)) state=\(state)"
        + " reserved=\(decimal(reserved(seat)))")
  }

  /// An open order with all it holds.
  func text(of order: NaiveOrder) -> String {
    "order=\(order.number) instrument=\(order.instrument.index) side=\(order.side.rawValue)"
      + " kind=\(CheckText.kind(order.kind)) price=\(decimal(order.price))"
      + " quantity=\(optional(order.quantity)) reduce-only=\(order.isReduceOnly)"
      + " worst=\(optional(order.worst)) stop=\(optional(order.stop))"
      + " take=\(optional(order.take)) pair=\(order.pair.map { "\($0)" } ?? "none")"
  }

  /// A position and the wallet beside it.
  private func holding(_ seat: Seat, _ instrument: Instrument) -> String {
    "\(text(of: self[seat, instrument])) wallet=\(decimal(self[seat].wallet))"
  }

  fileprivate func text(of position: NaivePosition) -> String {
    "position=\(decimal(position.size)) cost=\(decimal(position.cost))"
      + " margin=\(decimal(position.margin)) leverage=\(position.leverage)"
      + " mode=\(position.mode.rawValue) call=\(position.call)"
  }
}

/// What is held, in the words of the check.
extension NaiveEngine {
  /// Everything a seat has.
  func state(of seat: Seat) -> [String] {
    let held = self[seat]
    var lines = [
      "account wallet=\(decimal(held.wallet)) draws=\(decimal(held.draws))"
        + " fees=\(decimal(held.fees)) realized=\(decimal(held.realized))"
        + " funding=\(decimal(held.funding)) liquidations=\(held.liquidations)"
        + " orders=\(held.lastOrder) call=\(held.call)"
        + " available=\(decimal(available(to: seat)))"
        + " reserved=\(decimal(reserved(seat))) equity=\(equity(of: seat).fineUnits)"
    ]
    for index in instruments.indices {
      let position = held.positions[index]
      let price = liquidationPrice(of: seat, in: Instrument(index))
      lines.append("\(text(of: position)) liquidation=\(optional(price))")
    }
    return lines + held.orders.map { text(of: $0) }
  }

  var ledgersText: String {
    "ledgers house=\(decimal(house)) insurance=\(decimal(insurance))"
      + " total=\(decimal(moneyTotal))"
  }
}
