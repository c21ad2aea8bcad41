import Bots
import ClientCore
import Primitives
import TestKit
import Testing

@testable import Simulation

/// What the auditor is told of a client is what the client was sent.
struct SimulatedClientTests {
  private func client() -> SimulatedClient {
    SimulatedClient(
      player: BotPlayer(name: "ada", bot: .hold, seed: 1, goal: .play(settings: "")), bot: .hold)
  }

  private func talk(_ client: inout SimulatedClient, _ lines: String...) throws -> String {
    var output = ByteBuffer()
    try client.receive(Array((lines.joined(separator: "\n") + "\n").utf8), output: &output)
    return output.withSpan { String(decoding: $0) }
  }

  private let start =
    "START match=m1 seq=1 ticks=3 clock=live:1 instruments=BTC balance=10000.00 commitment=ab "
    + "preroll=60 rules=standard seats=ada,bob"

  @Test func theMarksOfTheMatchAreNotedAndThoseOfThePreRollAreNot() throws {
    var client = client()
    _ = try talk(
      &client, start, "TICK match=m1 seq=2 tick=-1 BTC=5/1/1",
      "TICK match=m1 seq=3 tick=0 BTC=6/1/1",
      "TICK match=m1 seq=4 tick=1 BTC=7.5/1/1")
    #expect(client.shown == [[price("6")], [price("7.5")]])
    #expect(!client.isFinished)
  }

  @Test func theEndIsNotedAndTheRecordAskedFor() throws {
    var client = client()
    _ = try talk(&client, "OK QUEUE match=m1 seat=1 token=ff", start)
    let said = try talk(
      &client,
      "END match=m1 seq=9 ranking=1,0 equity=2.00,1.00 digest=5b seed=a salt=b places=1,2 "
        + "reason=finished winner=1")
    #expect(said == "RECORD match=m1 from=1\n")
    #expect(client.end?.digest == "5b" && client.seat == 1 && client.match == "m1")
    #expect(!client.isFinished)
    _ = try talk(
      &client, "OK RECORD match=m1 lines=1 from=1 to=1 digest=5b",
      "RECORD-LINE match=m1 line=1 text=\"x\"")
    #expect(client.hasRecord && client.isFinished)
  }

  /// It goes on where it was if it has a seat to go on in, and begins anew otherwise.
  @Test func aLostConnectionIsNotTheEnd() throws {
    var client = client()
    client.link = 3
    #expect(!client.lose() && client.link == nil && client.drops == 1)
    _ = try talk(&client, "OK QUEUE match=m1 seat=1 token=ff", start)
    #expect(client.isPlaying)
    #expect(client.lose() && client.isPlaying)
    _ = try talk(&client, "INFO proto=1", "ERR code=unknown-match text=\"no\"")
    #expect(client.wish == .redial(after: 500) && !client.isPlaying)
    #expect(!client.lose() && client.wish == .stay)
  }

  @Test(arguments: [
    ("name-taken", ClientWish.redial(after: 1000)), ("store-full", .redial(after: 1000)),
  ])
  func whoeverGetsNoSeatTriesAgain(_ code: String, _ wish: ClientWish) throws {
    var client = client()
    _ = try talk(&client, "ERR code=\(code) text=\"no\"")
    #expect(client.wish == wish)
  }

  @Test func aRefusedTradeIsNoReasonToGo() throws {
    var client = client()
    _ = try talk(
      &client, "OK QUEUE match=m1 seat=1 token=ff", start, "ERR code=below-step text=\"no\"")
    #expect(client.wish == .stay)
  }

  /// It acts behind a ranking, unless it only hears late of it.
  @Test func itActsWhenATickIsSettled() throws {
    var client = client()
    _ = try talk(&client, "OK QUEUE match=m1 seat=1 token=ff", start)
    #expect(!client.mayAct)
    _ = try talk(
      &client, "TICK match=m1 seq=2 tick=0 BTC=6/1/1", "RANK match=m1 seq=3 tick=0 ranking=0,1")
    #expect(client.mayAct)
    _ = try talk(&client, "PING")
    #expect(!client.mayAct)
  }
}
