public import Margin
public import Primitives

extension ByteBuffer {
  /// Appends the canonical form of a command. Rule: RECORD-3.
  public mutating func append(_ command: TradeCommand, rules: Rules) {
    switch command {
    case .enter(let order): append(order, rules: rules)
    case .close(let order):
      append("CLOSE ")
      append(rules.name(of: order.instrument))
      append(order.size)
      append(" worst=", order.worst)
    case .closeAll: append("CLOSE all")
    case .protect(let order): append(order, rules: rules)
    case .cancel(let target): append(target, rules: rules)
    case .setLeverage(let instrument, let leverage):
      append("LEVERAGE ")
      append(rules.name(of: instrument))
      append(UInt8(ascii: " "))
      append(integer: leverage.value)
    case .setMode(let instrument, let mode):
      append("MODE ")
      append(rules.name(of: instrument))
      append(UInt8(ascii: " "))
      append(mode.rawValue)
    case .moveMargin(let instrument, let amount):
      append("MARGIN ")
      append(rules.name(of: instrument))
      append(UInt8(ascii: " "))
      append(amount)
    }
  }

  private mutating func append(_ order: EntryOrder, rules: Rules) {
    switch order.timing {
    case .market: break
    case .limit: append("LIMIT ")
    case .stop: append("STOP ")
    }
    append(order.side == .buy ? "LONG " : "SHORT ")
    append(rules.name(of: order.instrument))
    switch order.timing {
    case .market: break
    case .limit(let price), .stop(let price):
      append(UInt8(ascii: " "))
      append(price)
    }
    switch order.size {
    case .margin(let money): append(" margin=", money)
    case .notional(let money): append(" notional=", money)
    case .quantity(let quantity): append(" quantity=", quantity)
    case .share(let rate): append(" share=", rate)
    case .risk(let rate): append(" risk=", rate)
    }
    if let leverage = order.leverage {
      append(" leverage=")
      append(integer: leverage.value)
    }
    if let mode = order.mode {
      append(" mode=")
      append(mode.rawValue)
    }
    if order.isReduceOnly { append(" reduce=yes") }
    append(" worst=", order.worst)
    append(" stop=", order.stop)
    append(" take=", order.take)
  }

  private mutating func append(_ order: ProtectiveOrder, rules: Rules) {
    let name = rules.name(of: order.instrument)
    switch order.protection {
    case .stop(let price):
      append("STOP \(name)")
      append(" ", price)
    case .take(let price):
      append("TAKE \(name)")
      append(" ", price)
    case .trail(let distance):
      append("TRAIL \(name) ")
      append(distance)
    case .pair(let stop, let take):
      append("OCO \(name)")
      append(" stop=", stop)
      append(" take=", take)
    }
    if let size = order.size { append(size) }
    append(" worst=", order.worst)
  }

  private mutating func append(_ target: CancelTarget, rules: Rules) {
    switch target {
    case .order(let number):
      append("CANCEL order=")
      append(integer: number)
    case .instrument(let instrument): append("CANCEL \(rules.name(of: instrument))")
    case .all: append("CANCEL all")
    }
  }

  private mutating func append(_ size: CloseSize) {
    switch size {
    case .share(let rate): append(" share=", rate)
    case .quantity(let quantity): append(" quantity=", quantity)
    }
  }

  /// Appends how far a trailing stop lies from its reference: a price, or a percentage.
  public mutating func append(_ distance: TrailDistance) {
    switch distance {
    case .price(let price): append(price)
    case .share(let rate):
      append(Rate(units: rate.units * 100))
      append(UInt8(ascii: "%"))
    }
  }

  private mutating func append<Number: FixedPoint>(_ key: StaticString, _ number: Number?) {
    guard let number else { return }
    append(key)
    append(number)
  }
}
