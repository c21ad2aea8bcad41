import DuelHost
import TestKit
import Testing
import WireProtocol

/// The same messages in text and in JSON, to players and spectators of one match.
struct DuelHostFormatTests {
  private func jsonPlayer(_ name: String, _ world: HostWorld) -> Int {
    let connection = world.connect()
    world.say(#"{"verb":"HELLO","name":"\#(name)"}"#, on: connection)
    _ = world.lines(of: connection)
    return connection
  }

  /// Both lists say the same, line by line.
  private func expectSame(_ text: [String], _ json: [String]) {
    #expect(text.count == json.count)
    for (left, right) in zip(text, json) {
      #expect(WireFields.json(right) == WireFields.text(left), "\(left)\n\(right)")
    }
  }

  private static let trades = [
    "LONG BTC 3000 20x", "SHORT ETH 25% 18x", "LONG ETH n=900", "CLOSE BTC 50%", "CLOSE ETH",
    "SHORT BTC q=0.01 5x", "LEVERAGE BTC 15", "LONG BTC 99999",
  ]

  /// What one says in text the other says in JSON; two spectators and two players see the same.
  @Test(arguments: 1...8)
  func aMatchIsTheSameInBothFormats(_ seed: Int) throws {
    var dice = Dice(seed: seed)
    let world = try HostWorld()
    let bob = jsonPlayer("bob", world)
    let ada = world.player("ada")
    world.say(#"{"line":"CREATE seats=2 ticks=60 seed=\#(seed) clock=lockstep:60000"}"#, on: bob)
    let textual = world.player("textual")
    let jsonic = jsonPlayer("jsonic", world)
    world.say("WATCH match=m1", on: textual)
    world.say(#"{"verb":"WATCH","match":"m1"}"#, on: jsonic)
    world.say("JOIN match=m1", on: ada)
    world.say("READY", on: ada)
    world.say(#"{"verb":"READY"}"#, on: bob)
    for _ in 0..<60 {
      for _ in 0..<dice.roll(0...2) {
        let line = dice.pick(Self.trades)
        world.say(line, on: ada)
        world.say(#"{"line":"\#(line)"}"#, on: bob)
      }
      world.say("DONE", on: ada)
      world.say(#"{"verb":"DONE"}"#, on: bob)
    }
    expectSame(world.lines(of: textual), world.lines(of: jsonic))
    // The players' streams differ in who is who, and agree in what is public.
    let text = world.lines(of: ada).map { WireFields.text($0) }
    let json = world.lines(of: bob).compactMap { WireFields.json($0) }
    for type in ["START", "TICK", "LIQUIDATION", "MARGIN-CALL", "RANK", "END"] {
      let left = text.filter { $0["type"] == type }.map { $0.filter { $0.key != "seq" } }
      let right = json.filter { $0["type"] == type }.map { $0.filter { $0.key != "seq" } }
      #expect(left == right && (!left.isEmpty || type.contains("L")), "\(type)")
    }
  }

  /// Every reply there is, asked for in text and in JSON.
  @Test(arguments: [
    "LIST", "RULES match=m1", "HELP", "HELP SAY", "PING", "SYNC", "ACCOUNT", "POSITIONS",
    "RECORD match=m2 from=3", "UNWATCH", "NONSENSE", "LONG BTC x", "JOIN match=m9",
    "WATCH match=m1",
  ])
  func repliesAreTheSame(_ line: String) throws {
    let world = try HostWorld()
    let duelists = [world.player("a1"), jsonPlayer("b1", world)]
    for connection in duelists {
      let isText = connection == duelists[0]
      for setting in [
        "CREATE seats=1 ticks=1 seed=7", "READY", "CREATE seats=1 ticks=9 seed=7", "READY",
        "LONG BTC 500 10x", "SHORT ETH 300",
      ] {
        world.say(isText ? setting : #"{"line":"\#(setting)"}"#, on: connection)
      }
    }
    for connection in duelists { _ = world.lines(of: connection) }
    let text = world.ask("#t \(line)", on: duelists[0])
    let json = world.ask(#"{"tag":"t","line":"\#(line)"}"#, on: duelists[1])
    guard !["ACCOUNT", "POSITIONS", "JOIN match=m9"].contains(line) else {
      // Each of the two plays a match of its own; only its number differs.
      let left = text.map { $0.replacing("m2", with: "m4") }
      return expectSame(left, json)
    }
    expectSame(text, json)
  }

  // MARK: - Which format a connection speaks

  @Test func helloChoosesTheFormat() throws {
    let world = try HostWorld()
    let ada = world.connect()
    _ = world.lines(of: ada)
    #expect(
      world.ask("HELLO name=ada format=json", on: ada) == [
        #"{"type":"OK","verb":"HELLO","player":"ada"}"#
      ])
    #expect(
      world.ask(#"{"verb":"PING","tag":7}"#, on: ada) == [
        #"{"type":"OK","verb":"PING","tag":"7"}"#
      ])
    #expect(WireFields.json(world.ask("PING", on: ada)[0])?["code"] == "bad-json")
    #expect(world.ask("", on: ada) == [])
  }

  @Test func aFirstLineInJSONChoosesItToo() throws {
    let world = try HostWorld()
    let eve = world.connect()
    _ = world.lines(of: eve)
    #expect(world.ask(#"{"verb":"SYNC"}"#, on: eve) == [#"{"type":"OK","verb":"SYNC"}"#])
    #expect(
      world.ask(#"{"verb":"HELLO","name":"eve","format":"text"}"#, on: eve) == [
        "OK HELLO player=eve"
      ])
    #expect(world.ask("PING", on: eve) == ["OK PING"])
    // With a name, the format stays.
    #expect(code(world.ask(#"{"verb":"PING"}"#, on: eve).first) == "unknown-verb")
  }

  @Test func aSpectatorWhoChangesItIsShownTheMatchAnew() throws {
    let both = try Duelists.live("ticks=5 seed=7 clock=lockstep:60000")
    let eve = both.world.connect()
    both.world.say("WATCH", on: eve)
    _ = both.world.lines(of: eve)
    let shown = both.world.ask(#"{"verb":"HELLO","name":"eve"}"#, on: eve)
    let types = shown.compactMap { WireFields.json($0)?["type"] }
    #expect(types == ["COMMITMENT", "SEAT", "SEAT", "START", "TICK", "RANK", "OK"])
    both.bothDone()
    let next = both.world.lines(of: eve).compactMap { WireFields.json($0)?["type"] }
    #expect(next == ["TICK", "RANK"])
  }

  @Test func aStalledJSONSpectatorIsBroughtUpToDate() throws {
    let both = try Duelists.live("ticks=9 seed=7 clock=lockstep:60000")
    let eve = jsonPlayer("eve", both.world)
    both.world.say(#"{"verb":"WATCH"}"#, on: eve)
    _ = both.world.lines(of: eve)
    both.world.stall(eve)
    for _ in 0..<3 { both.bothDone() }
    both.world.drain(eve)
    let lines = both.world.lines(of: eve).compactMap { WireFields.json($0) }
    #expect(lines.first?["type"] == "SKIPPED" && lines.first?["dropped"] == "6")
    #expect(lines.last?["type"] == "RANK" && lines.last?["tick"] == "3")
  }

  // MARK: - Nonsense

  /// Whatever stands in a line, it is answered once, in JSON, and the host stays in order.
  @Test(arguments: 1...20)
  func mutatedJSONLinesGetOneReplyEach(_ seed: Int) throws {
    var dice = Dice(seed: seed)
    let both = try Duelists.live("ticks=90 seed=7 clock=lockstep:60000")
    let eve = jsonPlayer("eve", both.world)
    let valid = [
      #"{"verb":"LONG","instrument":"BTC","size":"500","leverage":10,"tag":"x"}"#,
      #"{"verb":"HELP","topic":"long"}"#, #"{"line":"RULES match=m1"}"#, #"{"verb":"SYNC"}"#,
      #"{"verb":"HELLO","name":"a \u00e9\ud83d\ude00","n":-0.5e-7,"t":true,"f":false}"#,
    ]
    let odd = Array(#"{}[]":,\u0dtfn-.e "#.utf8) + [1, 9, 127, 128, 240, 255]
    for _ in 0..<150 {
      var bytes = Array(dice.pick(valid).utf8)
      for _ in 0..<dice.roll(1...4) where !bytes.isEmpty {
        let place = dice.roll(0...bytes.count - 1)
        switch dice.roll(0...4) {
        case 0: bytes[place] = dice.pick(odd)
        case 1: bytes.insert(dice.pick(odd), at: place)
        case 2: bytes.remove(at: place)
        case 3: bytes.removeLast(bytes.count - place)
        default: bytes += bytes[..<place]
        }
      }
      let isBlank = bytes.allSatisfy { $0 == 32 || $0 == 9 }
      both.world.send(bytes + [10], on: eve)
      let replies = both.world.lines(of: eve).compactMap { WireFields.json($0)?["type"] }
        .filter { $0 == "OK" || $0 == "ERR" }
      #expect(replies.count == (isBlank ? 0 : 1), "\(String(decoding: bytes, as: UTF8.self))")
      both.world.wait(milliseconds: 10)
    }
  }
}
