import Primitives
import TestKit

@testable import Margin

/// A tick as the rules describe it, looked at from outside: what was there before, and what must
/// have happened. Shares no step with the engine. Rules: LIQ-1 to LIQ-8.
struct NaiveTick {
  private let marks: [Price]
  private let rules: MarginRules
  private let positions: [[Position]]
  private let calls: [MarginCallLevel]
  private var wallets: [Money]
  /// What is left of each position while its liquidations are followed.
  private var sizes: [[Quantity]]
  private var complaints: [String] = []

  /// Remembers an engine before these marks come.
  init(_ engine: Engine, marks: [Price]) {
    self.marks = marks
    rules = engine.core.rules
    positions = (0..<engine.core.seatCount).map { seat in
      marks.indices.map { engine.position(seat, $0) }
    }
    sizes = positions.map { $0.map(\.quantity.magnitude) }
    wallets = (0..<engine.core.seatCount).map { engine.wallet($0) }
    calls = (0..<engine.core.seatCount).map { engine.account($0).callLevel }
  }

  /// What the engine did that the rules do not say, or the other way round.
  mutating func findings(_ engine: Engine) -> [String] {
    var events = engine.events[...]
    for seat in positions.indices { followIsolated(seat, &events) }
    for seat in positions.indices { followCross(seat, &events) }
    for seat in positions.indices { followCalls(seat, engine, &events) }
    if let next = events.first { complaints.append("unasked for: \(next)") }
    for seat in positions.indices {
      for index in marks.indices where engine.position(seat, index).mode == .isolated {
        let position = engine.position(seat, index)
        let doomed = position.isOpen && left(position, index) <= .zero
        if doomed { complaints.append("seat \(seat) is left under maintenance in \(index)") }
      }
      let cross = account(seat, wallet: engine.wallet(seat)) { engine.position(seat, $0) }
      if cross.isOpen, cross.balance <= cross.maintenance {
        complaints.append("seat \(seat) is left under maintenance")
      }
    }
    return complaints
  }

  // MARK: - Liquidations

  private mutating func followIsolated(
    _ seat: Int, _ events: inout ArraySlice<MarginEvent>
  ) {
    for index in marks.indices {
      let position = positions[seat][index]
      guard position.isOpen, position.mode == .isolated else { continue }
      guard left(position, index) <= .zero else { continue }
      var steps = 0
      while case .liquidation(let event)? = events.first, event.seat.index == seat,
        event.instrument.index == index
      {
        events.removeFirst()
        steps += 1
        take(event)
        if event.loss > position.margin { complaints.append("lost more than its margin") }
      }
      if steps == 0 { complaints.append("seat \(seat) was not liquidated in \(index)") }
    }
  }

  private mutating func followCross(_ seat: Int, _ events: inout ArraySlice<MarginEvent>) {
    let before = account(seat, wallet: wallets[seat]) { positions[seat][$0] }
    guard before.isOpen, before.balance <= before.maintenance else { return }
    var steps = 0
    while case .liquidation(let event)? = events.first, event.seat.index == seat {
      events.removeFirst()
      steps += 1
      let heaviest = heaviestCross(seat)
      if event.instrument.index != heaviest {
        complaints.append("\(event.instrument) went before \(heaviest ?? -1)")
      }
      take(event)
    }
    if steps == 0 { complaints.append("the account of seat \(seat) was not liquidated") }
  }

  private func heaviestCross(_ seat: Int) -> Int? {
    let open = marks.indices.filter {
      positions[seat][$0].mode == .cross && sizes[seat][$0] > .zero
    }
    return open.max { one, other in
      let (mine, its) = (maintenance(sizes[seat][one], one), maintenance(sizes[seat][other], other))
      return mine == its ? one > other : mine < its
    }
  }

  /// One step closes down to the largest size strictly below the floor of its bracket.
  private mutating func take(_ event: Liquidation) {
    let (seat, index) = (event.seat.index, event.instrument.index)
    let size = sizes[seat][index]
    let mark = marks[index]
    let brackets = rules.instruments[index].maintenance.brackets
    let notional = ExactMoney(valueOf: size, at: mark)
    var kept = Quantity.zero
    if let floor = brackets.last(where: { ExactMoney($0.floor) <= notional })?.floor,
      floor > .zero
    {
      let step = rules.instruments[index].quantityStep
      let most = (Int128(floor.units) * Int128(unitsPerOne) - 1) / Int128(mark.units)
      kept = Quantity(units: Int64(most / Int128(step.units)) * step.units)
    }
    if event.quantity != size - kept || event.price != mark {
      complaints.append("closed \(event.quantity) of \(size), not down to \(kept)")
    }
    if event.position.quantity.magnitude != kept { complaints.append("\(kept) is not left") }
    sizes[seat][index] = kept
    wallets[seat] = event.wallet
  }

