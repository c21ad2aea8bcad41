public import Margin
public import Primitives

/// What a position comes to that is opened at one price and closed at another, as a taker both
/// times. Rules: MARGIN-10, MARGIN-12 and MARGIN-22.
public struct TradeResult: Hashable, Sendable {
  /// Profit or loss between the two prices, fees and funding not counted.
  public let profit: Money
  /// The fee to get in, up.
  public let entryFee: Money
  /// The fee to get out, up.
  public let exitFee: Money
  /// Funding received; negative when it was paid.
  public let funding: Money
  /// Profit less fees, with funding.
  public let netProfit: Money
  /// The net profit in percent of the margin, half-even; nil when that is beyond all bounds.
  public let returnPercent: Rate?
  /// The mark at which closing brings back cost, fees and funding; nil when no price does.
  public let breakEvenPrice: Price?
  /// Where the position would be liquidated; nil for nowhere.
  public let liquidationPrice: Price?
  /// Whether it would have been liquidated on the way to its exit.
  public let isLiquidatedFirst: Bool

  /// How many fundings fall into so many ticks, beginning right behind one.
  public static func fundings(in ticks: Int, costs: TradingCosts) -> Int {
    costs.fundingInterval > 0 ? ticks / costs.fundingInterval : 0
  }

  /// Works a trade out; nil when its funding would be more than an account can count.
  ///
  /// Entry and exit are the prices it fills at, each worth at most `Bounds.notionalMax`; each
  /// funding is reckoned at the entry.
  public init?(
    _ side: Side, quantity: Quantity, entry: Price, exit: Price, margin: Money, ticks: Int = 0,
    costs: TradingCosts, schedule: MaintenanceSchedule, priceStep: Price
  ) {
    let isLong = side == .buy
    let cost = Money(valueOf: quantity, at: entry, rounding: isLong ? .up : .down)
    let value = Money(valueOf: quantity, at: exit, rounding: isLong ? .down : .up)
    profit = isLong ? value - cost : cost - value
    let notional = Money(valueOf: quantity, at: entry, rounding: .up)
    entryFee = notional.times(costs.takerFee, rounding: .up)
    exitFee = Money(valueOf: quantity, at: exit, rounding: .up)
      .times(costs.takerFee, rounding: .up)
    let rate = Rate(units: isLong ? costs.fundingRate.units : -costs.fundingRate.units)
    let payment = Money(
      valueOf: quantity, at: entry, rounding: rate > .zero ? .up : .down
    ).times(rate, rounding: .up)
    let paid = Int128(payment.units) * Int128(Self.fundings(in: ticks, costs: costs))
    guard paid.magnitude <= Bounds.totalMax.units.magnitude else { return nil }
    funding = -Money(units: Int64(paid))
    netProfit = profit - entryFee - exitFee + funding
    returnPercent = Self.percent(netProfit, of: margin)

    let spent = entryFee - funding
    breakEvenPrice = Self.breakEven(
      isLong, cost: isLong ? cost + spent : cost - spent, quantity: quantity,
      takerFee: costs.takerFee, priceStep: priceStep)
    let liquidation = LiquidationEquation(
      quantity: isLong ? quantity : -quantity, openCost: cost, collateral: ExactMoney(margin),
      schedule: schedule
    ).liquidationPrice(priceStep: priceStep)
    liquidationPrice = liquidation
    isLiquidatedFirst = liquidation.map { isLong ? exit <= $0 : exit >= $0 } ?? false
  }

  /// Rule: MARGIN-19, with the funding among the cost.
  private static func breakEven(
    _ isLong: Bool, cost: Money, quantity: Quantity, takerFee: Rate, priceStep: Price
  ) -> Price? {
    let rate = isLong ? unitsPerOne - takerFee.units : unitsPerOne + takerFee.units
    let above = Int128(cost.units) * Int128(unitsPerOne) * Int128(unitsPerOne)
    let below = Int128(productOf: quantity.units, rate) * Int128(priceStep.units)
    let steps = above.divided(by: below, rounding: isLong ? .up : .down)
    let units = steps * Int128(priceStep.units)
    guard units > 0, units <= Int128(Bounds.priceMax.units) else { return nil }
    return Price(units: Int64(units))
  }

  private static func percent(_ amount: Money, of whole: Money) -> Rate? {
    let scaled = Int128(amount.units) * 100 * Int128(unitsPerOne)
    let units = scaled.divided(by: Int128(whole.units), rounding: .halfEven)
    return Int64(exactly: units).map { Rate(units: $0) }
  }
}
