import DuelHost
import TestKit
import Testing

/// When ticks come. Times are milliseconds since the tick before.
struct DuelHostClocksTests {
  /// The ticks that a connection was shown since it was last asked.
  private func ticks(_ both: Duelists, of connection: Int? = nil) -> [Int] {
    both.world.pushes("TICK", of: connection ?? both.ada).compactMap {
      value("tick", in: $0).flatMap { Int($0) }
    }
  }

  // MARK: - Lockstep

  @Test func theTickComesWithTheLastDone() throws {
    let both = try Duelists.live("ticks=5 seed=7 clock=lockstep:60000")
    #expect(both.world.ask("DONE", on: both.ada) == ["OK DONE"])
    #expect(both.world.lines(of: both.bob).isEmpty)
    #expect(both.world.ask("DONE", on: both.bob).map(word) == ["OK", "TICK", "RANK"])
    #expect(ticks(both) == [1])
  }

  @Test func doneTwiceIsDoneOnce() throws {
    let both = try Duelists.live("ticks=5 seed=7 clock=lockstep:60000")
    for _ in 0..<3 { #expect(both.world.ask("DONE", on: both.ada) == ["OK DONE"]) }
    #expect(ticks(both, of: both.bob) == [])
  }

  @Test func aDoneForAnotherTickIsStale() throws {
    let both = try Duelists.live("ticks=5 seed=7 clock=lockstep:60000")
    for tick in [1, -1, 99] {
      #expect(
        both.world.ask("DONE tick=\(tick)", on: both.ada) == [
          "ERR code=stale-tick field=tick text=\"the match is at tick 0 by now\""
        ])
    }
    both.world.say("DONE tick=0", on: both.bob)
    #expect(ticks(both) == [])
    #expect(both.world.ask("DONE tick=0", on: both.ada).map(word) == ["OK", "TICK", "RANK"])
    #expect(both.world.refusal(of: "DONE tick=0", on: both.ada) == "stale-tick")
  }

