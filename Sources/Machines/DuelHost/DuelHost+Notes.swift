import Primitives
import WireProtocol

// Lines for the operator: `level=… event=… key=value`. The edge writes the time before them.

/// How much an operator's line matters.
enum NoteLevel: String {
  case info
  case warn
  case error
}

/// How many lines about connections may be written, so that a flood of them does not fill a disk.
struct NoteAllowance {
  private var written = 0
  /// How many were not written since the last second began.
  private(set) var skipped = 0

  /// Takes one line; false when it is not to be written.
  mutating func take() -> Bool {
    guard written < Limits.connectionNotesPerSecond else {
      skipped += 1
      return false
    }
    written += 1
    return true
  }

  /// Begins another second; answers how many lines the last one lacks.
  mutating func beginSecond() -> Int {
    defer {
      written = 0
      skipped = 0
    }
    return skipped
  }
}

extension DuelHost {
  /// Writes a line for the operator; `facts` are fields, or empty.
  func note(
    _ level: NoteLevel, _ event: StaticString, _ facts: String, effects: inout EffectBuffer
  ) {
    let start = effects.bytes.count
    effects.bytes.append("level=\(level.rawValue) event=\(event)")
    if !facts.isEmpty { effects.bytes.append(" " + facts) }
    effects.bytes.append("\n")
    effects.add(.note(start..<effects.bytes.count))
  }

  /// Writes a line about a connection, unless there were too many of them in this second.
  mutating func noteConnection(
    _ level: NoteLevel, _ event: StaticString, _ slot: Int, _ facts: String = "",
    effects: inout EffectBuffer
  ) {
    guard connectionNotes.take() else { return }
    let id = sessions[slot].id
    var text = "connection=\(id.slot).\(id.generation) from=\(sessions[slot].address)"
    if let name = sessions[slot].name { text += " name=\(name)" }
    note(level, event, facts.isEmpty ? text : "\(text) \(facts)", effects: &effects)
  }

  /// A second is over: says how many lines about connections were not written in it.
  mutating func noteSkipped(effects: inout EffectBuffer) {
    let skipped = connectionNotes.beginSecond()
    if skipped > 0 { note(.warn, "skipped", "lines=\(skipped)", effects: &effects) }
  }
}
