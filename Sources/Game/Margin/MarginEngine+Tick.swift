public import Primitives

extension MarginEngine {
  /// Takes the marks of the next tick: liquidations, then margin calls, by seat and instrument.
  ///
  /// Marks are on their price steps, positive and within `priceMax`; the tape was checked for that.
  /// Complexity: O(seats x instruments), two comparisons each while nothing happens. Rule: LIQ-1.
  public mutating func advance(marks: [Price], events: inout [MarginEvent]) {
    precondition(marks.count == instrumentCount, "MARGIN-4: a mark for each instrument")
    for index in marks.indices { setQuote(Instrument(index), mark: marks[index]) }
    var alarmed = false
    var place = 0
    for _ in accounts.indices {
      for index in 0..<instrumentCount {
        let mark = quotes[index].mark.units
        let alert = alerts[place]
        if mark <= alert.below || mark >= alert.above { alarmed = true }
        place += 1
      }
    }
    if alarmed { settleAlerts(events: &events) }
  }

  /// Looks closely at every position whose alert the marks have reached.
  private mutating func settleAlerts(events: inout [MarginEvent]) {
    for seat in accounts.indices {
      for index in 0..<instrumentCount where isAlarmed(Seat(seat), Instrument(index)) {
        let position = positions[place(Seat(seat), Instrument(index))]
        let rate = rules.instruments[index].maintenanceRate
        if position.isLiquidatable(at: quotes[index].mark, rate: rate) {
          liquidate(Seat(seat), Instrument(index), events: &events)
        }
      }
    }
    for seat in accounts.indices {
      for index in 0..<instrumentCount where isAlarmed(Seat(seat), Instrument(index)) {
        callMargin(Seat(seat), Instrument(index), events: &events)
      }
    }
  }

  private func isAlarmed(_ seat: Seat, _ instrument: Instrument) -> Bool {
    let mark = quotes[instrument.index].mark.units
    let alert = alerts[place(seat, instrument)]
    return mark <= alert.below || mark >= alert.above
  }

  /// Closes a position at the mark; its loss stops at its margin. Rules: LIQ-4, LIQ-5.
  private mutating func liquidate(
    _ seat: Seat, _ instrument: Instrument, events: inout [MarginEvent]
  ) {
    let place = place(seat, instrument)
    let position = positions[place]
    let mark = quotes[instrument.index].mark
    let profit = position.unrealizedProfit(at: mark)
    let balance = position.margin + profit
    let insurance = max(.zero, -balance)
    let left = max(.zero, balance)
    let fee = min(left, position.notional(at: mark).times(rules.liquidationFee, rounding: .up))
    let remainder = left - fee
    let isReturned = rules.liquidationRemainder == .returned
    let returned = isReturned ? remainder : .zero

    var account = accounts[seat.index]
    account.add(profit: profit, fee: fee, draw: insurance)
    account.liquidations += 1
    account.wallet += returned
    capWallet(of: &account)
    accounts[seat.index] = account
    ledgers.house -= Int128(profit.units)
    ledgers.insurance += Int128((fee - insurance + remainder - returned).units)
    positions[place] = Position(leverage: position.leverage)
    refresh(seat, instrument)
    events.append(
      .liquidation(
        Liquidation(
          seat: seat, instrument: instrument, side: position.side.opposite,
          quantity: position.quantity.magnitude, price: mark,
          loss: position.margin - left, fee: fee, insurance: insurance, returned: returned,
          wallet: account.wallet)))
  }

  /// Gives or takes back margin calls, and computes until when nothing more can happen. Rule:
  /// LIQ-6.
  private mutating func callMargin(
    _ seat: Seat, _ instrument: Instrument, events: inout [MarginEvent]
  ) {
    let place = place(seat, instrument)
    let limits = rules.instruments[instrument.index]
    let rate = limits.maintenanceRate
    let mark = quotes[instrument.index].mark
    var position = positions[place]
    let maintenance = position.maintenanceMargin(at: mark, rate: rate)
    let balance = position.marginBalance(at: mark)
    let excess = (balance - maintenance) * 100
    let room = ExactMoney(position.margin) - maintenance
    func isAtOrAbove(_ percent: Int) -> Bool { excess >= room * percent }
    func isAtOrBelow(_ percent: Int) -> Bool { excess <= room * percent }

    let before = position.callLevel
    var level = before
    let rearm = MarginCallLevel.rearmPoints
    if level == .second, isAtOrAbove(MarginCallLevel.second.percent + rearm) { level = .first }
    if level == .first, isAtOrAbove(MarginCallLevel.first.percent + rearm) { level = .none }
    if level < .first, isAtOrBelow(MarginCallLevel.first.percent) { level = .first }
    if level < .second, isAtOrBelow(MarginCallLevel.second.percent) { level = .second }
    position.callLevel = level
    positions[place] = position
    let equation = position.equation(rate: rate)
    alerts[place] = Alert(equation, level: level)
    guard level > before else { return }
    events.append(
      .marginCall(
        MarginCall(
          seat: seat, instrument: instrument, level: level, mark: mark,
          marginBalance: balance.rounded(.down), maintenanceMargin: maintenance.rounded(.up),
          liquidationPrice: equation.liquidationPrice(priceStep: limits.priceStep))))
  }
}

extension Alert {
  /// The nearest marks at which a position at this level is called, re-armed or liquidated.
  init(_ equation: LiquidationEquation, level: MarginCallLevel) {
    let isLong = equation.quantity > .zero
    let rearm = MarginCallLevel.rearmPoints
    let down: Int
    let up: Int?
    switch level {
    case .none: (down, up) = (MarginCallLevel.first.percent, nil)
    case .first: (down, up) = (MarginCallLevel.second.percent, level.percent + rearm)
    case .second: (down, up) = (0, level.percent + rearm)
    }
    let worse: Rounding = isLong ? .down : .up
    let better: Rounding = isLong ? .up : .down
    let liquidation = equation.root(percent: 0, rounding: worse)
    let call = equation.root(percent: down, rounding: worse)
    let back = up.map { equation.root(percent: $0, rounding: better) }
    if isLong {
      below = Int64(clamping: max(liquidation, call))
      above = back.map { Int64(clamping: $0) } ?? .max
    } else {
      below = back.map { Int64(clamping: $0) } ?? .min
      above = Int64(clamping: min(liquidation, call))
    }
  }
}
