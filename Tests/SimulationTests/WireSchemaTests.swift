import Foundation
import Primitives
import Testing

@testable import Simulation

struct WireSchemaTests {
  private struct Messages: Decodable {
    struct Command: Decodable {
      let name: String
      let reply: [String]?
    }
    struct Push: Decodable {
      let name: String
      let fields: [String]
    }
    let commands: [Command]
    let pushes: [Push]
  }

  private func messages() throws -> Messages {
    let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Protocol/messages.json")
    return try JSONDecoder().decode(Messages.self, from: Data(contentsOf: page))
  }

  /// A field's name, without the mark that it may be missing; nil where the page names a kind of
  /// field, or lines that follow.
  private func name(_ field: some StringProtocol) -> String? {
    let bare = String(field.filter { $0 != "(" && $0 != ")" })
    return bare.contains("…") || bare.contains(" ") || bare.contains("=") ? nil : bare
  }

  @Test func theAuditorKnowsEveryPushOfThePage() throws {
    let pushes = try messages().pushes
    #expect(pushes.map(\.name) == WireSchema.pushes.map(\.name))
    for (push, known) in zip(pushes, WireSchema.pushes) {
      #expect(
        known.fields.split(separator: " ").compactMap(name) == push.fields.compactMap(name),
        "\(push.name)")
    }
  }

  /// HELP without a verb lists them instead.
  @Test func theAuditorKnowsEveryReplyOfThePage() throws {
    let commands = try messages().commands.filter { $0.reply != nil }
    #expect(commands.map(\.name) == WireSchema.replies.map(\.name))
    for (command, known) in zip(commands, WireSchema.replies) {
      let fields = known.fields.split(separator: " ").compactMap(name)
      #expect(
        fields.filter { $0 != "verbs" } == command.reply?.compactMap(name), "\(command.name)")
    }
  }

  private func flaw(_ text: String) throws -> String? {
    var tokens = LineTokens()
    return WireSchema.flaw(of: try #require(WireLine(Array(text.utf8).span, &tokens)))
  }

  @Test(arguments: [
    "PING", "OK #1 CLOSE order=3", "OK CLOSE count=0", "OK CLOSE order=1 count=2",
    "RANK match=m1 seq=2 tick=0 ranking=0 equity=1", "TICK match=m1 seq=2 tick=0 BTC=1/1/1",
    "ERR code=flood text=x", "ERR #9 code=rate-limit retry_ms=5 field=a text=x",
    "SEAT match=m1 seq=1 seat=0 name=ada state=away abandon_ms=5000",
    "OK HELP verbs=A,B text=x", "OK HELP topic=A usage=B text=x",
  ])
  func whatThePageAllowsIsRight(_ text: String) throws { #expect(try flaw(text) == nil) }

  @Test(arguments: [
    ("PONG", "is not known"), ("OK JUMP", "is not known"),
    ("PING now=1", "has a field now too many"), ("BYE text=x", "has text where code must stand"),
    ("BYE code=x", "lacks text"),
    ("RANK seq=2 tick=0 ranking=0 equity=1", "has seq where match must stand"),
    ("ERR text=x", "has text where code must stand"),
    ("OK LONG", "lacks order"),
  ])
  func whatItDoesNotIsNamed(_ text: String, _ expected: String) throws {
    #expect(try flaw(text) == expected)
  }
}
