import Digests
import DuelRules
import Margin
import Primitives
import Records
import TestKit
import Testing

struct RecordVerifierTests {
  // MARK: - Honest records

  @Test(arguments: 1...12)
  func aPlayedMatchVerifies(_ seed: Int) throws {
    let settings = [
      ["ticks=55"], ["ticks=30", "seats=1"], ["ticks=40", "seats=4", "instruments=SOL,DOGE,BTC"],
      ["ticks=60", "BTC.volatility=0.05", "leverage-max=100", "maintenance-rate=0.001"],
      ["ticks=20", "clock=live:100", "liquidation-remainder=forfeited", "taker-fee=0.05"],
      ["ticks=101", "BTC.loading=-1", "ETH.volatility=0.25", "closing-fee=off"],
    ][seed % 6]
    var values = RulesPreset.all[seed % 2].values
    for setting in settings {
      let parts = setting.split(separator: "=").map(String.init)
      if let error = refusal(&values, parts) { Issue.record(error) }
    }
    let record = PlayedRecord.random(try Rules(values), seed: seed)
    let trailer = try #require(record.lines.last)
    guard case .verified(let digest)? = record.verify() else {
      Issue.record("seed \(seed): \(String(describing: record.verify()))")
      return
    }
    #expect(trailer == "end sha256=\(digest)")
  }

  private func refusal(_ values: inout RuleValues, _ parts: [String]) -> RuleError? {
    do throws(RuleError) { try values.set(parts[0], to: parts[1]) } catch { return error }
    return nil
  }

  @Test func theSmallRecordVerifies() throws {
    #expect(try PlayedRecord.small().verify()?.isVerified == true)
    #expect(try PlayedRecord.small().sealed.lines == PlayedRecord.small().lines)
  }

  // MARK: - Every byte and every line

  /// Each byte of the file, changed in its lowest bit and in one other.
  @Test(arguments: 0..<4)
  func everyChangedByteIsNoticed(_ quarter: Int) throws {
    let bytes = try PlayedRecord.small().bytes
    for place in stride(from: quarter, to: bytes.count, by: 4) {
      for bit in [UInt8(1), UInt8(2) << UInt8(place % 7)] {
        var changed = bytes
        changed[place] ^= bit
        #expect(isNoticed(changed), "byte \(place) with \(bit)")
      }
    }
  }

  @Test(arguments: 0..<2)
  func everyCutIsNoticed(_ half: Int) throws {
    let bytes = try PlayedRecord.small().bytes
    for length in stride(from: half, to: bytes.count, by: 2) {
      #expect(isNoticed(Array(bytes.prefix(length))), "cut at \(length)")
    }
  }

  private func isNoticed(_ text: [UInt8]) -> Bool {
    do throws(RecordError) { return try !RecordVerifier.verify(text).isVerified } catch {
      return error == .notARecord
    }
  }

  @Test(arguments: [false, true])
  func everyRemovedLineIsNoticed(_ isSealed: Bool) throws {
    let record = try PlayedRecord.small()
    for index in record.lines.indices.dropLast(isSealed ? 1 : 0) {
      var changed = record
      changed.lines.remove(at: index)
      if isSealed { changed = changed.sealed }
      #expect(isNoticed(changed.bytes), "line \(index + 1)")
    }
  }

  @Test(arguments: [false, true])
  func everyDoubledLineIsNoticed(_ isSealed: Bool) throws {
    let record = try PlayedRecord.small()
    for index in record.lines.indices.dropLast(isSealed ? 1 : 0) {
      var changed = record
      changed.lines.insert(record.lines[index], at: index)
      if isSealed { changed = changed.sealed }
      #expect(isNoticed(changed.bytes), "line \(index + 1)")
    }
  }

  @Test(arguments: [false, true])
  func everySwapOfTwoLinesIsNoticed(_ isSealed: Bool) throws {
    let record = try PlayedRecord.small()
    for index in record.lines.indices.dropLast(isSealed ? 2 : 1) {
      var changed = record
      changed.lines.swapAt(index, index + 1)
      if isSealed { changed = changed.sealed }
      #expect(isNoticed(changed.bytes), "lines \(index + 1) and \(index + 2)")
    }
  }

  @Test func anAddedByteIsNoticed() throws {
    let bytes = try PlayedRecord.small().bytes
    for added in ["\n", " ", "x", "end\n", "\0"] {
      #expect(isNoticed(bytes + Array(added.utf8)))
      #expect(isNoticed(Array(added.utf8) + bytes))
    }
    #expect(isNoticed(bytes + bytes))
    #expect(isNoticed(Array(String(decoding: bytes.span).replacing("\n", with: "\r\n").utf8)))
  }

  // MARK: - A changed line under a trailer that fits

  private func expectNamed(_ line: String, in record: PlayedRecord) throws {
    let honest = try PlayedRecord.small()
    let number = try #require(honest.number(of: line))
    let found = try #require(record.verify())
    #expect(found.line == number, "\(found)")
  }

  @Test func aChangedSeedContradictsTheCommitment() throws {
    let record = try PlayedRecord.small()
    let other = MatchSecret(practice: 2)
    for (line, digest) in [("seed ", other.seed), ("salt ", other.salt)] {
      let changed = record.changing(line) { _ in "\(line)\(digest)" }
      try expectNamed("commitment", in: changed)
    }
  }

  @Test func aChangedCommitmentIsNamed() throws {
    let record = try PlayedRecord.small()
    let other = MatchSecret(practice: 2).commitment(rules: try makeRules())
    let changed = record.changing("commitment") { _ in "commitment \(other)" }
    try expectNamed("commitment", in: changed)
    guard case .differs(_, let found, let expected)? = changed.verify() else { return }
    #expect(found == "commitment \(other)")
    #expect(record.lines.contains(expected))
  }

