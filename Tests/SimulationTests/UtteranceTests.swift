import Testing
import WireProtocol

@testable import Simulation

struct UtteranceTests {
  private func text(_ utterance: Utterance) -> String {
    String(decoding: utterance.bytes, as: UTF8.self)
  }

  @Test func aCommandIsTagged() {
    let utterance = Utterance("LONG BTC 500 10x", tag: 7)
    #expect(text(utterance) == "#a7 LONG BTC 500 10x\n")
    #expect(
      utterance.expected
        == ExpectedReply(tag: "a7", verb: .long, text: "LONG BTC 500 10x", isReadable: true))
    #expect(utterance.expected?.isTrade == true)
  }

  @Test func aTagOfItsOwnIsKept() {
    let utterance = Utterance("#tape RULES match=m1", tag: 7)
    #expect(text(utterance) == "#tape RULES match=m1\n")
    #expect(utterance.expected?.tag == "tape" && utterance.expected?.isTrade == false)
  }

  @Test func inJSONItIsTheSame() {
    let utterance = Utterance.json("SAY text=\"a \\\"b\\\"\"", tag: 7)
    #expect(text(utterance) == #"{"tag":"a7","line":"SAY text=\"a \\\"b\\\"\""}"# + "\n")
    #expect(utterance.expected?.verb == .say)
  }

  @Test func whatGetsNoAnswerExpectsNone() {
    #expect(Utterance("PONG", tag: 7).expected == nil)
    #expect(text(Utterance("PONG", tag: 7)) == "PONG\n")
    #expect(Utterance.json("PONG", tag: 7).expected == nil)
    #expect(Utterance.garbage(Array(" \t".utf8)).expected == nil)
  }

  @Test func garbageIsAnsweredSomehow() {
    let expected = Utterance.garbage(Array("x=".utf8)).expected
    #expect(expected?.isReadable == false && expected?.tag == nil)
    #expect(Utterance("FOO", tag: 1).expected?.verb == nil)
    #expect(Utterance("FOO", tag: 1).expected?.isReadable == true)
  }
}
