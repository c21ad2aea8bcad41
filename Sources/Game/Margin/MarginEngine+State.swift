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
      }
    }
    buffer.append(ledgers.house)
    buffer.append(ledgers.insurance)
  }
}

extension ByteBuffer {
  fileprivate mutating func append(_ number: Int64) {
    append(bigEndian: UInt64(bitPattern: number))
  }

  fileprivate mutating func append(_ number: Int128) {
    append(bigEndian: UInt64(truncatingIfNeeded: number >> 64))
    append(bigEndian: UInt64(truncatingIfNeeded: number))
  }
}
