/// Why a text is not a decimal number of ours.
public enum DecimalError: Error, Hashable, Sendable {
  /// Empty, or something other than an optional sign, digits and one point.
  case malformed
  /// More than 8 decimals that are not zeros.
  case tooManyDecimals
  /// Does not fit 64 bits with 8 decimals: the magnitude is above 92,233,720,368.
  case tooLarge
}

/// Reads and writes decimals with 8 places, without loss.
public enum DecimalText {
  /// Reads `[+-] digits [. digits]`; no exponent, no blanks, no digit grouping.
  ///
  /// Either the whole or the decimal digits may be missing (`5.`, `.5`), not both. Trailing zeros
  /// after the eighth decimal are accepted. Complexity: O(length).
  public static func parse(_ text: Span<UInt8>) -> Result<Int64, DecimalError> {
    var index = 0
    let count = text.count
    var isNegative = false
    if index < count, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") {
      isNegative = text[index] == UInt8(ascii: "-")
      index += 1
    }
    var digits = 0
    var decimals = -1
    var value: UInt64 = 0
    var overflowed = false
    while index < count {
      let byte = text[index]
      index += 1
      if byte == UInt8(ascii: "."), decimals < 0 {
        decimals = 0
        continue
      }
      let digit = byte &- UInt8(ascii: "0")
      guard digit <= 9 else { return .failure(.malformed) }
      digits += 1
      if decimals >= 8 {
        guard digit == 0 else { return .failure(.tooManyDecimals) }
        continue
      }
      if decimals >= 0 { decimals += 1 }
      let (tenfold, high) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tenfold.addingReportingOverflow(UInt64(digit))
      overflowed = overflowed || high || carry
      value = sum
    }
    guard digits > 0 else { return .failure(.malformed) }
    var missing = 8 - max(decimals, 0)
    while missing > 0 {
      let (tenfold, high) = value.multipliedReportingOverflow(by: 10)
      overflowed = overflowed || high
      value = tenfold
      missing -= 1
    }
    guard !overflowed, value <= UInt64(Int64.max) else { return .failure(.tooLarge) }
    return .success(isNegative ? -Int64(value) : Int64(value))
  }
}

extension ByteBuffer {
  /// Appends a decimal in its shortest lossless form, with at least the decimals its type shows.
  @inlinable public mutating func append<Number: FixedPoint>(_ number: Number) {
    append(decimalUnits: Int128(number.units), decimalsShown: Number.decimalsShown)
  }

  /// Appends `units` / 10^8 in its shortest lossless form.
  public mutating func append(decimalUnits units: Int128, decimalsShown: Int) {
    if units < 0 { append(UInt8(ascii: "-")) }
    let magnitude = units.magnitude
    let whole = magnitude / UInt128(unitsPerOne)
    var fraction = UInt32(truncatingIfNeeded: magnitude % UInt128(unitsPerOne))
    if let small = UInt64(exactly: whole) { append(unsigned: small) } else { append(wide: whole) }
    var places = 8
    while places > decimalsShown, fraction % 10 == 0 {
      fraction /= 10
      places -= 1
    }
    guard places > 0 else { return }
    append(UInt8(ascii: "."))
    append(digits: UInt64(fraction), count: places)
  }

  /// Appends a number beyond 64 bits.
  private mutating func append(wide: UInt128) {
    let billion: UInt128 = 1_000_000_000_000_000_000
    append(unsigned: UInt64(truncatingIfNeeded: wide / billion))
    append(digits: UInt64(truncatingIfNeeded: wide % billion), count: 18)
  }
}
