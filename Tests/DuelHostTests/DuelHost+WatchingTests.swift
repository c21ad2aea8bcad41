import DuelHost
import TestKit
import Testing

/// Spectators.
struct DuelHostWatchingTests {
  private func spectator(_ world: HostWorld) -> Int {
    let connection = world.connect()
    _ = world.lines(of: connection)
    return connection
  }

  private func sequence(_ line: String?) -> Int? { value("seq", in: line).flatMap { Int($0) } }

  // MARK: - Coming

  @Test func whoComesLateIsShownTheMatchAsItStands() throws {
    let both = try Duelists.live("ticks=9 seed=7 rules=classroom clock=lockstep:60000")
    both.world.say("LONG BTC 500 10x", on: both.ada)
    for _ in 0..<3 { both.bothDone() }
    let last = both.world.pushes("TICK", of: both.bob).last ?? ""
    let eve = spectator(both.world)
    let lines = both.world.shown(for: "#w WATCH match=m1", on: eve)
    #expect(lines.first == "OK #w WATCH match=m1")
    #expect(lines.map(word) == ["OK", "SEAT", "SEAT", "START", "TICK", "POSITION", "RANK"])
    let numbers = lines.compactMap { sequence($0) }
    #expect(Set(numbers).count == 1)
    #expect(lines[1].hasSuffix(" seat=0 name=ada state=ready"))
    #expect(value("tick", in: lines[4]) == "3")
    #expect(value("BTC", in: lines[4]) == value("BTC", in: last))
    #expect(value("seat", in: lines[5]) == "0")
    both.bothDone()
    let next = both.world.lines(of: eve)
    #expect(next.map(word) == ["TICK", "RANK"])
    #expect(sequence(next.first) == (numbers.first ?? 0) + 1)
  }

