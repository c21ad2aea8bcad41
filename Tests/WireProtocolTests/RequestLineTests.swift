import Primitives
import TestKit
import Testing
import WireProtocol

struct RequestLineTests {
  /// What a line was found to be.
  private struct Parsed: Hashable {
    var verb: Verb?
    var error: ErrorCode?
    var tag: String?
  }

  private func parse(_ bytes: [UInt8]) -> Parsed {
    var line = RequestLine()
    let result = line.parse(bytes.span)
    let tag = line.tag.map { String(decoding: bytes.span.extracting($0)) }
    switch result {
    case .success(let verb): return Parsed(verb: verb, error: nil, tag: tag)
    case .failure(let error): return Parsed(verb: nil, error: error.code, tag: tag)
    }
  }

  private func parse(_ text: String) -> Parsed { parse(Array(text.utf8)) }

  private func error(_ text: String) -> ErrorCode? { parse(text).error }

  // MARK: - What is right

  @Test(arguments: [
    ("LONG BTC 500 10x", Verb.long, nil), ("#17 LONG BTC 500", .long, "17"),
    ("\t #a \t DONE ", .done, "a"), ("#A_z-9. ping", .ping, "A_z-9."), ("quit", .quit, nil),
    ("HELLO agent=\"a \\\"b\\\" c\"", .hello, nil), ("HELLO agent=\"\"", .hello, nil),
    ("JOIN match=grüß", .join, nil), ("RECORD match=\u{1F600}", .record, nil),
  ])
  func aLineHasAVerbAndPerhapsATag(_ text: String, _ verb: Verb, _ tag: String?) {
    #expect(parse(text) == Parsed(verb: verb, error: nil, tag: tag))
  }

