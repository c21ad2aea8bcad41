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
      return try rulesOnOwnTape(values)
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

  /// The rules of a match on the tape that the server's own rules name; nil when they name none.
  private func rulesOnOwnTape(_ values: RuleValues) throws(RuleError) -> Rules? {
    guard let choice = values.tape else { return nil }
    guard values.ticks != configuration.rules.values.ticks else {
      return try Rules(values, tape: configuration.rules.source.storedTape)
    }
    // As many ticks as are asked for are another excerpt; what else was set of it stays.
    let other = try Rules(values, on: try tape(named: choice.name), offset: choice.offset)
    var chosen = other.values
    let names = chosen.instruments.map(\.name)
    guard values.instruments.map(\.name) == names else {
      let list = names.joined(separator: ",")
      throw RuleError(key: "instruments", reason: "the tape has \(list)")
    }
    for index in chosen.instruments.indices {
      chosen.instruments[index].quantityStep = values.instruments[index].quantityStep
      chosen.instruments[index].minNotional = values.instruments[index].minNotional
    }
    return try Rules(chosen, tape: other.source.storedTape)
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
