import Primitives
import Records
import Simulation
import Testing

struct RecordMakerTests {
  private func record(_ seed: Int) -> [UInt8] {
    var maker = RecordMaker(seed: seed)
    return maker.next().bytes
  }

  private func lines(_ seed: Int) -> [Substring] {
    String(decoding: record(seed), as: UTF8.self).split(separator: "\n")
  }

  @Test(arguments: 1...12)
  func everyRecordIsVerified(_ seed: Int) throws {
    guard case .verified = try RecordVerifier.verify(record(seed)) else {
      Issue.record("the record of seed \(seed) is not verified")
      return
    }
  }

  @Test func theSameSeedIsTheSameRecord() {
    #expect(record(3) == record(3))
    #expect(record(3) != record(4))
  }

  /// What is never drawn is never compared.
  @Test func manySeedsHaveEverything() {
    let all = (1...60).flatMap { lines($0) }
    for start in [
      "rule tape=", "rule generator=regimes", "rule margin-mode=cross", "rule knockout=plays-on",
      "rule participation=on", "abandon ", "result 7 ",
    ] {
      #expect(all.contains { $0.hasPrefix(start) }, "nothing begins with \(start)")
    }
    for part in [
      " LONG ", " SHORT ", " LIMIT ", " STOP ", " TAKE ", " TRAIL ", " OCO ", " CLOSE all",
      " CANCEL order=", " LEVERAGE ", " MODE ", " MARGIN ", " reduce=yes", " risk=", " worst=",
      " mode=cross", "% share=", "knockout=1",
    ] {
      #expect(all.contains { $0.contains(part) }, "nothing holds \(part)")
    }
    #expect(all.contains { $0.hasPrefix("rule handicap=") && !$0.hasSuffix("none") })
    #expect(all.contains { $0.hasPrefix("rule starting-inventory=") && !$0.hasSuffix("none") })
  }
}
