/// A price of one whole unit of an instrument, in the quote currency; 10^-8 to `Bounds.priceMax`.
public struct Price: FixedPoint {
  /// The price times 10^8.
  public let units: Int64

  /// Makes the price `units` / 10^8.
  @inlinable public init(units: Int64) { self.units = units }

  /// Prices show two decimals at least.
  public static var decimalsShown: Int { 2 }
}

/// An amount of an instrument; positive is bought (long), negative is sold (short).
public struct Quantity: FixedPoint {
  /// The quantity times 10^8.
  public let units: Int64

  /// Makes the quantity `units` / 10^8.
  @inlinable public init(units: Int64) { self.units = units }

  /// Quantities show no more decimals than they need.
  public static var decimalsShown: Int { 0 }

  /// The size without its sign.
  @inlinable public var magnitude: Quantity { Quantity(units: units < 0 ? -units : units) }

  /// Adds two quantities; both are within `Bounds.quantityMax`, so the sum fits.
  @inlinable public static func + (left: Quantity, right: Quantity) -> Quantity {
    Quantity(units: left.units + right.units)
  }

  /// Subtracts; both are within `Bounds.quantityMax`, so the difference fits.
  @inlinable public static func - (left: Quantity, right: Quantity) -> Quantity {
    Quantity(units: left.units - right.units)
  }

  /// Turns bought into sold and back.
  @inlinable public static prefix func - (value: Quantity) -> Quantity {
    Quantity(units: -value.units)
  }

  /// The largest multiple of `step` that is not above this non-negative quantity.
  @inlinable public func roundedDown(toStep step: Quantity) -> Quantity {
    Quantity(units: units - units % step.units)
  }
}

/// An amount of the quote currency; negative is a loss or a debt.
public struct Money: FixedPoint {
  /// The amount times 10^8.
  public let units: Int64

  /// Makes the amount `units` / 10^8.
  @inlinable public init(units: Int64) { self.units = units }

  /// Money shows two decimals at least.
  public static var decimalsShown: Int { 2 }

  /// Adds; the bounds of wallets, margins and values keep every sum of a match within 64 bits.
  @inlinable public static func + (left: Money, right: Money) -> Money {
    Money(units: left.units + right.units)
  }

  /// Subtracts; see `+` for why it fits.
  @inlinable public static func - (left: Money, right: Money) -> Money {
    Money(units: left.units - right.units)
  }

  /// Changes the sign.
  @inlinable public static prefix func - (value: Money) -> Money { Money(units: -value.units) }

  /// Adds in place.
  @inlinable public static func += (left: inout Money, right: Money) { left = left + right }

  /// Subtracts in place.
  @inlinable public static func -= (left: inout Money, right: Money) { left = left - right }

  /// What `quantity` is worth at `price`, rounded as asked; the sign is that of the quantity.
  ///
  /// Both are within bounds whose product is at most `Bounds.notionalMax`.
  @inlinable public init(valueOf quantity: Quantity, at price: Price, rounding: Rounding) {
    let product = Int128(productOf: quantity.units, price.units)
    self.init(units: Int64(product.divided(by: Int128(unitsPerOne), rounding: rounding)))
  }

  /// This amount times a rate, rounded as asked.
  @inlinable public func times(_ rate: Rate, rounding: Rounding) -> Money {
    let product = Int128(productOf: units, rate.units)
    return Money(units: Int64(product.divided(by: Int128(unitsPerOne), rounding: rounding)))
  }

  /// This amount times `part` / `whole`, rounded as asked; `whole` is positive.
  @inlinable public func share(
    _ part: Quantity, of whole: Quantity, rounding: Rounding
  ) -> Money {
    let product = Int128(productOf: units, part.units)
    return Money(units: Int64(product.divided(by: Int128(whole.units), rounding: rounding)))
  }

  /// This amount divided by a positive whole number, rounded as asked.
  @inlinable public func divided(by divisor: Int, rounding: Rounding) -> Money {
    Money(units: Int64(Int128(units).divided(by: Int128(divisor), rounding: rounding)))
  }
}

/// A fraction: 0.0005 is 0.05 %.
public struct Rate: FixedPoint {
  /// The rate times 10^8.
  public let units: Int64

  /// Makes the rate `units` / 10^8.
  @inlinable public init(units: Int64) { self.units = units }

  /// Rates show no more decimals than they need.
  public static var decimalsShown: Int { 0 }

  /// The whole: 100 %.
  public static var one: Rate { Rate(units: unitsPerOne) }
}
