public import Margin
public import Primitives

/// What a position may be that loses a given share of the equity at its stop. Rule: MARGIN-8.
///
/// It is opened at its own price as a taker, as an order that waited for that price would be, with
/// a margin of its own; what it moves the prices by itself is not counted.
public struct PositionSize: Hashable, Sendable {
  /// The largest quantity on the step whose loss at the stop is within the share; perhaps zero.
  public let quantity: Quantity
  /// What the quantity is worth at the entry, up.
  public let notional: Money
  /// The initial margin: notional / leverage, up.
  public let margin: Money
  /// The fee to get in, up.
  public let entryFee: Money
  /// The fee to get out at the stop, up.
  public let exitFee: Money
  /// What is lost when the stop closes it, both fees included.
  public let lossAtStop: Money
  /// Where the position would be liquidated; nil for nowhere.
  public let liquidationPrice: Price?
  /// Whether the stop comes before the liquidation.
  public let isStopFirst: Bool
  /// Whether margin and fee are within the equity.
  public let isAffordable: Bool
  /// The highest leverage of a position of this size.
  public let leverageMax: Leverage

  /// Sizes a position; `share` is above 0 to 1, the stop lies against the side.
  public init(
    _ side: Side, entry: Price, stop: Price, equity: Money, share: Rate, leverage: Leverage,
    of limits: InstrumentRules, costs: TradingCosts
  ) {
    let isLong = side == .buy
    let exit = Quote(mark: stop, halfSpread: costs.halfSpread, priceStep: limits.priceStep)
      .fill(side.opposite)
    let distance = isLong ? entry.units - exit.units : exit.units - entry.units
    precondition(distance > 0, "MARGIN-8: the stop lies against the side")
    let fees = (Int128(entry.units) + Int128(exit.units)) * Int128(costs.takerFee.units)
    let perUnit = Int128(distance) * Int128(unitsPerOne) + fees
    let budget = equity.times(share, rounding: .down)
    let one = Int128(unitsPerOne)
    let largest = Int128(budget.units) * one * one / perUnit
    let bounded = min(largest, Int128(limits.quantityMax.units))
    quantity = Quantity(units: Int64(bounded)).roundedDown(toStep: limits.quantityStep)

    notional = Money(valueOf: quantity, at: entry, rounding: .up)
    margin = notional.divided(by: leverage.value, rounding: .up)
    entryFee = notional.times(costs.takerFee, rounding: .up)
    exitFee = Money(valueOf: quantity, at: exit, rounding: .up)
      .times(costs.takerFee, rounding: .up)
    let cost = Money(valueOf: quantity, at: entry, rounding: isLong ? .up : .down)
    let value = Money(valueOf: quantity, at: exit, rounding: isLong ? .down : .up)
    lossAtStop = (isLong ? cost - value : value - cost) + entryFee + exitFee
    leverageMax = limits.maintenance.bracket(of: quantity, at: entry).leverageMax
    isAffordable = margin + entryFee <= equity
    guard quantity > .zero else {
      liquidationPrice = nil
      isStopFirst = true
      return
    }
    let liquidation = LiquidationEquation(
      quantity: isLong ? quantity : -quantity, openCost: cost, collateral: ExactMoney(margin),
      schedule: limits.maintenance
    ).liquidationPrice(priceStep: limits.priceStep)
    liquidationPrice = liquidation
    isStopFirst = liquidation.map { isLong ? stop > $0 : stop < $0 } ?? true
  }
}
