import DuelRules
import Margin
import Primitives

// Commands of every form, most of them near enough to the market to be taken.

extension RecordMaker {
  mutating func drawCommand(for seat: Seat, in match: borrowing Match) -> TradeCommand {
    let instrument = Instrument(roll(match.quotes.count))
    let mark = match.quotes[instrument.index].mark
    let position = match.position(of: seat, in: instrument)
    switch roll(24) {
    case 0...8: return .enter(drawEntry(instrument, near: mark, match))
    case 9...12: return .enter(drawWaiting(instrument, near: mark, match))
    case 13...16:
      return .protect(drawProtection(instrument, near: mark, position.quantity, match))
    case 17, 18: return .close(drawClose(instrument, near: mark, position.quantity, match))
    case 19: return .cancel(drawTarget(instrument, match.openOrders(of: seat)))
    case 20: return .setLeverage(instrument, drawLeverage(match))
    case 21: return .setMode(instrument, once(in: 2) ? .cross : .isolated)
    case 22:
      let most = max(1, position.margin.units / 4)
      let units = Int64(1 + roll(Int(min(most, 4_000_000_000))))
      return .moveMargin(instrument, Money(units: once(in: 2) ? units : -units))
    default: return once(in: 4) ? .closeAll : .enter(drawEntry(instrument, near: mark, match))
    }
  }

  private mutating func drawEntry(
    _ instrument: Instrument, near mark: Price, _ match: borrowing Match
  ) -> EntryOrder {
    let side: Side = once(in: 2) ? .buy : .sell
    var order = EntryOrder(
      side: side, instrument: instrument, size: drawSize(mark, match.rules.values.balance))
    if once(in: 8) {
      order.isReduceOnly = true
      return order
    }
    if once(in: 2) { order.leverage = drawLeverage(match) }
    if once(in: 4) { order.mode = once(in: 2) ? .cross : .isolated }
    if once(in: 8) { order.worst = drawPrice(instrument, near: mark, side == .buy ? 1 : -1, match) }
    if once(in: 4) { order.take = drawPrice(instrument, near: mark, side == .buy ? 1 : -1, match) }
    if once(in: 3) {
      order.stop = drawPrice(instrument, near: mark, side == .buy ? -1 : 1, match)
      if once(in: 2) { order.size = .risk(rollRate(Rate(units: 10_000_000))) }
    }
    return order
  }

  private mutating func drawWaiting(
    _ instrument: Instrument, near mark: Price, _ match: borrowing Match
  ) -> EntryOrder {
    var order = drawEntry(instrument, near: mark, match)
    let isLimit = once(in: 2)
    let rises = (order.side == .buy) != isLimit
    let price = drawPrice(instrument, near: mark, once(in: 8) == rises ? -1 : 1, match)
    order.timing = isLimit ? .limit(price) : .stop(price)
    if isLimit { order.worst = nil }
    if order.stop != nil {
      order.stop = beside(price, order.side == .buy ? -1 : 1, instrument, match)
    }
    if order.take != nil {
      order.take = beside(price, order.side == .buy ? 1 : -1, instrument, match)
    }
    return order
  }

  private mutating func beside(
    _ price: Price, _ direction: Int64, _ instrument: Instrument, _ match: borrowing Match
  ) -> Price { drawPrice(instrument, near: price, direction, match) }

  private mutating func drawProtection(
    _ instrument: Instrument, near mark: Price, _ held: Quantity, _ match: borrowing Match
  ) -> ProtectiveOrder {
    let against: Int64 = held > .zero ? -1 : 1
    let stop = drawPrice(instrument, near: mark, against, match)
    let take = drawPrice(instrument, near: mark, -against, match)
    let step = match.rules.values.instruments[instrument.index].priceStep.units
    let kind: Protection
    switch roll(5) {
    case 0: kind = .stop(stop)
    case 1: kind = .take(take)
    case 2:
      kind = .trail(.price(Price(units: step * Int64(1 + roll(Int(mark.units / step / 20 + 1))))))
    case 3: kind = .trail(.share(rollRate(Rate(units: 5_000_000))))
    default: kind = .pair(stop: stop, take: take)
    }
    var order = ProtectiveOrder(
      instrument: instrument, protection: kind,
      size: once(in: 2) ? nil : drawPart(held))
    if case .pair = kind { return order }
    if once(in: 6) { order.worst = drawPrice(instrument, near: mark, against, match) }
    return order
  }

  private mutating func drawClose(
    _ instrument: Instrument, near mark: Price, _ held: Quantity, _ match: borrowing Match
  ) -> CloseOrder {
    var order = CloseOrder(instrument: instrument, size: drawPart(held))
    if once(in: 4) { order.worst = drawPrice(instrument, near: mark, held > .zero ? -1 : 1, match) }
    return order
  }

  private mutating func drawPart(_ held: Quantity) -> CloseSize {
    switch roll(4) {
    case 0: .share(.one)
    case 1: .quantity(Quantity(units: max(1, held.magnitude.units / Int64(1 + roll(4)))))
    default: .share(rollRate(.one))
    }
  }

  private mutating func drawTarget(
    _ instrument: Instrument, _ open: [OpenOrder]
  ) -> CancelTarget {
    switch roll(4) {
    case 0: .all
    case 1: .instrument(instrument)
    default: .order(open.isEmpty ? 1 + roll(9) : pick(open).number)
    }
  }

  private mutating func drawLeverage(_ match: borrowing Match) -> Leverage {
    Leverage(1 + roll(match.rules.values.leverageMax)) ?? .one
  }

  private mutating func drawSize(_ mark: Price, _ balance: Money) -> EntrySize {
    let part = Int128(balance.units) * Int128(1 + roll(1000)) / 2000 + 1
    let worth = Money(units: Int64(min(part, Int128(Bounds.notionalMax.units))))
    switch roll(5) {
    case 0: return .margin(worth)
    case 1: return .notional(worth)
    case 2:
      let units = Int128(worth.units) * Int128(unitsPerOne) / Int128(mark.units) + 1
      return .quantity(Quantity(units: Int64(min(units, Int128(Bounds.quantityMax.units)))))
    case 3: return .share(once(in: 3) ? .one : rollRate(.one))
    default: return .share(rollRate(Rate(units: 30_000_000)))
    }
  }

  /// A price on the step, above (1) or below (-1) another: mostly within 3 %, at times at it.
  private mutating func drawPrice(
    _ instrument: Instrument, near price: Price, _ direction: Int64, _ match: borrowing Match
  ) -> Price {
    let limits = match.rules.margin.instruments[instrument.index]
    let reach = pick([0, 1000, 1_000_000, 3_000_000, 20_000_000])
    let away = Int128(price.units) * Int128(roll(reach + 1)) / Int128(unitsPerOne)
    let turned = once(in: 20) ? -direction : direction
    let near = price.units + turned * Int64(away)
    let onStep = once(in: 50) ? near : near - near % limits.priceStep.units
    return Price(units: min(limits.priceMax.units, max(limits.priceStep.units, onStep)))
  }
}
