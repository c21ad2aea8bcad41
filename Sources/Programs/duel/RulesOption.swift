import DuelRules
import Foundation
import PriceTape
import Primitives
import Terminal

/// The `--rules` option: a preset's name, or a rules file.
enum RulesOption {
  /// The rules that are named, or those of `other`; `tapes` are those that a file may name.
  static func rules(
    _ arguments: Arguments, or other: RulesPreset = .standard, tapes: [StoredTape] = []
  ) throws(CommandFailure) -> Rules {
    guard let text = arguments.text("--rules") else { return try rules(other) }
    if let preset = RulesPreset.named(text) { return try rules(preset) }
    guard isFile(text) else {
      throw CommandFailure(.usage, "\(RulesPreset.unknown(text)); or name a file, as in rules.json")
    }
    let bytes = try Output.read(text)
    do throws(RulesFileError) {
      return try RulesFile.read(bytes, tapes: tapes)
    } catch {
      let place = error.line.map { "\(text):\($0)" } ?? text
      throw CommandFailure(.badData, "\(place): \(error.reason)")
    }
  }

  /// Whether a text means a file: it looks like a path, or there is such a file.
  static func isFile(_ text: String) -> Bool {
    guard RulesPreset.named(text) == nil, !text.isEmpty else { return false }
    return text.contains { "/.-".contains($0) } || FileManager.default.fileExists(atPath: text)
  }

  private static func rules(_ preset: RulesPreset) throws(CommandFailure) -> Rules {
    do throws(RuleError) {
      return try Rules(preset.values)
    } catch {
      throw CommandFailure(.badData, error.description)
    }
  }
}

/// How many ticks `--ticks` asks for: a number, or the word of a time class.
enum TicksOption {
  static func ticks(_ arguments: Arguments) throws(CommandFailure) -> Int? {
    if let text = arguments.text("--ticks"), let word = TimeClass(rawValue: text) {
      return word.ticks
    }
    return try arguments.integer("--ticks", in: 1...Bounds.ticksMax)
  }
}
