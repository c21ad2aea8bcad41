import Margin
import PriceTape
import Primitives

/// A named set of rules to start from.
public struct RulesPreset: Sendable {
  /// What players call it.
  public let name: String
  /// What it is for, in one line.
  public let summary: String
  /// Its numbers.
  public let values: RuleValues

  /// All presets.
  public static let all: [RulesPreset] = [classroom, standard, ranked]

  /// The preset with a name, or nil.
  public static func named(_ name: String) -> RulesPreset? { all.first { $0.name == name } }

  /// What to say of a name that is no preset's.
  public static func unknown(_ name: String) -> String {
    let known = all.map(\.name)
    let hint = NearestName.of(name, among: known).map { "; did you mean \($0)?" } ?? "."
    return "there are no rules '\(name)'\(hint) Known: \(known.joined(separator: ", "))"
  }

  /// The textbook: no costs, maintenance 0, so that 10x is wiped out by exactly 10 %.
  public static let classroom = RulesPreset(
    name: "classroom", summary: "no fees, no spread, maintenance 0: the textbook table is exact",
    values: RuleValues(
      preset: "classroom", seats: 2, ticks: 360,
      clock: .lockstep(moveMilliseconds: Clock.moveMillisecondsDefault),
      timeBankMilliseconds: 10_000, balance: Money(whole: 10_000), leverageDefault: 3,
      leverageMax: 100, maintenanceRate: .zero, brackets: [], marginMode: .isolated,
      takerFee: .zero, halfSpread: .zero,
      liquidationFee: .zero, liquidationRemainder: .returned, closingFee: true,
      generator: .brownian, instruments: [bitcoin, ether]))

  /// The game as it is meant: costs like an exchange's, leverage to 20x.
  public static let standard = RulesPreset(
    name: "standard", summary: "maintenance 0.5 %, taker fee 0.05 %, leverage to 20x",
    values: standardValues)

  private static var standardValues: RuleValues {
    var values = RuleValues(
      preset: "standard", seats: 2, ticks: 360,
      clock: .lockstep(moveMilliseconds: Clock.moveMillisecondsDefault),
      timeBankMilliseconds: 10_000, balance: Money(whole: 10_000), leverageDefault: 5,
      leverageMax: 20, maintenanceRate: Rate(units: 500_000), brackets: [], marginMode: .isolated,
      takerFee: Rate(units: 50_000),
      halfSpread: Rate(units: 10_000), liquidationFee: Rate(units: 250_000),
      liquidationRemainder: .returned, closingFee: true, generator: .brownian,
      instruments: [bitcoin, ether])
    values.makerFee = Rate(units: 20_000)
    values.fundingRate = Rate(units: 10_000)
    values.fundingInterval = 120
    return values
  }

  /// The game in earnest: standard costs, opponents covered, spectators a minute of ticks behind.
  public static let ranked = RulesPreset(
    name: "ranked", summary: "standard costs, only the ranking is shown, spectators 60 ticks late",
    values: rankedValues)

  private static var rankedValues: RuleValues {
    var values = standard.values
    values.preset = "ranked"
    values.visibility = .ranked
    values.spectatorDelay = 60
    values.participation = true
    return values
  }

  /// The instruments that rules can name. Their prices are round numbers, not anybody's market.
  static let instruments: [InstrumentValues] = [
    bitcoin, ether,
    instrument("SOL", 15_000_000_000, 1_000_000, 1_000_000, volatility: 300_000),
    instrument("XRP", 60_000_000, 10_000, 100_000_000, volatility: 280_000),
    instrument("ADA", 40_000_000, 10_000, 100_000_000, volatility: 280_000),
    instrument("DOGE", 12_000_000, 1_000, 100_000_000, volatility: 320_000),
    instrument("LTC", 8_000_000_000, 1_000_000, 1_000_000, volatility: 240_000),
    instrument("LINK", 1_500_000_000, 100_000, 10_000_000, volatility: 280_000),
  ]

  /// The instrument with a name, or nil.
  static func instrument(named name: String) -> InstrumentValues? {
    instruments.first { $0.name == name }
  }

  /// What to say of a name that is no instrument's.
  static func unknownInstrument(_ name: String) -> String {
    let known = instruments.map(\.name)
    let hint = NearestName.of(name, among: known).map { "; did you mean \($0)?" } ?? "."
    return "there is no instrument '\(name)'\(hint) Known: \(known.joined(separator: ","))"
  }

  private static let bitcoin = instrument(
    "BTC", 6_000_000_000_000, 1_000_000, 10_000, volatility: 200_000)
  private static let ether = instrument(
    "ETH", 300_000_000_000, 1_000_000, 100_000, volatility: 250_000)

  /// An instrument from units of 10^-8; two of them correlate by 0.64.
  private static func instrument(
    _ name: String, _ startPrice: Int64, _ priceStep: Int64, _ quantityStep: Int64,
    volatility: Int64
  ) -> InstrumentValues {
    InstrumentValues(
      name: name, startPrice: Price(units: startPrice), priceStep: Price(units: priceStep),
      quantityStep: Quantity(units: quantityStep), minNotional: Money(whole: 5),
      volatility: Rate(units: volatility), drift: .zero, loading: Rate(units: 80_000_000))
  }
}
