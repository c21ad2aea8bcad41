import Primitives

/// A set of seats.
struct SeatSet: Hashable, ExpressibleByArrayLiteral {
  private var bits: UInt8 = 0

  init(arrayLiteral seats: Seat...) {
    for seat in seats { insert(seat) }
  }

  var count: Int { bits.nonzeroBitCount }

  func contains(_ seat: Seat) -> Bool { bits & (1 << UInt8(seat.index)) != 0 }

  /// Adds a seat; false when it was there.
  @discardableResult
  mutating func insert(_ seat: Seat) -> Bool {
    let isNew = !contains(seat)
    bits |= 1 << UInt8(seat.index)
    return isNew
  }

  mutating func remove(_ seat: Seat) { bits &= ~(1 << UInt8(seat.index)) }
}