  @Test(arguments: ["x", "", "1.5", "\"\""])
  func aTickIsANumber(_ text: String) throws {
    let both = try Duelists.live()
    #expect(
      both.world.ask("DONE tick=\(text)", on: both.ada) == [
        "ERR code=bad-number field=tick text=\"tick= takes the number of a tick\""
      ])
  }

  @Test func aSilentSeatUsesUpItsMoveTimeAndItsBank() throws {
    let both = try Duelists.live("ticks=9 seed=7 clock=lockstep:1000")
    both.world.say("DONE", on: both.ada)
    both.forget()
    both.world.wait(milliseconds: 10_999)
    #expect(ticks(both) == [])
    both.world.wait(milliseconds: 2)
    #expect(ticks(both) == [1])
  }

  /// The bank of 10 s lasts for the whole match: bob has used it up in the first tick.
  @Test func aBankIsSpentOnce() throws {
    let both = try Duelists.live("ticks=9 seed=7 clock=lockstep:1000")
    both.world.say("DONE", on: both.ada)
    both.world.wait(milliseconds: 11_001)
    #expect(ticks(both) == [1])
    both.world.say("DONE", on: both.ada)
    both.world.wait(milliseconds: 1001)
    #expect(ticks(both) == [2])
  }

  /// bob takes 4 s over his second: 3 s of his 10 s are gone, 7 s are left.
  @Test func whatIsTakenBeyondTheMoveTimeComesOffTheBank() throws {
    let both = try Duelists.live("ticks=9 seed=7 clock=lockstep:1000")
    both.world.say("DONE", on: both.ada)
    both.world.wait(milliseconds: 4000)
    both.world.say("DONE tick=0", on: both.bob)
    #expect(ticks(both) == [1])
    both.world.say("DONE", on: both.ada)
    both.world.wait(milliseconds: 7999)
    #expect(ticks(both) == [])
    both.world.wait(milliseconds: 2)
    #expect(ticks(both) == [2])
  }

  /// A refused command has changed nothing, and a second DONE takes no more time.
  @Test(arguments: [
    "DONE tick=5", "DONE tick=0\nDONE tick=0", "DONE tick=5\nDONE tick=0\nDONE tick=0",
  ])
  func theBankIsChargedForOneDoneOnly(_ lines: String) throws {
    let both = try Duelists.live("ticks=9 seed=7 clock=lockstep:1000")
    both.world.say("DONE", on: both.ada)
    both.world.wait(milliseconds: 4000)
    both.world.say(lines, on: both.bob)
    both.world.say("DONE tick=0", on: both.bob)
    #expect(ticks(both) == [1])
    both.world.say("DONE", on: both.ada)
    both.world.wait(milliseconds: 7999)
    #expect(ticks(both) == [])
    both.world.wait(milliseconds: 2)
    #expect(ticks(both) == [2])
  }

  @Test func theBankOfOneIsNotForTheOther() throws {
    let both = try Duelists.live("ticks=9 seed=7 clock=lockstep:1000")
    both.world.hangUp(both.bob)
    both.world.say("DONE", on: both.ada)
    both.forget()
    both.world.wait(milliseconds: 999)
    #expect(ticks(both) == [])
    both.world.wait(milliseconds: 2)
    #expect(ticks(both) == [1])
  }

  @Test func afterThreeMissedMovesASeatIsNotWaitedFor() throws {
    let both = try Duelists.live("ticks=30 seed=7 clock=lockstep:1000")
    for wait in [11_001, 1001, 1001] {
      both.world.say("DONE", on: both.ada)
      both.world.wait(milliseconds: wait)
    }
    #expect(ticks(both) == [1, 2, 3])
    #expect(both.world.ask("DONE", on: both.ada).map(word) == ["OK", "TICK", "RANK"])
    both.forget()
    #expect(both.world.ask("DONE", on: both.bob) == ["OK DONE"])
    #expect(both.world.ask("DONE", on: both.ada).map(word) == ["OK", "TICK", "RANK"])
    both.forget()
    #expect(both.world.ask("DONE", on: both.ada) == ["OK DONE"])
  }

  // MARK: - The second look

  /// The server wakes 500 ms too late; what comes within as much time still counts.
  @Test func theServersOwnDelayIsAddedToTheMoveTime() throws {
    let both = try Duelists.live("ticks=9 seed=7 clock=lockstep:1000")
    both.world.say("DONE", on: both.ada)
    both.world.freeze(milliseconds: 11_500)
    both.forget()
    both.world.wait(milliseconds: 499)
    #expect(ticks(both) == [])
    #expect(both.world.ask("LONG BTC 500 10x", on: both.bob).first == "OK LONG order=1")
    #expect(both.world.ask("DONE tick=0", on: both.bob).map(word).prefix(2) == ["OK", "TICK"])
    #expect(ticks(both) == [1])
    both.world.wait(milliseconds: 900)
    #expect(ticks(both) == [])
  }

  /// Trading is no way to hold the clock.
  @Test func tradesAfterTheMoveTimeDoNotExtendIt() throws {
    let both = try Duelists.live("ticks=9 seed=7 clock=lockstep:1000")
    both.world.say("DONE", on: both.ada)
    both.forget()
    both.world.freeze(milliseconds: 11_100)
    both.world.say("LEVERAGE BTC 7", on: both.bob)
    for _ in 0..<10 {
      both.world.freeze(milliseconds: 90)
      both.world.say("LEVERAGE BTC 7", on: both.bob)
    }
    #expect(ticks(both) == [1])
  }

  /// The last DONE is on its way to the log when the move time ends: one tick comes, not two.
  @Test func aDoneAndATimeOutAreOneTick() throws {
    let both = try Duelists.live("ticks=9 seed=7 clock=lockstep:1000")
    both.world.say("DONE", on: both.ada)
    both.world.wait(milliseconds: 10_990)
    both.world.storesAtOnce = false
    both.world.say("DONE tick=0", on: both.bob)
    both.world.wait(milliseconds: 100)
    while !both.world.waiting.isEmpty { both.world.answerStore() }
    #expect(ticks(both) == [1])
    both.world.storesAtOnce = true
    both.world.wait(milliseconds: 500)
    #expect(ticks(both) == [])
  }

  /// The same, when both come in one round.
  @Test func aDoneInTheRoundOfTheTimeOutIsOneTick() throws {
    let both = try Duelists.live("ticks=9 seed=7 clock=lockstep:1000")
    both.world.say("DONE", on: both.ada)
    both.world.wait(milliseconds: 11_000)
    #expect(ticks(both) == [])
    both.world.freeze(milliseconds: 1)
    both.world.say("DONE tick=0", on: both.bob)
    #expect(ticks(both) == [1])
  }

  // MARK: - Nobody there

  @Test func withNobodyConnectedTheMatchWaits() throws {
    let both = try Duelists.live("ticks=9 seed=7 clock=lockstep:1000")
    let eve = both.world.connect()
    both.world.say("WATCH", on: eve)
    _ = both.world.lines(of: eve)
    both.world.hangUp(both.ada)
    both.world.hangUp(both.bob)
    both.world.wait(milliseconds: 29_999)
    #expect(ticks(both, of: eve) == [])
    both.world.wait(milliseconds: 200_000)
    #expect(both.world.population.matches == 0)
    #expect(both.world.pushes("END", of: eve).count == 1)
  }

  // MARK: - Live

  @Test func aLiveMatchTicksOnTheTimer() throws {
    let both = try Duelists.live("ticks=9 seed=7 clock=live:500")
    #expect(ticks(both) == [])
    both.world.wait(milliseconds: 499)
    #expect(ticks(both) == [])
    both.world.wait(milliseconds: 1)
    #expect(ticks(both) == [0])
    both.world.wait(milliseconds: 499)
    #expect(ticks(both) == [])
    both.world.wait(milliseconds: 501)
    #expect(ticks(both) == [1, 2])
  }

  @Test func afterAStallTicksDoNotBunch() throws {
    let both = try Duelists.live("ticks=9 seed=7 clock=live:500")
    both.world.wait(milliseconds: 500)
    #expect(ticks(both) == [0])
    both.world.freeze(milliseconds: 1700)
    both.world.wait(milliseconds: 0)
    #expect(ticks(both) == [1])
    both.world.wait(milliseconds: 499)
    #expect(ticks(both) == [])
    both.world.wait(milliseconds: 1)
    #expect(ticks(both) == [2])
  }

  /// A slow log delays ticks; it does not make them come twice.
  @Test func aTickThatIsBeingWrittenIsNotWrittenAgain() throws {
    let both = try Duelists.live("ticks=9 seed=7 clock=live:500")
    both.world.storesAtOnce = false
    both.world.wait(milliseconds: 1700)
    #expect(both.world.waiting.count == 1)
    both.world.answerStore()
    #expect(ticks(both) == [0])
    #expect(both.world.waiting.isEmpty)
    both.world.wait(milliseconds: 499)
    #expect(both.world.waiting.isEmpty)
    both.world.wait(milliseconds: 1)
    both.world.answerStore()
    #expect(ticks(both) == [1])
  }

  @Test func nobodyIsWaitedForInALiveMatch() throws {
    let both = try Duelists.live("ticks=9 seed=7 clock=live:500")
    both.world.wait(milliseconds: 500)
    both.forget()
    #expect(
      both.world.ask("DONE", on: both.ada) == [
        "ERR code=not-lockstep text=\"this match runs on a timer; DONE is not needed\""
      ])
    both.world.hangUp(both.ada)
    both.world.hangUp(both.bob)
    both.world.wait(milliseconds: 9 * 500)
    #expect(both.world.population.matches == 0)
  }

  /// The first tick comes one interval after the start, and so does every other.
  @Test func eachMatchHasItsOwnClock() throws {
    var dice = Dice(seed: 1)
    let world = try HostWorld()
    let clocks = (0..<40).map { _ in dice.roll(1...70) * 10 }
    let players = clocks.indices.map { world.player("p\($0)") }
    for (player, milliseconds) in zip(players, clocks) {
      world.say("CREATE seats=1 ticks=100000 seed=1 clock=live:\(milliseconds)", on: player)
      world.say("READY", on: player)
      _ = world.lines(of: player)
    }
    world.wait(milliseconds: 4200)
    for (player, milliseconds) in zip(players, clocks) {
      #expect(world.pushes("TICK", of: player).count == 4200 / milliseconds)
    }
  }
}
