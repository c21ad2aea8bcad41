import Primitives

/// The instruments that rules can name. Their prices are round numbers, not anybody's market.
enum InstrumentCatalog {
  /// Coins; any two of them correlate by 0.64.
  static let coins: [InstrumentValues] = [
    instrument("BTC", "60000", "0.01", "0.0001", volatility: "0.002", loading: "0.8"),
    instrument("ETH", "3000", "0.01", "0.001", volatility: "0.0025", loading: "0.8"),
    instrument("SOL", "150", "0.01", "0.01", volatility: "0.003", loading: "0.8"),
    instrument("XRP", "0.6", "0.0001", "1", volatility: "0.0028", loading: "0.8"),
    instrument("ADA", "0.4", "0.0001", "1", volatility: "0.0028", loading: "0.8"),
    instrument("DOGE", "0.12", "0.00001", "1", volatility: "0.0032", loading: "0.8"),
    instrument("LTC", "80", "0.01", "0.01", volatility: "0.0024", loading: "0.8"),
    instrument("LINK", "15", "0.001", "0.1", volatility: "0.0028", loading: "0.8"),
  ]

  /// The same coins on a wild day: every return is half as large again.
  static let wildCoins: [InstrumentValues] = coins.map { coin in
    var wild = coin
    wild.volatility = Rate(units: coin.volatility.units * 3 / 2)
    return wild
  }

  /// Currency pairs: a tenth of a pip is the price step, a hundred dollars or so the quantity step.
  ///
  /// The common factor is a weak dollar: pairs that it stands in front of load on it negatively.
  static let pairs: [InstrumentValues] = [
    instrument("EURUSD", "1.1", "0.00001", "100", volatility: "0.001", loading: "0.8"),
    instrument("GBPUSD", "1.3", "0.00001", "100", volatility: "0.0011", loading: "0.7"),
    instrument("USDJPY", "150", "0.001", "1", volatility: "0.0011", loading: "-0.5"),
    instrument("AUDUSD", "0.7", "0.00001", "100", volatility: "0.0012", loading: "0.7"),
    instrument("USDCHF", "0.9", "0.00001", "100", volatility: "0.001", loading: "-0.8"),
    instrument("USDCAD", "1.35", "0.00001", "100", volatility: "0.0009", loading: "-0.6"),
    instrument("NZDUSD", "0.6", "0.00001", "100", volatility: "0.0012", loading: "0.7"),
    instrument("EURGBP", "0.85", "0.00001", "100", volatility: "0.0008", loading: "0.1"),
  ]

  /// Shares of companies that do not exist, traded whole, in cents; the factor is the market.
  static let shares: [InstrumentValues] = [
    instrument("QUARK", "120", "0.01", "1", volatility: "0.0025", loading: "0.7"),
    instrument("NORDA", "45", "0.01", "1", volatility: "0.0018", loading: "0.7"),
    instrument("KELPO", "80", "0.01", "1", volatility: "0.0012", loading: "0.4"),
    instrument("VOLTA", "200", "0.01", "1", volatility: "0.003", loading: "0.6"),
    instrument("HELIX", "25", "0.01", "1", volatility: "0.0035", loading: "0.4"),
    instrument("FJORD", "60", "0.01", "1", volatility: "0.002", loading: "0.6"),
    instrument("ORBIT", "15", "0.01", "1", volatility: "0.0028", loading: "0.5"),
    instrument("INDEX", "400", "0.01", "1", volatility: "0.001", loading: "0.95"),
  ]

  /// Every instrument once.
  static let all: [InstrumentValues] = coins + pairs + shares

  /// The instrument with a name, or nil.
  static func instrument(named name: String) -> InstrumentValues? {
    all.first { $0.name == name }
  }

  /// What to say of a name that is no instrument's.
  static func unknown(_ name: String) -> String {
    let known = all.map(\.name)
    let hint = NearestName.of(name, among: known).map { "; did you mean \($0)?" } ?? "."
    return "there is no instrument '\(name)'\(hint) Known: \(known.joined(separator: ","))"
  }

  private static func instrument(
    _ name: String, _ startPrice: StaticString, _ priceStep: StaticString,
    _ quantityStep: StaticString, volatility: StaticString, loading: StaticString
  ) -> InstrumentValues {
    InstrumentValues(
      name: name, startPrice: Price(constant: startPrice), priceStep: Price(constant: priceStep),
      quantityStep: Quantity(constant: quantityStep), minNotional: Money(whole: 5),
      volatility: Rate(constant: volatility), drift: .zero, loading: Rate(constant: loading))
  }
}

extension FixedPoint {
  /// A number that stands in the code; traps when it is no decimal.
  init(constant text: StaticString) {
    guard let number = Self("\(text)") else { preconditionFailure("'\(text)' is no decimal") }
    self = number
  }
}
