/// Money at scale 10^24, where price x quantity x rate has no remainder.
///
/// Decisions (is this position liquidated?) are taken on these; rounding waits until money moves
/// or is shown. Rule: MARGIN-1.
public struct ExactMoney: Comparable, Hashable, Sendable {
  /// The amount times 10^24.
  public var raw: Int128

  /// One unit of `Money` at this scale.
  public static let perUnit: Int128 = 10_000_000_000_000_000

  /// Makes the amount `raw` / 10^24.
  @inlinable public init(raw: Int128) { self.raw = raw }

  /// Widens an amount without loss.
  @inlinable public init(_ money: Money) { raw = Int128(money.units) * ExactMoney.perUnit }

  /// What a quantity is worth at a price; the sign is that of the quantity.
  @inlinable public init(valueOf quantity: Quantity, at price: Price) {
    raw = Int128(productOf: quantity.units, price.units) * Int128(unitsPerOne)
  }

  /// What a quantity is worth at a price, times a rate.
  @inlinable public init(valueOf quantity: Quantity, at price: Price, times rate: Rate) {
    raw = Int128(productOf: quantity.units, price.units) * Int128(rate.units)
  }

  /// The amount 0.
  @inlinable public static var zero: ExactMoney { ExactMoney(raw: 0) }

  /// Compares by value.
  @inlinable public static func < (left: ExactMoney, right: ExactMoney) -> Bool {
    left.raw < right.raw
  }

  /// Adds; see `Bounds` for why it fits.
  @inlinable public static func + (left: ExactMoney, right: ExactMoney) -> ExactMoney {
    ExactMoney(raw: left.raw + right.raw)
  }

  /// Subtracts; see `Bounds` for why it fits.
  @inlinable public static func - (left: ExactMoney, right: ExactMoney) -> ExactMoney {
    ExactMoney(raw: left.raw - right.raw)
  }

  /// Multiplies by a small whole number, 100 at most.
  @inlinable public static func * (left: ExactMoney, right: Int) -> ExactMoney {
    ExactMoney(raw: left.raw * Int128(right))
  }

  /// The amount with 8 decimals, rounded as asked.
  @inlinable public func rounded(_ rounding: Rounding) -> Money {
    Money(units: Int64(raw.divided(by: ExactMoney.perUnit, rounding: rounding)))
  }
}
