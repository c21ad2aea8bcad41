public import Primitives

/// What a seat holds of one instrument: one net position with margin of its own.
public struct Position: Hashable, Sendable {
  /// The size; positive long, negative short, zero none.
  public internal(set) var quantity: Quantity = .zero
  /// What was paid (long, rounded up) or received (short, rounded down) for it; never negative.
  public internal(set) var openCost: Money = .zero
  /// The margin assigned to it.
  public internal(set) var margin: Money = .zero
  /// The leverage set for this instrument; kept while there is no position.
  public internal(set) var leverage: Leverage
  /// Which margin calls were given and not taken back.
  public internal(set) var callLevel: MarginCallLevel = .none

  init(leverage: Leverage) { self.leverage = leverage }

  /// Whether there is exposure.
  @inlinable public var isOpen: Bool { quantity.units != 0 }

  /// The side that opened it.
  @inlinable public var side: Side { quantity.units >= 0 ? .buy : .sell }

  /// The open cost as the trader sees it: positive paid, negative received.
  @inlinable public var signedOpenCost: Money { quantity.units >= 0 ? openCost : -openCost }

  /// The average entry price, for display: long up, short down; nil without a position.
  public var entryPrice: Price? {
    guard isOpen else { return nil }
    let product = Int128(openCost.units) * Int128(unitsPerOne)
    let rounding: Rounding = side == .buy ? .up : .down
    return Price(
      units: Int64(product.divided(by: Int128(quantity.magnitude.units), rounding: rounding)))
  }

  /// Profit or loss at a mark: value of a long down, of a short up. Rule: MARGIN-5.
  public func unrealizedProfit(at mark: Price) -> Money {
    Money(valueOf: quantity, at: mark, rounding: .down) - signedOpenCost
  }

  /// Notional at a mark, up. Rule: MARGIN-5.
  public func notional(at mark: Price) -> Money {
    Money(valueOf: quantity.magnitude, at: mark, rounding: .up)
  }

  /// Margin plus unrealised profit, exact.
  public func marginBalance(at mark: Price) -> ExactMoney {
    ExactMoney(margin) + ExactMoney(valueOf: quantity, at: mark) - ExactMoney(signedOpenCost)
  }

  /// Maintenance margin, exact.
  public func maintenanceMargin(at mark: Price, rate: Rate) -> ExactMoney {
    ExactMoney(valueOf: quantity.magnitude, at: mark, times: rate)
  }

  /// Whether margin balance <= maintenance margin; never without exposure. Rule: LIQ-1.
  public func isLiquidatable(at mark: Price, rate: Rate) -> Bool {
    isOpen && marginBalance(at: mark) <= maintenanceMargin(at: mark, rate: rate)
  }

  /// The equation that says where this position's marks of trouble lie.
  public func equation(rate: Rate) -> LiquidationEquation {
    LiquidationEquation(
      quantity: quantity, openCost: openCost, collateral: ExactMoney(margin),
      maintenanceRate: rate, maintenanceAmount: .zero)
  }
}

/// How far a position's margin has fallen. Rule: LIQ-6.
public enum MarginCallLevel: UInt8, Hashable, Comparable, Sendable {
  /// Above the thresholds, or re-armed.
  case none = 0
  /// At 20 % or below.
  case first = 1
  /// At 10 % or below.
  case second = 2

  /// Orders by how serious it is.
  public static func < (left: MarginCallLevel, right: MarginCallLevel) -> Bool {
    left.rawValue < right.rawValue
  }

  /// The percentage at or below which this call is given; 0 for none.
  public var percent: Int {
    switch self {
    case .none: 0
    case .first: 20
    case .second: 10
    }
  }

  /// How many points above `percent` re-arm the call.
  public static let rearmPoints = 5
}
