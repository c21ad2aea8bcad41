import Primitives

/// An exact fraction.
struct Rational: Comparable, Sendable, CustomStringConvertible {
  /// What is divided.
  let numerator: NaiveInteger
  /// By what; above zero. Not reduced.
  let denominator: NaiveInteger

  private init(_ numerator: NaiveInteger, over denominator: NaiveInteger) {
    self.numerator = numerator
    self.denominator = denominator
  }

  /// A whole number.
  init(_ whole: Int) { self.init(NaiveInteger(whole), over: .one) }

  /// A number of 10^-8.
  init(units: Int64) { self.init(NaiveInteger(units), over: Self.scale) }

  /// An amount as it is.
  init<Number: FixedPoint>(_ number: Number) { self.init(units: number.units) }

  /// An amount that may be missing.
  init?<Number: FixedPoint>(optional number: Number?) {
    guard let number else { return nil }
    self.init(number)
  }

  /// How many 10^-8 make one.
  private static let scale = NaiveInteger.ten(to: 8)

  /// How many 10^-24 make one.
  private static let fineScale = NaiveInteger.ten(to: 24)

  static let zero = Rational(units: 0)

  /// 10^-8.
  static let unit = Rational(units: 1)

  // MARK: - Arithmetic

  static func + (left: Rational, right: Rational) -> Rational {
    if left.denominator == right.denominator {
      return Rational(left.numerator + right.numerator, over: left.denominator)
    }
    // Most denominators are powers of ten: the larger one serves for both.
    if left.denominator < right.denominator { return right + left }
    let (factor, rest) = left.denominator.divided(by: right.denominator)
    if rest.isZero {
      return Rational(left.numerator + right.numerator * factor, over: left.denominator)
    }
    return Rational(
      left.numerator * right.denominator + right.numerator * left.denominator,
      over: left.denominator * right.denominator)
  }

  static prefix func - (value: Rational) -> Rational {
    Rational(-value.numerator, over: value.denominator)
  }

  static func - (left: Rational, right: Rational) -> Rational { left + -right }

  static func * (left: Rational, right: Rational) -> Rational {
    Rational(
      left.numerator * right.numerator, over: left.denominator * right.denominator)
  }

  static func / (left: Rational, right: Rational) -> Rational {
    let top = left.numerator * right.denominator
    let bottom = left.denominator * right.numerator
    precondition(!bottom.isZero, "a fraction is divided by zero")
    return bottom.isNegative ? Rational(-top, over: -bottom) : Rational(top, over: bottom)
  }

  static func += (left: inout Rational, right: Rational) { left = left + right }

  static func -= (left: inout Rational, right: Rational) { left = left - right }

  static func == (left: Rational, right: Rational) -> Bool {
    if left.denominator == right.denominator { return left.numerator == right.numerator }
    return left.numerator * right.denominator == right.numerator * left.denominator
  }

  static func < (left: Rational, right: Rational) -> Bool {
    if left.denominator == right.denominator { return left.numerator < right.numerator }
    return left.numerator * right.denominator < right.numerator * left.denominator
  }

  var magnitude: Rational { numerator.isNegative ? -self : self }

  // MARK: - Rounding

  /// The largest multiple of a step that is not above this: toward minus infinity.
  func roundedDown(to step: Rational) -> Rational {
    let ratio = self / step
    let (quotient, remainder) = ratio.numerator.divided(by: ratio.denominator)
    let count = remainder.isNegative ? quotient - .one : quotient
    return Rational(count * step.numerator, over: step.denominator)
  }

  /// The smallest multiple of a step that is not below this: toward plus infinity.
  func roundedUp(to step: Rational) -> Rational { -(-self).roundedDown(to: step) }

  /// Down to 10^-8.
  var down: Rational { roundedDown(to: .unit) }

  /// Up to 10^-8.
  var up: Rational { roundedUp(to: .unit) }

  // MARK: - The way out

  /// How many 10^-8 it is; it must be a whole number of them.
  var units: Int128 { count(of: Self.scale) }

  /// How many 10^-24 it is; it must be a whole number of them.
  var fineUnits: Int128 { count(of: Self.fineScale) }

  private func count(of scale: NaiveInteger) -> Int128 {
    let (quotient, remainder) = (numerator * scale).divided(by: denominator)
    guard remainder.isZero, let count = quotient.int128 else {
      preconditionFailure("\(self) is no whole number of 1 / \(scale)")
    }
    return count
  }

  /// Numerator and denominator.
  var description: String { "\(numerator)/\(denominator)" }
}
