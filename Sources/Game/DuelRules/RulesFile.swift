public import PriceTape
import Primitives

/// Why a rules file is refused.
public struct RulesFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The line it is about, from 1; nil when no single line is wrong.
  public let line: Int?
  /// The key, its value, and what would be right.
  public let reason: String

  init(line: Int?, _ reason: String) {
    self.line = line
    self.reason = reason
  }

  /// The line and the reason: `line 3: ticks: 'soon' is not a whole number`.
  public var description: String { line.map { "line \($0): \(reason)" } ?? reason }
}

/// Rules written down in a file: a JSON object of rule keys, on top of a preset.
///
/// Beside the form of rules.md a list may be an array, an instrument's keys an object under its
/// name, a bracket an object of floor, rate and leverage, a switch true or false. Numbers are read
/// as they are written and never become floating point. `preset`, `ticks`, `tape` and `instruments`
/// take effect first, wherever they stand.
public enum RulesFile {
  /// Reads and checks the rules; `tapes` are those that the file may name.
  public static func read(
    _ text: [UInt8], tapes: [StoredTape] = []
  ) throws(RulesFileError) -> Rules {
    let tree: JSONTree
    do throws(JSONTreeError) { tree = try JSONTree(text) } catch {
      throw RulesFileError(line: error.line, error.reason)
    }
    guard case .object(let members) = tree.kind else {
      let example = "{\"preset\": \"standard\", \"ticks\": 600}"
      throw RulesFileError(line: tree.line, "rules are a JSON object, such as \(example)")
    }
    let settings = try RuleSetting.all(of: members)
    var values = RulesPreset.standard.values
    for key in ["preset", "ticks"] { try set(key, settings, &values) }
    let tape = try chooseTape(settings, tapes, &values)
    try set("instruments", settings, &values)
    let early = ["preset", "ticks", "instruments", "tape", "tape-offset"]
    for setting in settings where !early.contains(setting.key) { try setting.apply(to: &values) }
    do throws(RuleError) {
      return try Rules(values, tape: tape)
    } catch {
      throw refusal(error, settings, values)
    }
  }

  private static func set(
    _ key: String, _ settings: [RuleSetting], _ values: inout RuleValues
  ) throws(RulesFileError) {
    for setting in settings where setting.key == key { try setting.apply(to: &values) }
  }

  /// Takes the tape that the file names, as CREATE does; nil when it names none. Rule: TAPE-12.
  private static func chooseTape(
    _ settings: [RuleSetting], _ tapes: [StoredTape], _ values: inout RuleValues
  ) throws(RulesFileError) -> StoredTape? {
    let offset = settings.first { $0.key == "tape-offset" }
    guard let setting = settings.first(where: { $0.key == "tape" }) else {
      if let offset { throw offset.refused("needs tape, the name of a tape") }
      return nil
    }
    if let list = settings.first(where: { $0.key == "instruments" }) {
      throw list.refused("a tape brings its own instruments")
    }
    guard let tape = tapes.first(where: { $0.name == setting.text.uppercased() }) else {
      let names = tapes.map(\.name)
      let known = names.isEmpty ? "--tape FILE brings one" : names.joined(separator: ", ")
      throw setting.refused("there is no such tape; known: \(known)")
    }
    var first = 0
    if let offset {
      guard let number = Int(offset.text), number >= 0 else {
        throw offset.refused("a whole number of ticks from 0")
      }
      first = number
    }
    let available = TapeChoice.ticksAvailable(on: tape, from: min(first, tape.tickCount))
    if !settings.contains(where: { $0.key == "ticks" }), available > 0 {
      values.ticks = min(values.ticks, available)
    }
    do throws(RuleError) { return try values.choose(tape, offset: first) } catch {
      throw refusal(error, settings, values)
    }
  }

  /// What is wrong with rules that were read, at the line of the key it is about.
  private static func refusal(
    _ error: RuleError, _ settings: [RuleSetting], _ values: RuleValues
  ) -> RulesFileError {
    if let setting = settings.first(where: { $0.key == error.key }) {
      return setting.refused(error.reason)
    }
    let value = values.text.first { $0.key == error.key }?.value ?? "none"
    return RulesFileError(
      line: nil, "\(error.key) \(value), as rules \(values.preset) have it: \(error.reason)")
  }
}
