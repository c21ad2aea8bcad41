import DuelRules
import Primitives
import TestKit
import Testing
import WireProtocol

struct JSONLineReaderTests {
  /// The text line that a JSON line means, or why it means none.
  private func read(_ bytes: [UInt8]) -> Result<String, JSONLineError> {
    var reader = JSONLineReader()
    var out = ByteBuffer()
    do throws(JSONLineError) {
      try reader.read(bytes.span, into: &out)
      return .success(out.withSpan { String(decoding: $0) })
    } catch {
      return .failure(error)
    }
  }

  private func read(_ text: String) -> Result<String, JSONLineError> { read(Array(text.utf8)) }

  /// The code with which a line is refused; nil when it is not.
  private func code(_ bytes: [UInt8]) -> ErrorCode? {
    if case .failure(let error) = read(bytes) { return Refusal(error).code }
    return nil
  }

  private func code(_ text: String) -> ErrorCode? { code(Array(text.utf8)) }

  // MARK: - What is right

  @Test(arguments: [
    (#"{"verb":"READY"}"#, "READY"), (#" { "verb" : "ready" } "#, "READY"),
    (
      #"{"verb":"LONG","tag":"17","instrument":"BTC","size":"500","leverage":10}"#,
      "#17 LONG BTC 500 leverage=10"
    ),
    (
      #"{"leverage":10,"size":500,"instrument":"BTC","tag":17,"verb":"LONG"}"#,
      "#17 LONG BTC 500 leverage=10"
    ),
    (#"{"verb":"LONG","instrument":"btc","notional":500.50}"#, "LONG btc notional=500.50"),
    (
      #"{"verb":"SHORT","instrument":"BTC","mode":"isolated","size":"q=0.2"}"#,
      "SHORT BTC q=0.2 isolated"
    ),
    (#"{"verb":"CLOSE","instrument":"BTC","size":"50%"}"#, "CLOSE BTC 50%"),
    (#"{"verb":"CLOSE","instrument":"BTC","size":null}"#, "CLOSE BTC"),
    (#"{"verb":"CLOSE","instrument":"all","tick":7}"#, "CLOSE all tick=7"),
    (
      #"{"verb":"LIMIT","side":"long","instrument":"BTC","price":59000,"size":"500","stop":58000}"#,
      "LIMIT long BTC 59000 500 stop=58000"
    ),
    (#"{"verb":"STOP","instrument":"BTC","price":"58000.5"}"#, "STOP BTC 58000.5"),
    (
      #"{"verb":"STOP","side":"short","instrument":"BTC","price":58000,"quantity":0.1}"#,
      "STOP short BTC 58000 quantity=0.1"
    ),
    (#"{"verb":"TAKE","instrument":"BTC","price":62000,"share":0.5}"#, "TAKE BTC 62000 share=0.5"),
    (#"{"verb":"TRAIL","instrument":"BTC","distance":"2%","size":"50%"}"#, "TRAIL BTC 2% 50%"),
    (#"{"verb":"OCO","instrument":"BTC","stop":1,"take":2}"#, "OCO BTC stop=1 take=2"),
    (#"{"verb":"CANCEL","order":3}"#, "CANCEL order=3"),
    (#"{"verb":"CANCEL","target":"all"}"#, "CANCEL all"), (#"{"verb":"ORDERS"}"#, "ORDERS"),
    (
      #"{"verb":"LONG","instrument":"BTC","quantity":1,"reduce":true}"#,
      "LONG BTC quantity=1 reduce=true"
    ),
    (
      #"{"verb":"QUOTE","kind":"limit","side":"long","instrument":"BTC","price":5,"size":"9"}"#,
      "QUOTE limit long BTC 5 9"
    ),
    (#"{"verb":"LEVERAGE","leverage":20,"instrument":"ETH"}"#, "LEVERAGE ETH 20"),
    (#"{"verb":"HELP","topic":"LONG"}"#, "HELP LONG"), (#"{"verb":"HELP"}"#, "HELP"),
    (#"{"verb":"DONE","tick":-1,"tag":null}"#, "DONE tick=-1"),
    (#"{"verb":"SAY","text":"say \"hi\" \\ é"}"#, #"SAY text="say \"hi\" \\ é""#),
    (#"{"verb":"SAY","text":""}"#, #"SAY text="""#),
    (#"{"verb":"SAY","text":"\u0067\u006c \ud83d\ude00\t\/"}"#, "SAY text=\"gl 😀 /\""),
    (#"{"verb":"PING","x":true,"y":false,"z":null,"":1,"a b":2,"a=":3}"#, "PING x=true y=false"),
    (#"{"verb":"PING","n":-0.5e-7,"m":1E+2}"#, "PING n=-0.5e-7 m=1E+2"),
    (##"{"line":"#1 LONG BTC 500 10x"}"##, "#1 LONG BTC 500 10x"),
    (#"{"tag":"t","line":"READY"}"#, "#t READY"),
    (#"{"ver\u0062":"PING"}"#, "PING"), ("", ""), (" \t ", ""),
  ])
  func aLineMeansALineOfText(_ json: String, _ text: String) {
    #expect(read(json) == .success(text))
  }

  @Test(arguments: Verb.allCases)
  func everyVerbHasAForm(_ verb: Verb) {
    var members = [#""verb":"\#(verb.rawValue.lowercased())""#]
    for (index, word) in verb.words.enumerated() {
      members.append(#""\#(word.name)":"w\#(index)""#)
    }
    let words = verb.words.indices.map { " w\($0)" }.joined()
    let text = "{\(members.reversed().joined(separator: ","))}"
    #expect(read(text) == .success(verb.rawValue + words))
  }

  @Test func oneReaderServesManyLines() throws {
    var reader = JSONLineReader()
    var out = ByteBuffer()
    for (json, text, tag) in [
      (#"{"verb":"PING","tag":"a"}"#, "#a PING", 1..<2), (#"{"verb":"SYNC"}"#, "SYNC", nil),
    ] as [(String, String, Range<Int>?)] {
      out.clear()
      try reader.read(Array(json.utf8).span, into: &out)
      #expect(out.withSpan { String(decoding: $0) } == text)
      #expect(reader.tag == tag)
    }
  }

  /// An error behind the tag can carry it.
  @Test func theTagIsKnownAlsoWhenTheLineIsRefused() {
    var reader = JSONLineReader()
    var out = ByteBuffer()
    #expect(throws: JSONLineError.missing("instrument", .long)) {
      try reader.read(Array(#"{"verb":"LONG","size":5,"tag":"xy"}"#.utf8).span, into: &out)
    }
    #expect(reader.tag == 1..<3)
    #expect(throws: JSONLineError.badJSON("it begins with {")) {
      try reader.read(Array("x".utf8).span, into: &out)
    }
    #expect(reader.tag == nil)
  }

  // MARK: - What is wrong

  @Test(arguments: [
    "x", "[]", "{", "}", "{}x", "{} {}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{,"a":1}"#,
    #"{"a":1 "b":2}"#, #"{a:1}"#, #"{"a":'1'}"#, #"{"a":1,"a":2}"#, #"{"a":1,"\u0061":2}"#,
    #"{"a":[1]}"#, #"{"a":{}}"#, #"{"a":01}"#, #"{"a":1.}"#, #"{"a":.5}"#, #"{"a":-}"#,
    #"{"a":1e}"#, #"{"a":+1}"#, #"{"a":tru}"#, #"{"a":nul}"#, #"{"a":NaN}"#, #"{"a":"x}"#,
    #"{"a":"\x"}"#, #"{"a":"\u12"}"#, #"{"a":"\u12g4"}"#, #"{"a":"\ud83d"}"#,
    #"{"a":"\ud83dx"}"#, #"{"a":"\ud83d\u0041"}"#, #"{"a":"\ude00"}"#, "{\"a\":\"\t\"}",
    #"{"a":"\"#, #"{"a":"\u"#, #"{"verb":"PING","line":"PING"}"#, #"{"a":1"#, #"{"a""#,
  ])
  func whatIsNoFlatObjectIsRefused(_ line: String) { #expect(code(line) == .badJSON) }

  @Test(arguments: [
    #"{"a":"\n"}"#, #"{"a":"\b"}"#, #"{"a":"\u0000"}"#, #"{"a":"\u001f"}"#, #"{"a":"\u007f"}"#,
    "{\"a\":\"\u{7f}\"}", "{\"a\":\r1}",
  ])
  func controlCharactersAreRefused(_ line: String) { #expect(code(line) == .badEncoding) }

  @Test func bytesThatAreNoTextAreRefused() {
    #expect(code(Array(#"{"a":""#.utf8) + [0xff] + Array(#""}"#.utf8)) == .badEncoding)
    #expect(code(Array(#"{"a":""#.utf8) + [0xed, 0xa0, 0xbd] + Array(#""}"#.utf8)) == .badEncoding)
  }

  @Test(arguments: [
    (#"{"verb":"FOO"}"#, ErrorCode.unknownVerb), (#"{"verb":7}"#, .unknownVerb),
    ("{}", .missingArgument), (#"{"line":" "}"#, .missingArgument),
    (#"{"verb":"LONG","size":"500"}"#, .missingArgument),
    (#"{"verb":"LEVERAGE","leverage":5}"#, .missingArgument),
    (#"{"verb":"LONG","instrument":"BTC 5"}"#, .badArgument),
    (#"{"verb":"LONG","instrument":""}"#, .badArgument),
    (#"{"verb":"LONG","instrument":"n=\"x"}"#, .badArgument),
    (#"{"verb":"PING","tag":"a b"}"#, .badTag), (#"{"verb":"PING","tag":""}"#, .badTag),
    (#"{"verb":"PING","tag":1.5e3}"#, nil), (#"{"verb":"PING","tag":"+"}"#, .badTag),
  ])
  func argumentsAreHeldToTheirForm(_ line: String, _ expected: ErrorCode?) {
    #expect(code(line) == expected)
  }

  @Test func thereMayBeSoManyMembers() {
    func line(_ count: Int) -> String {
      "{" + (0..<count).map { "\"k\($0)\":\($0)" }.joined(separator: ",") + "}"
    }
    #expect(code(line(LineTokens.countMax)) == .missingArgument)
    #expect(code(line(LineTokens.countMax + 1)) == .tooManyFields)
    #expect(code(line(400)) == .tooManyFields)
  }

  // MARK: - Nonsense

  /// What is read is text that reads back, whatever the bytes were.
  @Test(arguments: 1...30)
  func randomBytesAreReadOrRefused(_ seed: Int) {
    var dice = Dice(seed: seed)
    let alphabet = Array(#"{}[]":,\u0dtfnverblinag-.e "#.utf8) + [9, 127, 128, 195, 169, 255]
    var line = RequestLine()
    for _ in 0..<300 {
      let bytes = (0..<dice.rollLogarithmic(0...200)).map { _ in dice.pick(alphabet) }
      let framed = dice.once(in: 2) ? bytes : Array(#"{"verb":"SAY","text":""#.utf8) + bytes
      guard case .success(let text) = read(framed) else { continue }
      let parsed = line.parse(Array(text.utf8).span)
      if case .failure(let error) = parsed { #expect(error.code != .badEncoding, "\(text)") }
    }
  }

  /// Any text arrives as it was said, however its characters are escaped.
  @Test(arguments: 1...20)
  func textArrivesUnharmed(_ seed: Int) throws {
    var dice = Dice(seed: seed)
    let scalars = Array("ab\"\\/ é漢😀{}[]:,=#%".unicodeScalars)
    for _ in 0..<50 {
      var said = ""
      var json = ""
      for _ in 0..<dice.roll(1...30) {
        let scalar = dice.pick(scalars)
        said.unicodeScalars.append(scalar)
        let mustEscape = scalar == "\"" || scalar == "\\"
        guard mustEscape || dice.once(in: 3) else {
          json.unicodeScalars.append(scalar)
          continue
        }
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      }
      let text = try read(#"{"verb":"SAY","text":"\#(json)"}"#).get()
      let bytes = Array(text.utf8)
      var line = RequestLine()
      #expect(line.parse(bytes.span) == .success(.say))
      #expect(line.field("text", in: bytes.span) == said)
    }
  }
}
