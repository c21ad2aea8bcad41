public import Primitives

// Margin: wallets, positions, fills, margin calls and liquidations of all seats of one match.
//
// Goals: exact by the numbered rules of Protocol/rules.md; the same on every machine; money
// conserved to the last unit; no allocation and no division per tick while nothing happens.
// Non-goals: where prices come from, who may trade when, ranking, text.

/// What the engine must know of one instrument.
public struct InstrumentRules: Hashable, Sendable {
  /// The distance between neighbouring prices; marks and quotes lie on it.
  public let priceStep: Price
  /// The distance between neighbouring quantities.
  public let quantityStep: Quantity
  /// The smallest notional an order may open; closing is exempt.
  public let minNotional: Money
  /// The highest mark the tape can reach; published, and the reason why nothing overflows.
  public let priceMax: Price
  /// Maintenance margin and highest leverage by notional.
  public let maintenance: MaintenanceSchedule
  /// The largest position: its notional cannot pass `Bounds.notionalMax` even at `priceMax`.
  public let quantityMax: Quantity

  /// Checks and takes the numbers of an instrument. Rules: MARGIN-2, MARGIN-3.
  public init(
    priceStep: Price, quantityStep: Quantity, minNotional: Money, priceMax: Price,
    maintenance: MaintenanceSchedule
  ) throws(MarginRulesError) {
    guard priceStep > .zero, priceStep <= priceMax else { throw .priceStep }
    guard quantityStep > .zero, quantityStep <= Bounds.quantityMax else { throw .quantityStep }
    guard priceMax <= Bounds.priceMax, priceMax.units % priceStep.units == 0 else {
      throw .priceMax
    }
    guard minNotional >= .zero, minNotional <= Bounds.notionalMax else { throw .minNotional }
    let largest = (Int128(Bounds.notionalMax.units) * Int128(unitsPerOne)) / Int128(priceMax.units)
    let bounded = Quantity(units: Int64(min(largest, Int128(Bounds.quantityMax.units))))
    quantityMax = bounded.roundedDown(toStep: quantityStep)
    guard quantityMax > .zero else { throw .quantityStep }
    self.priceStep = priceStep
    self.quantityStep = quantityStep
    self.minNotional = minNotional
    self.priceMax = priceMax
    self.maintenance = maintenance
  }
}

/// What happens to the margin that is left after a liquidation and its fee.
public enum LiquidationRemainder: String, CaseIterable, Hashable, Sendable {
  /// It goes back to the player's wallet.
  case returned
  /// It goes to the insurance ledger.
  case forfeited
}

/// What trading costs beside the margin it ties up.
public struct TradingCosts: Hashable, Sendable {
  /// The fee of an order that fills at the quote, as a fraction of its notional.
  public var takerFee = Rate.zero
  /// The fee of a limit order that rested, as a fraction of its notional.
  public var makerFee = Rate.zero
  /// The distance of bid and ask from the mark, as a fraction of it.
  public var halfSpread = Rate.zero
  /// How far 1,000,000 of notional move the price for whoever trades them, as a fraction of it.
  /// Rule: MARGIN-20.
  public var impact = Rate.zero
  /// The fee of a liquidation, as a fraction of the notional closed.
  public var liquidationFee = Rate.zero
  /// What longs pay and shorts receive at each funding, as a fraction of the notional at mark;
  /// negative when shorts pay and longs receive. Rule: MARGIN-22.
  public var fundingRate = Rate.zero
  /// How many ticks lie between two fundings; 0 for none.
  public var fundingInterval = 0
  /// Whether equity counts the taker fee it would take to close everything.
  public var chargesClosingFee = true

  /// The highest fee, spread or impact that rules may set: 5 %.
  public static let feeMax = Rate(units: 5_000_000)

  /// The highest funding rate that rules may set, either way: 1 %.
  public static let fundingRateMax = Rate(units: 1_000_000)

  /// No costs at all.
  public init() {}

  /// Names the first number that is out of its range.
  func check() throws(MarginRulesError) {
    func isFee(_ rate: Rate) -> Bool { rate >= .zero && rate <= Self.feeMax }
    guard isFee(takerFee) else { throw .takerFee }
    guard isFee(makerFee) else { throw .makerFee }
    guard isFee(halfSpread) else { throw .halfSpread }
    guard isFee(impact) else { throw .impact }
    guard isFee(liquidationFee) else { throw .liquidationFee }
    guard abs(fundingRate.units) <= Self.fundingRateMax.units else { throw .fundingRate }
    guard (0...Bounds.ticksMax).contains(fundingInterval) else { throw .fundingInterval }
  }
}

/// What the engine must know of a match.
public struct MarginRules: Hashable, Sendable {
  /// The instruments in tape order, 1 to 8.
  public let instruments: [InstrumentRules]
  /// Fees, spread, impact and funding.
  public let costs: TradingCosts
  /// What happens to the margin left after a liquidation.
  public let liquidationRemainder: LiquidationRemainder
  /// The leverage a seat has until it sets another.
  public let leverageDefault: Leverage
  /// The margin mode a seat has until it sets another.
  public let modeDefault: MarginMode

  /// Checks and takes the numbers of a match.
  public init(
    instruments: [InstrumentRules], costs: TradingCosts,
    liquidationRemainder: LiquidationRemainder, leverageDefault: Leverage, modeDefault: MarginMode
  ) throws(MarginRulesError) {
    guard (1...Bounds.instrumentsMax).contains(instruments.count) else { throw .instrumentCount }
    try costs.check()
    guard instruments.allSatisfy({ leverageDefault <= $0.maintenance.leverageMax }) else {
      throw .leverageDefault
    }
    self.instruments = instruments
    self.costs = costs
    self.liquidationRemainder = liquidationRemainder
    self.leverageDefault = leverageDefault
    self.modeDefault = modeDefault
  }
}

/// Why rules are refused.
public enum MarginRulesError: Error, Hashable, Sendable {
  /// The price step is not positive, or above the highest price.
  case priceStep
  /// The quantity step is not positive, or no position fits between it and the largest notional.
  case quantityStep
  /// The smallest notional is negative or above the largest.
  case minNotional
  /// The highest price is out of bounds or not on the price step.
  case priceMax
  /// The maintenance rate is not within 0 to below 1.
  case maintenanceRate
  /// Highest leverage times maintenance rate reaches 1: a fresh position would be liquidated.
  case maintenanceAtLeverageMax
  /// The brackets do not begin at 0, do not ascend, are too many, or their amounts are not exact.
  case brackets
  /// Not 1 to 8 instruments.
  case instrumentCount
  /// The taker fee is not within 0 to 5 %.
  case takerFee
  /// The maker fee is not within 0 to 5 %.
  case makerFee
  /// The half spread is not within 0 to 5 %.
  case halfSpread
  /// The impact is not within 0 to 5 % for a million.
  case impact
  /// The liquidation fee is not within 0 to 5 %.
  case liquidationFee
  /// The funding rate is not within -1 % to 1 %.
  case fundingRate
  /// The funding interval is not within 0 to 100,000 ticks.
  case fundingInterval
  /// The default leverage is above an instrument's highest.
  case leverageDefault
}
