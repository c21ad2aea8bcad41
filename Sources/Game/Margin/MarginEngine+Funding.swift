public import Primitives

extension MarginEngine {
  /// Whether positions pay or receive funding at this tick. Rule: MARGIN-22.
  var isFundingDue: Bool {
    let interval = rules.costs.fundingInterval
    return interval > 0 && rules.costs.fundingRate.units != 0 && tick > 0 && tick % interval == 0
  }

  /// Settles funding for every position of every seat.
  mutating func settleFunding(events: inout [MarginEvent]) {
    for seat in accounts.indices {
      for index in 0..<instrumentCount where positions[seat * instrumentCount + index].isOpen {
        settleFunding(Seat(seat), Instrument(index), events: &events)
      }
    }
  }

  private mutating func settleFunding(
    _ seat: Seat, _ instrument: Instrument, events: inout [MarginEvent]
  ) {
    var draft = draft(seat, instrument)
    let mark = quotes[instrument.index].mark
    let amount = draft.position.funding(at: mark, rate: rules.costs.fundingRate)
    draft.account.addFunding(amount)
    draft.house -= Int128(amount.units)
    let insurance: Money
    if draft.position.mode == .cross {
      draft.pay(amount)
      insurance = draft.floorWallet()
    } else {
      let margin = draft.position.margin + amount
      insurance = max(.zero, -margin)
      draft.position.margin = max(.zero, min(margin, Bounds.marginMax))
      draft.account.add(profit: .zero, fee: .zero, draw: insurance)
      draft.insurance -= Int128(insurance.units)
      draft.pay(max(.zero, margin - Bounds.marginMax))
    }
    commit(draft)
    events.append(
      .funding(
        Funding(
          seat: seat, instrument: instrument, mark: mark, amount: amount, insurance: insurance,
          position: positions[draft.place], wallet: accounts[seat.index].wallet)))
  }
}

extension Position {
  /// What a funding at a rate brings (positive) or takes: paid on notional, up, x rate, up;
  /// received on notional, down, x rate, down. Rule: MARGIN-22.
  public func funding(at mark: Price, rate: Rate) -> Money {
    let pays = (side == .buy) == (rate > .zero)
    let rounding: Rounding = pays ? .up : .down
    let payment = Money(valueOf: quantity.magnitude, at: mark, rounding: rounding)
      .times(Rate(units: abs(rate.units)), rounding: rounding)
    return pays ? -payment : payment
  }
}
