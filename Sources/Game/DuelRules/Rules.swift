public import Digests
public import Margin
public import PriceTape
public import Primitives

/// The checked rules of a match: whoever holds one can play by it.
///
/// They lie in one shared place that never changes: they go along with everything that a match is
/// made of, and are hundreds of bytes.
public struct Rules: Hashable, Sendable {
  @usableFromInline let parts: RuleParts

  /// The numbers, as they were given.
  @inlinable public var values: RuleValues { parts.values }
  /// What the engine is told.
  @inlinable public var margin: MarginRules { parts.margin }
  /// Where the marks come from.
  @inlinable public var source: TapeSource { parts.source }
  /// What every seat holds to begin with, by instrument; empty for nothing. Rule: MATCH-14.
  @inlinable public var inventory: [Quantity] { parts.inventory }

  /// How many ticks everybody sees before the match. Rule: TAPE-8.
  public static let prerollTicks = 60

  /// How many ticks lie between two state digests of a record.
  public static let digestTicks = 50

  /// By how many ticks spectators may be behind.
  public static let spectatorDelayRange = 0...600

  /// After how many seconds a seat may count as abandoned; 0 for never.
  public static let abandonAfterRange = 0...3600

  /// Checks every number; the first key that is wrong is named.
  ///
  /// Rules with a stored tape need its marks: those of the pre-roll and of each tick.
  public init(_ values: RuleValues, tape: StoredTape? = nil) throws(RuleError) {
    try Self.check(values)
    guard let leverageDefault = Leverage(values.leverageDefault) else {
      throw RuleError(key: "leverage-default", reason: "1 to \(Bounds.leverageMax)")
    }
    guard let leverageMax = Leverage(values.leverageMax) else {
      throw RuleError(key: "leverage-max", reason: "1 to \(Bounds.leverageMax)")
    }
    let source = try Self.source(values, tape)
    let margin = try Self.margin(values, source, default: leverageDefault, max: leverageMax)
    parts = RuleParts(
      values: values, margin: margin, source: source,
      inventory: try Self.inventory(values, margin))
  }

  private static func source(
    _ values: RuleValues, _ tape: StoredTape?
  ) throws(RuleError) -> TapeSource {
    if let choice = values.tape {
      if let error = mismatch(values, choice, tape) { throw error }
      if let tape { return .stored(tape) }
    }
    let tapes = try values.instruments.map { (instrument) throws(RuleError) in
      try Self.tape(of: instrument)
    }
    return .generated(TapeRecipe(generator: values.generator, instruments: tapes))
  }

  /// SHA-256 over the canonical text: `key=value` lines, each ended by LF. Rule: RECORD-2.
  public var digest: Digest {
    var buffer = ByteBuffer(capacity: 1024)
    for (key, value) in values.text {
      buffer.append(key)
      buffer.append("=")
      buffer.append(value)
      buffer.append("\n")
    }
    return buffer.withSpan { Digest.of($0) }
  }

  /// What players call an instrument.
  public func name(of instrument: Instrument) -> String {
    values.instruments[instrument.index].name
  }

  /// The quotes around given marks, one for each instrument.
  public func quotes(marks: [Price]) -> [Quote] {
    marks.enumerated().map { index, mark in
      Quote(
        mark: mark, halfSpread: margin.costs.halfSpread,
        priceStep: margin.instruments[index].priceStep)
    }
  }

  private static func tape(of values: InstrumentValues) throws(RuleError) -> TapeInstrument {
    do throws(TapeRecipeError) {
      return try TapeInstrument(
        startPrice: values.startPrice, priceStep: values.priceStep,
        volatility: values.volatility, drift: values.drift, loading: values.loading)
    } catch {
      let (key, reason) =
        switch error {
        case .priceStep: ("price-step", "must be positive")
        case .startPrice:
          ("start-price", "must be positive, on the price step and at most 625000000")
        case .volatility: ("volatility", "0 to 0.25 a tick")
        case .drift: ("drift", "-0.01 to 0.01 a tick")
        case .loading: ("loading", "-1 to 1")
        }
      throw RuleError(key: "\(values.name).\(key)", reason: reason)
    }
  }

