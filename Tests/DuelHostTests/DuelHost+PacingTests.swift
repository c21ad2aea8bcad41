import Digests
import DuelHost
import Primitives
import TestKit
import Testing
import WireProtocol

/// Lines that wait, for the log, for their round, or for a reader.
struct DuelHostPacingTests {
  /// A world with the record of a match of 500 ticks, and who asks for it.
  private func recorded() throws -> HostWorld {
    let both = try Duelists.live("ticks=500 seed=7 clock=lockstep:60000")
    for tick in 0..<499 {
      if tick % 10 == 0 { both.world.wait(milliseconds: 1000) }
      both.world.say("LEVERAGE BTC \(2 + tick % 2)", on: both.ada)
      both.bothDone()
      both.forget()
    }
    both.world.wait(milliseconds: 2000)
    both.forget()
    return both.world
  }

  /// Says a line so many times at once.
  private func pipeline(_ line: String, _ times: Int, on connection: Int, _ world: HostWorld) {
    world.send(Array(String(repeating: "\(line)\n", count: times).utf8), on: connection)
  }

  /// One connection that asks for much gets all of it, but a piece in each round.
  @Test func manyLongAnswersAreSpreadOverRounds() throws {
    let world = try recorded()
    let ada = 0
    let once = world.ask("RECORD match=m1", on: ada)
    #expect(once.count > 400)
    let bytes = once.reduce(0) { $0 + $1.utf8.count + 1 }
    pipeline("RECORD match=m1", 100, on: ada, world)
    let lines = world.lines(of: ada)
    #expect(lines.count == 100 * once.count)
    #expect(Array(lines.suffix(once.count)) == once)
    #expect(world.largestRound < Limits.answersPerRound + 2 * bytes)
    #expect(world.closed.isEmpty)
  }

  @Test func longAnswersToManyAreSpreadOverRoundsInTurn() throws {
    let world = try recorded()
    let many = (0..<20).map { world.player("p\($0)") }
    let line = Array("#1 RECORD match=m1\n#2 RECORD match=m1\n#3 PING\n".utf8)
    world.sendTogether(many.map { (line, $0) })
    for connection in many {
      let lines = world.lines(of: connection).filter { word($0) == "OK" }
      #expect(lines.map { $0.prefix(5) } == ["OK #1", "OK #2", "OK #3"])
    }
    #expect(world.largestRound < Limits.longAnswersPerRound + 2 * Limits.answersPerRound)
  }

  /// What a connection asks while it does not read costs the lines, not the answers.
  @Test func whoDoesNotReadIsAnsweredLater() throws {
    let world = try recorded()
    let ada = 0
    world.stall(ada)
    pipeline("RECORD match=m1", 100, on: ada, world)
    #expect(world.lines(of: ada).isEmpty)
    let held = Int(value("held", in: world.ask("STATS", on: 1).last) ?? "") ?? 0
    #expect(held < 3 * Limits.answersPerRound)
    world.drain(ada)
    #expect(world.lines(of: ada).count { word($0) == "OK" } == 100)
    #expect(world.closed.isEmpty)
  }

