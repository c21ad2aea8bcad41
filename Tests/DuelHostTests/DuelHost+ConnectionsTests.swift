import Digests
import DuelHost
import Primitives
import TestKit
import Testing

/// Connections as such: greeting, silence, slowness, the end.
struct DuelHostConnectionsTests {
  // MARK: - Coming

  @Test func theServerSpeaksFirst() throws {
    let world = try HostWorld()
    #expect(
      world.lines(of: world.connect()) == [
        "INFO proto=1 server=margin-duel/0.1.0 maxline=4096 ping_ms=15000 rate=200 "
          + "features=watch,queue,record,series,json,resume,chat,orders,nonces durability=memory "
          + "pong_ms=60000"
      ])
    #expect(world.population.counts == [1, 0, 0])
  }

  @Test func eventsOfAConnectionThatIsGoneAreLate() throws {
    var host = DuelHost(
      configuration: HostConfiguration(durability: nil, rules: try makeRules()),
      entropy: Digest.of(domain: "test", []), now: Instant(nanoseconds: 0))
    var effects = EffectBuffer()
    let now = Instant(nanoseconds: 0)
    let (old, new) = (
      ConnectionID(slot: 2, generation: 0), ConnectionID(slot: 2, generation: 1)
    )
    let bytes = Array("PING\n".utf8)
    host.step(.received(old, bytes.span), now: now, effects: &effects)
    host.step(.closed(old), now: now, effects: &effects)
    #expect(effects.effects.isEmpty)
    host.step(.opened(old), now: now, effects: &effects)
    host.step(.closed(old), now: now, effects: &effects)
    host.step(.opened(new), now: now, effects: &effects)
    effects.clear()
    host.step(.received(old, bytes.span), now: now, effects: &effects)
    host.step(.stalled(old), now: now, effects: &effects)
    host.step(.drained(old), now: now, effects: &effects)
    host.step(.closed(old), now: now, effects: &effects)
    #expect(effects.effects.isEmpty)
    #expect(host.population.connections == 1)
    host.step(.received(new, bytes.span), now: now, effects: &effects)
    #expect(effects.effects == [.send(new, 0..<8)])
  }

  @Test func thereAreSoManyConnectionsAtMost() throws {
    var host = DuelHost(
      configuration: HostConfiguration(durability: nil, rules: try makeRules()),
      entropy: Digest.of(domain: "test", []), now: Instant(nanoseconds: 0))
    var effects = EffectBuffer()
    let now = Instant(nanoseconds: 0)
    for slot in 0...10_000 {
      effects.clear()
      host.step(.opened(ConnectionID(slot: slot, generation: 0)), now: now, effects: &effects)
    }
    let last = ConnectionID(slot: 10_000, generation: 0)
    let text = effects.bytes.withSpan { String(decoding: $0) }
    #expect(
      text == "BYE code=server-full text=\"the server has no room; try later\" retry_ms=5000\n")
    #expect(effects.effects == [.send(last, 0..<text.utf8.count), .close(last)])
    host.step(.closed(last), now: now, effects: &effects)
    host.step(.closed(ConnectionID(slot: 3, generation: 0)), now: now, effects: &effects)
    effects.clear()
    host.step(.opened(ConnectionID(slot: 3, generation: 1)), now: now, effects: &effects)
    #expect(effects.bytes.withSpan { String(decoding: $0) }.hasPrefix("INFO "))
  }

  // MARK: - Silence

  @Test func theSilentAreAskedOnceAndThenDismissed() throws {
    let world = try HostWorld()
    let ada = world.player("ada")
    world.wait(milliseconds: 14_000)
    #expect(world.lines(of: ada).isEmpty)
    world.wait(milliseconds: 2000)
    #expect(world.lines(of: ada) == ["PING"])
    world.wait(milliseconds: 58_000)
    #expect(world.lines(of: ada).isEmpty)
    world.say("PONG", on: ada)
    world.wait(milliseconds: 14_000)
    #expect(world.lines(of: ada).isEmpty)
    world.wait(milliseconds: 2000)
    #expect(world.lines(of: ada) == ["PING"])
    world.wait(milliseconds: 61_000)
    #expect(world.lines(of: ada) == ["BYE code=ping-timeout text=\"PING was not answered\""])
    #expect(world.closed == [ada])
  }

  /// Half a connection is as good as none: the seat is away, and waits as for anybody.
  @Test func aDeadPlayersSeatIsAway() throws {
    let both = try Duelists.live("ticks=40 seed=7 clock=lockstep:3600000")
    let eve = both.world.connect()
    both.world.say("WATCH", on: eve)
    for _ in 0..<10 {
      both.world.wait(milliseconds: 10_000)
      both.world.say("PONG", on: both.bob)
    }
    #expect(both.world.closed == [both.ada, eve])
    #expect(
      both.world.lines(of: both.bob) == ["SEAT match=m1 seq=67 seat=0 name=ada state=away"])
    #expect(both.world.population.counts == [1, 1, 0])
  }

  @Test(arguments: ["PONG", "PING", "FOO", ""])
  func anyLineIsASignOfLife(_ line: String) throws {
    let world = try HostWorld()
    let ada = world.player("ada")
    for _ in 0..<60 {
      world.wait(milliseconds: 10_000)
      world.say(line, on: ada)
    }
    #expect(!world.lines(of: ada).contains("PING"))
    #expect(world.closed.isEmpty)
  }

  @Test func whoNeverSaysHelloIsClosedAfterAMinute() throws {
    let world = try HostWorld()
    let stranger = world.connect()
    _ = world.lines(of: stranger)
    world.wait(milliseconds: 50_000)
    world.say("LIST", on: stranger)
    #expect(world.closed.isEmpty)
    world.wait(milliseconds: 11_000)
    #expect(
      world.lines(of: stranger).last
        == "BYE code=login-timeout text=\"say HELLO name=NAME or WATCH first\"")
    #expect(world.closed == [stranger])
  }

  @Test func whoNeverSaysHelloButSendsBytesIsClosedAfterAMinuteToo() throws {
    let world = try HostWorld()
    let stranger = world.connect()
    for _ in 0..<59 {
      world.send(Array("\nH".utf8), on: stranger)
      world.wait(milliseconds: 1000)
    }
    #expect(world.closed.isEmpty)
    world.wait(milliseconds: 2000)
    #expect(code(world.lines(of: stranger).last) == "login-timeout")
    #expect(world.closed == [stranger])
  }

  @Test func aLineMustBeFinishedInTime() throws {
    let world = try HostWorld()
    let ada = world.player("ada")
    for byte in "LIST and so on, a byte a second".utf8.prefix(30) {
      #expect(world.closed.isEmpty)
      world.send([byte], on: ada)
      world.wait(milliseconds: 1000)
    }
    #expect(
      world.lines(of: ada) == ["BYE code=line-timeout text=\"a line comes within 30 s\""])
    #expect(world.closed == [ada])
  }

  /// The time is that of one line: the next has its own.
  @Test func aSlowLineThatEndsIsTaken() throws {
    let world = try HostWorld()
    let ada = world.player("ada")
    for _ in 0..<5 {
      world.send(Array("PI".utf8), on: ada)
      world.wait(milliseconds: 14_000)
      world.send(Array("NG\nLI".utf8), on: ada)
      world.wait(milliseconds: 14_000)
      world.send(Array("ST\n".utf8), on: ada)
    }
    #expect(world.closed.isEmpty)
    #expect(world.lines(of: ada).map { $0.prefix(7) }.filter { $0 == "OK PING" }.count == 5)
  }

  // MARK: - Slowness

  @Test func aPlayerThatReadsSlowlyGetsEverythingInOrder() throws {
    let both = try Duelists.live("ticks=40 seed=7 clock=lockstep:60000")
    both.world.stall(both.ada)
    both.world.say("#1 LONG BTC 500", on: both.ada)
    for _ in 0..<20 { both.bothDone() }
    #expect(both.world.lines(of: both.ada).isEmpty)
    both.world.drain(both.ada)
    let lines = both.world.lines(of: both.ada)
    #expect(lines.first == "OK #1 LONG order=1")
    let numbers = lines.compactMap { value("seq", in: $0).flatMap { Int($0) } }
    #expect(numbers == Array(68..<(68 + numbers.count)))
    #expect(numbers.count == 1 + 20 * 2)
    both.bothDone()
    #expect(both.world.lines(of: both.ada).map(word) == ["OK", "TICK", "RANK"])
  }

  @Test func aPlayerThatLetsTooMuchPileUpIsClosedWithAReason() throws {
    let both = try Duelists.live("ticks=5000 seed=7 clock=lockstep:3600000")
    both.world.stall(both.ada)
    while both.world.closed.isEmpty {
      both.bothDone()
      _ = both.world.lines(of: both.bob)
      both.world.wait(milliseconds: 10)
    }
    #expect(both.world.closed == [both.ada])
    #expect(
      both.world.lines(of: both.ada)
        == ["BYE code=slow-consumer text=\"you did not read 262144 bytes\""])
    both.world.wait(milliseconds: 0)
    #expect(both.world.population.counts == [1, 1, 0])
  }

  /// What a slow reader is owed comes before the goodbye, and the goodbye comes.
  @Test func whoQuitsWhileReadingSlowlyGetsItAll() throws {
    let world = try HostWorld()
    let ada = world.player("ada")
    world.stall(ada)
    world.say("#1 PING\n#2 QUIT", on: ada)
    world.drain(ada)
    #expect(world.lines(of: ada) == ["OK #1 PING", "OK #2 QUIT", "BYE code=quit text=\"goodbye\""])
    #expect(world.closed == [ada])
  }

  // MARK: - Stopping

  @Test func stoppingEndsMatchesWithoutAResultAndSaysSo() throws {
    let both = try Duelists.live("ticks=40 seed=7")
    let eve = both.world.connect()
    both.world.say("WATCH", on: eve)
    _ = both.world.lines(of: eve)
    both.world.shutDown()
    for connection in [both.ada, both.bob, eve] {
      let lines = both.world.lines(of: connection)
      #expect(lines.map(word) == ["END", "BYE"])
      #expect(value("reason", in: lines.first) == "aborted")
      #expect(value("digest", in: lines.first) == "none")
      #expect(value("winner", in: lines.first) == "none")
      #expect(lines.last == "BYE code=shutting-down text=\"the server is stopping\"")
    }
    #expect(both.world.population.counts == [0, 0, 0])
    let late = both.world.connect()
    #expect(
      both.world.lines(of: late) == ["BYE code=shutting-down text=\"the server is stopping\""])
    #expect(both.world.closed.sorted() == [both.ada, both.bob, eve, late])
  }

  @Test func stoppingReachesSlowReadersToo() throws {
    let both = try Duelists.live("ticks=40 seed=7")
    both.world.stall(both.ada)
    both.bothDone()
    both.world.shutDown()
    #expect(both.world.lines(of: both.ada).map(word) == ["OK", "TICK", "RANK", "END", "BYE"])
  }

  @Test func whatIsBeingStoredWhenTheServerStopsDoesNoHarm() throws {
    let both = try Duelists.live("ticks=40 seed=7")
    both.world.storesAtOnce = false
    both.world.say("LONG BTC 500", on: both.ada)
    both.world.say("CREATE", on: both.world.player("eve"))
    both.world.shutDown()
    while !both.world.waiting.isEmpty { both.world.answerStore() }
    #expect(both.world.population.connections == 0)
    #expect(both.world.closed.count == 3)
  }
}
