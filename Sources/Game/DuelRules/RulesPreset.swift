import Primitives

/// A named set of rules to start from.
public struct RulesPreset: Sendable {
  /// What players call it.
  public let name: String
  /// What it is for, in one line.
  public let summary: String
  /// Its numbers.
  public let values: RuleValues
  /// The instruments as its market has them; those of other markets can be traded as well.
  let market: [InstrumentValues]

  /// All presets.
  public static let all: [RulesPreset] = [
    classroom, standard, ranked, exchange, crypto, forex, stocks,
  ]

  /// The preset with a name, or nil.
  public static func named(_ name: String) -> RulesPreset? { all.first { $0.name == name } }

  /// What to say of a name that is no preset's.
  public static func unknown(_ name: String) -> String {
    let known = all.map(\.name)
    let hint = NearestName.of(name, among: known).map { "; did you mean \($0)?" } ?? "."
    return "there are no rules '\(name)'\(hint) Known: \(known.joined(separator: ", "))"
  }

  /// The instrument with a name as this preset's market has it, else as any other; nil for none.
  func instrument(named name: String) -> InstrumentValues? {
    market.first { $0.name == name } ?? InstrumentCatalog.instrument(named: name)
  }
}
