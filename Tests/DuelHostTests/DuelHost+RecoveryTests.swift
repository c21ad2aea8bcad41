import Digests
import DuelRules
import Primitives
import Records
import TestKit
import Testing

@testable import DuelHost

/// What is there after the server was killed and started again.
struct DuelHostRecoveryTests {
  /// Two players of m1 and the tokens of their seats.
  private struct Table {
    let world: HostWorld
    var players: [Int]
    let tokens: [String]

    init(
      _ settings: String = "ticks=9 seed=7 clock=lockstep:60000", isReady: Bool = true
    ) throws {
      let world = try HostWorld(
        rules: Rules(RulesPreset.standard.values), durability: .strict)
      let ada = world.player("ada")
      let bob = world.player("bob")
      let created = world.ask("CREATE \(settings)", on: ada)
      let joined = world.ask("JOIN match=m1", on: bob)
      self.world = world
      players = [ada, bob]
      tokens = [created, joined].map { value("token", in: $0.first) ?? "" }
      if isReady { both("READY") }
      forget()
    }

    func forget() { for player in players { _ = world.lines(of: player) } }

    func both(_ line: String) { for player in players { world.say(line, on: player) } }

    /// A seat comes back on a new connection; gives what it is sent behind the greeting.
    @discardableResult
    mutating func comeBack(_ seat: Int, to match: String = "m1", seen: Int = 0) -> [String] {
      players[seat] = world.connect()
      _ = world.lines(of: players[seat])
      return world.ask(
        "RESUME match=\(match) token=\(tokens[seat]) seq=\(seen)", on: players[seat])
    }

    /// The record of a match, as lines.
    func record(_ match: String = "m1") -> [String] {
      let reader = world.connect()
      _ = world.lines(of: reader)
      return world.ask("RECORD match=\(match)", on: reader).filter { word($0) == "RECORD-LINE" }
    }
  }

  private func trade(_ table: Table, _ turn: Int) {
    let lines = [
      "LONG BTC 2000 20x", "SHORT ETH 10% 5x", "LIMIT LONG BTC 58900 300 3x", "CLOSE BTC 50%",
      "STOP BTC 58000", "MODE ETH cross", "MARGIN BTC +10", "LONG BTC 99999999",
    ]
    table.world.say(lines[turn % lines.count], on: table.players[turn % 2])
    table.world.say(lines[(turn + 3) % lines.count], on: table.players[(turn + 1) % 2])
  }

  // MARK: - Nothing that was answered is lost

  /// Killed after any tick, the match comes to the record of an undisturbed one, byte for byte.
  @Test(arguments: 0..<9)
  func theRecordIsThatOfAnUndisturbedMatch(_ lastTick: Int) throws {
    let calm = try Table()
    var killed = try Table()
    for turn in 0..<9 {
      trade(calm, turn)
      calm.both("DONE")
      trade(killed, turn)
      if turn == lastTick {
        try killed.world.crash()
        killed.comeBack(0)
        killed.comeBack(1)
      }
      killed.both("DONE")
    }
    #expect(calm.record().count > 60)
    #expect(killed.record() == calm.record())
  }

  @Test(arguments: [false, true])
  func whatWasNotAnsweredIsThereOrNot(_ isKept: Bool) throws {
    var table = try Table()
    table.world.say("LONG BTC 500 10x", on: table.players[0])
    table.world.storesAtOnce = false
    table.world.say("SHORT ETH 500 10x", on: table.players[0])
    _ = table.world.lines(of: table.players[0])
    try table.world.crash(keepingUnanswered: isKept)
    while !table.world.waiting.isEmpty { table.world.answerStore() }
    let lines = table.comeBack(0)
    let held = lines.filter { word($0) == "POSITION" }.compactMap { value("instrument", in: $0) }
    #expect(held == (isKept ? ["BTC", "ETH"] : ["BTC"]))
  }

