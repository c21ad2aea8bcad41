import Digests
import DuelHost
import Primitives
import TestKit
import Testing
import WireProtocol

/// Who hears what somebody says.
struct DuelHostChatTests {
  private func chats(_ world: HostWorld, _ connection: Int) -> [String] {
    world.lines(of: connection).filter { $0.contains("CHAT") }
  }

  @Test func playersAndSpectatorsTalkApart() throws {
    let both = try Duelists.live("ticks=9 seed=7 clock=lockstep:60000")
    let world = both.world
    let fans = [world.player("fan0"), world.player("fan1"), world.connect()]
    for fan in fans { world.say("WATCH match=m1", on: fan) }
    world.say(#"{"verb":"HELLO","name":"fan2"}"#, on: fans[2])
    let passer = world.player("passer")
    for connection in [both.ada, both.bob, passer] + fans { _ = world.lines(of: connection) }

    world.say("SAY text=\"to players\"", on: both.ada)
    #expect(chats(world, both.ada) == ["CHAT match=m1 seq=68 from=ada text=\"to players\""])
    #expect(chats(world, both.bob) == ["CHAT match=m1 seq=67 from=ada text=\"to players\""])
    for fan in fans + [passer] { #expect(world.lines(of: fan).isEmpty) }

    world.say("SAY text=\"to fans\"", on: fans[0])
    let seq = value("seq", in: chats(world, fans[0]).first) ?? ""
    #expect(chats(world, fans[1]) == ["CHAT match=m1 seq=\(seq) from=fan0 text=\"to fans\""])
    #expect(
      chats(world, fans[2]) == [
        #"{"type":"CHAT","match":"m1","seq":\#(seq),"from":"fan0","text":"to fans"}"#
      ])
    for other in [both.ada, both.bob, passer] { #expect(world.lines(of: other).isEmpty) }
  }

  @Test func aPlayerWhoWatchesDoesNotHearTheSpectators() throws {
    let both = try Duelists.live("ticks=9 seed=7 clock=lockstep:60000")
    let fan = both.world.player("fan")
    both.world.say("WATCH match=m1", on: fan)
    both.world.say("WATCH match=m1", on: both.ada)
    both.forget()
    both.world.say("SAY text=secret", on: fan)
    #expect(both.world.lines(of: both.ada).isEmpty)
    // What a player says goes to the players, also when it watches.
    both.world.say("SAY text=mine", on: both.ada)
    #expect(chats(both.world, both.bob).count == 1)
    #expect(chats(both.world, fan).map { $0.contains("secret") } == [true])
  }

  /// END is the last push of a match, also while spectators are still to be told of it.
  @Test func nobodyTalksBehindTheEnd() throws {
    let start = Instant(nanoseconds: 0)
    var host = DuelHost(
      configuration: HostConfiguration(durability: nil, rules: try makeRules()),
      entropy: Digest.of(domain: "test", []), now: start)
    var effects = EffectBuffer()
    var ticket = 0
    let player = ConnectionID(slot: 0, generation: 0)
    let fan = ConnectionID(slot: 1, generation: 0)
    func said() -> [String] {
      let text = effects.bytes.withSpan { String(decoding: $0) }
      return text.split(separator: "\n").map(String.init)
    }
    func say(_ line: String, on connection: ConnectionID, executes: Bool = true) {
      let bytes = Array((line + "\n").utf8)
      host.step(.received(connection, bytes.span), now: start, effects: &effects)
      guard executes else { return }
      host.step(.roundEnded, now: start, effects: &effects)
      for case .append(let given, _) in effects.effects { ticket = given }
      effects.clear()
      host.step(.stored(ticket: ticket, .stored), now: start, effects: &effects)
    }
    for connection in [player, fan] {
      host.step(.opened(connection), now: start, effects: &effects)
    }
    say("HELLO name=ada", on: player)
    say("HELLO name=fan", on: fan)
    say("CREATE seats=1 ticks=1 clock=lockstep:60000", on: player)
    say("WATCH match=m1", on: fan)
    say("READY", on: player)
    host.step(.roundEnded, now: start, effects: &effects)
    for case .append(let given, _) in effects.effects { ticket = given }
    effects.clear()
    host.step(.stored(ticket: ticket, .stored), now: start, effects: &effects)
    #expect(said().contains { word($0) == "END" })
    effects.clear()
    say("SAY text=late", on: fan, executes: false)
    #expect(said().map { code($0) } == ["not-seated"])
  }

  @Test func talkIsInNoLogAndNoRecord() throws {
    let quiet = try Duelists.live("ticks=3 seed=7")
    let loud = try Duelists.live("ticks=3 seed=7")
    let entries = loud.world.log.count
    loud.world.say("SAY text=\"psst\"", on: loud.ada)
    #expect(loud.world.log.count == entries)
    quiet.playOut(ticks: 3)
    loud.playOut(ticks: 3)
    let digests = [quiet, loud].map {
      value("digest", in: $0.world.pushes("END", of: $0.bob).first)
    }
    #expect(digests[0] != nil && digests[0] == digests[1])
  }

  @Test func fiveTimesInTenSecondsAreEnough() throws {
    let both = try Duelists.seated()
    for _ in 0..<Limits.chatMax {
      #expect(both.world.refusal(of: "SAY text=hi", on: both.ada) == nil)
      both.world.wait(milliseconds: 100)
    }
    let refused = both.world.ask("SAY text=hi", on: both.ada).first
    #expect(code(refused) == "chat-limit" && value("retry_ms", in: refused) == "9500")
    #expect(both.world.refusal(of: "SAY text=hi", on: both.bob) == nil)
    both.world.wait(milliseconds: 9499)
    #expect(both.world.refusal(of: "SAY text=hi", on: both.ada) == "chat-limit")
    both.world.wait(milliseconds: 1)
    #expect(both.world.refusal(of: "SAY text=hi", on: both.ada) == nil)
    #expect(both.world.refusal(of: "SAY text=hi", on: both.ada) == "chat-limit")
  }

  @Test(arguments: [
    ("SAY", "missing-argument"), ("SAY text=", "out-of-range"),
    ("SAY text=\"\(String(repeating: "é", count: 200))\"", nil),
    ("SAY text=\"\(String(repeating: "é", count: 201))\"", "out-of-range"),
    ("SAY text=\"a\u{9b}31m\"", "bad-argument"),
  ])
  func aTextIsHeldToItsForm(_ line: String, _ expected: String?) throws {
    let both = try Duelists.seated()
    #expect(both.world.refusal(of: line, on: both.ada) == expected)
  }

  @Test func somebodyWithoutAPlaceSaysNothing() throws {
    let both = try Duelists.live()
    let world = both.world
    let eve = world.connect()
    #expect(world.refusal(of: "SAY text=hi", on: eve) == "hello-first")
    world.say("WATCH match=m1", on: eve)
    #expect(world.refusal(of: "SAY text=hi", on: eve) == "hello-first")
    #expect(world.refusal(of: "SAY text=hi", on: world.player("bert")) == "not-seated")
  }
}
