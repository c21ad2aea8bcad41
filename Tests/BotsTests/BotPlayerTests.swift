import Bots
import ClientCore
import Primitives
import TestKit
import Testing
import WireProtocol

struct BotPlayerTests {
  /// What a bot answers to lines of the server.
  private func talk(_ player: inout BotPlayer, _ lines: [String]) throws(FramingError) -> [String] {
    var output = ByteBuffer()
    let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
    try player.receive(bytes.span, output: &output) { _, _ in }
    return output.withSpan { String(decoding: $0) }.split(separator: "\n").map(String.init)
  }

  private func start(_ clock: String = "lockstep") -> [String] {
    let terms =
      "START match=m1 seq=2 ticks=3 clock=\(clock) instruments=BTC balance=10000.00 commitment=ab "
      + "preroll=60 rules=standard seats=ada,bob"
    return ["INFO proto=1", "OK QUEUE match=m1 seat=0 token=ff", terms]
  }

  /// A rise of one a tick up to a tick, and its ranking.
  private func rise(to tick: Int) -> [String] {
    (-60...tick).map { "TICK match=m1 seq=3 tick=\($0) BTC=\($0 + 1000)/1/1" }
      + ["RANK match=m1 seq=4 tick=\(tick) ranking=0,1 equity=1,1"]
  }

  @Test func aBotActsWhenTheTickIsRanked() throws {
    var player = BotPlayer(name: "ada", bot: .trend, seed: 1, goal: .play(settings: "ticks=3"))
    #expect(
      try talk(&player, start()) == [
        "HELLO proto=1 name=ada agent=\"margin-duel trend\"", "QUEUE ticks=3", "READY",
      ])
    #expect(try talk(&player, rise(to: 0)) == ["LONG BTC 20% 5x", "DONE tick=0"])
    #expect(
      try talk(&player, ["FILL match=m1 seq=5 instrument=BTC position=1 margin=1 wallet=1"]) == [])
    let turn = (1...2).map { "TICK match=m1 seq=6 tick=1 BTC=\($0)/1/1" }
    let ranked = "RANK match=m1 seq=7 tick=1 ranking=0,1 equity=1,1"
    #expect(try talk(&player, turn + [ranked]) == ["CLOSE BTC", "DONE tick=1"])
  }

  @Test func nothingIsDoneInTheLastTick() throws {
    var player = BotPlayer(name: "ada", bot: .trend, seed: 1, goal: .play(settings: ""))
    _ = try talk(&player, start())
    #expect(try talk(&player, rise(to: 2)) == [])
  }

  @Test func aLiveMatchIsNotWaitedFor() throws {
    var player = BotPlayer(name: "ada", bot: .trend, seed: 1, goal: .play(settings: ""))
    _ = try talk(&player, start("live:500"))
    #expect(try talk(&player, rise(to: 0)) == ["LONG BTC 20% 5x"])
  }

  @Test func aSpectatorSaysNothing() throws {
    var player = BotPlayer(spectatorOf: nil)
    #expect(try talk(&player, ["INFO proto=1"]) == ["WATCH"])
    #expect(try talk(&player, ["OK WATCH match=m1"] + start().suffix(1) + rise(to: 0)) == [])
    var output = ByteBuffer()
    player.requestRecord(&output)
    #expect(output.withSpan { String(decoding: $0) } == "RECORD match=m1 from=1\n")
  }

  @Test func refusalsOfTheEngineAreCounted() throws {
    var player = BotPlayer(name: "ada", bot: .hold, seed: 1, goal: .play(settings: ""))
    for code in ["insufficient-margin", "below-step", "unknown-verb", "stale-tick", "new"] {
      _ = try talk(&player, ["ERR code=\(code) text=\"x\""])
    }
    #expect(player.refusals == 2)
  }

  /// Two bots on a real host: every DONE names its tick, and none is said twice.
  @Test(arguments: BuiltInBot.allCases)
  func aWholeMatchIsPlayedWithOneDoneATick(_ bot: BuiltInBot) throws {
    let world = try HostWorld()
    let settings = "ticks=100 clock=lockstep:60000"
    var players = ["ada", "bob"].map {
      BotPlayer(name: $0, bot: bot, seed: 3, goal: .play(settings: settings))
    }
    let connections = players.map { _ in world.connect() }
    var said: [[String]] = [[], []]
    var hasTalked = true
    while hasTalked {
      hasTalked = false
      for index in players.indices {
        let heard = world.lines(of: connections[index])
        guard !heard.isEmpty else { continue }
        let lines = try talk(&players[index], heard)
        said[index] += lines
        hasTalked = hasTalked || !lines.isEmpty
        for line in lines { world.say(line, on: connections[index]) }
      }
    }
    for index in players.indices {
      let done = said[index].filter { $0.hasPrefix("DONE") }
      #expect(done == (0..<99).map { "DONE tick=\($0)" })
      #expect(players[index].session.view.end?.reason == "finished")
    }
    let trades = said.joined().count { $0.contains("LONG ") || $0.contains("SHORT ") }
    #expect(bot == .hold ? trades == 0 : trades > 0)
  }

  // MARK: - Another connection

  /// It acts on the last ranking it missed, once, and on none before.
  @Test func aBotThatComesBackActsOnTheNewestTick() throws {
    var player = BotPlayer(name: "ada", bot: .trend, seed: 1, goal: .play(settings: ""))
    _ = try talk(&player, start() + rise(to: 0))
    player.reconnect()
    #expect(try talk(&player, ["INFO proto=1"]) == ["RESUME match=m1 token=ff seq=4"])
    let missed = [
      "OK RESUME match=m1 seat=0 player=ada seq=8",
      "FILL match=m1 seq=5 instrument=BTC position=1 margin=1 wallet=1",
      "TICK match=m1 seq=6 tick=1 BTC=1/1/1", "RANK match=m1 seq=7 tick=1 ranking=0,1 equity=1,1",
    ]
    #expect(try talk(&player, missed) == [])
    let last = "SEAT match=m1 seq=8 seat=1 name=bob state=away"
    #expect(try talk(&player, [last]) == ["CLOSE BTC", "DONE tick=1"])
  }

  /// Whether its DONE arrived it cannot know, so it says it again; orders it does not repeat.
  @Test func aBotThatMissedNothingSaysDoneAgain() throws {
    var player = BotPlayer(name: "ada", bot: .trend, seed: 1, goal: .play(settings: ""))
    _ = try talk(&player, start() + rise(to: 0))
    player.reconnect()
    let back = ["INFO proto=1", "OK RESUME match=m1 seat=0 player=ada seq=4"]
    #expect(try talk(&player, back).dropFirst() == ["DONE tick=0"])
  }
}
