import Primitives
import Testing

@testable import Simulation

/// The auditor's own reading of what the server says.
struct WireLineTests {
  private func read(_ text: String) -> WireLine? {
    var tokens = LineTokens()
    return WireLine(Array(text.utf8).span, &tokens)
  }

  /// Both formats say the same.
  @Test(arguments: [
    ("PING", #"{"type":"PING"}"#),
    ("OK #7 LONG order=3", #"{"type":"OK","verb":"LONG","tag":"7","order":3}"#),
    (
      "ERR #a code=bad-json text=\"a \\\"b\\\" c\"",
      #"{"type":"ERR","tag":"a","code":"bad-json","text":"a \"b\" c"}"#
    ),
    (
      "RANK match=m1 seq=66 tick=0 ranking=1,0 equity=9.50,none",
      #"{"type":"RANK","match":"m1","seq":66,"tick":0,"ranking":[1,0],"equity":["9.50",null]}"#
    ),
    ("SEAT seat=-1 name=none", #"{"type":"SEAT","seat":-1,"name":null}"#),
  ])
  func textAndJSONAreTheSameLine(_ text: String, _ json: String) throws {
    let line = try #require(read(text))
    #expect(read(json) == line)
  }

  @Test func partsAreFound() throws {
    let line = try #require(read("OK #17 RESUME match=m4 seat=1 seq=9"))
    #expect(line.type == "OK" && line.tag == "17" && line.verb == "RESUME")
    #expect(line["match"] == "m4" && line.integer("seq") == 9 && line["token"] == nil)
  }

  @Test(arguments: [
    "", "OK", "OK #1", "key=value", "TICK word", "TICK a=\"open",
    #"{"seq":1}"#, #"{"type":"OK"}"#, #"{"type":"PING","verb":"PING"} "#, #"{"type":"X","a":{}}"#,
    #"{"type":"X","a":tru}"#, #"{"type":"X","a":"open}"#, #"{"type":"X"}{}"#,
  ])
  func whatIsNoLineIsNone(_ text: String) { #expect(read(text) == nil) }
}
