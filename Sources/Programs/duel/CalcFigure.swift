import Margin
import Primitives

/// What a figure of a calculation is called, and what it means in one sentence.
struct FigureName {
  /// Its name in JSON.
  let key: String
  /// Its words for people.
  let label: String
  /// What it means.
  let meaning: String

  init(_ key: String, _ label: String, _ meaning: String) {
    self.key = key
    self.label = label
    self.meaning = meaning
  }
}

/// One figure of a calculation.
struct Figure {
  let key: String
  let label: String
  /// As text shows it; nil where there is none.
  private let value: String?
  private let isQuoted: Bool

  init<Number: FixedPoint>(_ name: FigureName, _ number: Number?) {
    self.init(name.key, name.label, number)
  }

  init(_ name: FigureName, _ isSo: Bool) {
    key = name.key
    label = name.label
    value = isSo ? "yes" : "no"
    isQuoted = false
  }

  init<Number: FixedPoint>(_ key: String, _ label: String, _ number: Number?) {
    self.key = key
    self.label = label
    value = number?.description
    isQuoted = true
  }

  /// Amounts as strings, answers as true and false.
  private var json: String {
    guard let value else { return "null" }
    return isQuoted ? "\"\(value)\"" : value == "yes" ? "true" : "false"
  }

  static func json(_ figures: [Figure]) -> String {
    "{" + figures.map { "\"\($0.key)\": \($0.json)" }.joined(separator: ", ") + "}"
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

/// How far `price` is from `entry`, in percent of the entry, half-even; nil beyond all bounds.
func distancePercent(from entry: Price, to price: Price) -> Rate? {
  let difference = Int128(price.units - entry.units).magnitude
  let scaled = Int128(difference) * 100 * Int128(unitsPerOne)
  let units = scaled.divided(by: Int128(entry.units), rounding: .halfEven)
  return Int64(exactly: units).map { Rate(units: $0) }
}
