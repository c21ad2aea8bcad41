import DuelRules
import PriceTape
import Primitives
import WireProtocol

extension DuelHost {
  /// Lists the stored tapes.
  mutating func listTapes(
    _ line: Span<UInt8>, from slot: Int, effects: inout EffectBuffer
  ) -> Refusal? {
    let tapes = configuration.tapes
    accept(.tapes, slot, tag: requestLine.tag, in: line, effects: &effects) {
      $0.field("count", tapes.count, &$1)
    }
    for tape in tapes {
      let start = effects.bytes.count
      sessions[slot].writer.tape(tape, &effects.bytes)
      send(to: slot, from: start, effects: &effects)
    }
    return nil
  }

  /// The rules of a CREATE or QUEUE that names a stored tape; nil when it names none.
  ///
  /// Without `ticks=` the match is as long as the rules say, or as the tape lasts.
  func tapeRules(_ values: RuleValues, _ line: Span<UInt8>) throws(RuleError) -> Rules? {
    let offsetText = requestLine.field("tape-offset", in: line)
    guard let name = requestLine.field("tape", in: line) else {
      guard offsetText == nil else {
        throw RuleError(key: "tape-offset", reason: "needs tape=NAME; TAPES lists them")
      }
      return nil
    }
    guard requestLine.field("instruments", in: line) == nil else {
      throw RuleError(key: "instruments", reason: "a tape brings its own instruments")
    }
    let tape = try tape(named: name)
    var offset = 0
    if let offsetText {
      guard let number = Array(offsetText.utf8).span.parseInteger(), number >= 0 else {
        throw RuleError(key: "tape-offset", reason: "a whole number of ticks from 0")
      }
      offset = number
    }
    var values = values
    let available = TapeChoice.ticksAvailable(on: tape, from: min(offset, tape.tickCount))
    if requestLine.field("ticks", in: line) == nil, available > 0 {
      values.ticks = min(values.ticks, available)
    }
    return try Rules(values, on: tape, offset: offset)
  }

  /// The stored tape with a name in any letter case.
  private func tape(named text: String) throws(RuleError) -> StoredTape {
    let name = text.uppercased()
    if let tape = configuration.tapes.first(where: { $0.name == name }) { return tape }
    let names = configuration.tapes.map(\.name)
    let near = NearestName.of(name, among: names).map { "; did you mean \($0)?" } ?? ";"
    throw RuleError(
      key: "tape", reason: "there is no tape '\(Refusal.echo(text))'\(near) TAPES lists them")
  }
}
