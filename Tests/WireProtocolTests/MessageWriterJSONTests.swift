import Digests
import DuelRules
import Margin
import Primitives
import Records
import TestKit
import Testing
import WireProtocol

/// JSON is a second spelling: each message says in it what it says in text.
struct MessageWriterJSONTests {
  private let json = MessageWriter(.json)
  private let nothing: [UInt8] = []

  /// Writes a message both ways and expects the same of both.
  private func expectSame(_ write: (MessageWriter, inout ByteBuffer) -> Void) {
    let text = written { write(MessageWriter(.text), &$0) }
    let line = written { write(json, &$0) }
    #expect(text.hasSuffix("\n") && line.hasSuffix("}\n"))
    #expect(
      WireFields.json(line) == WireFields.text(String(text.dropLast())), "\(text)\(line)")
  }

  private func expectSame(
    _ type: PushType, _ fields: (MessageWriter, inout ByteBuffer) -> Void
  ) {
    expectSame { writer, out in
      writer.begin(type, match: MatchID(7), sequence: 12, &out)
      fields(writer, &out)
      writer.end(&out)
    }
  }

  // MARK: - Spelling

  @Test func eachKindOfValueHasItsSpelling() {
    let line = written {
      json.begin(.tick, match: MatchID(1), sequence: 65, &$0)
      json.field("tick", -3, &$0)
      json.field("some", optional: 4, &$0)
      json.field("none", optional: Int?.none, &$0)
      json.field("price", price("60000"), &$0)
      json.field("liquidation", optional: Price?.none, &$0)
      json.field("word", word: "none", &$0)
      json.field("text", text: "a \"b\" \\ \tc", &$0)
      json.field("numbers", list: [1, 0], as: .number, &$0) { $1.append(integer: $0) }
      json.field("words", list: ["ada", "none"], &$0) { $1.append($0) }
      json.field("empty", list: [String](), &$0) { $1.append($0) }
      json.openParts(key: "BTC", &$0)
      json.part(price("1"), first: true, &$0)
      json.part(word: "x", &$0)
      json.part(5, &$0)
      json.part(optional: Price?.none, &$0)
      json.closeParts(&$0)
      json.open("raw", &$0)
      $0.append("r")
      json.close(&$0)
      json.end(&$0)
    }
    #expect(
      line == #"{"type":"TICK","match":"m1","seq":65,"tick":-3,"some":4,"none":null,"#
        + #""price":"60000.00","liquidation":null,"word":null,"text":"a \"b\" \\  c","#
        + #""numbers":[1,0],"words":["ada",null],"empty":[],"BTC":["1.00","x",5,null],"#
        + #""raw":"r"}"# + "\n")
  }

  @Test func repliesNameVerbAndTag() {
    let line = Array("#17 long".utf8)
    let tagged = written {
      json.beginOK(.long, tag: 1..<3, in: line.span, &$0)
      json.field("order", 1, &$0)
      json.end(&$0)
    }
    #expect(tagged == #"{"type":"OK","verb":"LONG","tag":"17","order":1}"# + "\n")
    let refusal = Refusal(.chatLimit, field: "text", retryMilliseconds: 5, "wait")
    let refused = written { json.error(refusal, tag: 1..<3, in: line.span, &$0) }
    #expect(
      refused == #"{"type":"ERR","tag":"17","code":"chat-limit","retry_ms":5,"field":"text","#
        + #""text":"wait"}"# + "\n")
    let plain = written { json.beginOK(.sync, tag: nil, in: nothing.span, &$0) }
    #expect(plain == #"{"type":"OK","verb":"SYNC""#)
  }

  // MARK: - Every message

  @Test(arguments: ErrorCode.allCases)
  func errorsAreTheSame(_ code: ErrorCode) {
    expectSame { $0.error(Refusal(code, "a \"b\""), tag: nil, in: nothing.span, &$1) }
  }

  @Test(arguments: Verb.allCases)
  func acceptancesAreTheSame(_ verb: Verb) {
    expectSame { writer, out in
      writer.beginOK(verb, tag: nil, in: nothing.span, &out)
      writer.end(&out)
    }
  }

  @Test func whatStandsOutsideOfMatchesIsTheSame() throws {
    expectSame { $0.info(durability: "memory", linesPerSecond: 200, &$1) }
    expectSame { $0.ping(&$1) }
    expectSame { $0.bye(.pingTimeout, text: "good night", &$1) }
    let duel = Duel(try makeRules("ticks=3", "seats=2"))
    var terms = MatchTerms()
    expectSame { $0.match(MatchID(12), duel.match, terms, &$1) }
    duel.begin()
    terms.series = 3
    expectSame { $0.match(MatchID(12), duel.match, terms, &$1) }
  }

  @Test func pushesAreTheSame() throws {
    let duel = Duel(try makeRules("ticks=1", "seats=2", preset: "classroom"))
    expectSame(.seat) { $0.seatFields(Seat(1), name: nil, .left, &$1) }
    expectSame(.seat) { $0.seatFields(Seat(1), name: PlayerName("ada"), .back, &$1) }
    duel.begin()
    let ranking = duel.match.ranking
    let quotes = duel.match.quotes
    expectSame(.start) { $0.startFields(duel.match, &$1) }
    expectSame(.tick) { $0.tickFields(Tick(-1), quotes: quotes, names: ["BTC", "ETH"], &$1) }
    for visibility in Visibility.allCases {
      var values = duel.match.rules.values
      values.visibility = visibility
      for audience in [Audience(publicOf: values), Audience(seat: Seat(1), values: values)] {
        expectSame(.rank) {
          $0.rankFields(Tick(1), ranking, to: audience, of: values, &$1)
        }
      }
    }
    expectSame(.end) { $0.endFields(duel.match, digest: nil, &$1) }
    expectSame(.skipped) { $0.skippedFields(3, &$1) }
    expectSame(.chat) { writer, out in
      guard let name = PlayerName("ada") else { return }
      writer.chatFields(from: name, "gl \"hf\" 😀", &out)
    }
  }

  @Test func tradesAreTheSame() throws {
    let engine = try Engine(at: "50000")
    engine.buy(.quantity(quantity("0.2")))
    let fill = try #require(engine.fills.first)
    let liquidation = engine.liquidationPrice()
    expectSame(.fill) {
      $0.fillFields(fill, instrument: "BTC", liquidation: liquidation, &$1)
    }
    expectSame(.position) {
      $0.positionFields(
        engine.position(), seat: Seat(0), instrument: "BTC", liquidation: nil, &$1)
    }
    expectSame(.position) { writer, out in
      writer.openParts(key: "BTC", &out)
      writer.positionValue(
        engine.position(), mark: price("50100"), liquidation: liquidation, &out)
      writer.closeParts(&out)
    }
    engine.mark("46000")
    let call = try #require(engine.calls.first)
    expectSame(.marginCall) { $0.marginCallFields(call, instrument: "BTC", &$1) }
    engine.mark("44000")
    let loss = try #require(engine.liquidations.first)
    expectSame(.liquidation) { $0.liquidationFields(loss, instrument: "BTC", &$1) }
  }
}
