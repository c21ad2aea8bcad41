import Margin
import Primitives

/// What holds of the engine itself after every step, whoever computes.
struct EnginePromises {
  private let step: CourseStep
  /// For each seat, what it held before the step.
  private let positions: [[Position]]
  /// For each seat, its reduce-only orders before the step.
  private let reduceOnly: [[Int]]

  init(before engine: borrowing MarginEngine, step: CourseStep) {
    self.step = step
    var positions: [[Position]] = []
    var reduceOnly: [[Int]] = []
    for index in 0..<engine.seatCount {
      positions.append([])
      for instrument in engine.rules.instruments.indices {
        positions[index].append(
          engine.position(of: Seat(index), in: Instrument(instrument)))
      }
      reduceOnly.append(
        engine.openOrders(of: Seat(index)).filter(\.isReduceOnly).map(\.number))
    }
    self.positions = positions
    self.reduceOnly = reduceOnly
  }

  /// The first promise that is broken, in words.
  func firstBroken(
    after engine: borrowing MarginEngine, events: [MarginEvent], naive: NaiveEngine,
    total: Int128
  ) -> String? {
    if engine.moneyTotal != total { return "MARGIN-6: money is not conserved" }
    for index in 0..<engine.seatCount {
      let wallet = engine.account(of: Seat(index)).wallet
      if wallet < .zero || wallet > Bounds.walletMax {
        return "MARGIN-2: the wallet of seat \(index) holds \(wallet)"
      }
      let open = engine.openOrders(of: Seat(index)).count
      if open > Bounds.openOrdersMax { return "ORDER: seat \(index) has \(open) open orders" }
    }
    return brokenByEvents(events) ?? brokenByHealth(engine, events, naive)
  }

  // MARK: - Events

  /// Follows each position through the events of the step.
  private func brokenByEvents(_ events: [MarginEvent]) -> String? {
    var positions = positions
    for event in events {
      switch event {
      case .fill(let fill):
        let held = positions[fill.seat.index][fill.instrument.index]
        positions[fill.seat.index][fill.instrument.index] = fill.position
        if mayOnlyReduce(fill), !isReduced(held, to: fill.position) {
          return "MARGIN-9: order \(fill.order) of seat \(fill.seat.index) did not only reduce"
        }
      case .liquidation(let liquidation):
        let held = positions[liquidation.seat.index][liquidation.instrument.index]
        positions[liquidation.seat.index][liquidation.instrument.index] = liquidation.position
        if held.mode == .isolated, liquidation.loss > held.margin {
          return "LIQ-4: a loss of \(liquidation.loss) on a margin of \(held.margin)"
        }
        if !isReduced(held, to: liquidation.position) { return "LIQ-7: a stage did not reduce" }
      case .funding(let funding):
        positions[funding.seat.index][funding.instrument.index] = funding.position
      case .marginCall, .order: break
      }
    }
    return nil
  }

  private func mayOnlyReduce(_ fill: Fill) -> Bool {
    switch step {
    case .tick: reduceOnly[fill.seat.index].contains(fill.order)
    case .command(_, .close), .command(_, .closeAll): true
    case .command(_, .enter(let order)): order.isReduceOnly
    case .command, .knockOut: false
    }
  }

  private func isReduced(_ held: Position, to left: Position) -> Bool {
    let (before, after) = (held.quantity.units, left.quantity.units)
    return before > 0 ? after >= 0 && after < before : after <= 0 && after > before
  }

  // MARK: - Health

  /// After a tick nobody is at or under maintenance, and the price shown is exact.
  ///
  /// Entries fill behind the liquidations of a tick, and what reduces is not checked for health:
  /// seats with such a fill are left out until the next tick.
  private func brokenByHealth(
    _ engine: borrowing MarginEngine, _ events: [MarginEvent], _ naive: NaiveEngine
  ) -> String? {
    for index in 0..<engine.seatCount {
      let seat = Seat(index)
      for place in engine.rules.instruments.indices {
        let instrument = Instrument(place)
        guard engine.position(of: seat, in: instrument).isOpen else { continue }
        if case .tick = step, naive.isLiquidatable(seat, instrument),
          !events.contains(where: { isEntryFill($0, of: seat) })
        {
          return "LIQ-1: seat \(index) holds instrument \(place) at or under maintenance"
        }
        let price = engine.liquidationPrice(of: seat, in: instrument)
        if !isExact(price, seat, instrument, naive) {
          return "LIQ-2: seat \(index), instrument \(place): \(price?.description ?? "none")"
            + " is not the first mark that liquidates"
        }
      }
    }
    return nil
  }

  private func isEntryFill(_ event: MarginEvent, of seat: Seat) -> Bool {
    guard case .fill(let fill) = event, fill.seat == seat else { return false }
    return !reduceOnly[seat.index].contains(fill.order)
  }

  /// LIQ-1 holds at the price and not one step before; without a price, at no mark at all.
  private func isExact(
    _ price: Price?, _ seat: Seat, _ instrument: Instrument, _ naive: NaiveEngine
  ) -> Bool {
    let limits = naive.instruments[instrument.index]
    let isLong = naive[seat, instrument].isLong
    // The engine names no price above the highest one for a long that is lost at any mark.
    if isLong, price == nil { return true }
    guard let price else {
      let first = isLong ? limits.priceStep : limits.priceMax
      return !naive.isLiquidatable(seat, instrument, at: first)
    }
    let found = Rational(price)
    let before = isLong ? found + limits.priceStep : found - limits.priceStep
    return naive.isLiquidatable(seat, instrument, at: found)
      && (before <= .zero || before > Rational(Bounds.priceMax)
        || !naive.isLiquidatable(seat, instrument, at: before))
  }
}
