import DuelRules
import Primitives
import Records
import WireProtocol

extension Auditor {
  /// Proves every record, when nothing more will be said.
  mutating func finish() throws(SimulationFailure) {
    for link in conversations.indices { ends(link) }
    for slot in 0..<model.matches.limit {
      if !model.matches[slot].isOver {
        throw SimulationFailure("\(model.matches[slot].id) has not ended")
      }
      try proveTrades(slot)
      try proveMoney(slot)
      guard model.matches[slot].digest != nil else { continue }
      try proveRecord(slot)
      countRecord()
    }
  }

  /// A connection that nothing has disturbed has had an answer to everything.
  func checkAnswered(_ link: Int) throws(SimulationFailure) {
    guard let first = conversations[link].unanswered.first else { return }
    throw failure(link, "was never answered '\(first.text)'")
  }

  /// The record says what was acknowledged, and nothing that nobody has said.
  private func proveTrades(_ slot: Int) throws(SimulationFailure) {
    let match = model.matches[slot].id.description
    let rules = model.matches[slot].match.rules
    let names = InstrumentNames(rules)
    func canonical(_ text: String) -> [UInt8]? {
      Self.canonical(text, rules: rules, names: names)
    }
    let strayTexts = stray.compactMap { canonical($0) }
    for seat in 0..<model.matches[slot].match.seatCount {
      let orders = model.matches[slot].orders[seat]
      let recorded = model.matches[slot].commands(of: seat).enumerated().map { index, accepted in
        var text = ByteBuffer(capacity: 64)
        text.append(accepted.command, rules: rules)
        return RecordedTrade(
          text: text.bytes, tick: accepted.tick.number, order: orders[index])
      }
      let journal =
        journals.first { $0.match == match && $0.seat == seat }
        ?? SeatJournal(match: match, seat: seat)
      let matcher = TradeMatcher(recorded: recorded, stray: strayTexts, canonical: canonical)
      if let flaw = matcher.flaw(of: journal) {
        throw SimulationFailure("\(match), seat \(seat): \(flaw)")
      }
    }
  }

  /// A command as the record writes it; nil for one that cannot be read.
  private static func canonical(
    _ text: String, rules: Rules, names: InstrumentNames
  ) -> [UInt8]? {
    let line = Array(text.utf8)
    var tokens = LineTokens()
    guard (try? tokens.scan(line.span)) != nil, tokens.count > 0,
      let trade = Verb(line.span.extracting(tokens[0].value))?.trade,
      let command = try? CommandText.parse(
        trade, tokens, from: 1, in: line.span, names: names)
    else { return nil }
    var written = ByteBuffer(capacity: 64)
    written.append(command, rules: rules)
    return written.bytes
  }

  /// The verifier comes to the same record, and so do the log's entries without any faults.
  private func proveRecord(_ slot: Int) throws(SimulationFailure) {
    let match = model.matches[slot].id
    let found: Verification
    do throws(RecordError) {
      found = try RecordVerifier.verify(model.matches[slot].record)
    } catch {
      throw SimulationFailure("the record of \(match) is none: \(error)")
    }
    guard let digest = model.matches[slot].digest, found == .verified(digest) else {
      throw SimulationFailure("the record of \(match) is not verified: \(found)")
    }
  }
}
