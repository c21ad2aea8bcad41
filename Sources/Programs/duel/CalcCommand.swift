import DuelRules
import Margin
import Primitives
import Terminal

/// `duel calc`: the engine's own formulas, before anything is at stake.
enum CalcCommand {
  static func run(_ words: [String]) throws(CommandFailure) -> ExitCode {
    let rest = Array(words.dropFirst())
    switch words.first {
    case "liquidation": return try CalcLiquidation.run(rest)
    case "table": return try CalcTable.run(rest)
    case let word?:
      let near = NearestName.of(word, among: ["liquidation", "table"])
      let hint = near.map { "; did you mean \($0)?" } ?? ";"
      throw CommandFailure(.usage, "calc has no '\(word)'\(hint) duel help calc")
    case nil: throw CommandFailure(.usage, "calc what? liquidation or table; duel help calc")
    }
  }
}

/// One figure of a calculation: its name in JSON, its words, its value.
struct Figure {
  let key: String
  let label: String
  /// Nil where there is no such price.
  let value: String?

  init<Number: FixedPoint>(_ key: String, _ label: String, _ number: Number?) {
    self.key = key
    self.label = label
    value = number?.description
  }

  static func json(_ figures: [Figure]) -> String {
    let fields = figures.map { figure in
      "\"\(figure.key)\": " + (figure.value.map { "\"\($0)\"" } ?? "null")
    }
    return "{" + fields.joined(separator: ", ") + "}"
  }

  /// Lines of words and values, aligned.
  static func text(_ figures: [Figure]) -> [String] {
    let width = figures.map(\.label.count).max() ?? 0
    return figures.map { figure in
      let gap = String(repeating: " ", count: width - figure.label.count)
      return "\(figure.label)\(gap)  \(figure.value ?? "none")"
    }
  }
}

/// How far `price` is from `entry`, in percent of the entry, half-even.
func distancePercent(from entry: Price, to price: Price) -> Rate {
  let difference = Int128(price.units - entry.units).magnitude
  let scaled = Int128(difference) * 100 * Int128(unitsPerOne)
  return Rate(units: Int64(scaled.divided(by: Int128(entry.units), rounding: .halfEven)))
}
