import DuelHost
import TestKit
import Testing

/// Seats before the match begins: ready, leaving, hanging up.
struct DuelHostSeatTests {
  // MARK: - READY

  @Test func theMatchBeginsWhenAllAreReady() throws {
    let both = try Duelists.seated("ticks=3 seed=7")
    #expect(
      both.world.ask("#r READY", on: both.ada) == [
        "OK #r READY", "SEAT match=m1 seq=3 seat=0 name=ada state=ready",
      ])
    #expect(
      both.world.lines(of: both.bob) == ["SEAT match=m1 seq=2 seat=0 name=ada state=ready"])
    let lines = both.world.ask("READY", on: both.bob)
    #expect(lines.prefix(2) == ["OK READY", "SEAT match=m1 seq=3 seat=1 name=bob state=ready"])
    let rest = lines.dropFirst(2).map(word)
    #expect(rest == ["START"] + Array(repeating: "TICK", count: 61) + ["RANK"])
  }

  @Test func readyTwiceIsReadyOnce() throws {
    let both = try Duelists.seated()
    both.world.say("READY", on: both.ada)
    both.forget()
    #expect(both.world.ask("READY", on: both.ada) == ["OK READY"])
    #expect(both.world.lines(of: both.bob).isEmpty)
  }

  @Test func aLonePlayerMayBeReadyBeforeTheOtherComes() throws {
    let both = try Duelists()
    both.world.say("CREATE ticks=3 seed=7", on: both.ada)
    both.world.say("READY", on: both.ada)
    both.forget()
    #expect(
      both.world.ask("LIST", on: both.ada).last
        == "MATCH match=m1 phase=open rules=standard clock=lockstep ticks=3 tick=-1 seats=ada,none"
        + " private=no series=1 visibility=open nonces=optional")
    both.world.say("JOIN match=m1", on: both.bob)
    #expect(both.world.ask("READY", on: both.bob).contains { word($0) == "START" })
  }

  @Test(arguments: ["READY", "LEAVE", "LONG BTC 500", "CLOSE BTC", "LEVERAGE BTC 5", "DONE"])
  func aSeatIsNeeded(_ line: String) throws {
    let both = try Duelists()
    #expect(
      both.world.ask(line, on: both.ada) == [
        "ERR code=not-seated text=\"take a seat first: CREATE, JOIN match=M or QUEUE\""
      ])
  }

  @Test(arguments: ["LONG BTC 500", "CLOSE BTC", "LEVERAGE BTC 5", "DONE", "DONE tick=0"])
  func tradesWaitForTheMatch(_ line: String) throws {
    let both = try Duelists.seated()
    #expect(
      both.world.ask(line, on: both.ada) == [
        "ERR code=wrong-phase text=\"not possible while the match is ready\""
      ])
  }

  // MARK: - LEAVE

  @Test func aSeatCanBeGivenBack() throws {
    let both = try Duelists.seated("ticks=3 seed=7")
    both.world.say("READY", on: both.bob)
    both.forget()
    #expect(both.world.ask("#l LEAVE", on: both.bob) == ["OK #l LEAVE"])
    #expect(
      both.world.lines(of: both.ada) == ["SEAT match=m1 seq=4 seat=1 name=none state=left"])
    #expect(both.world.refusal(of: "LEAVE", on: both.bob) == "not-seated")
    #expect(
      both.world.ask("LIST", on: both.bob).last
        == "MATCH match=m1 phase=open rules=standard clock=lockstep ticks=3 tick=-1 seats=ada,none"
        + " private=no series=1 visibility=open nonces=optional")
    both.world.say("READY", on: both.ada)
    #expect(both.world.ask("JOIN match=m1", on: both.bob).count == 3)
    #expect(!both.world.lines(of: both.ada).contains { word($0) == "START" })
  }

  @Test func theMatchGoesWithItsLastPlayer() throws {
    let both = try Duelists()
    both.world.say("CREATE", on: both.ada)
    both.forget()
    #expect(both.world.ask("LEAVE", on: both.ada) == ["OK LEAVE"])
    #expect(both.world.isListEmpty(for: both.ada))
    #expect(both.world.refusal(of: "JOIN match=m1", on: both.bob) == "unknown-match")
    #expect(value("match", in: both.world.ask("QUEUE", on: both.bob).first) == "m2")
  }

  @Test func theMatchOutlivesItsCreator() throws {
    let both = try Duelists.seated("ticks=3 seed=7")
    both.world.say("LEAVE", on: both.ada)
    both.forget()
    let eve = both.world.player("eve")
    #expect(
      both.world.ask("JOIN match=m1", on: eve).last
        == "SEAT match=m1 seq=1 seat=0 name=eve state=taken")
    #expect(
      both.world.lines(of: both.bob) == ["SEAT match=m1 seq=3 seat=0 name=eve state=taken"])
  }

  @Test func nobodyLeavesARunningMatch() throws {
    let both = try Duelists.live()
    #expect(
      both.world.ask("LEAVE", on: both.ada) == [
        "ERR code=wrong-phase text=\"not possible while the match is live\""
      ])
    #expect(both.world.lines(of: both.bob).isEmpty)
  }

  // MARK: - Hanging up

  @Test func whoHangsUpBeforeTheMatchGivesTheSeatBack() throws {
    let both = try Duelists.seated("ticks=3 seed=7")
    both.world.hangUp(both.bob)
    #expect(
      both.world.lines(of: both.ada) == ["SEAT match=m1 seq=3 seat=1 name=none state=left"])
    #expect(both.world.population.counts == [1, 1, 0])
    both.world.hangUp(both.ada)
    #expect(both.world.population.counts == [0, 0, 0])
  }

  @Test func whoHangsUpInAMatchStaysInIt() throws {
    let both = try Duelists.live()
    both.world.hangUp(both.bob)
    #expect(
      both.world.lines(of: both.ada) == ["SEAT match=m1 seq=68 seat=1 name=bob state=away"])
    #expect(both.world.population.counts == [1, 1, 0])
    let again = both.world.player("eve")
    #expect(both.world.refusal(of: "DONE", on: again) == "not-seated")
    #expect(both.world.refusal(of: "HELLO name=bob", on: both.world.connect()) == "name-taken")
  }

  @Test func whoHangsUpWhileTheSeatIsBeingWrittenGivesItBack() throws {
    let both = try Duelists()
    both.world.storesAtOnce = false
    both.world.say("CREATE seed=7", on: both.ada)
    both.world.hangUp(both.ada)
    for _ in 0..<3 { both.world.answerStore() }
    #expect(both.world.waiting.isEmpty)
    #expect(both.world.isListEmpty(for: both.bob))
  }

  /// bob says LEAVE and is gone; eve takes the seat before both are written.
  @Test func aSeatGivenBackTwiceIsGivenBackOnce() throws {
    let both = try Duelists.seated("ticks=3 seed=7")
    let eve = both.world.player("eve")
    both.world.storesAtOnce = false
    both.world.say("LEAVE", on: both.bob)
    both.world.say("JOIN match=m1", on: eve)
    both.world.hangUp(both.bob)
    for _ in 0..<3 { both.world.answerStore() }
    #expect(both.world.lines(of: eve).last == "SEAT match=m1 seq=1 seat=1 name=eve state=taken")
    #expect(
      both.world.lines(of: both.ada) == [
        "SEAT match=m1 seq=3 seat=1 name=none state=left",
        "SEAT match=m1 seq=4 seat=1 name=eve state=taken",
      ])
    both.world.storesAtOnce = true
    #expect(both.world.ask("READY", on: eve).first == "OK READY")
  }

  /// What bob says behind his LEAVE is not said for whoever has the seat by then.
  @Test func nothingIsSaidForASeatBehindItsLeave() throws {
    let both = try Duelists.seated("ticks=3 seed=7")
    let eve = both.world.player("eve")
    both.world.storesAtOnce = false
    both.world.say("#1 LEAVE", on: both.bob)
    both.world.say("JOIN match=m1", on: eve)
    both.world.say("#2 READY", on: both.bob)
    both.world.say("#3 LEAVE", on: both.bob)
    while !both.world.waiting.isEmpty { both.world.answerStore() }
    #expect(
      both.world.lines(of: both.bob).map { $0.split(separator: " ")[1] } == ["#1", "#2", "#3"])
    #expect(both.world.lines(of: eve).last == "SEAT match=m1 seq=1 seat=1 name=eve state=taken")
  }

  /// bob's hang-up meets the READY that begins the match: then he stays in it, away.
  @Test func aHangUpThatComesTooLateToLeaveIsShown() throws {
    let both = try Duelists.seated("ticks=3 seed=7")
    both.world.say("READY", on: both.bob)
    both.forget()
    both.world.storesAtOnce = false
    both.world.say("READY", on: both.ada)
    both.world.hangUp(both.bob)
    while !both.world.waiting.isEmpty { both.world.answerStore() }
    let lines = both.world.lines(of: both.ada)
    #expect(lines.contains { word($0) == "START" })
    #expect(lines.contains { $0.hasSuffix(" seat=1 name=bob state=away") })
  }

  /// The seat's return is written again when the log had no room for it.
  @Test func aHangUpIsNotForgottenWhenTheStoreFails() throws {
    let both = try Duelists.seated("ticks=3 seed=7")
    both.world.storesAtOnce = false
    both.world.hangUp(both.bob)
    both.world.answerStore(.failed)
    both.world.storesAtOnce = true
    both.world.wait(milliseconds: 10_000)
    #expect(
      both.world.pushes("SEAT", of: both.ada) == ["SEAT match=m1 seq=3 seat=1 name=none state=left"]
    )
  }
}
