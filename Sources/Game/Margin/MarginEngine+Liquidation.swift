import Primitives

extension MarginEngine {
  /// Liquidates the isolated positions that are at or under maintenance. Rules: LIQ-4 to LIQ-7.
  mutating func liquidateIsolated(events: inout [MarginEvent]) {
    for seat in accounts.indices {
      for index in 0..<instrumentCount where isAlarmed(Seat(seat), Instrument(index)) {
        liquidateIsolated(Seat(seat), Instrument(index), events: &events)
      }
    }
  }

  /// Steps a position down, bracket by bracket, until it is healthy or gone; its margin carries it.
  private mutating func liquidateIsolated(
    _ seat: Seat, _ instrument: Instrument, events: inout [MarginEvent]
  ) {
    let schedule = rules.instruments[instrument.index].maintenance
    let mark = quotes[instrument.index].mark
    guard positions[place(seat, instrument)].isLiquidatable(at: mark, by: schedule) else { return }
    cancel(seat, .liquidation, events: &events) {
      $0.instrument == instrument && !$0.isReduceOnly
    }
    while positions[place(seat, instrument)].isLiquidatable(at: mark, by: schedule) {
      var draft = draft(seat, instrument)
      var event = step(&draft, at: mark)
      coverLoss(&draft, &event)
      // What the rest has lost is no money to pay a fee with.
      let rest = draft.position.isOpen ? draft.position.unrealizedProfit(at: mark) : .zero
      event.fee = charge(&draft, for: event, spare: draft.position.margin + min(.zero, rest))
      draft.position.margin -= event.fee
      if !draft.position.isOpen { settleRemainder(&draft, &event) }
      commit(draft)
      finish(&event, draft)
      events.append(.liquidation(event))
    }
    cancelOrphans(seat, instrument, events: &events)
  }

  /// Steps the cross positions of an account down, the largest maintenance margin first, until the
  /// account is healthy or flat. Rule: LIQ-8.
  mutating func liquidateCross(_ seat: Seat, events: inout [MarginEvent]) {
    cancelCrossEntries(seat, events: &events)
    var lastStep: Int?
    while hasCross[seat.index], crossTotals(of: seat).isLiquidatable,
      let instrument = heaviestCross(of: seat)
    {
      var draft = draft(seat, instrument)
      let mark = quotes[instrument.index].mark
      var event = step(&draft, at: mark)
      draft.pay(-event.loss)
      let others = crossTotals(of: seat, skipping: draft.place).balance
      let rest = draft.position.isOpen ? draft.position.exactProfit(at: mark) : .zero
      let balance = others + rest - ExactMoney(event.loss)
      event.fee = charge(&draft, for: event, spare: balance.rounded(.down))
      draft.pay(-event.fee)
      commit(draft)
      finish(&event, draft)
      lastStep = events.count
      events.append(.liquidation(event))
      cancelOrphans(seat, instrument, events: &events)
    }
    if let lastStep { floorWallet(seat, lastStep: lastStep, events: &events) }
  }

  private mutating func cancelCrossEntries(_ seat: Seat, events: inout [MarginEvent]) {
    guard hasOrders[seat.index] else { return }
    let first = seat.index * instrumentCount
    let isCross = (first..<(first + instrumentCount)).map { positions[$0].mode == .cross }
    cancel(seat, .liquidation, events: &events) {
      !$0.isReduceOnly && isCross[$0.instrument.index]
    }
  }

  /// After the pass a negative wallet is set to zero by the insurance ledger; the last step says
  /// so.
  private mutating func floorWallet(
    _ seat: Seat, lastStep: Int, events: inout [MarginEvent]
  ) {
    var draft = draft(seat, Instrument(0))
    let unpaid = draft.floorWallet()
    guard unpaid > .zero else { return }
    commit(draft)
    guard case .liquidation(var last) = events[lastStep] else { return }
    last.insurance = unpaid
    last.wallet = accounts[seat.index].wallet
    events[lastStep] = .liquidation(last)
  }

  /// The cross position with the largest maintenance margin; of equals the first instrument.
  private func heaviestCross(of seat: Seat) -> Instrument? {
    var heaviest: (instrument: Instrument, maintenance: ExactMoney)?
    for index in 0..<instrumentCount {
      let position = positions[place(seat, Instrument(index))]
      guard position.isOpenCross else { continue }
      let maintenance = maintenance(of: position, Instrument(index))
      if heaviest.map({ maintenance > $0.maintenance }) ?? true {
        heaviest = (Instrument(index), maintenance)
      }
    }
    return heaviest?.instrument
  }

  /// Closes what one step of a liquidation closes, at the mark: down to strictly below the floor of
  /// the position's bracket, in the lowest bracket everything. The loss is left to the caller.
  private func step(_ draft: inout Draft, at mark: Price) -> Liquidation {
    let limits = rules.instruments[draft.instrument.index]
    let size = draft.position.quantity.magnitude
    let side = draft.position.side
    let bracket = limits.maintenance.index(of: size, at: mark)
    let kept =
      bracket == 0
      ? .zero : limits.maintenance.sizeBelow(bracket, at: mark, step: limits.quantityStep)
    let part = size - min(kept, size)
    let profit = draft.position.reduce(by: part, at: mark)
    draft.account.liquidations += 1
    draft.account.add(profit: profit, fee: .zero, draw: .zero)
    draft.house -= Int128(profit.units)
    return Liquidation(
      seat: draft.seat, instrument: draft.instrument, side: side.opposite, quantity: part,
      price: mark, loss: -profit, fee: .zero, insurance: .zero, returned: .zero,
      position: draft.position, wallet: .zero)
  }

  /// Takes the liquidation fee, capped by what can be spared. Rule: LIQ-5.
  private func charge(_ draft: inout Draft, for event: Liquidation, spare: Money) -> Money {
    let notional = Money(valueOf: event.quantity, at: event.price, rounding: .up)
    let fee = min(max(.zero, spare), notional.times(rules.costs.liquidationFee, rounding: .up))
    draft.account.add(profit: .zero, fee: fee, draw: .zero)
    draft.insurance += Int128(fee.units)
    return fee
  }

  /// A step's loss stops at the margin; what is missing is drawn from insurance. Rule: LIQ-4.
  private func coverLoss(_ draft: inout Draft, _ event: inout Liquidation) {
    event.insurance = max(.zero, event.loss - draft.position.margin)
    event.loss -= event.insurance
    draft.position.margin -= event.loss
    draft.account.add(profit: .zero, fee: .zero, draw: event.insurance)
    draft.insurance -= Int128(event.insurance.units)
  }

  /// Ends an isolated position: what is left of its margin goes where the rules say. Rule: LIQ-5.
  private func settleRemainder(_ draft: inout Draft, _ event: inout Liquidation) {
    let left = draft.position.margin
    event.returned = rules.liquidationRemainder == .returned ? left : .zero
    draft.pay(event.returned)
    draft.insurance += Int128((left - event.returned).units)
    draft.position = draft.position.flat
  }

  private func finish(_ event: inout Liquidation, _ draft: Draft) {
    event.position = positions[draft.place]
    event.wallet = accounts[draft.seat.index].wallet
  }
}
