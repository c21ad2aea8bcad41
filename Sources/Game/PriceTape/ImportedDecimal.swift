import Primitives

/// A positive decimal as files write it: its first 19 digits, and whether more follows them.
///
/// Rule: TAPE-11.
struct ImportedDecimal: Hashable {
  /// The first 19 digits from the first that is not zero, as a whole number.
  private(set) var digits: UInt64 = 0
  /// The power of ten of the last of `digits`.
  private(set) var exponent = 0
  /// Whether anything but zeros follows `digits`.
  private(set) var isCut = false

  /// As many digits as always fit 64 bits.
  private static let digitsMax = 19
  /// No number that can be used has an exponent beyond this.
  private static let exponentMax = 10_000

  /// A whole number of units, and whether there is more than that.
  struct Units: Hashable {
    let count: UInt64
    let isCut: Bool
  }

  /// Reads digits with one point and an exponent, such as `5.33e-05`; nil for anything else.
  init?(_ text: Span<UInt8>) {
    var index = 0
    var kept = 0
    var hasDigits = false
    var isBehindPoint = false
    if index < text.count, text[index] == UInt8(ascii: "+") { index += 1 }
    while index < text.count {
      let byte = text[index]
      if isDigit(byte) {
        hasDigits = true
        if kept < Self.digitsMax {
          digits = digits * 10 + UInt64(byte - UInt8(ascii: "0"))
          if digits > 0 { kept += 1 }
          if isBehindPoint { exponent -= 1 }
        } else {
          if byte != UInt8(ascii: "0") { isCut = true }
          if !isBehindPoint { exponent += 1 }
        }
      } else if byte == UInt8(ascii: "."), !isBehindPoint {
        isBehindPoint = true
      } else {
        break
      }
      index += 1
    }
    guard hasDigits else { return nil }
    guard index < text.count else { return }
    guard asciiUppercased(text[index]) == UInt8(ascii: "E"),
      let power = Self.power(text.extracting((index + 1)..<text.count))
    else { return nil }
    exponent += power
  }

  private static func power(_ text: Span<UInt8>) -> Int? {
    let hasPlus = text.count > 1 && text[0] == UInt8(ascii: "+") && isDigit(text[1])
    let digits = text.extracting((hasPlus ? 1 : 0)..<text.count)
    guard let power = digits.parseInteger(), abs(power) <= exponentMax else { return nil }
    return power
  }

  /// Whether this is zero.
  var isZero: Bool { digits == 0 }

  /// How many whole units of 10^`place` this holds; nil when that is beyond 64 bits.
  func units(ofPlace place: Int) -> Units? {
    guard !isZero else { return Units(count: 0, isCut: false) }
    var count = digits
    var shift = exponent - place
    // 20 powers of ten are beyond what 19 digits can lose, or 64 bits can hold.
    guard shift <= 20 else { return nil }
    guard shift >= -20 else { return Units(count: 0, isCut: true) }
    while shift > 0 {
      let (more, isOver) = count.multipliedReportingOverflow(by: 10)
      if isOver { return nil }
      count = more
      shift -= 1
    }
    var isCut = isCut
    while shift < 0 {
      let (quotient, rest) = count.quotientAndRemainder(dividingBy: 10)
      isCut = isCut || rest > 0
      count = quotient
      shift += 1
    }
    return Units(count: count, isCut: isCut)
  }
}

/// A price between reading it and rounding it to the price step, in units of 10^-9.
///
/// Digits behind the ninth decimal are cut off; when there were any and the ninth is 0 or 5, it
/// is one more. So it is never taken for a tie or for an exact value that it is not, and rounding
/// it to 8 decimals or fewer goes where the exact value would go.
struct ImportedPrice: Hashable {
  let units: Int64

  /// The places behind the point.
  static let place = -9

  /// Takes a decimal; nil when it does not fit.
  init?(_ decimal: ImportedDecimal) {
    guard let exact = decimal.units(ofPlace: Self.place), let cut = Int64(exactly: exact.count)
    else { return nil }
    units = exact.isCut && cut % 5 == 0 ? cut + 1 : cut
  }

  /// Takes units of 10^-9.
  init(units: Int64) { self.units = units }

  /// The place of the first digit: 0 for 1 to 9.99, -1 for 0.1; nil for zero.
  var magnitude: Int? {
    guard units > 0 else { return nil }
    var rest = units
    var place = Self.place
    while rest >= 10 {
      rest /= 10
      place += 1
    }
    return place
  }

  /// How many steps this is, half-even; a step is a multiple of 10^-8.
  func steps(of step: Price) -> Int64 { units.divided(by: 10 * step.units, rounding: .halfEven) }
}
