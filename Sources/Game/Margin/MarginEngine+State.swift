public import Primitives

extension MarginEngine {
  /// Appends everything that decides the future, in the order of Protocol/record.md. Rule:
  /// RECORD-4.
  public func appendState(to buffer: inout ByteBuffer) {
    for quote in quotes { buffer.append(quote.mark.units) }
    for seat in accounts.indices {
      let account = accounts[seat]
      buffer.append(account.wallet.units)
      buffer.append(account.draws.units)
      buffer.append(account.fees.units)
      buffer.append(account.realizedProfit.units)
      buffer.append(account.funding.units)
      buffer.append(Int64(account.liquidations))
      buffer.append(Int64(account.orders))
      buffer.append(Int64(account.callLevel.rawValue))
      for index in 0..<instrumentCount {
        let position = positions[place(Seat(seat), Instrument(index))]
        buffer.append(position.quantity.units)
        buffer.append(position.openCost.units)
        buffer.append(position.margin.units)
        buffer.append(Int64(position.leverage.value))
        buffer.append(position.mode == .cross ? Int64(1) : Int64(0))
        buffer.append(Int64(position.callLevel.rawValue))
        buffer.append(traded[place(Seat(seat), Instrument(index))].units)
      }
      buffer.append(Int64(openOrders[seat].count))
      for order in openOrders[seat] { buffer.append(order) }
    }
    buffer.append(ledgers.house)
    buffer.append(ledgers.insurance)
  }
}

extension ByteBuffer {
  fileprivate mutating func append(_ order: OpenOrder) {
    let kind: (number: Int64, distance: Int64)
    switch order.kind {
    case .limit: kind = (0, 0)
    case .stop: kind = (1, 0)
    case .take: kind = (2, 0)
    case .trail(.price(let distance)): kind = (3, distance.units)
    case .trail(.share(let rate)): kind = (4, rate.units)
    }
    append(Int64(order.number))
    append(Int64(order.instrument.index))
    append(order.side == .buy ? Int64(0) : Int64(1))
    append(kind.number)
    append(kind.distance)
    append(order.price.units)
    append(order.quantity?.units ?? 0)
    append(order.isReduceOnly ? Int64(1) : Int64(0))
    append(order.worst?.units ?? 0)
    append(order.stop?.units ?? 0)
    append(order.take?.units ?? 0)
    append(Int64(order.pair ?? 0))
  }

  fileprivate mutating func append(_ number: Int64) {
    append(bigEndian: UInt64(bitPattern: number))
  }

  fileprivate mutating func append(_ number: Int128) {
    append(bigEndian: UInt64(truncatingIfNeeded: number >> 64))
    append(bigEndian: UInt64(truncatingIfNeeded: number))
  }
}
