public import Digests
import DuelRules
import Margin
import Primitives

/// What verification found.
public enum Verification: Hashable, Sendable {
  /// Every byte follows from the commitments, commands and rules in the record.
  case verified(Digest)
  /// The first line that does not, from 1; what stands there and what should.
  case differs(line: Int, found: String, expected: String)
}

/// Recomputes a match from its record and compares every byte. Rule: RECORD-6.
public enum RecordVerifier {
  /// Verifies a whole record; throws `RecordError.notARecord` for a text that is none.
  public static func verify(_ text: [UInt8]) throws(RecordError) -> Verification {
    let contents: RecordContents
    do throws(RecordError) {
      contents = try RecordReader.readUntilFlaw(text)
    } catch .badLine(let line, let reason) {
      return .differs(line: line, found: lineText(line, of: text), expected: reason)
    }
    var written = ByteBuffer(capacity: text.count + 256)
    var match = Match(rules: contents.rules, secret: contents.secret)
    let flaw = replay(contents, into: &match) ?? contents.flaw
    if let flaw {
      // A line before it that does not follow comes first.
      RecordWriter.appendBeginning(match, &written)
      return firstDifference(found: text, expected: written.bytes, before: flaw.line)
        ?? .differs(
          line: flaw.line, found: lineText(flaw.line, of: text), expected: flaw.reason)
    }
    let digest = RecordWriter.write(match, into: &written)
    let expected = written.bytes
    return expected == text
      ? .verified(digest) : firstDifference(found: text, expected: expected)
  }

  /// Plays what a record says; the first line that the rules refuse, if any.
  ///
  /// With a line in the record that cannot be read, the match goes only as far as that.
  private static func replay(
    _ contents: RecordContents, into match: inout Match
  ) -> RecordFlaw? {
    var events: [MatchEvent] = []
    for player in contents.players {
      if match.apply(.join(player.name), events: &events) != nil {
        return RecordFlaw(line: player.line, reason: "another name than that of an earlier seat")
      }
    }
    for seat in contents.players.indices { _ = match.apply(.ready(Seat(seat)), events: &events) }
    var next = 0
    var nextAbandonment = 0
    while match.phase != .settled {
      if contents.flaw != nil, next == contents.commands.count { return nil }
      events.removeAll(keepingCapacity: true)
      _ = match.apply(.advance(from: match.tick), events: &events)
      while match.phase == .live, next < contents.commands.count,
        contents.commands[next].tick == match.tick
      {
        let recorded = contents.commands[next]
        let entry = MatchEntry.command(recorded.seat, recorded.command)
        if let rejection = match.apply(entry, events: &events) {
          return RecordFlaw(
            line: recorded.line, reason: "a command that the rules allow, not \(rejection)")
        }
        next += 1
      }
      while match.phase == .live, nextAbandonment < contents.abandonments.count,
        contents.abandonments[nextAbandonment].tick == match.tick
      {
        guard contents.rules.values.knowsAbandonment else {
          return RecordFlaw(
            line: contents.abandonments[nextAbandonment].line,
            reason: "no seat can be given up under these rules")
        }
        let seat = contents.abandonments[nextAbandonment].seat
        _ = match.apply(.abandon(seat), events: &events)
        nextAbandonment += 1
      }
    }
    guard next == contents.commands.count else {
      return RecordFlaw(
        line: contents.commands[next].line,
        reason: "a command of a tick that takes commands, in order of ticks")
    }
    guard nextAbandonment == contents.abandonments.count else {
      return RecordFlaw(
        line: contents.abandonments[nextAbandonment].line,
        reason: "a tick before the last one, in order of ticks")
    }
    return nil
  }

  /// The first line before `limit` that is not as it should be; nil when there is none.
  private static func firstDifference(
    found: [UInt8], expected: [UInt8], before limit: Int
  ) -> Verification? {
    let foundLines = RecordReader.lineRanges(of: found)
    let expectedLines = RecordReader.lineRanges(of: expected)
    for index in 0..<min(foundLines.count, expectedLines.count, limit - 1)
    where found[foundLines[index]] != expected[expectedLines[index]] {
      return .differs(
        line: index + 1, found: text(found, foundLines[index]),
        expected: text(expected, expectedLines[index]))
    }
    return nil
  }

  private static func firstDifference(found: [UInt8], expected: [UInt8]) -> Verification {
    if let early = firstDifference(found: found, expected: expected, before: .max) { return early }
    let foundLines = RecordReader.lineRanges(of: found)
    let expectedLines = RecordReader.lineRanges(of: expected)
    let shared = min(foundLines.count, expectedLines.count)
    if foundLines.count > shared {
      return .differs(
        line: shared + 1, found: text(found, foundLines[shared]), expected: "no more lines")
    }
    if expectedLines.count > shared {
      return .differs(
        line: shared + 1, found: "the end of the file",
        expected: text(expected, expectedLines[shared]))
    }
    return .differs(
      line: shared, found: "no line feed at the end", expected: "a line feed at the end")
  }

  private static func text(_ bytes: [UInt8], _ range: Range<Int>) -> String {
    String(decoding: bytes.span.extracting(range))
  }

  private static func lineText(_ line: Int, of bytes: [UInt8]) -> String {
    let lines = RecordReader.lineRanges(of: bytes)
    guard lines.indices.contains(line - 1) else { return "the end of the file" }
    return text(bytes, lines[line - 1])
  }
}

extension RuleValues {
  /// Whether a seat may count as abandoned at all. Rule: MATCH-11.
  fileprivate var knowsAbandonment: Bool {
    if case .live = clock { abandonAfterSeconds > 0 } else { false }
  }
}
