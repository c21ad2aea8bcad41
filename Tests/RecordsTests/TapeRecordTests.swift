import Digests
import DuelRules
import Margin
import PriceTape
import Primitives
import Records
import TestKit
import Testing

/// Records and log lines of matches on stored tapes.
struct TapeRecordTests {
  private func rules(ticks: Int = 6, offset: Int = 3) throws -> Rules {
    var values = RulesPreset.standard.values
    values.ticks = ticks
    return try Rules(values, on: makeTape(ticks: 100, names: ["OLD", "NEW"]), offset: offset)
  }

  private func record() throws -> PlayedRecord { PlayedRecord.random(try rules(), seed: 3) }

  private func line(of verification: Verification?) -> Int? {
    guard case .differs(let line, _, _)? = verification else { return nil }
    return line
  }

  @Test(arguments: 1...5)
  func aPlayedMatchVerifies(_ seed: Int) throws {
    let record = PlayedRecord.random(try rules(ticks: 34, offset: seed), seed: seed)
    #expect(record.verify()?.isVerified == true)
  }

  @Test func theRecordHoldsTheMarksOfPrerollAndMatch() throws {
    let lines = try record().lines.filter { $0.hasPrefix("tape ") }
    #expect(lines.count == 66)
    // Tick 3 of the tape is its start and 10 steps; the other instrument is one step more.
    let first = "tape -60 0.0000501 0.00005011"
    let check = Digest.of(Array(first.utf8).span).description.prefix(8)
    #expect(lines.first == "\(first) check=\(check)")
    #expect(lines.last?.hasPrefix("tape 5 ") == true)
  }

  /// A mark changed by one step is found in its own line, with the check left as it was.
  @Test func aChangedMarkIsNamedByItsLine() throws {
    let honest = try record()
    let places = honest.lines.indices.filter { honest.lines[$0].hasPrefix("tape ") }
    for place in places {
      var changed = honest
      var words = changed.lines[place].split(separator: " ").map(String.init)
      words[3] = Price(units: price(words[3]).units + 1).description
      changed.lines[place] = words.joined(separator: " ")
      #expect(line(of: changed.sealed.verify()) == place + 1)
    }
  }

  /// With a check that fits the changed mark it is the digest in the rules that does not.
  @Test func aChangedMarkWithAFittingCheckIsNoticed() throws {
    var changed = try record()
    let place = try #require(changed.lines.firstIndex { $0.hasPrefix("tape 2 ") })
    var words = changed.lines[place].split(separator: " ").map(String.init)
    words[3] = Price(units: price(words[3]).units + 1).description
    let marks = words.dropLast().joined(separator: " ")
    let check = Digest.of(Array(marks.utf8).span).description.prefix(8)
    changed.lines[place] = "\(marks) check=\(check)"
    let rule = try #require(changed.lines.firstIndex { $0.hasPrefix("rule tape=") })
    #expect(line(of: changed.sealed.verify()) == rule + 1)
  }

  @Test(arguments: ["0", "-1.00", "x", "0.0000500", "0.000050001", "900000000.00"])
  func whatIsNoMarkIsNamed(_ text: String) throws {
    var changed = try record()
    let place = try #require(changed.lines.firstIndex { $0.hasPrefix("tape 2 ") })
    let line = "tape 2 \(text) 0.00005"
    let check = Digest.of(Array(line.utf8).span).description.prefix(8)
    changed.lines[place] = "\(line) check=\(check)"
    guard case .differs(place + 1, _, let expected)? = changed.sealed.verify() else {
      Issue.record("not noticed")
      return
    }
    #expect(expected == "'\(text)' is not a mark of OLD")
  }

  @Test(arguments: ["tape -60 ", "tape 0 ", "tape 5 "])
  func aMissingOrDoubledLineIsNoticed(_ prefix: String) throws {
    let honest = try record()
    let place = try #require(honest.lines.firstIndex { $0.hasPrefix(prefix) })
    var missing = honest
    missing.lines.remove(at: place)
    #expect(missing.sealed.verify()?.isVerified == false)
    var doubled = honest
    doubled.lines.insert(doubled.lines[place], at: place)
    #expect(line(of: doubled.sealed.verify()) == place + 2)
  }

  @Test func linesOfATapeNeedRulesWithATape() throws {
    var plain = try PlayedRecord.small()
    let place = try #require(plain.lines.firstIndex { $0.hasPrefix("command ") })
    plain.lines.insert("tape -60 1.00 check=00000000", at: place)
    #expect(line(of: plain.sealed.verify()) == place + 1)
    var late = try record()
    let tape = try #require(late.lines.first { $0.hasPrefix("tape ") })
    late.lines.insert(tape, at: late.lines.count - 1)
    #expect(late.sealed.verify()?.isVerified == false)
  }

  @Test func everyChangedByteIsNoticed() throws {
    let bytes = try record().bytes
    for place in stride(from: 0, to: bytes.count, by: 7) {
      var changed = bytes
      changed[place] ^= 1
      let verification = try? RecordVerifier.verify(changed)
      #expect(verification?.isVerified != true, "byte \(place)")
    }
  }

  // MARK: - The log

  @Test func theLogHoldsTheMarks() throws {
    let rules = try rules()
    let secret = MatchSecret(practice: 1)
    let line = written { $0.append(.create(MatchID(4), rules, secret, MatchTerms()), rules: rules) }
    #expect(line.contains(" tape-name=HISTORY tape-offset=3 instruments=OLD,NEW "))
    var reader = LogReader()
    let bytes = Array(line.dropLast().utf8)
    guard case .create(let match, let back, _, _)? = reader.read(bytes.span, rulesOf: { _ in nil })
    else {
      Issue.record("the line cannot be read")
      return
    }
    #expect(match == MatchID(4) && back == rules)
    for (found, put) in [(" marks=", " other="), (" marks=0.0", " marks=0.1"), ("/", "/x")] {
      let changed = Array(line.dropLast().replacing(found, with: put, maxReplacements: 1).utf8)
      #expect(reader.read(changed.span, rulesOf: { _ in nil }) == nil)
    }
  }
}
