import Primitives

/// One key of a rules file with its value as a rules text would have it.
struct RuleSetting: Hashable, Sendable {
  /// The key; that of an instrument carries its name.
  let key: String
  /// The value.
  let text: String
  /// Whether the value was true or false.
  let isBoolean: Bool
  /// The line of the key.
  let line: Int

  /// An error about this setting.
  func refused(_ reason: String) -> RulesFileError {
    // Of a list the reason names the item.
    let isList = ["brackets", "starting-inventory"].contains(key)
    return RulesFileError(line: line, (isList ? key : "\(key) \(text)") + ": \(reason)")
  }

  /// Sets the key of rules.
  func apply(to values: inout RuleValues) throws(RulesFileError) {
    do throws(RuleError) {
      guard !["tape-name", "price-max"].contains(key.split(separator: ".").last) else {
        throw RuleError(key: key, reason: "it follows from the tape; leave it out")
      }
      if isBoolean, values.takesSwitch(key) {
        return try values.set(key, to: text == "true" ? "on" : "off")
      }
      try values.set(key, to: text)
    } catch {
      throw RulesFileError(line: line, described(error, values))
    }
  }

  private func described(_ error: RuleError, _ values: RuleValues) -> String {
    let name = key.split(separator: ".").first.map(String.init) ?? key
    let names = values.instruments.map(\.name)
    guard key.contains("."), !names.contains(name) else { return error.description }
    let known = names + RuleValues.keys.map(\.name) + Self.otherKeys
    let near = NearestName.of(name, among: known).map { "; did you mean \($0)?" } ?? ""
    return "\(key): \(name) is no instrument of these rules, which have "
      + "\(names.joined(separator: ","))\(near)"
  }

  // MARK: - From JSON

  /// The settings of an object, in its order; no key twice, in whatever form.
  static func all(of members: [JSONTree.Member]) throws(RulesFileError) -> [RuleSetting] {
    var settings: [RuleSetting] = []
    func add(_ setting: RuleSetting) throws(RulesFileError) {
      guard !settings.contains(where: { $0.key == setting.key }) else {
        throw RulesFileError(line: setting.line, "the key '\(setting.key)' stands twice")
      }
      settings.append(setting)
    }
    for member in members {
      guard case .object(let parts) = member.value.kind, !isKey(member.key) else {
        try add(try RuleSetting(member))
        continue
      }
      guard !parts.isEmpty else {
        throw RulesFileError(
          line: member.line, "\(member.key): {} says nothing; write {\"volatility\": 0.003}")
      }
      for part in parts { try add(try RuleSetting(part, of: member.key)) }
    }
    return settings
  }

  /// Whether a key is one of the match, and so none of its instruments.
  private static func isKey(_ name: String) -> Bool {
    RuleValues.isKey(name) || otherKeys.contains(name)
  }

  /// What a file may say that is no key of `RuleValues.keys`.
  private static let otherKeys = ["preset", "instruments", "tape", "tape-offset"]

  private init(_ member: JSONTree.Member, of instrument: String? = nil) throws(RulesFileError) {
    key = instrument.map { "\($0).\(member.key)" } ?? member.key
    line = member.line
    if case .boolean = member.value.kind { isBoolean = true } else { isBoolean = false }
    if let text = Self.scalar(member.value) {
      self.text = text
      return
    }
    switch (key, member.value.kind) {
    case ("brackets", .array(let items)): text = Self.list(try items.map(Self.bracket))
    case ("instruments", .array(let items)), ("handicap", .array(let items)),
      ("starting-inventory", .array(let items)):
      let key = key
      let words = try items.map { (item) throws(RulesFileError) in
        try Self.word(item, key)
      }
      text = key == "instruments" ? words.joined(separator: ",") : Self.list(words)
    case ("starting-inventory", .object(let items)):
      text = Self.list(
        try items.map { (item) throws(RulesFileError) in
          "\(item.key):\(try Self.word(item.value, "starting-inventory \(item.key)"))"
        })
    case (_, .null):
      throw RulesFileError(line: line, "\(key): null is no value; leave the key out")
    default:
      throw RulesFileError(line: line, "\(key): \(Self.form(of: key))")
    }
  }

  /// What a key takes that was given something else.
  private static func form(of key: String) -> String {
    guard key.contains(".") || isKey(key) else {
      let near = NearestName.of(key, among: RuleValues.keys.map(\.name) + otherKeys)
      return "there is no such rule\(near.map { "; did you mean \($0)?" } ?? "")"
    }
    let form = RuleValues.form(of: key).map { ": \($0)" } ?? ""
    return "it takes one value, no object and no array\(form)"
  }

  private static func list(_ words: [String]) -> String {
    words.isEmpty ? "none" : words.joined(separator: ",")
  }

  private static func word(_ item: JSONTree, _ key: String) throws(RulesFileError) -> String {
    guard let text = scalar(item) else {
      throw RulesFileError(line: item.line, "\(key): each of it is a string or a number")
    }
    return text
  }

  /// A bracket as an object, or as text has it.
  private static func bracket(_ item: JSONTree) throws(RulesFileError) -> String {
    if case .string(let text) = item.kind { return text }
    let form = "brackets: each is {\"floor\": 50000, \"rate\": 0.01, \"leverage\": 50}"
    guard case .object(let members) = item.kind else {
      throw RulesFileError(line: item.line, form)
    }
    let names = ["floor", "rate", "leverage"]
    if let other = members.first(where: { !names.contains($0.key) }) {
      throw RulesFileError(line: other.line, "\(form), without '\(other.key)'")
    }
    let parts = names.compactMap { name in
      members.first { $0.key == name }.flatMap { scalar($0.value) }
    }
    guard parts.count == names.count else { throw RulesFileError(line: item.line, form) }
    return parts.joined(separator: ":")
  }

  /// A string, number or switch as text; nil for anything else.
  private static func scalar(_ value: JSONTree) -> String? {
    switch value.kind {
    case .string(let text): text
    case .number(let digits): PlainNumber.text(of: digits)
    case .boolean(let isOn): isOn ? "true" : "false"
    case .null, .array, .object: nil
    }
  }
}

/// Numbers with an exponent, as programs write small ones: `1e-05`.
enum PlainNumber {
  /// The same number without an exponent; as it is written when the exponent is beyond all bounds.
  static func text(of digits: String) -> String {
    let parts = digits.split(whereSeparator: { $0 == "e" || $0 == "E" })
    guard parts.count == 2, let exponent = Int(parts[1]), exponent.magnitude <= 30 else {
      return digits
    }
    let isNegative = parts[0].hasPrefix("-")
    let halves = parts[0].drop { $0 == "-" }.split(separator: ".")
    let fraction = halves.count > 1 ? String(halves[1]) : ""
    var number = String(halves[0]) + fraction
    var places = fraction.count - exponent
    if places < 0 {
      number += String(repeating: "0", count: -places)
      places = 0
    }
    number = String(repeating: "0", count: max(0, places + 1 - number.count)) + number
    var whole = number.dropLast(places).drop { $0 == "0" }
    if whole.isEmpty { whole = "0" }
    var rest = number.suffix(places)
    while rest.hasSuffix("0") { rest = rest.dropLast() }
    return (isNegative ? "-" : "") + whole + (rest.isEmpty ? "" : "." + rest)
  }
}
