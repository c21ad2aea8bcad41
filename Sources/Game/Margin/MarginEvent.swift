public import Primitives

/// Something the engine did that somebody must hear of.
public enum MarginEvent: Hashable, Sendable {
  /// An order, or the closing or opening half of a flip, was filled.
  case fill(Fill)
  /// A position was closed by force.
  case liquidation(Liquidation)
  /// A position's margin fell to a threshold.
  case marginCall(MarginCall)
  /// An open order came, or went without a fill.
  case order(OrderChange)
  /// A position paid or received funding.
  case funding(Funding)

  /// The seat it happened to.
  public var seat: Seat {
    switch self {
    case .fill(let fill): fill.seat
    case .liquidation(let liquidation): liquidation.seat
    case .marginCall(let call): call.seat
    case .order(let change): change.seat
    case .funding(let funding): funding.seat
    }
  }
}

/// Why an order was filled.
public enum FillReason: String, Hashable, Sendable {
  /// It opened or added.
  case market
  /// It reduced or closed.
  case close
  /// It had a limit.
  case limit
  /// It waited for the mark.
  case stop
  /// It waited for a profit.
  case take = "take-profit"
  /// It followed the mark.
  case trail = "trailing-stop"
}

/// A trade.
public struct Fill: Hashable, Sendable {
  /// Whose it is.
  public var seat: Seat
  /// The seat's number for the order, from 1.
  public var order: Int
  /// What was traded.
  public var instrument: Instrument
  /// Bought or sold.
  public var side: Side
  /// How much; positive.
  public var quantity: Quantity
  /// At which price.
  public var price: Price
  /// The fee that was charged.
  public var fee: Money
  /// Profit or loss that became money, before the fee; zero when it opened.
  public var realizedProfit: Money
  /// What was drawn from insurance because margin did not cover the loss.
  public var insurance: Money
  /// Why.
  public var reason: FillReason
  /// The mark that its spread is counted from: that of its tick, of a limit that rested its limit.
  public var mark: Price
  /// The bid or ask of its tick, before impact; for a limit that rested, its limit.
  public var touch: Price
  /// The position after it.
  public var position: Position
  /// The wallet after it.
  public var wallet: Money

  /// What the distance of the quote from the mark cost, up. Rule: MARGIN-4.
  public var spreadCost: Money { cost(from: mark, to: touch) }

  /// What moving the price cost, up. Rule: MARGIN-20.
  public var impactCost: Money { cost(from: touch, to: price) }

  private func cost(from: Price, to: Price) -> Money {
    let distance = side == .buy ? to.units - from.units : from.units - to.units
    return Money(
      valueOf: quantity, at: Price(units: max(0, distance)), rounding: .up)
  }
}

/// A payment for holding a position. Rule: MARGIN-22.
public struct Funding: Hashable, Sendable {
  /// Whose position it is.
  public var seat: Seat
  /// In what.
  public var instrument: Instrument
  /// The mark that decided the notional.
  public var mark: Price
  /// What was received; negative when it was paid.
  public var amount: Money
  /// What of it was drawn from insurance because margin or wallet did not hold it.
  public var insurance: Money
  /// The position after it.
  public var position: Position
  /// The wallet after it.
  public var wallet: Money
}

/// A forced close.
public struct Liquidation: Hashable, Sendable {
  /// Whose position it was.
  public var seat: Seat
  /// In what.
  public var instrument: Instrument
  /// Bought or sold to close it.
  public var side: Side
  /// How much was closed; positive.
  public var quantity: Quantity
  /// The mark at which it was closed.
  public var price: Price
  /// What the player lost before the fee; for an isolated position never more than its margin.
  public var loss: Money
  /// The liquidation fee, capped by what was left.
  public var fee: Money
  /// What the loss beyond the margin drew from insurance.
  public var insurance: Money
  /// What went back to the wallet.
  public var returned: Money
  /// The position after it: smaller when a bracket was stepped down, else flat.
  public var position: Position
  /// The wallet after it.
  public var wallet: Money
}

/// A warning that liquidation is near.
public struct MarginCall: Hashable, Sendable {
  /// Whose position it is.
  public var seat: Seat
  /// In what; nil for the cross positions of the account together.
  public var instrument: Instrument?
  /// Which threshold was reached.
  public var level: MarginCallLevel
  /// The mark that did it; nil for the account.
  public var mark: Price?
  /// Margin (or wallet) plus unrealised profit, down.
  public var marginBalance: Money
  /// Maintenance margin, up.
  public var maintenanceMargin: Money
  /// Where liquidation lies; nil for nowhere, and for the account.
  public var liquidationPrice: Price?
}