  @Test(arguments: [
    ("rule ticks=6", "rule ticks=7"), ("rule taker-fee=0.0005", "rule taker-fee=0.0004"),
    ("rule balance=10000.00", "rule balance=20000.00"),
    ("rule BTC.volatility=0.002", "rule BTC.volatility=0.003"),
    ("rule time-bank=10000", "rule time-bank=10001"),
    ("rule clock=lockstep", "rule clock=live:500"),
  ])
  func aChangedRuleContradictsTheCommitment(_ line: String, _ other: String) throws {
    let changed = try PlayedRecord.small().replacing(line, with: other)
    try expectNamed("commitment", in: changed)
  }

  /// Neither rules nor seed leave room for the orders, but the commitment comes before them.
  @Test(arguments: [
    ("rule balance=10000.00", "rule balance=1.00"), ("rule leverage-max=20", "rule leverage-max=9"),
    ("rule ticks=6", "rule ticks=4"),
  ])
  func aRuleThatForbidsACommandContradictsTheCommitmentFirst(
    _ line: String, _ other: String
  ) throws {
    let changed = try PlayedRecord.small().replacing(line, with: other)
    try expectNamed("commitment", in: changed)
  }

  /// A line that cannot be read does not hide one before it that does not follow.
  @Test func theFirstOfTwoChangedLinesIsNamed() throws {
    let changed = try PlayedRecord.small()
      .changing("commitment") { "commitment " + String($0.dropFirst(11).reversed()) }
      .replacing("command 3 0 2", with: "command 3 0 2 HOLD BTC")
    try expectNamed("commitment", in: changed)
  }

  @Test(arguments: [
    ("command 1 0 1", "command 1 0 1 LONG BTC quantity=0.11 leverage=10"),
    ("command 1 0 1", "command 1 0 1 SHORT BTC quantity=0.1 leverage=10"),
    ("command 1 1 1", "command 1 1 1 LONG BTC quantity=0.1 leverage=11"),
    ("command 3 0 2", "command 2 0 2 CLOSE BTC share=1"),
    ("command 4 1 2", "command 4 1 2 CLOSE BTC share=0.51"),
  ])
  func aChangedCommandLeadsToAnotherState(_ line: String, _ other: String) throws {
    let changed = try PlayedRecord.small().replacing(line, with: other)
    try expectNamed("state", in: changed)
  }

  @Test(arguments: [
    ("command 1 0 1", "command 1 0 2 LONG BTC quantity=0.1 leverage=10"),
    ("command 1 0 1", "command 1 0 1 LONG BTC quantity=0.10 leverage=10"),
    ("command 1 0 1", "command 1 0 1 LONG BTC q=0.1 leverage=10"),
    ("command 1 0 1", "command 1 0 1 LONG BTC quantity=99 leverage=10"),
    ("command 1 0 1", "command 1 0 1 LONG BTC quantity=0.1 leverage=21"),
    ("command 3 0 2", "command 5 0 2 CLOSE BTC share=1"),
    ("command 3 0 2", "command 99 0 2 CLOSE BTC share=1"),
    ("command 3 0 2", "command -1 0 2 CLOSE BTC share=1"),
    ("command 3 0 2", "command 0 0 2 CLOSE BTC share=1"),
    ("command 3 0 2", "command 3 0 2 CLOSE BTC share=1 "),
    ("state 5", "state 5 \(String(repeating: "0", count: 64))"), ("state 5", "state 5"),
    ("seat 0", "seat 1 name=p0 nonce=none hash=none"), ("seat 1", "seat 1 name=p1 nonce=00"),
  ])
  func aLineThatDoesNotFollowIsNamed(_ line: String, _ other: String) throws {
    let changed = try PlayedRecord.small().replacing(line, with: other)
    try expectNamed(line, in: changed)
    guard case .differs(_, let found, _)? = changed.verify() else { return }
    #expect(found == other)
  }

  @Test(arguments: [
    "place=", "equity=", "drawdown=", "liquidations=", "orders=", "fees=", "insurance=",
  ])
  func aChangedResultIsNamed(_ field: String) throws {
    for seat in 0...1 {
      let changed = try PlayedRecord.small().changing("result \(seat)") {
        $0.replacing(field, with: field + "1")
      }
      try expectNamed("result \(seat)", in: changed)
    }
  }

  @Test func aChangedTrailerIsNamed() throws {
    var record = try PlayedRecord.small()
    let honest = try #require(record.lines.last)
    record.lines[record.lines.count - 1] = "end sha256=" + String(repeating: "0", count: 64)
    #expect(
      record.verify()
        == .differs(line: record.lines.count, found: record.lines.last ?? "", expected: honest))
  }

  @Test func aPlayerTwiceIsNamedWhereTheNameStandsAgain() throws {
    let changed = try PlayedRecord.small()
      .replacing("seat 1", with: "seat 1 name=p0 nonce=none hash=none")
    try expectNamed("seat 1", in: changed)
  }

  @Test func aMissingLineFeedAtTheEndIsNamed() throws {
    let record = try PlayedRecord.small()
    let verification = try RecordVerifier.verify(Array(record.bytes.dropLast()))
    #expect(verification.line == record.lines.count)
  }

  /// Names are bound by the digest that the players received, not by the course.
  @Test func aRecordProvesTheCourseAndItsDigestTheNames() throws {
    let record = try PlayedRecord.small()
    let changed = record.replacing("seat 1", with: "seat 1 name=eve nonce=none hash=none")
    #expect(changed.verify()?.isVerified == true)
    #expect(changed.lines.last != record.lines.last)
  }
}
