import Digests
import DuelRules
import Primitives
import Records
import TestKit
import Testing
import WireProtocol

struct MessageWriterTests {
  private let writer = MessageWriter(.text)
  private let nothing: [UInt8] = []

  // MARK: - Replies

  @Test func anOKNamesTheVerbAndTheTag() {
    let line = Array("#17 long BTC 500".utf8)
    let plain = written {
      writer.beginOK(.long, tag: nil, in: line.span, &$0)
      writer.field("order", 3, &$0)
      writer.end(&$0)
    }
    #expect(plain == "OK LONG order=3\n")
    let tagged = written {
      writer.beginOK(.long, tag: 1..<3, in: line.span, &$0)
      writer.end(&$0)
    }
    #expect(tagged == "OK #17 LONG\n")
  }

  @Test(arguments: [
    (Refusal(.unknownVerb, "no such verb"), "ERR #t code=unknown-verb text=\"no such verb\"\n"),
    (Refusal(.badName, field: "name", "x"), "ERR #t code=bad-name field=name text=\"x\"\n"),
    (
      Refusal(.rateLimit, retryMilliseconds: 5, "wait"),
      "ERR #t code=rate-limit retry_ms=5 text=\"wait\"\n"
    ),
    (
      Refusal(.badRule, field: "ticks", retryMilliseconds: 1, "a \"b\" \\ \u{7f}\tc"),
      "ERR #t code=bad-rule retry_ms=1 field=ticks text=\"a \\\"b\\\" \\\\   c\"\n"
    ),
  ])
  func anErrorHasItsFieldsInOrder(_ refusal: Refusal, _ expected: String) {
    let line = Array("#t x".utf8)
    #expect(written { writer.error(refusal, tag: 1..<2, in: line.span, &$0) } == expected)
  }

  @Test func anErrorWithoutATagHasNoGap() {
    let refusal = Refusal(.noRecord, "none")
    let line = written { writer.error(refusal, tag: nil, in: nothing.span, &$0) }
    #expect(line == "ERR code=no-record text=\"none\"\n")
  }

  // MARK: - Pushes

  @Test(arguments: PushType.allCases)
  func aPushBeginsWithItsType(_ type: PushType) {
    let plain = written {
      writer.begin(type, &$0)
      writer.end(&$0)
    }
    #expect(plain == "\(type.rawValue)\n")
    let numbered = written { writer.begin(type, match: MatchID(3), sequence: 41, &$0) }
    #expect(numbered == "\(type.rawValue) match=m3 seq=41")
  }

  // MARK: - Fields

  @Test func numbersAreWrittenWithoutLoss() {
    let line = written {
      writer.field("a", -7, &$0)
      writer.field("b", money("10"), &$0)
      writer.field("c", price("0.00000001"), &$0)
      writer.field("d", quantity("-0.25"), &$0)
      writer.field("e", optional: price("5.5"), &$0)
      writer.field("f", optional: Price?.none, &$0)
    }
    #expect(line == " a=-7 b=10.00 c=0.00000001 d=-0.25 e=5.50 f=none")
  }

  @Test func textIsQuotedAndWordsAreNot() {
    let line = written {
      writer.field("a", word: "ada", &$0)
      writer.field("b", text: "two \"words\"", &$0)
      writer.field("c", text: "", &$0)
      writer.open(key: "BTC", &$0)
      $0.append("1/2/3")
      writer.close(&$0)
      writer.open("z", &$0)
      writer.close(&$0)
    }
    #expect(line == " a=ada b=\"two \\\"words\\\"\" c=\"\" BTC=1/2/3 z=")
  }

  @Test func listsAreSeparatedByCommas() {
    let none: [Int] = []
    let line = written {
      writer.field("a", list: none, &$0) { $1.append(integer: $0) }
      writer.field("b", list: [1], &$0) { $1.append(integer: $0) }
      writer.field("c", list: [1, 2, 3], &$0) { $1.append(integer: $0) }
    }
    #expect(line == " a= b=1 c=1,2,3")
  }

  @Test func digestsAreHexadecimal() {
    let digest = Digest(bytes: Array(repeating: 0xa5, count: 32))
    let line = written { writer.field("digest", digest, &$0) }
    #expect(line == " digest=" + String(repeating: "a5", count: 32))
  }
}