  @Test func anOpenMatchCanBeWatched() throws {
    let both = try Duelists()
    both.world.say("CREATE seats=3 ticks=3 seed=7", on: both.ada)
    let eve = spectator(both.world)
    #expect(
      both.world.shown(for: "WATCH", on: eve) == [
        "OK WATCH match=m1", "SEAT match=m1 seq=1 seat=0 name=ada state=taken",
      ])
    both.world.say("JOIN match=m1", on: both.bob)
    #expect(both.world.lines(of: eve) == ["SEAT match=m1 seq=2 seat=1 name=bob state=taken"])
  }

  @Test func inTheCountdownTheLastPreRollTickIsShown() throws {
    let both = try Duelists.live("ticks=3 seed=7 clock=live:500")
    let eve = spectator(both.world)
    let lines = both.world.ask("WATCH", on: eve)
    #expect(lines.map(word) == ["OK", "COMMITMENT", "SEAT", "SEAT", "START", "TICK"])
    #expect(value("tick", in: lines.last) == "-1")
  }

  @Test func withoutANameTheOldestRunningMatchIsShown() throws {
    let world = try HostWorld()
    let eve = spectator(world)
    #expect(
      world.ask("WATCH", on: eve) == [
        "ERR code=unknown-match text=\"no match is open or running; CREATE one\""
      ])
    for name in ["ada", "bob", "dan"] {
      world.say("CREATE seats=1 ticks=3 seed=1", on: world.player(name))
    }
    #expect(world.ask("WATCH", on: eve).first == "OK WATCH match=m1")
    world.say("READY", on: 2)
    #expect(world.ask("WATCH", on: eve).first == "OK WATCH match=m2")
  }

  @Test(arguments: ["m2", "m0", "x", ""])
  func anUnknownMatchIsNotWatched(_ match: String) throws {
    let both = try Duelists.live()
    let eve = spectator(both.world)
    let reply = both.world.ask("WATCH match=\(match)", on: eve)
    #expect(reply.count == 1 && code(reply.first) == "unknown-match")
    #expect(both.world.population.spectators == 0)
  }

  @Test func watchingAgainShowsTheStateAgainAndNothingTwice() throws {
    let both = try Duelists.live("ticks=9 seed=7 clock=lockstep:60000")
    let eve = spectator(both.world)
    both.world.say("WATCH\nWATCH match=m1", on: eve)
    #expect(both.world.lines(of: eve).count { word($0) == "START" } == 2)
    #expect(both.world.population.spectators == 1)
    both.bothDone()
    #expect(both.world.lines(of: eve).map(word) == ["TICK", "RANK"])
  }

  @Test func whoWatchesAnotherMatchLeavesTheFirst() throws {
    let both = try Duelists.live("ticks=9 seed=7 clock=lockstep:60000")
    let dan = both.world.player("dan")
    both.world.say("CREATE seats=1 ticks=3", on: dan)
    let eve = spectator(both.world)
    both.world.say("WATCH match=m1\nWATCH match=m2", on: eve)
    _ = both.world.lines(of: eve)
    both.bothDone()
    #expect(both.world.lines(of: eve).isEmpty)
    both.world.say("READY", on: dan)
    #expect(both.world.lines(of: eve).allSatisfy { value("match", in: $0) == "m2" })
  }

  @Test func aPlayerMayWatchToo() throws {
    let both = try Duelists.live("ticks=9 seed=7 clock=lockstep:60000")
    both.world.say("WATCH", on: both.ada)
    _ = both.world.lines(of: both.ada)
    both.bothDone()
    #expect(both.world.lines(of: both.ada).map(word) == ["OK", "TICK", "RANK", "TICK", "RANK"])
  }

  // MARK: - Going

  @Test func whoStopsWatchingIsSentNothingMore() throws {
    let both = try Duelists.live("ticks=9 seed=7 clock=lockstep:60000")
    let eve = spectator(both.world)
    #expect(
      both.world.ask("UNWATCH", on: eve) == [
        "ERR code=not-watching text=\"you are not watching; WATCH match=M does\""
      ])
    both.world.say("WATCH", on: eve)
    _ = both.world.lines(of: eve)
    #expect(both.world.ask("#u UNWATCH", on: eve) == ["OK #u UNWATCH match=m1"])
    both.bothDone()
    #expect(both.world.lines(of: eve).isEmpty)
    #expect(both.world.population.spectators == 0)
  }

  @Test func aSpectatorThatHangsUpIsForgotten() throws {
    let both = try Duelists.live("ticks=9 seed=7 clock=lockstep:60000")
    let spectators = (0..<5).map { _ in spectator(both.world) }
    for spectator in spectators { both.world.say("WATCH", on: spectator) }
    both.world.hangUp(spectators[1])
    both.world.hangUp(spectators[4])
    #expect(both.world.population.spectators == 3)
    for spectator in spectators { _ = both.world.lines(of: spectator) }
    both.bothDone()
    #expect(spectators.map { both.world.lines(of: $0).count } == [2, 0, 2, 2, 0])
  }

  /// A spectator that has no name may stay when the match it came for is over.
  @Test func aSpectatorMayFetchTheRecordOfALongMatch() throws {
    let both = try Duelists.live("ticks=70 seed=7 clock=live:1000")
    let eve = spectator(both.world)
    both.world.say("WATCH", on: eve)
    for _ in 0..<72 {
      both.world.wait(milliseconds: 1000)
      both.world.say("PONG", on: eve)
    }
    #expect(both.world.pushes("END", of: eve).count == 1)
    #expect(both.world.ask("RECORD match=m1", on: eve).first?.hasPrefix("OK RECORD ") == true)
  }

  /// A seat whose player is away is shown so to those who come later.
  @Test func whoComesLateSeesWhoIsAway() throws {
    let both = try Duelists.live("ticks=9 seed=7 clock=lockstep:60000")
    both.world.hangUp(both.bob)
    let eve = spectator(both.world)
    let seats = both.world.ask("WATCH", on: eve).filter { word($0) == "SEAT" }
    #expect(
      seats.map { value("state", in: $0) } == ["ready", "ready", "away"]
        && value("seat", in: seats.last) == "1")
  }

  @Test func anEmptyNumberIsSaidToBeNone() throws {
    let world = try HostWorld()
    let eve = spectator(world)
    #expect(
      world.ask("WATCH match=", on: eve) == [
        "ERR code=unknown-match field=match text=\"match= takes the number of a match, such as m1\""
      ])
  }

  // MARK: - Many

  @Test func twoHundredSpectatorsAreAllSentEverything() throws {
    let both = try Duelists.live("ticks=9 seed=7 clock=lockstep:60000")
    let spectators = (0..<200).map { _ in spectator(both.world) }
    for spectator in spectators {
      both.world.say("WATCH", on: spectator)
      _ = both.world.lines(of: spectator)
    }
    #expect(both.world.population.spectators == 200)
    both.world.say("LONG BTC 500", on: both.ada)
    both.bothDone()
    both.bothDone()
    let first = both.world.lines(of: spectators[0])
    #expect(first.map(word) == ["TICK", "POSITION", "RANK", "TICK", "RANK"])
    for spectator in spectators.dropFirst() { #expect(both.world.lines(of: spectator) == first) }
  }

  /// Spectators come and go between the slices of one tick; nobody misses a line or has it twice.
  @Test(arguments: 1...10)
  func spectatorsMayComeAndGoBetweenSlices(_ seed: Int) throws {
    var dice = Dice(seed: seed)
    let both = try Duelists.live("ticks=200 seed=7 clock=lockstep:60000")
    var watching: [Int] = []
    for _ in 0..<150 {
      watching.append(spectator(both.world))
      both.world.say("WATCH", on: watching[watching.count - 1])
    }
    for _ in 0..<20 {
      switch dice.roll(0...3) {
      case 0:
        watching.append(spectator(both.world))
        both.world.sayTogether([
          ("DONE", both.ada), ("DONE", both.bob), ("WATCH", watching[watching.count - 1]),
        ])
      case 1:
        let gone = watching.remove(at: dice.roll(0...watching.count - 1))
        both.world.sayTogether([("DONE", both.ada), ("UNWATCH", gone), ("DONE", both.bob)])
      case 2: both.world.hangUp(watching.remove(at: dice.roll(0...watching.count - 1)))
      default: both.bothDone()
      }
    }
    for spectator in watching {
      let ticks = both.world.pushes("TICK", of: spectator).compactMap { sequence($0) }
      let numbers = Set(ticks)
      #expect(ticks.count == numbers.count)
      #expect(ticks == ticks.sorted())
    }
    #expect(both.world.population.spectators == watching.count)
  }

  // MARK: - Slow ones

  @Test func aSpectatorThatReadsTooSlowlyIsBroughtUpToDate() throws {
    let both = try Duelists.live("ticks=30 seed=7 clock=lockstep:60000")
    let eve = spectator(both.world)
    both.world.say("WATCH", on: eve)
    let shown = both.world.lines(of: eve)
    both.world.stall(eve)
    both.playOut(ticks: 10)
    #expect(both.world.lines(of: eve).isEmpty)
    both.world.drain(eve)
    let lines = both.world.lines(of: eve)
    #expect(lines.map(word) == ["SKIPPED", "SEAT", "SEAT", "START", "TICK", "RANK"])
    #expect(value("dropped", in: lines.first) == "20")
    let number = (sequence(shown.last) ?? 0) + 20
    #expect(lines.allSatisfy { sequence($0) == number })
    #expect(value("tick", in: lines.last) == "10")
    both.bothDone()
    let next = both.world.lines(of: eve)
    #expect(next.map { sequence($0) } == [number + 1, number + 2])
  }

  @Test func aSpectatorThatMissedNothingGoesOn() throws {
    let both = try Duelists.live("ticks=30 seed=7 clock=lockstep:60000")
    let eve = spectator(both.world)
    both.world.say("WATCH", on: eve)
    _ = both.world.lines(of: eve)
    both.world.stall(eve)
    both.world.drain(eve)
    #expect(both.world.lines(of: eve).isEmpty)
  }

  @Test func repliesOfASlowSpectatorAreKept() throws {
    let both = try Duelists.live("ticks=30 seed=7 clock=lockstep:60000")
    let eve = spectator(both.world)
    both.world.say("WATCH", on: eve)
    _ = both.world.lines(of: eve)
    both.world.stall(eve)
    both.world.say("#1 PING", on: eve)
    both.bothDone()
    both.world.say("#2 UNWATCH", on: eve)
    both.world.drain(eve)
    #expect(both.world.lines(of: eve) == ["OK #1 PING", "OK #2 UNWATCH match=m1"])
  }

  /// The match ends while the spectator does not read: it is told that, and how it ended.
  @Test func aSlowSpectatorIsToldTheEnd() throws {
    let both = try Duelists.live("ticks=5 seed=7 clock=lockstep:60000")
    let eve = spectator(both.world)
    both.world.say("WATCH", on: eve)
    _ = both.world.lines(of: eve)
    both.world.stall(eve)
    both.playOut(ticks: 4)
    let end = both.world.pushes("END", of: both.ada).first
    both.world.drain(eve)
    let lines = both.world.lines(of: eve)
    #expect(lines.first.map(word) == "SKIPPED")
    #expect(lines.last.map(word) == "END")
    #expect(value("digest", in: lines.last) == value("digest", in: end))
  }

  /// What is said faster than it can be handed on is not kept for ever: everybody is told how much
  /// there was, and goes on from the newest state.
  @Test func whatComesFasterThanItCanBeSentIsSkipped() throws {
    let both = try Duelists.live("ticks=30 seed=7 clock=lockstep:60000")
    let fans = (0..<70).map { both.world.player("fan\($0)") }
    for fan in fans { both.world.say("WATCH", on: fan) }
    for fan in fans { _ = both.world.lines(of: fan) }
    let words = Array("SAY text=\"go\"\n".utf8)
    both.world.sendTogether(fans.map { (words, $0) })
    for fan in fans {
      let lines = both.world.lines(of: fan)
      #expect(lines.first == "OK SAY")
      let seen = lines.count { word($0) == "CHAT" }
      let dropped = lines.compactMap { value("dropped", in: $0) }.compactMap { Int($0) }
      #expect(dropped.count == 1 && seen + dropped.reduce(0, +) == 70)
      #expect(word(lines.last ?? "") == "RANK")
    }
    both.bothDone()
    for fan in fans { #expect(both.world.lines(of: fan).map(word) == ["TICK", "RANK"]) }
    #expect(both.world.lines(of: both.bob).last.map(word) == "RANK")
  }

  /// A spectator that never reads costs its first stall and nothing that comes later.
  @Test func aSpectatorThatNeverReadsCostsItsBoundOnly() throws {
    let both = try Duelists.live("ticks=400 seed=7 clock=lockstep:60000")
    let eve = spectator(both.world)
    both.world.say("WATCH", on: eve)
    both.world.stall(eve, kept: 500)
    for tick in 0..<300 {
      if tick % 50 == 0 {
        both.world.wait(milliseconds: 1000)
        both.world.say("", on: eve)
      }
      both.bothDone()
    }
    #expect(value("held", in: both.world.ask("STATS", on: both.ada).last) == "500")
    #expect(value("dropped", in: both.world.ask("STATS", on: both.ada).last) == "600")
    _ = both.world.lines(of: eve)
    both.world.drain(eve)
    #expect(value("dropped", in: both.world.lines(of: eve).first) == "600")
  }
}
