public import Margin
public import Primitives

/// The numbers of an engine under test: a textbook market; a test changes what it is about.
///
/// No fees, no spread, maintenance 0, leverage 10x unless set otherwise.
public struct Market {
  /// The price step of every instrument.
  public var priceStep = price("0.01")
  /// The quantity step of every instrument.
  public var quantityStep = quantity("0.0001")
  /// The smallest notional an order may open.
  public var minNotional = Money.zero
  /// The highest mark; it decides the largest position.
  public var priceMax = price("1000000")
  /// The maintenance margin rate.
  public var maintenance = Rate.zero
  /// The highest leverage.
  public var leverageMax = 100
  /// The brackets above the first.
  public var brackets: [(floor: String, rate: String, leverage: Int)] = []
  /// The margin mode a seat begins with.
  public var mode = MarginMode.isolated
  /// The leverage a seat begins with.
  public var leverageDefault = 10
  /// Fees, spread, impact and funding.
  public var costs = TradingCosts()
  /// What happens to the margin left after a liquidation.
  public var remainder = LiquidationRemainder.returned
  /// The textbook market.
  public init() {}

  /// The checked numbers of one instrument.
  public func instrument() throws(MarginRulesError) -> InstrumentRules {
    try InstrumentRules(
      priceStep: priceStep, quantityStep: quantityStep, minNotional: minNotional,
      priceMax: priceMax,
      maintenance: try MaintenanceSchedule(
        [(.zero, maintenance, leverage(leverageMax))]
          + brackets.map { (money($0.floor), rate($0.rate), leverage($0.leverage)) }))
  }

  /// The checked rules, with so many instruments alike.
  public func rules(instruments count: Int = 1) throws(MarginRulesError) -> MarginRules {
    let one = try instrument()
    return try MarginRules(
      instruments: Array(repeating: one, count: count), costs: costs,
      liquidationRemainder: remainder, leverageDefault: leverage(leverageDefault),
      modeDefault: mode)
  }
}

/// A leverage as a test writes it; traps when it is none.
public func leverage(_ value: Int) -> Leverage {
  guard let leverage = Leverage(value) else { preconditionFailure("\(value) is no leverage") }
  return leverage
}
