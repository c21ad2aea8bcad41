import Primitives
import TestKit
import Testing

struct LineTokensTests {
  /// The tokens of a line as `word`, `key=value` or `key="value"`, escapes resolved.
  private func tokens(_ text: String) throws(TokenError) -> [String] {
    let line = Array(text.utf8)
    var tokens = LineTokens()
    try tokens.scan(line.span)
    return (0..<tokens.count).map { index in
      let token = tokens[index]
      let key = String(decoding: line.span.extracting(token.key))
      let value = LineTokens.text(of: token, in: line.span)
      let shown = token.isQuoted ? "\"\(value)\"" : value
      return token.isField ? "\(key)=\(shown)" : shown
    }
  }

  @Test(arguments: [
    ("", []), ("   ", []), ("\t \t", []), ("LONG", ["LONG"]),
    ("LONG BTC 500 10x", ["LONG", "BTC", "500", "10x"]),
    ("  LONG\t\tBTC  ", ["LONG", "BTC"]), ("key=value", ["key=value"]), ("key=", ["key="]),
    ("=value", ["=value"]), ("==", ["=="]), ("a==b", ["a==b"]), ("a=b=c", ["a=b=c"]),
    ("#17 DONE tick=4", ["#17", "DONE", "tick=4"]), ("\"word\"", ["\"word\""]),
    ("it's 50%", ["it's", "50%"]), ("a\"b", ["a\"b"]), ("a=b\"c\"", ["a=b\"c\""]),
    ("text=\"\"", ["text=\"\""]), ("text=\"a b\" x", ["text=\"a b\"", "x"]),
    ("text=\"a\"\tx", ["text=\"a\"", "x"]), ("t=\"a=b \\\"c\\\" \\\\\"", ["t=\"a=b \"c\" \\\""]),
    ("t=\"\\n\"", ["t=\"n\""]), ("grüß=Öl", ["grüß=Öl"]),
  ])
  func splitsAtBlanksAndTabs(_ line: String, _ expected: [String]) throws {
    #expect(try tokens(line) == expected)
  }

  @Test(arguments: [
    "t=\"", "t=\"abc", "t=\"abc\\\"", "t=\"abc\\", "t=\"a\"b", "t=\"a\"\"b\"", "x t=\"a b",
    "t=\"a\"=", "t=\"a\"\u{0}",
  ])
  func refusesAQuoteThatIsNotInOrder(_ line: String) {
    #expect(throws: TokenError.badQuote) { try tokens(line) }
  }

  @Test func a128thTokenIsTheLast() throws {
    let most = Array(repeating: "a", count: 128).joined(separator: " ")
    #expect(try tokens(most + "  ").count == 128)
    #expect(throws: TokenError.tooMany) { try tokens(most + " b") }
    #expect(LineTokens.countMax == 128)
  }

  @Test func aLineAfterABadOneIsReadAnew() throws {
    var tokens = LineTokens()
    let bad = Array("a b c d=\"".utf8)
    let good = Array("x=1".utf8)
    #expect(throws: TokenError.badQuote) { try tokens.scan(bad.span) }
    try tokens.scan(good.span)
    #expect(tokens.count == 1)
    #expect(tokens[0].key == 0..<1)
    #expect(tokens[0].value == 2..<3)
    #expect(!tokens[0].isQuoted)
  }

  @Test func findsTheFirstFieldWithAKey() throws {
    let line = Array("name bob=1 name=ada Name=eve name=zoe".utf8)
    var tokens = LineTokens()
    try tokens.scan(line.span)
    let found = tokens.field("name", in: line.span).map { LineTokens.text(of: $0, in: line.span) }
    #expect(found == "ada")
    let missing = [
      tokens.field("NAME", in: line.span), tokens.field("nam", in: line.span),
      tokens.field("", in: line.span),
    ]
    #expect(missing == [nil, nil, nil])
  }

  @Test(arguments: [
    "", "plain", "two words", "say \"no\"", "back\\slash", "\\\"", "ends with \\", "a=b", "grüß",
  ])
  func aQuotedTextReadsBack(_ text: String) throws {
    let line = written { buffer in
      buffer.append("text=")
      buffer.append(quoted: text)
      buffer.append(" next")
    }
    #expect(try tokens(line) == ["text=\"\(text)\"", "next"])
  }

  @Test func controlsAreQuotedAsBlanks() {
    #expect(written { $0.append(quoted: "a\nb\tc\rd\u{7f}e\0") } == "\"a b c d e \"")
  }

  @Test(arguments: [
    ("0", 0), ("-0", 0), ("7", 7), ("-7", -7), ("007", 7),
    ("999999999999999999", 999_999_999_999_999_999),
    ("-999999999999999999", -999_999_999_999_999_999), ("000000000000000001", 1),
  ])
  func readsWholeNumbers(_ text: String, _ number: Int) {
    let parsed = Array(text.utf8).span.parseInteger()
    #expect(parsed == number)
  }

  @Test(arguments: [
    "", "-", "+1", "--1", "1-", "1.0", " 1", "1 ", "x", "0000000000000000000",
    "1000000000000000000",
    "٣",
  ])
  func refusesWhatIsNoWholeNumber(_ text: String) {
    let parsed = Array(text.utf8).span.parseInteger()
    #expect(parsed == nil)
  }

  @Test func aTokenBeyondTheLineTraps() async {
    await #expect(processExitsWith: .failure) {
      var tokens = LineTokens()
      try tokens.scan(Array("a b c".utf8).span)
      try tokens.scan(Array("a b".utf8).span)
      _ = tokens[2]
    }
  }

  /// Whatever the bytes are, tokens lie in the line, in order, and hold no blank outside quotes.
  @Test(arguments: 1...4)
  func anyBytesAreTokensOrAnError(_ seed: Int) {
    var dice = Dice(seed: seed)
    let alphabet = Array("ab= \t\"\\".utf8) + [0, 200]
    var tokens = LineTokens()
    for _ in 0..<500 {
      let line = (0..<dice.roll(0...20)).map { _ in dice.pick(alphabet) }
      guard (try? tokens.scan(line.span)) != nil else { continue }
      var end = 0
      for index in 0..<tokens.count {
        let token = tokens[index]
        let start = token.isField ? token.key.lowerBound : token.value.lowerBound
        #expect(start >= end && token.value.upperBound <= line.count)
        #expect(!token.isField || token.key.upperBound < token.value.lowerBound)
        if !token.isQuoted {
          #expect(line[token.value].allSatisfy { $0 != 32 && $0 != 9 })
        }
        end = token.value.upperBound + (token.isQuoted ? 1 : 0)
      }
    }
  }
}
