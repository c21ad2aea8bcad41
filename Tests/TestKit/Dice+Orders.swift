public import DuelRules
public import Margin
import Primitives

extension Dice {
  /// A command of any kind, with prices around the start prices of the rules.
  public mutating func anyCommand(_ rules: Rules) -> TradeCommand {
    let place = roll(0...rules.values.instruments.count - 1)
    let instrument = Instrument(place)
    let start = rules.values.instruments[place].startPrice
    let step = rules.values.instruments[place].priceStep
    switch roll(0...9) {
    case 0: return .closeAll
    case 1: return .cancel(cancelTarget(instrument))
    case 2:
      return .close(
        CloseOrder(
          instrument: instrument, size: someCloseSize(rules, place),
          worst: somePrice(start, step)))
    case 3...5: return .protect(protection(rules, place, start, step))
    case 6...8: return .enter(waitingEntry(rules, place, start, step))
    default: return marketCommand(rules)
    }
  }

  private mutating func waitingEntry(
    _ rules: Rules, _ place: Int, _ start: Price, _ step: Price
  ) -> EntryOrder {
    let limits = rules.margin.instruments[place]
    var order = EntryOrder(
      side: once(in: 2) ? .buy : .sell, instrument: Instrument(place),
      size: entrySize(limits))
    switch roll(0...2) {
    case 0: order.timing = .limit(somePrice(start, step))
    case 1: order.timing = .stop(somePrice(start, step))
    default: order.worst = somePrice(start, step)
    }
    if once(in: 4) {
      order.isReduceOnly = true
      return order
    }
    if once(in: 3) { order.leverage = leverage(roll(1...limits.maintenance.leverageMax.value)) }
    if once(in: 3) { order.mode = once(in: 2) ? .cross : .isolated }
    if once(in: 2) { order.take = somePrice(start, step) }
    guard once(in: 2) else { return order }
    order.stop = somePrice(start, step)
    if once(in: 3) { order.size = .risk(Rate(units: Int64(roll(1...5_000_000)))) }
    return order
  }

  private mutating func protection(
    _ rules: Rules, _ place: Int, _ start: Price, _ step: Price
  ) -> ProtectiveOrder {
    let size = once(in: 2) ? someCloseSize(rules, place) : nil
    let kind: Protection
    switch roll(0...4) {
    case 0: kind = .stop(somePrice(start, step))
    case 1: kind = .take(somePrice(start, step))
    case 2:
      let most = max(1, Int(start.units / step.units / 10))
      kind = .trail(.price(Price(units: step.units * Int64(roll(1...most)))))
    case 3: kind = .trail(.share(Rate(units: Int64(roll(1...20_000_000)))))
    default:
      let pair = Protection.pair(stop: somePrice(start, step), take: somePrice(start, step))
      return ProtectiveOrder(instrument: Instrument(place), protection: pair, size: size)
    }
    return ProtectiveOrder(
      instrument: Instrument(place), protection: kind, size: size,
      worst: once(in: 3) ? somePrice(start, step) : nil)
  }

  private mutating func cancelTarget(_ instrument: Instrument) -> CancelTarget {
    switch roll(0...3) {
    case 0: .all
    case 1: .instrument(instrument)
    default: .order(roll(1...50))
    }
  }

  private mutating func someCloseSize(_ rules: Rules, _ place: Int) -> CloseSize {
    closeSize(rules.margin.instruments[place])
  }

  /// A price within a tenth of another, on the step.
  private mutating func somePrice(_ start: Price, _ step: Price) -> Price {
    let units = start.units / 1000 * Int64(roll(900...1100))
    return Price(units: max(step.units, units - units % step.units))
  }
}
