/// Where a division that does not come out even goes.
public enum Rounding: Sendable {
  /// Toward minus infinity.
  case down
  /// Toward plus infinity.
  case up
  /// To the nearest; a tie goes to the even neighbour.
  case halfEven
}

extension Int128 {
  /// The product of two 64-bit numbers, which always fits.
  @inlinable public init(productOf left: Int64, _ right: Int64) {
    let product = left.multipliedFullWidth(by: right)
    self = Int128(product.high) << 64 | Int128(product.low)
  }

  /// The quotient by a positive divisor, rounded as named.
  @inlinable public func divided(by divisor: Int128, rounding: Rounding) -> Int128 {
    // Most numbers are small, and a 64-bit division is a fraction of the cost.
    if let small = Int64(exactly: self), let by = Int64(exactly: divisor) {
      return Int128(small.divided(by: by, rounding: rounding))
    }
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    switch rounding {
    case .down: return remainder < 0 ? quotient - 1 : quotient
    case .up: return remainder > 0 ? quotient + 1 : quotient
    case .halfEven:
      let floor = remainder < 0 ? quotient - 1 : quotient
      let above = remainder < 0 ? remainder + divisor : remainder
      let twice = above * 2
      if twice < divisor { return floor }
      if twice > divisor { return floor + 1 }
      return floor % 2 == 0 ? floor : floor + 1
    }
  }
}

extension Int64 {
  /// The quotient by a positive divisor, rounded as named.
  @inlinable public func divided(by divisor: Int64, rounding: Rounding) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    switch rounding {
    case .down: return remainder < 0 ? quotient - 1 : quotient
    case .up: return remainder > 0 ? quotient + 1 : quotient
    case .halfEven:
      let floor = remainder < 0 ? quotient - 1 : quotient
      let above = remainder < 0 ? remainder + divisor : remainder
      let rest = divisor - above
      if above < rest { return floor }
      if above > rest { return floor + 1 }
      return floor % 2 == 0 ? floor : floor + 1
    }
  }
}
