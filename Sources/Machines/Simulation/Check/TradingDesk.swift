import Margin
import Primitives

/// Draws one command of a seat about an instrument, mostly one that makes sense.
struct TradingDesk {
  let naive: NaiveEngine
  let seat: Seat
  let instrument: Instrument
  /// The marks of the next tick, for those who know.
  let planned: [Price]
  let rules: MarginRules
  let habit: CourseMaker.Habit
  /// The largest part of what is available that an order usually takes, in parts of 1,000.
  let boldness: Int
  /// How far away orders lie, in parts of 10,000 of the mark.
  let reach: Int
  var dice: CheckDice

  var limits: InstrumentRules { rules.instruments[instrument.index] }
  var position: NaivePosition { naive[seat, instrument] }
  var mark: Int { Int(naive.marks[instrument.index].units) }
  var available: Int { whole(naive.available(to: seat)) }

  /// An amount in 10^-8, down, as far as it fits.
  func whole(_ value: Rational) -> Int {
    Int(max(-4_000_000_000_000_000_000, min(4_000_000_000_000_000_000, value.down.units)))
  }

  mutating func nextCommand() -> TradeCommand {
    if habit == .hoards, !dice.once(in: 5) { return drawSmallOrder() }
    if habit == .knows, dice.once(in: 2) { return drawSureGain() }
    let roll = dice.roll(0...99)
    if position.isOpen, roll < 55 { return drawForPosition(roll) }
    if !canOpen, dice.once(in: 2), !naive[seat].orders.isEmpty { return drawCancel() }
    switch roll {
    case ..<70, 95...: return .enter(drawEntry())
    case ..<80 where dice.once(in: 8) || !naive[seat].orders.isEmpty: return drawCancel()
    case ..<87: return .setLeverage(instrument, drawLeverage())
    case ..<91: return .setMode(instrument, dice.pick([.cross, .isolated]))
    case ..<93: return .moveMargin(instrument, drawMove())
    case ..<94: return .protect(drawProtection())
    default: return dice.once(in: 2) ? .closeAll : .close(drawClose())
    }
  }

  private mutating func drawForPosition(_ roll: Int) -> TradeCommand {
    switch roll {
    case ..<9: return .close(drawClose())
    case ..<10: return .closeAll
    case ..<28: return .protect(drawProtection())
    case ..<33: return .moveMargin(instrument, drawMove())
    case ..<38: return .setLeverage(instrument, drawLeverage())
    case ..<45: return .enter(drawReduceOnly())
    default: return !canOpen && !dice.once(in: 6) ? .protect(drawProtection()) : .enter(drawEntry())
    }
  }

  /// The largest position in the direction of the next tick.
  private mutating func drawSureGain() -> TradeCommand {
    let side: Side = planned[instrument.index].units >= Int64(mark) ? .buy : .sell
    let held = position.isReduced(by: side) ? position.size.magnitude : .zero
    let most = whole(naive.instruments[instrument.index].largest + held)
    return .enter(
      EntryOrder(
        side: side, instrument: instrument,
        size: dice.once(in: 3) ? .share(.one) : .quantity(Quantity(units: Int64(most)))))
  }

  // MARK: - Entries

  private mutating func drawEntry() -> EntryOrder {
    var side: Side = dice.once(in: 2) ? .buy : .sell
    if habit == .knows {
      side = planned[instrument.index].units >= Int64(mark) ? .buy : .sell
    }
    var order = EntryOrder(
      side: side, instrument: instrument, size: .share(.one),
      leverage: dice.once(in: 2) ? nil : drawLeverage(),
      mode: dice.once(in: 5) ? dice.pick([.cross, .isolated]) : nil)
    var own = mark
    switch habit == .knows ? 0 : dice.roll(0...9) {
    case ..<5:
      if dice.once(in: 8) { order.worst = drawPrice(-20...60, toward: side) }
    case ..<8:
      let price = drawPrice(-reach...reach / 5, toward: side)
      order.timing = .limit(price)
      own = Int(price.units)
    default:
      let price = drawPrice(-reach / 20...reach, toward: side)
      order.timing = .stop(price)
      own = Int(price.units)
      if dice.once(in: 6) { order.worst = drawPrice(0...reach, toward: side) }
    }
    own = max(1, own)
    if dice.once(in: 4) { order.stop = drawPrice(-reach...2, toward: side, from: own) }
    if dice.once(in: 5) { order.take = drawPrice(-2...reach, toward: side, from: own) }
    if dice.once(in: 6) {
      if order.stop == nil { order.stop = drawPrice(-reach...0, toward: side, from: own) }
      let stop = Int(order.stop?.units ?? Int64(own))
      order.size = drawRisk(at: own, stop: stop, leverage: order.leverage?.value)
    } else {
      order.size = drawSize(at: own, leverage: order.leverage?.value ?? position.leverage)
    }
    return order
  }

  private mutating func drawReduceOnly() -> EntryOrder {
    let side: Side = position.isLong && !dice.once(in: 12) ? .sell : .buy
    var order = EntryOrder(side: side, instrument: instrument, size: .quantity(drawHeld()))
    if dice.once(in: 4) { order.size = drawSize(at: mark, leverage: position.leverage) }
    if dice.once(in: 6) { order.leverage = drawLeverage() }
    if dice.once(in: 6) { order.mode = dice.pick([.cross, .isolated]) }
    order.isReduceOnly = true
    if dice.once(in: 3) {
      if dice.once(in: 4) { order.worst = drawPrice(-20...60, toward: side) }
    } else {
      order.timing =
        dice.once(in: 4)
        ? .stop(drawPrice(-reach / 20...reach, toward: side))
        : .limit(drawPrice(-reach...reach / 5, toward: side))
    }
    return order
  }

  /// One of many orders that may stay open for long.
  private mutating func drawSmallOrder() -> TradeCommand {
    let side: Side = dice.once(in: 2) ? .buy : .sell
    let step = limits.quantityStep
    if position.isOpen, dice.once(in: 2) {
      let close = position.isLong ? Side.sell : .buy
      return .protect(
        ProtectiveOrder(
          instrument: instrument,
          protection: dice.once(in: 2)
            ? .take(drawPrice(reach * 2...reach * 4, toward: close.opposite))
            : .pair(
              stop: drawPrice(-reach...0, toward: close.opposite),
              take: drawPrice(reach * 2...reach * 4, toward: close.opposite)),
          size: dice.once(in: 2) ? .quantity(step) : nil))
    }
    let least = Int(limits.minNotional.units) + Int(step.units) * max(1, mark / 100_000_000)
    var order = EntryOrder(
      side: side, instrument: instrument,
      size: dice.once(in: 3)
        ? .quantity(step) : .notional(Money(units: Int64(least * dice.roll(2...20)))))
    order.timing =
      dice.once(in: 4)
      ? .stop(drawPrice(reach * 2...reach * 4, toward: side))
      : .limit(drawPrice(-reach * 4 ... -reach * 2, toward: side))
    if dice.once(in: 4) { order.timing = .market }
    if dice.once(in: 2) { order.stop = drawPrice(-reach * 8 ... -reach * 5, toward: side) }
    if dice.once(in: 2) { order.take = drawPrice(reach * 5...reach * 8, toward: side) }
    return .enter(order)
  }
}
