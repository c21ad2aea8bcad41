public import Digests
import DuelRules
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
    var replay = Replay(contents)
    // With a line that cannot be read, the match goes only as far as that.
    while contents.flaw == nil || !replay.isOutOfCommands, replay.advance() { replay.act() }
    let cut = contents.flaw != nil && replay.isOutOfCommands
    if let flaw = replay.flaw ?? (cut ? contents.flaw : replay.remainder ?? contents.flaw) {
      // A line before it that does not follow comes first.
      RecordWriter.appendBeginning(replay.match, &written)
      return firstDifference(found: text, expected: written.bytes, before: flaw.line)
        ?? .differs(
          line: flaw.line, found: lineText(flaw.line, of: text), expected: flaw.reason)
    }
    let digest = RecordWriter.write(replay.match, into: &written)
    let expected = written.bytes
    return expected == text
      ? .verified(digest) : firstDifference(found: text, expected: expected)
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
