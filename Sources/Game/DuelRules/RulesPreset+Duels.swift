import Margin
import PriceTape
import Primitives

/// The presets for a purpose: learning, playing, competing, and the real thing.
extension RulesPreset {
  /// The textbook: no costs, maintenance 0, so that 10x is wiped out by exactly 10 %.
  public static let classroom = RulesPreset(
    name: "classroom", summary: "no fees, no spread, maintenance 0: the textbook table is exact",
    values: RuleValues(
      preset: "classroom", seats: 2, ticks: 360,
      clock: .lockstep(moveMilliseconds: Clock.moveMillisecondsDefault),
      timeBankMilliseconds: 10_000, balance: Money(whole: 10_000), leverageDefault: 3,
      leverageMax: 100, maintenanceRate: .zero, brackets: [], marginMode: .isolated,
      takerFee: .zero, halfSpread: .zero, liquidationFee: .zero, liquidationRemainder: .returned,
      closingFee: true, generator: .brownian,
      instruments: Array(InstrumentCatalog.coins.prefix(2))),
    market: InstrumentCatalog.coins)

  /// The game as it is meant: costs like an exchange's, leverage to 20x.
  ///
  /// In 600 ticks a price moves by about 5 %: held all the while, a third of 20x positions are
  /// liquidated, one in twenty of 10x, and 5x hardly ever.
  public static let standard = RulesPreset(
    name: "standard", summary: "maintenance 0.5 %, taker fee 0.05 %, leverage to 20x",
    values: classroom.changed("standard") { values in
      values.leverageDefault = 5
      values.leverageMax = 20
      values.maintenanceRate = Rate(constant: "0.005")
      values.takerFee = Rate(constant: "0.0005")
      values.makerFee = Rate(constant: "0.0002")
      values.halfSpread = Rate(constant: "0.0001")
      values.fundingRate = Rate(constant: "0.0001")
      values.fundingInterval = 120
      values.liquidationFee = Rate(constant: "0.0025")
    }, market: InstrumentCatalog.coins)

  /// The game in earnest: standard costs, opponents covered, spectators a minute of ticks behind.
  public static let ranked = RulesPreset(
    name: "ranked", summary: "standard costs, only the ranking is shown, spectators 60 ticks late",
    values: standard.changed("ranked") { values in
      values.visibility = .ranked
      values.spectatorDelay = 60
      values.participation = true
      values.nonces = .required
      values.generator = .regimes
    }, market: InstrumentCatalog.coins)

  /// An exchange's own terms: the larger a position, the less leverage and the more maintenance.
  ///
  /// In every bracket maintenance is half of the smallest initial margin. Of 50x positions three
  /// quarters are liquidated within 600 ticks, and nine tenths of 125x.
  public static let exchange = RulesPreset(
    name: "exchange", summary: "standard costs and impact, leverage to 125x in nine brackets",
    values: standard.changed("exchange") { values in
      values.leverageDefault = 10
      values.leverageMax = 125
      values.maintenanceRate = Rate(constant: "0.004")
      values.brackets = [
        bracket("50000", "0.005", 100), bracket("250000", "0.01", 50),
        bracket("1000000", "0.02", 25), bracket("5000000", "0.05", 10),
        bracket("25000000", "0.1", 5), bracket("100000000", "0.125", 4),
        bracket("250000000", "0.25", 2), bracket("500000000", "0.5", 1),
      ]
      // Half a million, about the most that 10,000 can hold, moves its own price by 0.025 %.
      values.impact = Rate(constant: "0.001")
    }, market: InstrumentCatalog.coins)

  private static func bracket(
    _ floor: StaticString, _ rate: StaticString, _ leverageMax: Int
  ) -> BracketValues {
    BracketValues(
      floor: Money(constant: floor), rate: Rate(constant: rate), leverageMax: leverageMax)
  }

  /// The numbers of a preset under another name, with some of them changed.
  func changed(_ name: String, _ change: (inout RuleValues) -> Void) -> RuleValues {
    var values = self.values
    values.preset = name
    change(&values)
    return values
  }
}