  private static func margin(
    _ values: RuleValues, _ source: TapeSource, default leverageDefault: Leverage,
    max leverageMax: Leverage
  ) throws(RuleError) -> MarginRules {
    var name = ""
    do throws(MarginRulesError) {
      var terms = [(floor: Money.zero, rate: values.maintenanceRate, leverageMax: leverageMax)]
      for bracket in values.brackets {
        guard let leverage = Leverage(bracket.leverageMax) else { throw .brackets }
        terms.append((bracket.floor, bracket.rate, leverage))
      }
      let maintenance = try MaintenanceSchedule(terms)
      var instruments: [InstrumentRules] = []
      for (index, instrument) in values.instruments.enumerated() {
        name = instrument.name
        instruments.append(
          try InstrumentRules(
            priceStep: instrument.priceStep, quantityStep: instrument.quantityStep,
            minNotional: instrument.minNotional, priceMax: source.priceMax(ofInstrument: index),
            maintenance: maintenance))
      }
      return try MarginRules(
        instruments: instruments, costs: values.costs,
        liquidationRemainder: values.liquidationRemainder, leverageDefault: leverageDefault,
        modeDefault: values.marginMode)
    } catch {
      throw RuleError(error, instrument: name)
    }
  }
}

extension RuleValues {
  /// What trading costs by these numbers.
  var costs: TradingCosts {
    var costs = TradingCosts()
    costs.takerFee = takerFee
    costs.makerFee = makerFee
    costs.halfSpread = halfSpread
    costs.impact = impact
    costs.liquidationFee = liquidationFee
    costs.fundingRate = fundingRate
    costs.fundingInterval = fundingInterval
    costs.chargesClosingFee = closingFee
    return costs
  }
}

extension RuleError {
  init(_ error: MarginRulesError, instrument name: String) {
    switch error {
    case .priceStep: self.init(key: "\(name).price-step", reason: "must be positive")
    case .quantityStep:
      self.init(
        key: "\(name).quantity-step",
        reason: "must be positive and leave room for a position of 10^9")
    case .minNotional: self.init(key: "\(name).min-notional", reason: "0 to 1000000000")
    case .priceMax:
      self.init(key: "\(name).start-price", reason: "the highest price is out of bounds")
    case .maintenanceRate: self.init(key: "maintenance-rate", reason: "0 to below 1")
    case .maintenanceAtLeverageMax:
      self.init(
        key: "maintenance-rate",
        reason: "times leverage-max must stay below 1, or a fresh position would be liquidated")
    case .brackets:
      self.init(
        key: "brackets",
        reason:
          "floors and rates ascend, leverages descend, 16 at most, and floor x rate step is exact")
    case .instrumentCount: self.init(key: "instruments", reason: "1 to 8 instruments")
    case .takerFee: self.init(key: "taker-fee", reason: "0 to 0.05")
    case .makerFee: self.init(key: "maker-fee", reason: "0 to 0.05")
    case .halfSpread: self.init(key: "half-spread", reason: "0 to 0.05")
    case .impact: self.init(key: "impact", reason: "0 to 0.05")
    case .fundingRate: self.init(key: "funding-rate", reason: "-0.01 to 0.01")
    case .fundingInterval:
      self.init(key: "funding-interval", reason: "0 to \(Bounds.ticksMax) ticks")
    case .liquidationFee: self.init(key: "liquidation-fee", reason: "0 to 0.05")
    case .leverageDefault: self.init(key: "leverage-default", reason: "at most leverage-max")
    }
  }
}

/// What rules are made of.
@usableFromInline final class RuleParts: Hashable, Sendable {
  @usableFromInline let values: RuleValues
  @usableFromInline let margin: MarginRules
  @usableFromInline let source: TapeSource
  @usableFromInline let inventory: [Quantity]

  init(values: RuleValues, margin: MarginRules, source: TapeSource, inventory: [Quantity]) {
    self.values = values
    self.margin = margin
    self.source = source
    self.inventory = inventory
  }

  @usableFromInline static func == (left: RuleParts, right: RuleParts) -> Bool {
    left === right
      || (left.values == right.values && left.margin == right.margin
        && left.source == right.source && left.inventory == right.inventory)
  }

  @usableFromInline func hash(into hasher: inout Hasher) {
    hasher.combine(values)
    hasher.combine(margin)
    hasher.combine(source)
    hasher.combine(inventory)
  }
}
