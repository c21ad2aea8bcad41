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
      contents = try RecordReader.read(text)
    } catch .badLine(let line, let reason) {
      return .differs(line: line, found: lineText(line, of: text), expected: reason)
    }
    var written = ByteBuffer(capacity: text.count + 256)
    let digest: Digest
    switch replay(contents) {
    case .played(let match): digest = RecordWriter.write(match, into: &written)
    case .refused(let line, let reason):
      return .differs(line: line, found: lineText(line, of: text), expected: reason)
    }
    let expected = written.bytes
    return expected == text
      ? .verified(digest) : firstDifference(found: text, expected: expected)
  }

  /// The match that a record's commands lead to.
  enum Outcome: ~Copyable {
    case played(Match)
    case refused(line: Int, reason: String)
  }

  static func replay(_ contents: RecordContents) -> Outcome {
    var match = Match(rules: contents.rules, secret: contents.secret)
    var events: [MatchEvent] = []
    for (seat, player) in contents.players.enumerated() {
      if match.apply(.join(player), events: &events) != nil {
        return .refused(line: 1, reason: "two different players: seat \(seat) repeats a name")
      }
    }
    for seat in contents.players.indices { _ = match.apply(.ready(Seat(seat)), events: &events) }
    var next = 0
    while match.phase != .settled {
      events.removeAll(keepingCapacity: true)
      _ = match.apply(.advance, events: &events)
      while match.phase == .live, next < contents.commands.count,
        contents.commands[next].tick == match.tick
      {
        let recorded = contents.commands[next]
        let entry = MatchEntry.command(recorded.seat, recorded.command)
        if let rejection = match.apply(entry, events: &events) {
          return .refused(
            line: recorded.line, reason: "a command that the rules allow, not \(rejection)")
        }
        next += 1
      }
    }
    guard next == contents.commands.count else {
      return .refused(
        line: contents.commands[next].line,
        reason: "a command of a tick that takes commands, in order of ticks")
    }
    return .played(match)
  }

  private static func firstDifference(found: [UInt8], expected: [UInt8]) -> Verification {
    let foundLines = RecordReader.lineRanges(of: found)
    let expectedLines = RecordReader.lineRanges(of: expected)
    let shared = min(foundLines.count, expectedLines.count)
    for index in 0..<shared
    where found[foundLines[index]] != expected[expectedLines[index]] {
      return .differs(
        line: index + 1, found: text(found, foundLines[index]),
        expected: text(expected, expectedLines[index]))
    }
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
