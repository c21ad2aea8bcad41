public import Primitives

/// What a seat holds of one instrument: one net position.
public struct Position: Hashable, Sendable {
  /// The size; positive long, negative short, zero none.
  public internal(set) var quantity: Quantity = .zero
  /// What was paid (long, rounded up) or received (short, rounded down) for it; never negative.
  public internal(set) var openCost: Money = .zero
  /// The margin assigned to it; zero for a cross position, which is carried by the account.
  public internal(set) var margin: Money = .zero
  /// The leverage set for this instrument; kept while there is no position.
  public internal(set) var leverage: Leverage
  /// The margin mode set for this instrument; kept while there is no position.
  public internal(set) var mode: MarginMode
  /// Which margin calls were given and not taken back; `none` for a cross position.
  public internal(set) var callLevel: MarginCallLevel = .none

  init(leverage: Leverage, mode: MarginMode) {
    self.leverage = leverage
    self.mode = mode
  }

  /// The same settings without a position.
  var flat: Position { Position(leverage: leverage, mode: mode) }

  /// Whether there is exposure.
  @inlinable public var isOpen: Bool { quantity.units != 0 }

  /// Whether there is exposure that the whole account carries.
  @inlinable public var isOpenCross: Bool { quantity.units != 0 && mode == .cross }

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

  /// Profit or loss at a mark, exact.
  @inlinable public func exactProfit(at mark: Price) -> ExactMoney {
    ExactMoney(valueOf: quantity, at: mark) - ExactMoney(signedOpenCost)
  }

  /// Notional at a mark, up. Rule: MARGIN-5.
  public func notional(at mark: Price) -> Money {
    Money(valueOf: quantity.magnitude, at: mark, rounding: .up)
  }

  /// Initial margin at a mark: notional, up, divided by leverage, up. Rule: MARGIN-10.
  public func initialMargin(at mark: Price) -> Money {
    notional(at: mark).divided(by: leverage.value, rounding: .up)
  }

  /// Margin plus unrealised profit, exact.
  public func marginBalance(at mark: Price) -> ExactMoney {
    ExactMoney(margin) + exactProfit(at: mark)
  }

  /// Whether margin balance <= maintenance margin; never without exposure. For an isolated
  /// position: a cross position is liquidated with its account. Rule: LIQ-1.
  public func isLiquidatable(at mark: Price, by schedule: MaintenanceSchedule) -> Bool {
    isOpen
      && marginBalance(at: mark) <= schedule.maintenance(of: quantity.magnitude, at: mark)
  }

  /// The equation of this position when `collateral` carries its losses.
  func equation(collateral: ExactMoney, schedule: MaintenanceSchedule) -> LiquidationEquation {
    LiquidationEquation(
      quantity: quantity, openCost: openCost, collateral: collateral, schedule: schedule)
  }
}

/// How far a margin has fallen. Rule: LIQ-6.
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

  /// The level after a look at a margin: `excess` is balance less maintenance, `room` assigned
  /// margin less maintenance; their quotient is the share that is left.
  func next(excess: ExactMoney, room: ExactMoney) -> MarginCallLevel {
    let hundredfold = excess * 100
    func isAtOrAbove(_ percent: Int) -> Bool { hundredfold >= room * percent }
    func isAtOrBelow(_ percent: Int) -> Bool { hundredfold <= room * percent }
    let rearm = Self.rearmPoints
    var level = self
    if level == .second, isAtOrAbove(Self.second.percent + rearm) { level = .first }
    if level == .first, isAtOrAbove(Self.first.percent + rearm) { level = .none }
    if level < .first, isAtOrBelow(Self.first.percent) { level = .first }
    if level < .second, isAtOrBelow(Self.second.percent) { level = .second }
    return level
  }
}
