public import Primitives

extension MarginEngine {
  /// Takes the marks of the next tick and does what follows from them, in the order of MATCH-4:
  /// funding, reduce-only orders, isolated then cross liquidations, entries, margin calls; each by
  /// seat, then instrument, then number.
  ///
  /// Marks are on their price steps, positive and within `priceMax`; the tape was checked for that.
  /// Complexity: O(seats x instruments), two comparisons for each isolated position while nothing
  /// happens; open orders are looked at one by one. Rules: MATCH-4, LIQ-1.
  public mutating func advance(marks: [Price], events: inout [MarginEvent]) {
    precondition(marks.count == instrumentCount, "MARGIN-4: a mark for each instrument")
    tick += 1
    for index in marks.indices { setQuote(Instrument(index), mark: marks[index]) }
    if rules.costs.impact.units != 0 {
      for place in traded.indices { traded[place] = .zero }
    }
    let quiet = events.count
    if isFundingDue { settleFunding(events: &events) }
    for seat in accounts.indices where hasOrders[seat] {
      fillReducing(Seat(seat), events: &events)
    }
    let isAnyAlarmed = isAnyAlarmed
    if isAnyAlarmed { liquidateIsolated(events: &events) }
    for seat in accounts.indices where hasCross[seat] {
      if crossTotals(of: Seat(seat)).isLiquidatable {
        liquidateCross(Seat(seat), events: &events)
      }
    }
    for seat in accounts.indices where hasOrders[seat] {
      fillEntries(Seat(seat), events: &events)
    }
    callMargins(isolatedToo: isAnyAlarmed || events.count > quiet, events: &events)
  }

  /// Whether something may happen to any isolated position at this tick's marks.
  private var isAnyAlarmed: Bool {
    let alerts = alerts.span
    let quotes = quotes.span
    var place = 0
    while place < alerts.count {
      for index in quotes.indices {
        let mark = quotes[index].mark.units
        if mark <= alerts[place].below || mark >= alerts[place].above { return true }
        place += 1
      }
    }
    return false
  }

  /// Margin calls, by seat; within one the isolated positions before the cross account.
  private mutating func callMargins(isolatedToo: Bool, events: inout [MarginEvent]) {
    for seat in accounts.indices where isolatedToo || hasCross[seat] {
      if isolatedToo {
        for index in 0..<instrumentCount where isAlarmed(Seat(seat), Instrument(index)) {
          callMargin(Seat(seat), Instrument(index), events: &events)
        }
      }
      if hasCross[seat] { callCrossMargin(Seat(seat), events: &events) }
    }
  }

  func isAlarmed(_ seat: Seat, _ instrument: Instrument) -> Bool {
    let mark = quotes[instrument.index].mark.units
    let alert = alerts[place(seat, instrument)]
    return mark <= alert.below || mark >= alert.above
  }

  /// Gives or takes back the margin calls of an isolated position, and computes until when nothing
  /// more can happen to it. Rule: LIQ-6.
  private mutating func callMargin(
    _ seat: Seat, _ instrument: Instrument, events: inout [MarginEvent]
  ) {
    let place = place(seat, instrument)
    let limits = rules.instruments[instrument.index]
    let mark = quotes[instrument.index].mark
    var position = positions[place]
    let size = position.quantity.magnitude
    let bracket = limits.maintenance.index(of: size, at: mark)
    let maintenance = limits.maintenance.brackets[bracket].maintenance(of: size, at: mark)
    let balance = position.marginBalance(at: mark)
    let before = position.callLevel
    let level = before.next(
      excess: balance - maintenance, room: ExactMoney(position.margin) - maintenance)
    position.callLevel = level
    positions[place] = position
    let equation = position.equation(
      collateral: ExactMoney(position.margin), schedule: limits.maintenance)
    alerts[place] = Alert(equation, level: level, bracket: bracket)
    guard level > before else { return }
    events.append(
      .marginCall(
        MarginCall(
          seat: seat, instrument: instrument, level: level, mark: mark,
          marginBalance: balance.rounded(.down), maintenanceMargin: maintenance.rounded(.up),
          liquidationPrice: equation.liquidationPrice(priceStep: limits.priceStep))))
  }

  /// The same for the cross positions of an account together: assigned is their initial margin.
  private mutating func callCrossMargin(_ seat: Seat, events: inout [MarginEvent]) {
    let totals = crossTotals(of: seat)
    let excess = totals.balance - totals.maintenance
    let before = accounts[seat.index].callLevel
    // Far from any threshold, without a division: the bound is at least the initial margin.
    let far = MarginCallLevel.first.percent + MarginCallLevel.rearmPoints
    if before == .none, excess * 100 > (totals.initialBound - totals.maintenance) * far { return }
    let assigned = ExactMoney(initialMargins(of: seat))
    let level = before.next(excess: excess, room: assigned - totals.maintenance)
    accounts[seat.index].callLevel = level
    guard level > before else { return }
    events.append(
      .marginCall(
        MarginCall(
          seat: seat, instrument: nil, level: level, mark: nil,
          marginBalance: totals.balance.rounded(.down),
          maintenanceMargin: totals.maintenance.rounded(.up), liquidationPrice: nil)))
  }
}

extension Alert {
  /// The nearest marks at which a position at this level is called, re-armed or liquidated, or
  /// leaves the bracket whose terms these marks were computed with.
  init(_ equation: LiquidationEquation, level: MarginCallLevel, bracket index: Int) {
    let isLong = equation.quantity > .zero
    let rearm = MarginCallLevel.rearmPoints
    let down: Int
    let up: Int?
    switch level {
    case .none: (down, up) = (MarginCallLevel.first.percent, nil)
    case .first: (down, up) = (MarginCallLevel.second.percent, level.percent + rearm)
    case .second: (down, up) = (0, level.percent + rearm)
    }
    let brackets = equation.schedule.brackets
    let bracket = brackets[index]
    func root(_ percent: Int, _ rounding: Rounding) -> Int64 {
      Int64(clamping: equation.root(percent: percent, in: bracket, rounding: rounding))
    }
    let worse: Rounding = isLong ? .down : .up
    let trouble = (root(0, worse), root(down, worse))
    let back = up.map { root($0, isLong ? .up : .down) }
    below = isLong ? max(trouble.0, trouble.1) : back ?? .min
    above = isLong ? back ?? .max : min(trouble.0, trouble.1)
    let size = equation.quantity.magnitude.units
    if index > 0 {
      let floor = Int128(productOf: bracket.floor.units, unitsPerOne)
      let last = (floor - 1).divided(by: Int128(size), rounding: .down)
      below = max(below, Int64(clamping: last))
    }
    if index + 1 < brackets.count {
      let floor = Int128(productOf: brackets[index + 1].floor.units, unitsPerOne)
      let first = floor.divided(by: Int128(size), rounding: .up)
      above = min(above, Int64(clamping: first))
    }
  }
}