  // MARK: - Margin calls

  private mutating func followCalls(
    _ seat: Int, _ engine: Engine, _ events: inout ArraySlice<MarginEvent>
  ) {
    for index in marks.indices {
      let position = engine.position(seat, index)
      guard position.isOpen, position.mode == .isolated else { continue }
      let maintenance = maintenance(position.quantity.magnitude, index)
      let expected = level(
        from: positions[seat][index].callLevel, left: left(position, index),
        whole: ExactMoney(position.margin) - maintenance)
      expect(expected, from: positions[seat][index].callLevel, seat, index, &events)
      if position.callLevel != expected { complaints.append("\(position) is not at \(expected)") }
    }
    let cross = account(seat, wallet: engine.wallet(seat)) { engine.position(seat, $0) }
    guard cross.isOpen else { return }
    let expected = level(
      from: calls[seat], left: cross.balance - cross.maintenance,
      whole: cross.assigned - cross.maintenance)
    expect(expected, from: calls[seat], seat, nil, &events)
    if engine.account(seat).callLevel != expected {
      complaints.append("the account of seat \(seat) is not at \(expected)")
    }
  }

  private mutating func expect(
    _ level: MarginCallLevel, from before: MarginCallLevel, _ seat: Int, _ index: Int?,
    _ events: inout ArraySlice<MarginEvent>
  ) {
    guard level > before else { return }
    if case .marginCall(let call)? = events.first, call.seat.index == seat,
      call.instrument?.index == index, call.level == level
    {
      events.removeFirst()
    } else {
      complaints.append("seat \(seat) was not called at \(level)")
    }
  }

  /// (balance - maintenance) / (assigned - maintenance): called at 20 % and at 10 %, each taken
  /// back 5 points higher. Rule: LIQ-6.
  private func level(
    from before: MarginCallLevel, left: ExactMoney, whole: ExactMoney
  ) -> MarginCallLevel {
    var isCalled = [20: before >= .first, 10: before >= .second]
    for percent in [20, 10] {
      if left * 100 >= whole * (percent + 5) { isCalled[percent] = false }
      if left * 100 <= whole * percent { isCalled[percent] = true }
    }
    if isCalled[10] == true { return .second }
    return isCalled[20] == true ? .first : .none
  }

  // MARK: - Sums

  private func maintenance(_ size: Quantity, _ index: Int) -> ExactMoney {
    let notional = ExactMoney(valueOf: size, at: marks[index])
    let brackets = rules.instruments[index].maintenance.brackets
    guard let bracket = brackets.last(where: { ExactMoney($0.floor) <= notional }) else {
      return .zero
    }
    return ExactMoney(valueOf: size, at: marks[index], times: bracket.rate)
      - ExactMoney(bracket.amount)
  }

  /// What an isolated position has beyond maintenance.
  private func left(_ position: Position, _ index: Int) -> ExactMoney {
    let profit =
      ExactMoney(valueOf: position.quantity, at: marks[index])
      - ExactMoney(position.quantity > .zero ? position.openCost : -position.openCost)
    return ExactMoney(position.margin) + profit
      - maintenance(position.quantity.magnitude, index)
  }

  private struct CrossSums {
    var isOpen = false
    var balance: ExactMoney
    var maintenance = ExactMoney.zero
    var assigned = ExactMoney.zero
  }

  private func account(
    _ seat: Int, wallet: Money, _ position: (Int) -> Position
  ) -> CrossSums {
    var sums = CrossSums(balance: ExactMoney(wallet))
    for index in marks.indices {
      let held = position(index)
      guard held.isOpen, held.mode == .cross else { continue }
      let size = held.quantity.magnitude
      sums.isOpen = true
      sums.balance = sums.balance + ExactMoney(valueOf: held.quantity, at: marks[index])
      sums.balance =
        sums.balance - ExactMoney(held.quantity > .zero ? held.openCost : -held.openCost)
      sums.maintenance = sums.maintenance + maintenance(size, index)
      let notional = Money(valueOf: size, at: marks[index], rounding: .up)
      sums.assigned =
        sums.assigned + ExactMoney(notional.divided(by: held.leverage.value, rounding: .up))
    }
    return sums
  }
}
