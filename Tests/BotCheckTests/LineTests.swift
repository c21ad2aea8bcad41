import Primitives
import Testing
import WireProtocol

@testable import BotCheck

/// What a check reads and changes in lines, in text and in JSON.
struct LineTests {
  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes.span) }

  @Test(arguments: [
    "RANK match=m1 seq=4 tick=7 ranking=1,0 winner=none text=\"a \\\"b\\\"\"",
    #"{"type":"RANK","match":"m1","seq":4,"tick":7,"ranking":[1,0],"winner":null}"#,
  ])
  func fieldsAreRead(_ line: String) {
    let heard = HeardLine(bytes(line))
    #expect(heard.type == "RANK" && heard.isJSON == line.hasPrefix("{"))
    #expect(heard.text("match") == "m1" && heard.integer("tick") == 7)
    #expect(heard.text("ranking") == "1,0" && heard.text("winner") == "none")
    #expect(heard.text("seat") == nil && heard.integer("match") == nil)
  }

  @Test func aKeyInsideOfTextIsNone() {
    let line = #"{"type":"CHAT","text":"\"seat\":1,","seat":2}"#
    #expect(HeardLine(bytes(line)).integer("seat") == 2)
    #expect(HeardLine(bytes("")).type == "" && HeardLine(bytes("{")).type == "")
  }

  @Test(arguments: [
    ("#a DONE tick=4", "DONE tick=4", "a"), ("DONE tick=4", "DONE tick=4", nil),
    (#"{"verb":"DONE","tick":4,"tag":"a"}"#, "DONE tick=4", "a"),
  ])
  func aCommandIsTheSameInBothForms(_ line: String, _ text: String, _ tag: String?) {
    let said = SaidLine(bytes(line))
    #expect(said.verb == .done && said.text == text && said.tag == tag && said.isAnswered)
    #expect(said.field("tick") == "4" && said.field("seat") == nil)
  }

  @Test(arguments: [
    ("", false), ("  ", false), ("PONG", false), ("FOO", true), ("\"", true), ("{\"a\"", true),
  ])
  func theServerAnswersMostLines(_ line: String, _ isAnswered: Bool) {
    let said = SaidLine(bytes(line))
    #expect(said.isAnswered == isAnswered && (said.verb == nil || line == "PONG"))
  }

  @Test func fieldsAreAddedAtTheEnd() {
    #expect(
      text(LineTrick.withUnknownFields(bytes("RANK tick=1")))
        == "RANK tick=1 later=1 note=\"two words\"")
    #expect(
      text(LineTrick.withUnknownFields(bytes(#"{"type":"RANK"}"#)))
        == #"{"type":"RANK","later":1,"note":"two words"}"#)
  }

  @Test(arguments: ["RANK tick=1", #"{"type":"RANK"}"#])
  func aLongLineIsAsLongAsItMayBe(_ line: String) {
    let long = LineTrick.long(bytes(line))
    #expect(long.count == 4096 && long.last == 13)
    #expect(HeardLine(Array(long.dropLast())).type == "RANK")
  }

  @Test(arguments: [true, false])
  func whatIsMadeUpIsInTheForm(_ isJSON: Bool) {
    let refusal = HeardLine(LineTrick.staleTick(7, tag: "x", isJSON: isJSON))
    #expect(refusal.type == "ERR" && refusal.isJSON == isJSON)
    #expect(refusal.text("code") == "stale-tick")
    #expect(HeardLine(LineTrick.ping(isJSON: isJSON)).type == "PING")
    let pushes = LineTrick.unknownPushes(match: "m1", isJSON: isJSON).map { HeardLine($0) }
    #expect(pushes.map(\.type) == ["WEATHER", "NEWS-2"] && pushes[0].text("match") == "m1")
    let command = SaidLine(LineTrick.command("CLOSE all", isJSON: isJSON))
    #expect(command.verb == .close && command.tag == "check" && command.text == "CLOSE all")
  }
}