  @Test func tokensSurviveAndNamesAreKeptForTheirOwners() throws {
    var table = try Table()
    try table.world.crash()
    let stranger = table.world.connect()
    #expect(table.world.refusal(of: "HELLO name=ada", on: stranger) == "name-taken")
    let wrong = String(repeating: "0", count: 32)
    #expect(
      table.world.refusal(of: "RESUME match=m1 token=\(wrong)", on: stranger) == "bad-token")
    #expect(word(table.comeBack(0)[0]) == "OK")
  }

  // MARK: - The pause

  @Test func theMatchWaitsUntilAllAreBack() throws {
    var table = try Table("ticks=9 seed=7 clock=live:500")
    table.world.wait(milliseconds: 1200)
    let before = table.world.pushes("TICK", of: table.players[0]).count
    try table.world.crash()
    table.world.wait(milliseconds: 29_000)
    let first = table.comeBack(0)
    #expect(first.map(word).last { $0 != "SEAT" } == "PAUSE")
    #expect(first.contains { word($0) == "PAUSE" && value("grace_ms", in: $0) == "30000" })
    let tick = try #require(first.last { word($0) == "TICK" })
    #expect(value("tick", in: tick) == "\(before - 1)")
    let second = table.comeBack(1)
    #expect(second.map(word).last == "CONTINUE")
    #expect(table.world.lines(of: table.players[0]).map(word) == ["SEAT", "CONTINUE"])
    table.world.wait(milliseconds: 499)
    #expect(table.world.lines(of: table.players[0]).isEmpty)
    table.world.wait(milliseconds: 1)
    let next = table.world.pushes("TICK", of: table.players[0])
    #expect(next.compactMap { value("tick", in: $0) } == ["\(before)"])
  }

  @Test func theMatchGoesOnWithoutThoseWhoStayAway() throws {
    var table = try Table("ticks=9 seed=7 clock=live:500")
    try table.world.crash()
    table.comeBack(0)
    table.world.wait(milliseconds: 29_999)
    #expect(table.world.lines(of: table.players[0]) == ["PING"])
    table.world.wait(milliseconds: 1)
    #expect(table.world.lines(of: table.players[0]).map(word) == ["CONTINUE"])
    table.world.wait(milliseconds: 5000)
    #expect(table.world.pushes("END", of: table.players[0]).count == 1)
  }

  @Test func spectatorsAreToldWhyNothingMoves() throws {
    let table = try Table("ticks=9 seed=7 clock=live:500")
    try table.world.crash()
    let eve = table.world.connect()
    _ = table.world.lines(of: eve)
    #expect(table.world.ask("WATCH match=m1", on: eve).map(word).last == "PAUSE")
    table.world.wait(milliseconds: 30_000)
    #expect(table.world.lines(of: eve).map(word) == ["PING", "CONTINUE"])
  }

  @Test func pushesGoOnWithNumbersThatNobodyHasSeen() throws {
    var table = try Table()
    var highest = 0
    for _ in 0..<3 {
      table.both("DONE")
      let seen = table.world.lines(of: table.players[0]).compactMap { value("seq", in: $0) }
      let numbers = seen.compactMap { Int($0) }
      #expect(numbers.allSatisfy { $0 > highest } && !numbers.isEmpty)
      highest = numbers.max() ?? highest
      try table.world.crash()
      let shown = table.comeBack(0, seen: highest)
      #expect(shown.contains { word($0) == "SKIPPED" })
      table.comeBack(1)
      let last = shown.compactMap { value("seq", in: $0) }.compactMap { Int($0) }.max()
      highest = max(highest, last ?? 0)
    }
  }

  @Test func aMatchThatHasNotBegunKeepsItsSeatsForTheGraceTime() throws {
    var table = try Table(isReady: false)
    try table.world.crash()
    table.world.wait(milliseconds: 20_000)
    #expect(word(table.comeBack(0)[0]) == "OK")
    table.world.wait(milliseconds: 15_000)
    let eve = table.world.player("eve")
    #expect(word(table.world.ask("JOIN match=m1", on: eve)[0]) == "OK")
    let fay = table.world.player("fay")
    #expect(word(table.world.ask("QUEUE", on: fay)[0]) == "OK")
    #expect(table.world.population.matches == 2)
  }

  // MARK: - Ends and what follows

  @Test func whoWasNotThereSeesTheEnd() throws {
    var table = try Table("ticks=3 seed=7 clock=lockstep:60000")
    table.both("DONE")
    table.world.say("DONE", on: table.players[0])
    table.world.hangUp(table.players[0])
    table.world.say("DONE", on: table.players[1])
    let lines = table.comeBack(0)
    #expect(lines.contains { word($0) == "END" && value("reason", in: $0) == "finished" })
    try table.world.crash()
    #expect(table.comeBack(1).map(word).last == "END")
    table.world.wait(milliseconds: 61_000)
    #expect(code(table.comeBack(1).first) == "unknown-match")
  }

  /// What is not in the log is not counted again, so END may get a number that was seen before.
  @Test(arguments: 0...4)
  func theEndIsShownWhateverNumberItGets(_ talks: Int) throws {
    var table = try Table("ticks=2 seed=7 clock=lockstep:60000")
    table.world.say("SAY text=hi", on: table.players[1])
    table.world.say("DONE", on: table.players[0])
    for _ in 0..<talks { table.world.say("SAY text=gl", on: table.players[1]) }
    let numbers = table.world.lines(of: table.players[0]).compactMap { value("seq", in: $0) }
    let seen = try #require(numbers.compactMap { Int($0) }.max())
    table.world.hangUp(table.players[0])
    table.world.say("DONE", on: table.players[1])
    #expect(table.world.pushes("END", of: table.players[1]).count == 1)
    try table.world.crash()
    #expect(table.comeBack(0, seen: seen).map(word).last == "END")
  }

  /// A full disk is not hammered, and nobody is let in before the log has the note of the restart.
  @Test func theNoteOfARestartIsTriedAgainOnceASecond() throws {
    let table = try Table()
    table.world.storesAtOnce = false
    try table.world.crash()
    for tries in 1...3 {
      #expect(table.world.waiting.count == 1 && table.world.isWriting)
      #expect(table.world.log.count { $0 == "restart\n" } == tries)
      table.world.answerStore(.failed)
      #expect(table.world.waiting.isEmpty && table.world.isWriting)
      table.world.wait(milliseconds: 1000)
    }
    table.world.answerStore()
    #expect(!table.world.isWriting)
  }

  @Test(arguments: [false, true])
  func aSeriesGoesOn(_ isFollowerLost: Bool) throws {
    var table = try Table("series=3 ticks=3 seed=7 clock=lockstep:60000")
    table.world.say("LONG BTC 500 10x", on: table.players[0])
    table.both("DONE")
    if isFollowerLost {
      table.world.say("DONE", on: table.players[0])
      table.world.storesAtOnce = false
      table.world.say("DONE", on: table.players[1])
      table.world.answerStore()
      #expect(table.world.waiting.count == 1)
    } else {
      table.both("DONE")
    }
    try table.world.crash()
    table.world.storesAtOnce = true
    while !table.world.waiting.isEmpty { table.world.answerStore() }
    let lines = table.comeBack(0)
    let seated = try #require(lines.first { word($0) == "SEATED" })
    #expect(value("match", in: seated) == "m2" && value("after", in: seated) == "m1")
    table.comeBack(1)
    table.both("READY")
    let series = try #require(table.world.pushes("SERIES", of: table.players[1]).last)
    #expect(value("played", in: series) == "1")
  }

  // MARK: - The log

  @Test func theLogIsCutWhenNobodyNeedsIt() throws {
    var table = try Table("ticks=3 clock=lockstep:60000")
    for _ in 0..<3 { table.both("DONE") }
    #expect(table.world.state == nil)
    table.world.wait(milliseconds: 62_000)
    let state = try #require(table.world.state)
    #expect(state.hasPrefix("next=2 chain=1 link="))
    #expect(table.world.stored.isEmpty)
    #expect(value("ticket", in: state) == "\(table.world.log.count)")
    #expect(table.world.settled.map(\.match) == [MatchID(1)])
    #expect(table.world.settled[0].seats.map(\.player.text) == ["ada", "bob"])
    #expect(!table.world.settled[0].record.isEmpty)
    try table.world.crash()
    table.players = [table.world.player("ada"), table.world.player("bob")]
    let opened = table.world.ask("CREATE", on: table.players[0])
    #expect(value("match", in: opened.first) == "m2")
    #expect(value("number", in: opened.first { word($0) == "COMMITMENT" }) == "2")
    // The store refuses a number that it had before.
    #expect(table.world.stored.map(\.sequence) == [table.world.log.count])
    #expect(state.contains(value("previous", in: opened.first { word($0) == "COMMITMENT" }) ?? "-"))
  }

  @Test func aCutLogLeadsToTheSameMatches() throws {
    var table = try Table("ticks=9 seed=7 clock=lockstep:60000")
    // Short matches beside the long one are over and gone before it goes on.
    let eve = table.world.player("eve")
    for _ in 0..<3 {
      table.world.say("CREATE seats=1 ticks=2 clock=lockstep:60000", on: eve)
      for line in ["READY", "DONE", "DONE"] { table.world.say(line, on: eve) }
    }
    table.both("DONE")
    table.world.wait(milliseconds: 20_000)
    table.both("DONE")
    let before = table.world.settled
    try table.world.crash()
    let again = table.world.settled.dropFirst(before.count)
    #expect(again.allSatisfy { match in before.contains { $0.digest == match.digest } })
    table.comeBack(0)
    table.comeBack(1)
    for _ in 0..<7 { table.both("DONE") }
    #expect(table.world.settled.last?.match == MatchID(1))
  }

  @Test(arguments: [
    "nonsense\n", "create m1\n", "leave m1 0\n", "restart", "join m3 name=ada token=00\n",
  ])
  func anotherLogIsDamage(_ text: String) throws {
    var host = DuelHost(
      configuration: HostConfiguration(durability: .strict, rules: try makeRules()),
      entropy: Digest.of(domain: "test", []), now: Instant(nanoseconds: 0))
    var effects = EffectBuffer()
    #expect(throws: LogDamage(sequence: 4, line: 1)) {
      try host.recover(
        Array(text.utf8).span, sequence: 4, now: Instant(nanoseconds: 0), effects: &effects)
    }
  }

  @Test(arguments: ["", "next=0 chain=0 link=00", "next=2 chain=1", "next=2 link=00 chain=x"])
  func anotherStateIsDamage(_ text: String) throws {
    var host = DuelHost(
      configuration: HostConfiguration(durability: .strict, rules: try makeRules()),
      entropy: Digest.of(domain: "test", []), now: Instant(nanoseconds: 0))
    #expect(throws: LogDamage(sequence: 0, line: 1)) { try host.restore(Array(text.utf8).span) }
  }

  // MARK: - Stopping

  /// A clock that has run out meanwhile is nobody's business any more.
  @Test func whoStopsWaitsForTheLogAlone() throws {
    let table = try Table()
    table.world.storesAtOnce = false
    table.world.say("LONG BTC 500 10x", on: table.players[0])
    table.world.shutDown()
    table.world.wait(milliseconds: 200_000)
    #expect(table.world.lines(of: table.players[0]).isEmpty)
    table.world.answerStore()
    #expect(table.world.lines(of: table.players[0]).map(word) == ["OK", "FILL", "BYE"])
  }

  @Test func spectatorsAreToldWhenTheLogHasEverything() throws {
    let table = try Table()
    let eve = table.world.connect()
    _ = table.world.ask("WATCH match=m1", on: eve)
    table.world.storesAtOnce = false
    table.world.sayTogether(table.players.map { ("DONE", $0) })
    table.world.say("LONG BTC 500 10x", on: table.players[0])
    table.world.shutDown()
    table.world.answerStore()
    #expect(table.world.lines(of: eve).isEmpty)
    table.world.answerStore()
    #expect(table.world.lines(of: eve).map(word) == ["TICK", "RANK", "BYE"])
  }

  @Test func stoppingKeepsTheMatches() throws {
    var table = try Table()
    table.world.storesAtOnce = false
    table.world.say("LONG BTC 500 10x", on: table.players[0])
    table.world.shutDown()
    #expect(table.world.lines(of: table.players[0]).isEmpty)
    table.world.storesAtOnce = true
    table.world.answerStore()
    let lines = table.world.lines(of: table.players[0])
    #expect(lines.map(word) == ["OK", "FILL", "BYE"])
    #expect(code(lines.last) == "shutting-down")
    try table.world.crash()
    #expect(table.comeBack(0).contains { word($0) == "POSITION" })
  }
}