  @Test func whoAsksOnWithoutReadingIsClosed() throws {
    let world = try recorded()
    let ada = 0
    world.stall(ada)
    for _ in 0..<20 where world.closed.isEmpty {
      pipeline("RECORD match=m1", 100, on: ada, world)
      world.wait(milliseconds: 1000)
    }
    #expect(world.closed == [ada])
    #expect(
      world.lines(of: ada)
        == ["BYE code=slow-consumer text=\"you ask, and do not read the answers\""])
    #expect(value("held", in: world.ask("STATS", on: 1).last) == "0")
  }

  @Test(arguments: ["RULES", "HELP", "LIST", "STATS", "TAPES", "{\"verb\":\"HELP\"}"])
  func noQuestionFillsTheServer(_ line: String) throws {
    let world = try HostWorld()
    let ada = world.player("ada")
    let watcher = world.player("eve")
    if line.hasPrefix("{") {
      world.say("LIST", on: ada)
      world.hangUp(ada)
    }
    let asker = line.hasPrefix("{") ? world.connect() : ada
    world.stall(asker)
    for _ in 0..<60 where world.closed.isEmpty {
      pipeline(line, 200, on: asker, world)
      world.wait(milliseconds: 1000)
      let stats = world.ask("STATS", on: watcher).last
      let held = Int(value("held", in: stats) ?? "") ?? 0
      #expect(held < Limits.answersPerRound + 16_384 + Limits.waitingMax)
    }
  }

  /// Behind a command on its way to the log, as many lines wait as a second brings.
  @Test func linesThatWaitForTheLogAreBounded() throws {
    let both = try Duelists.live("ticks=40 seed=7 clock=lockstep:60000")
    both.world.storesAtOnce = false
    both.world.say("LONG BTC 500", on: both.ada)
    pipeline("ACCOUNT", 199, on: both.ada, both.world)
    #expect(both.world.closed.isEmpty)
    both.world.answerStore()
    #expect(both.world.lines(of: both.ada).count { $0.hasPrefix("OK ACCOUNT") } == 199)
    both.world.wait(milliseconds: 1000)
    both.world.say("CLOSE BTC", on: both.ada)
    pipeline("HELP " + String(repeating: "x", count: 400), 199, on: both.ada, both.world)
    #expect(both.world.closed == [both.ada])
    #expect(
      both.world.lines(of: both.ada).last
        == "BYE code=flood text=\"too many lines wait for an answer\"")
  }

  /// Lines beyond the rate wait for their refusal without their bytes.
  @Test func refusedLinesThatWaitCostNoBytes() throws {
    let both = try Duelists.live("ticks=40 seed=7 clock=lockstep:60000")
    both.world.storesAtOnce = false
    both.world.say("LONG BTC 500", on: both.ada)
    pipeline("PING", 199, on: both.ada, both.world)
    pipeline(String(repeating: "x", count: 4000), 150, on: both.ada, both.world)
    #expect(both.world.closed.isEmpty)
    both.world.answerStore()
    let lines = both.world.lines(of: both.ada)
    #expect(lines.count { code($0) == "rate-limit" } == 150)
    #expect(lines.count { $0 == "OK PING" } == 199)
  }

  /// A trade of one who does not read is executed, and its reply waits in order.
  @Test func aSlowReaderMayTrade() throws {
    let both = try Duelists.live("ticks=40 seed=7 clock=lockstep:60000")
    both.world.stall(both.ada)
    pipeline("RULES", 100, on: both.ada, both.world)
    both.world.say("#9 LONG BTC 500", on: both.ada)
    both.world.drain(both.ada)
    let lines = both.world.lines(of: both.ada).filter { word($0) == "OK" || word($0) == "FILL" }
    #expect(lines.count == 102)
    #expect(lines.suffix(2).map { $0.prefix(5) } == ["OK #9", "FILL "])
  }

  /// Of whoever sends much at once, some is taken in each round; who comes behind waits for that
  /// much, and not for all of it.
  @Test func everybodyHasATurn() throws {
    var host = DuelHost(
      configuration: HostConfiguration(durability: nil, rules: try makeRules()),
      entropy: Digest.of(domain: "test", []), now: Instant(nanoseconds: 0))
    let now = Instant(nanoseconds: 0)
    let (flood, other) = (
      ConnectionID(slot: 0, generation: 0), ConnectionID(slot: 1, generation: 0)
    )
    var effects = EffectBuffer()
    for id in [flood, other] { host.step(.opened(id), now: now, effects: &effects) }
    effects.clear()
    let many = Array(String(repeating: "PING\n", count: 200).utf8)
    let one = Array("PING\n".utf8)
    host.step(.received(flood, many.span), now: now, effects: &effects)
    host.step(.received(other, one.span), now: now, effects: &effects)
    #expect(effects.effects == [.send(flood, 0..<(16 * 8)), .send(other, 128..<136)])
    var answered = 16
    while host.hasMoreToDo {
      effects.clear()
      host.step(.roundEnded, now: now, effects: &effects)
      answered += effects.bytes.count / 8
      #expect(effects.bytes.count <= 16 * 8)
    }
    #expect(answered == 200)
  }
}
