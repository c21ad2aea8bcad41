import Primitives

/// Something that an event, a state or a calculation shows: a name and a text.
struct Field {
  let name: String
  let value: String

  init(_ name: String, _ value: some CustomStringConvertible) {
    self.name = name
    self.value = value.description
  }

  /// A field that says `none` where there is nothing.
  init(_ name: String, optional value: (some CustomStringConvertible)?) {
    self.name = name
    self.value = value?.description ?? "none"
  }
}

/// What a scenario says of a field: `margin=1000`, or `liquidation~18778.73±0.01`.
struct Condition {
  let field: String
  private let wanted: String
  /// How far a number may be from the wanted one; nil when it must be the same.
  private let tolerance: Money?

  init(_ word: String) throws(ScenarioFailure) {
    guard let sign = word.firstIndex(where: { $0 == "=" || $0 == "~" }), sign > word.startIndex
    else { throw ScenarioFailure("\(word) is not FIELD=VALUE or FIELD~VALUE±TOLERANCE") }
    field = String(word[..<sign])
    let rest = word[word.index(after: sign)...]
    guard word[sign] == "~" else {
      wanted = String(rest)
      tolerance = nil
      return
    }
    let parts = rest.split(separator: "±", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, Money(parts[0]) != nil, let most = Money(parts[1]), most > .zero else {
      throw ScenarioFailure("\(word) is not FIELD~VALUE±TOLERANCE")
    }
    wanted = parts[0]
    tolerance = most
  }

  /// Whether a field's text meets it: as a number when both are numbers, else as a word.
  func holds(for value: String) -> Bool {
    guard let found = Money(value), let number = Money(wanted) else {
      return tolerance == nil && value == wanted
    }
    guard let tolerance else { return found == number }
    return found.units.subtracting(number.units).magnitude <= tolerance.units.magnitude
  }

  /// Holds words against fields; the first that does not fit is named.
  static func check(_ words: some Sequence<String>, _ fields: [Field]) throws(ScenarioFailure) {
    for word in words {
      let condition = try Condition(word)
      guard let field = fields.first(where: { $0.name == condition.field }) else {
        let names = fields.map(\.name).joined(separator: " ")
        throw ScenarioFailure("\(condition.field) is not a field of it; there are \(names)")
      }
      guard condition.holds(for: field.value) else {
        throw ScenarioFailure("\(word): it is \(field.value)")
      }
    }
  }
}

extension Int64 {
  fileprivate func subtracting(_ other: Int64) -> Int128 { Int128(self) - Int128(other) }
}
