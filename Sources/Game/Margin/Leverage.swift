import Primitives

/// Notional divided by initial margin; a whole number from 1 to `Bounds.leverageMax`.
public struct Leverage: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The number: 10 for 10x.
  public let value: Int

  /// Takes a leverage; nil when it is not within 1 to `Bounds.leverageMax`.
  public init?(_ value: Int) {
    guard (1...Bounds.leverageMax).contains(value) else { return nil }
    self.value = value
  }

  private init(unchecked value: Int) { self.value = value }

  /// No leverage.
  public static let one = Leverage(unchecked: 1)

  /// At least 1 / leverage, as a rate: rounded up.
  var marginRateUp: Rate {
    Rate(units: unitsPerOne.divided(by: Int64(value), rounding: .up))
  }

  /// Orders by value.
  public static func < (left: Leverage, right: Leverage) -> Bool { left.value < right.value }

  /// As players write it: `10x`.
  public var description: String { "\(value)x" }
}
