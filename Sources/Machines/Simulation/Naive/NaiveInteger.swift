// Naive: the margin rules a second time, from Protocol/rules.md alone.
//
// Goals: exact fractions of numbers of any length, every rule where its clause would look for it,
// nothing shared with the engine but the words of commands and the numbers of rules, so that
// agreement of the two means something. Non-goals: speed, and any use outside the check.

/// A whole number of any length.
struct NaiveInteger: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The digits to the base 2^32, the lowest first, without zeros at the top; none for zero.
  private var digits: [UInt32]
  /// Whether it is below zero; never for zero.
  private(set) var isNegative: Bool

  private init(digits: [UInt32], isNegative: Bool) {
    var kept = digits
    while kept.last == 0 { kept.removeLast() }
    self.digits = kept
    self.isNegative = isNegative && !kept.isEmpty
  }

  init(_ value: Int128) {
    var rest = value.magnitude
    var digits: [UInt32] = []
    while rest > 0 {
      digits.append(UInt32(truncatingIfNeeded: rest))
      rest >>= 32
    }
    self.init(digits: digits, isNegative: value < 0)
  }

  init(_ value: Int64) { self.init(Int128(value)) }

  init(_ value: Int) { self.init(Int128(value)) }

  static let zero = NaiveInteger(0)
  static let one = NaiveInteger(1)

  var isZero: Bool { digits.isEmpty }

  /// Ten to a power.
  static func ten(to power: Int) -> NaiveInteger {
    (0..<power).reduce(one) { result, _ in result * NaiveInteger(10) }
  }

  /// The same number in 128 bits; nil when it does not fit.
  var int128: Int128? {
    guard digits.count <= 4 else { return nil }
    var magnitude: UInt128 = 0
    for digit in digits.reversed() { magnitude = magnitude << 32 | UInt128(digit) }
    guard magnitude <= UInt128(Int128.max) else { return nil }
    return isNegative ? -Int128(magnitude) : Int128(magnitude)
  }

  var description: String {
    var text = ""
    var rest = NaiveInteger(digits: digits, isNegative: false)
    repeat {
      let (quotient, digit) = rest.divided(by: NaiveInteger(10))
      text = "\(digit.int128 ?? 0)" + text
      rest = quotient
    } while !rest.isZero
    return isNegative ? "-" + text : text
  }

  // MARK: - Comparing and adding

  static func < (left: NaiveInteger, right: NaiveInteger) -> Bool {
    if left.isNegative != right.isNegative { return left.isNegative }
    return left.isNegative
      ? isLess(right.digits, left.digits) : isLess(left.digits, right.digits)
  }

  static prefix func - (value: NaiveInteger) -> NaiveInteger {
    NaiveInteger(digits: value.digits, isNegative: !value.isNegative)
  }

  static func + (left: NaiveInteger, right: NaiveInteger) -> NaiveInteger {
    if left.isNegative == right.isNegative {
      return NaiveInteger(
        digits: sum(left.digits, right.digits), isNegative: left.isNegative)
    }
    if isLess(left.digits, right.digits) {
      return NaiveInteger(
        digits: difference(right.digits, left.digits), isNegative: right.isNegative)
    }
    return NaiveInteger(
      digits: difference(left.digits, right.digits), isNegative: left.isNegative)
  }

  static func - (left: NaiveInteger, right: NaiveInteger) -> NaiveInteger { left + -right }

  static func += (left: inout NaiveInteger, right: NaiveInteger) { left = left + right }

  static func -= (left: inout NaiveInteger, right: NaiveInteger) { left = left - right }

  private static func isLess(_ left: [UInt32], _ right: [UInt32]) -> Bool {
    guard left.count == right.count else { return left.count < right.count }
    for index in left.indices.reversed() where left[index] != right[index] {
      return left[index] < right[index]
    }
    return false
  }

  private static func sum(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
    var result: [UInt32] = []
    result.reserveCapacity(max(left.count, right.count) + 1)
    var carry: UInt64 = 0
    for index in 0..<max(left.count, right.count) {
      carry += index < left.count ? UInt64(left[index]) : 0
      carry += index < right.count ? UInt64(right[index]) : 0
      result.append(UInt32(truncatingIfNeeded: carry))
      carry >>= 32
    }
    if carry > 0 { result.append(UInt32(carry)) }
    return result
  }

  /// The larger less the smaller.
  private static func difference(_ large: [UInt32], _ small: [UInt32]) -> [UInt32] {
    var result = large
    var borrow: Int64 = 0
    for index in large.indices {
      var digit = Int64(large[index]) - borrow
      if index < small.count { digit -= Int64(small[index]) }
      borrow = digit < 0 ? 1 : 0
      result[index] = UInt32(digit + borrow << 32)
    }
    return result
  }

  // MARK: - Multiplying and dividing

  static func * (left: NaiveInteger, right: NaiveInteger) -> NaiveInteger {
    var result = [UInt32](repeating: 0, count: left.digits.count + right.digits.count)
    for (place, digit) in left.digits.enumerated() {
      var carry: UInt64 = 0
      for (offset, other) in right.digits.enumerated() {
        carry += UInt64(digit) * UInt64(other) + UInt64(result[place + offset])
        result[place + offset] = UInt32(truncatingIfNeeded: carry)
        carry >>= 32
      }
      result[place + right.digits.count] = UInt32(carry)
    }
    return NaiveInteger(digits: result, isNegative: left.isNegative != right.isNegative)
  }

  /// Quotient toward zero, and the remainder, which has the sign of this number.
  func divided(
    by divisor: NaiveInteger
  ) -> (quotient: NaiveInteger, remainder: NaiveInteger) {
    precondition(!divisor.isZero, "a number is divided by zero")
    let (quotient, remainder) =
      divisor.digits.count == 1
      ? Self.divide(digits, by: divisor.digits[0]) : Self.divide(digits, by: divisor.digits)
    return (
      NaiveInteger(digits: quotient, isNegative: isNegative != divisor.isNegative),
      NaiveInteger(digits: remainder, isNegative: isNegative)
    )
  }

  private static func divide(
    _ digits: [UInt32], by divisor: UInt32
  ) -> (quotient: [UInt32], remainder: [UInt32]) {
    var quotient = digits
    var rest: UInt64 = 0
    for index in digits.indices.reversed() {
      rest = rest << 32 | UInt64(digits[index])
      quotient[index] = UInt32(rest / UInt64(divisor))
      rest %= UInt64(divisor)
    }
    return (quotient, [UInt32(rest)])
  }

  /// Division as on paper, digit by digit from the top; the divisor has two digits at least.
  private static func divide(
    _ digits: [UInt32], by divisor: [UInt32]
  ) -> (quotient: [UInt32], remainder: [UInt32]) {
    var quotient = [UInt32](repeating: 0, count: digits.count)
    var rest = NaiveInteger.zero
    let whole = NaiveInteger(digits: divisor, isNegative: false)
    for index in digits.indices.reversed() {
      rest = NaiveInteger(digits: [digits[index]] + rest.digits, isNegative: false)
      guard rest >= whole else { continue }
      var (digit, product) = (UInt32(0), zero)
      for guess in guesses(rest.digits, divisor) {
        let next = NaiveInteger(digits: [guess], isNegative: false) * whole
        if next <= rest { (digit, product) = (guess, next) }
      }
      quotient[index] = digit
      rest -= product
    }
    return (quotient, rest.digits)
  }

  /// The few digits that a quotient below the base can be, ascending.
  ///
  /// With r the top of the number and d the two highest digits of the divisor, both cut at the same
  /// place, the quotient is at least r / (d + 1) and at most r / d, both down; since d is no less
  /// than the base, these lie next to each other.
  private static func guesses(_ rest: [UInt32], _ divisor: [UInt32]) -> ClosedRange<UInt32> {
    let place = divisor.count - 2
    let top = UInt128(divisor[place + 1]) << 32 | UInt128(divisor[place])
    var high: UInt128 = 0
    for digit in rest[place...].reversed() { high = high << 32 | UInt128(digit) }
    return UInt32(high / (top + 1))...UInt32(min(high / top, UInt128(UInt32.max)))
  }
}