  @Test(arguments: ["", " ", "\t", "  \t  "])
  func anEmptyLineMeansNothing(_ text: String) { #expect(parse(text) == Parsed()) }

  @Test(arguments: Verb.allCases)
  func everyVerbIsKnownInAnyLetterCase(_ verb: Verb) {
    let upper = verb.rawValue
    let mixed = upper.prefix(1).lowercased() + upper.dropFirst()
    for text in [upper, upper.lowercased(), mixed] {
      #expect(parse(text).verb == verb)
      #expect(parse("#1 \(text) x=1") == Parsed(verb: verb, error: nil, tag: "1"))
    }
  }

  @Test func argumentsBeginBehindTheVerb() throws {
    let bytes = Array("#7 LONG BTC size=\"a \\\"b\\\"\" empty= x".utf8)
    var line = RequestLine()
    #expect(line.firstArgument == 0)
    _ = line.parse(bytes.span)
    #expect(line.firstArgument == 2)
    #expect(line.tokens.count == 6)
    #expect(line.field("size", in: bytes.span) == "a \"b\"")
    #expect(line.field("empty", in: bytes.span) == "")
    #expect(line.field("SIZE", in: bytes.span) == nil)
    #expect(line.word(in: bytes.span) == "LONG")
  }

  @Test func oneReaderServesManyLines() {
    var line = RequestLine()
    for (text, verb, tag) in [
      ("#9 LONG BTC 1", Verb.long, "9"), ("PING", .ping, nil), ("#8 SYNC", .sync, "8"),
    ] as [(String, Verb, String?)] {
      let bytes = Array(text.utf8)
      #expect(line.parse(bytes.span) == .success(verb))
      #expect(line.tag.map { String(decoding: bytes.span.extracting($0)) } == tag)
    }
    let control: [UInt8] = [0]
    #expect(line.parse(control.span) == .failure(.init(.badEncoding)))
    #expect(line.tag == nil && line.firstArgument == 0)
  }

  // MARK: - What is wrong

  @Test(arguments: ["FOO", "LON", "LONGX", "=LONG", "#1 FOO", "#1", "#1 ", "x=1", "#1 x=1 LONG"])
  func whatIsNoVerbIsUnknown(_ text: String) { #expect(error(text) == .unknownVerb) }

  @Test func anErrorBehindTheTagCarriesIt() {
    #expect(parse("#x1 FOO") == Parsed(verb: nil, error: .unknownVerb, tag: "x1"))
    #expect(parse("#x1") == Parsed(verb: nil, error: .unknownVerb, tag: "x1"))
  }

  @Test(arguments: [
    "# LONG", "#", "#a/b LONG", "#ä LONG", "#a#b LONG", "##a LONG",
    "#123456789012345678901234567890123 LONG",
  ])
  func aTagHasItsOwnLetters(_ text: String) {
    #expect(parse(text) == Parsed(verb: nil, error: .badTag, tag: nil))
  }

  @Test func aTagHas32LettersAtMost() {
    let tag = String(repeating: "t", count: 32)
    #expect(parse("#\(tag) LONG") == Parsed(verb: .long, error: nil, tag: tag))
    #expect(error("#\(tag)t LONG") == .badTag)
  }

  @Test func aFieldIsNoTag() { #expect(parse("#a=1 LONG") == Parsed(error: .unknownVerb)) }

  @Test(arguments: ["HELLO agent=\"a", "HELLO agent=\"a\"b", "x=\"", "HELLO agent=\"a\\\""])
  func aQuoteIsClosedAndFollowedByABlank(_ text: String) { #expect(error(text) == .badQuote) }

  @Test func a128thWordIsTheLast() {
    let words = Array(repeating: "w", count: 127).joined(separator: " ")
    #expect(parse("LONG \(words)").verb == .long)
    #expect(error("LONG \(words) w") == .tooManyFields)
    #expect(error("#1 LONG \(words)") == .tooManyFields)
  }

  @Test(arguments: [
    ("\u{1} x=\"", ErrorCode.badEncoding), ("#/ FOO \u{7f}", .badEncoding),
    ("#/ FOO x=\"", .badQuote), ("#/ FOO", .badTag), ("#1 FOO", .unknownVerb),
  ])
  func theFirstErrorInTheListIsGiven(_ text: String, _ code: ErrorCode) {
    #expect(error(text) == code)
  }

  @Test func tooManyWordsComeBehindQuotesAndBeforeTags() {
    let words = Array(repeating: "w", count: 130).joined(separator: " ")
    #expect(error("#/ \(words)") == .tooManyFields)
    #expect(error("#/ x=\" \(words)") == .badQuote)
    #expect(error("#/ \(words) x=\"") == .badQuote)
    #expect(error("#/ \(words) \u{1}") == .badEncoding)
  }

  /// A field with an empty value, at the very end of a line, is where a careless reader falls off
  /// it.
  @Test(arguments: ["a=", "#=", "#1 a=", "a=\"\"", "  a=", "#1 a=\"\"", "=", "\"", "\"\""])
  func aLineMayEndInNothing(_ text: String) {
    #expect(error(text) == .unknownVerb)
  }

  /// The line before was longer; nothing of it may be looked for in this one.
  @Test func aLineThatWasNotReadHasNoWord() {
    var line = RequestLine()
    for (text, word) in [
      ("#17 LOGN BTC 500 10x", "LOGN"), ("\u{1}", ""), ("HELLO name=ada", "HELLO"), ("\u{7f}", ""),
      ("#1", ""), ("#/ LONG", ""), ("x=1", "1"), ("x=", ""), ("", ""),
    ] {
      let bytes = Array(text.utf8)
      _ = line.parse(bytes.span)
      #expect(line.word(in: bytes.span) == word, "\(text)")
    }
  }

  // MARK: - Bytes

  private func isPlain(_ byte: UInt8) -> Bool { byte == 9 || (byte >= 32 && byte < 127) }

  @Test func everyByteAloneIsALine() {
    for byte in UInt8.min ... .max {
      let expected: Parsed =
        switch byte {
        case 9, 32: Parsed()
        case UInt8(ascii: "#"): Parsed(error: .badTag)
        default: Parsed(error: isPlain(byte) ? .unknownVerb : .badEncoding)
        }
      #expect(parse([byte]) == expected, "byte \(byte)")
    }
  }

  @Test func everyByteInsideALineIsTextOrRefused() {
    for byte in UInt8.min ... .max {
      let parsed = parse(Array("PING a".utf8) + [byte] + Array("b".utf8))
      let expected = isPlain(byte) ? Parsed(verb: .ping) : Parsed(error: .badEncoding)
      #expect(parsed == expected, "byte \(byte)")
    }
  }

  @Test(
    arguments: [
      [0xc3, 0xbc], [0xe2, 0x82, 0xac], [0xf0, 0x9f, 0x98, 0x80], [0xed, 0x9f, 0xbf],
      [0xf4, 0x8f, 0xbf, 0xbf],
    ] as [[UInt8]])
  func textIsUTF8(_ bytes: [UInt8]) { #expect(parse(Array("PING ".utf8) + bytes).verb == .ping) }

  @Test(
    arguments: [
      [0x80], [0xff], [0xc3], [0xc3, 0x28], [0xc0, 0x80], [0xc1, 0xbf], [0xe2, 0x82],
      [0xe0, 0x80, 0xaf], [0xed, 0xa0, 0x80], [0xf0, 0x80, 0x80, 0x80], [0xf4, 0x90, 0x80, 0x80],
      [0xf5, 0x80, 0x80, 0x80], [0xf0, 0x9f, 0x98],
    ] as [[UInt8]])
  func whatIsNotUTF8IsRefused(_ bytes: [UInt8]) {
    #expect(parse(Array("PING ".utf8) + bytes).error == .badEncoding)
    #expect(parse(Array("PING ".utf8) + bytes + Array(" x".utf8)).error == .badEncoding)
  }
}
