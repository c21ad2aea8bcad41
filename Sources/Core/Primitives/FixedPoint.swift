// Primitives: the numbers, names and containers that everything above is made of.
//
// Goals: money arithmetic that cannot lose a unit or overflow unseen; text in and out without loss;
// containers whose iteration order is the order of insertion.
// Non-goals: general decimals, big integers, locale.

/// A decimal number with exactly 8 decimals, held in a 64-bit integer.
///
/// Each conforming type is a different dimension: prices do not add to quantities. One unit is
/// 10^-8. Rule: MARGIN-1.
public protocol FixedPoint: Comparable, Hashable, Sendable, LosslessStringConvertible {
  /// The number times 10^8.
  var units: Int64 { get }

  /// Makes the number `units` / 10^8.
  init(units: Int64)

  /// How many decimals the text form always shows; 0 to 8.
  static var decimalsShown: Int { get }
}

/// How many units make one whole: 10^8.
public let unitsPerOne: Int64 = 100_000_000

extension FixedPoint {
  /// The number 0.
  @inlinable public static var zero: Self { Self(units: 0) }

  /// Makes a whole number; traps when `whole` times 10^8 leaves 64 bits.
  @inlinable public init(whole: Int64) { self.init(units: whole * unitsPerOne) }

  /// Compares by value.
  @inlinable public static func < (left: Self, right: Self) -> Bool { left.units < right.units }

  /// Reads a decimal such as `-12.5`; nil for anything `DecimalText` refuses.
  public init?(_ description: String) {
    let bytes = Array(description.utf8)
    guard case .success(let units) = DecimalText.parse(bytes.span) else { return nil }
    self.init(units: units)
  }

  /// The shortest decimal text that reads back to the same number, with `decimalsShown` at least.
  public var description: String {
    var buffer = ByteBuffer(capacity: 24)
    buffer.append(self)
    return buffer.withSpan { String(decoding: $0) }
  }
}
