import Primitives

/// A positive decimal as files write it, exact: `mantissa` x 10^`exponent`.
///
/// Digits beyond the 36th only tell whether anything follows, which is all that rounding asks.
/// Rule: TAPE-11.
struct ImportedDecimal: Hashable {
  /// Below 10^37.
  private(set) var mantissa: Int128 = 0
  private(set) var exponent = 0

  private static let digitsMax = 36
  /// No price that can be used has an exponent beyond this.
  private static let exponentMax = 10_000

  /// Reads digits with one point and an exponent, such as `5.33e-05`; nil for anything else.
  init?(_ text: [UInt8]) {
    var index = 0
    var digits = 0
    var kept = 0
    var isBehindPoint = false
    var hasMore = false
    if index < text.count, text[index] == UInt8(ascii: "+") { index += 1 }
    while index < text.count {
      let byte = text[index]
      if byte == UInt8(ascii: "."), !isBehindPoint {
        isBehindPoint = true
      } else if isDigit(byte) {
        digits += 1
        let digit = Int128(byte - UInt8(ascii: "0"))
        if kept < Self.digitsMax {
          mantissa = mantissa * 10 + digit
          if mantissa > 0 { kept += 1 }
          if isBehindPoint { exponent -= 1 }
        } else {
          hasMore = hasMore || digit > 0
          if !isBehindPoint { exponent += 1 }
        }
      } else {
        break
      }
      index += 1
    }
    guard digits > 0 else { return nil }
    if index < text.count {
      guard asciiUppercased(text[index]) == UInt8(ascii: "E"),
        let power = Self.power(Array(text[(index + 1)...]))
      else { return nil }
      exponent += power
    }
    if hasMore {
      mantissa = mantissa * 10 + 1
      exponent -= 1
    }
  }

  private static func power(_ text: [UInt8]) -> Int? {
    let digits = text.first == UInt8(ascii: "+") ? Array(text.dropFirst()) : text
    guard let power = digits.span.parseInteger(), abs(power) <= exponentMax else { return nil }
    return power
  }

  /// The place of the first digit: 0 for 1 to 9.99, -1 for 0.1; nil for zero.
  var magnitude: Int? {
    guard mantissa > 0 else { return nil }
    return exponent + Self.digitCount(mantissa) - 1
  }

  /// How many steps of 10^`place` this is, half-even; nil when that is beyond 64 bits.
  func steps(ofPlace place: Int) -> Int64? {
    let shift = exponent - place
    guard mantissa > 0 else { return 0 }
    guard shift < 0 else {
      guard shift + Self.digitCount(mantissa) <= 37 else { return nil }
      return Int64(exactly: mantissa * Self.powerOfTen(shift))
    }
    // A mantissa below 10^37 is less than half a step there.
    guard -shift <= 37 else { return 0 }
    return Int64(
      exactly: mantissa.divided(by: Self.powerOfTen(-shift), rounding: .halfEven))
  }

  static func powerOfTen(_ power: Int) -> Int128 {
    (0..<power).reduce(1) { value, _ in value * 10 }
  }

  private static func digitCount(_ number: Int128) -> Int {
    var count = 0
    var rest = number
    while rest > 0 {
      rest /= 10
      count += 1
    }
    return count
  }
}
