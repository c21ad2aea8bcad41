import Primitives
import Records
import TestKit
import Testing

/// Whatever is changed in a record, verification notices, names a line and goes on living.
struct TamperedRecordTests {
  private func expectNoticed(_ records: [TamperedRecord], atLeast count: Int) {
    #expect(records.count >= count)
    for record in records {
      switch try? RecordVerifier.verify(record.bytes) {
      case .verified(let digest): Issue.record("\(record): verified as \(digest)")
      case .differs(let line, _, let expected):
        #expect(line >= 1 && !expected.isEmpty, "\(record): line \(line), expected \(expected)")
      case nil:
        let first = record.bytes.prefix { $0 != UInt8(ascii: "\n") }
        #expect(
          String(decoding: Array(first), as: UTF8.self) != "margin-duel-record 1",
          "\(record) is no record, although it begins like one")
      }
    }
  }

  @Test func everyByteOfASmallRecordMatters() throws {
    expectNoticed(Tampering(try PlayedRecord.small().bytes).changedBytes(), atLeast: 1500)
  }

  @Test func everyLineOfASmallRecordHasItsPlace() throws {
    expectNoticed(Tampering(try PlayedRecord.small().bytes).changedLines(), atLeast: 200)
  }

  @Test func everyWordOfASmallRecordMattersEvenWithATrailerThatFits() throws {
    expectNoticed(Tampering(try PlayedRecord.small().bytes).changedMeanings(), atLeast: 100)
  }

  @Test(arguments: 1...8)
  func bytesOfRandomRecordsMatter(_ seed: Int) throws {
    let record = PlayedRecord.random(try makeRules("ticks=55", "seats=3"), seed: seed)
    expectNoticed(Tampering(record.bytes).changedBytes(every: 97), atLeast: 40)
  }

  /// Nobody can be given up under rules that do not know it. Rule: MATCH-11.
  @Test func anAbandonmentThatTheRulesDoNotKnowIsNamed() throws {
    var record = try PlayedRecord.small()
    let index = try #require(record.lines.firstIndex { $0.hasPrefix("result 0") })
    record.lines.insert("abandon 3 1", at: index)
    let changed = record.changing("result 1") {
      $0.replacing("abandoned=no", with: "abandoned=yes")
    }
    guard case .differs(let line, let found, _)? = changed.verify() else {
      Issue.record("an abandonment in lockstep was believed")
      return
    }
    #expect(line == index + 1 && found == "abandon 3 1")
  }
}
