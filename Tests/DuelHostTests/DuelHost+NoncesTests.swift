import DuelHost
import DuelRules
import Primitives
import TestKit
import Testing

/// Commitment, hashes, nonces: who is told what when, and what happens when the time is up.
struct DuelHostNoncesTests {
  private func commit(_ both: Duelists, _ seats: [Int] = [0, 1]) {
    for (seat, player) in [both.ada, both.bob].enumerated() {
      let isGiven = seats.contains(seat)
      both.world.say(isGiven ? "READY nonce=\(nonceHash(seat))" : "READY", on: player)
    }
  }

  private func open(_ both: Duelists, _ seat: Int) {
    both.world.say("OPEN nonce=\(nonce(seat))", on: seat == 0 ? both.ada : both.bob)
  }

  /// Both have committed themselves, and have read everything so far.
  private func committed(_ settings: String = "ticks=5 seed=7") throws -> Duelists {
    let both = try Duelists.seated(settings)
    commit(both)
    both.forget()
    return both
  }

  // MARK: - The order of things

  @Test func theCommitmentComesBeforeAnythingElse() throws {
    let both = try Duelists()
    let created = both.world.ask("CREATE ticks=3 seed=7 nonces=required", on: both.ada)
    #expect(created.map(word) == ["OK", "COMMITMENT", "SEAT"])
    let joined = both.world.ask("JOIN match=m1", on: both.bob)
    #expect(joined.map(word) == ["OK", "COMMITMENT", "SEAT"])
    #expect(created[1] == joined[1])
    #expect(value("nonces", in: created[1]) == "required" && value("seats", in: created[1]) == "2")
    commit(both)
    both.forget()
    open(both, 0)
    open(both, 1)
    let start = both.world.pushes("START", of: both.ada).first
    #expect(value("commitment", in: start) == value("commitment", in: created[1]))
  }

  @Test func hashesAreToldTogetherWhenAllHaveSentThem() throws {
    let both = try Duelists.seated()
    both.world.say("READY nonce=\(nonceHash(0))", on: both.ada)
    #expect(both.world.lines(of: both.bob).map(word) == ["SEAT"])
    both.world.say("READY nonce=\(nonceHash(1))", on: both.bob)
    let told = both.world.lines(of: both.bob)
    #expect(told.map(word) == ["OK", "SEAT", "NONCE", "NONCE"])
    #expect(told.suffix(2).map { value("hash", in: $0) } == [0, 1].map { "\(nonceHash($0))" })
    #expect(told.suffix(2).map { value("seat", in: $0) } == ["0", "1"])
  }

  @Test func noPriceIsShownBeforeTheLastNonceIsOpen() throws {
    let both = try committed()
    open(both, 1)
    #expect(both.world.lines(of: both.ada).map(word) == ["OPENED"])
    both.world.wait(milliseconds: 9_000)
    #expect(both.world.lines(of: both.ada).isEmpty)
    open(both, 0)
    let shown = both.world.lines(of: both.ada)
    #expect(shown.map(word).prefix(4) == ["OK", "OPENED", "START", "TICK"])
    #expect(shown.count { word($0) == "TICK" } == 61)
  }

  @Test func theSeatThatGaveNoneIsToldOfAsNone() throws {
    let both = try Duelists.seated()
    commit(both, [1])
    let told = both.world.pushes("NONCE", of: both.ada)
    #expect(told.map { value("hash", in: $0) } == ["none", "\(nonceHash(1))"])
    open(both, 1)
    #expect(both.world.pushes("START", of: both.ada).count == 1)
  }

  @Test func theTimeAfterTheOpeningIsThatOfTheClock() throws {
    let both = try committed("ticks=5 seed=7 clock=live:500")
    both.world.wait(milliseconds: 9_900)
    open(both, 0)
    open(both, 1)
    both.forget()
    both.world.wait(milliseconds: 499)
    #expect(both.world.pushes("TICK", of: both.ada).isEmpty)
    both.world.wait(milliseconds: 1)
    #expect(both.world.pushes("TICK", of: both.ada).map { value("tick", in: $0) } == ["0"])
    both.world.wait(milliseconds: 500)
    #expect(both.world.pushes("TICK", of: both.ada).map { value("tick", in: $0) } == ["1"])
  }

  // MARK: - Refusals

  @Test(arguments: [
    ("READY nonce=xyz", "bad-argument"), ("READY nonce=", "bad-argument"),
    ("OPEN", "missing-argument"), ("OPEN nonce=none", "bad-argument"),
    ("OPEN nonce=00", "bad-argument"), ("OPEN nonce=\(nonce(0))", "wrong-phase"),
  ])
  func whatIsWrongBeforehandIsRefused(_ line: String, _ code: String) throws {
    let both = try Duelists.seated()
    #expect(both.world.refusal(of: line, on: both.ada) == code)
    let visitor = both.world.player("eve")
    #expect(both.world.refusal(of: line, on: visitor) == "not-seated")
  }

  @Test func aNonceIsRefusedWhereNoneAreTaken() throws {
    let both = try Duelists.seated("nonces=none")
    let line = "READY nonce=\(nonceHash(0))"
    #expect(both.world.refusal(of: line, on: both.ada) == "bad-nonce")
    #expect(both.world.refusal(of: "READY", on: both.ada) == nil)
  }

  @Test func anotherNonceIsRefusedUntilTheRightOneComes() throws {
    let both = try committed()
    for wrong in [nonce(1), nonce(2), nonceHash(0)] {
      #expect(both.world.refusal(of: "OPEN nonce=\(wrong)", on: both.ada) == "bad-nonce")
    }
    #expect(both.world.refusal(of: "READY", on: both.ada) == "wrong-phase")
    #expect(both.world.refusal(of: "LEAVE", on: both.ada) == "wrong-phase")
    #expect(both.world.lines(of: both.bob).isEmpty)
    open(both, 0)
    #expect(both.world.lines(of: both.bob).map(word) == ["OPENED"])
    // Said again it is no news, as after a broken connection.
    #expect(both.world.ask("OPEN nonce=\(nonce(0))", on: both.ada).map(word).last == "OK")
    #expect(both.world.lines(of: both.bob).isEmpty)
  }

  @Test func aSeatThatIsGivenBackTakesItsHashAlong() throws {
    let both = try Duelists.seated()
    both.world.say("READY nonce=\(nonceHash(1))", on: both.bob)
    both.world.say("LEAVE", on: both.bob)
    both.world.say("READY nonce=\(nonceHash(0))", on: both.ada)
    both.world.say("JOIN match=m1", on: both.bob)
    both.forget()
    both.world.say("READY", on: both.bob)
    let told = both.world.pushes("NONCE", of: both.ada)
    #expect(told.map { value("hash", in: $0) } == ["\(nonceHash(0))", "none"])
  }

  // MARK: - Forfeits

  @Test func whoeverDoesNotOpenInTimeHasLost() throws {
    let both = try committed()
    open(both, 1)
    both.forget()
    both.world.wait(milliseconds: 9_999)
    #expect(both.world.lines(of: both.bob).isEmpty)
    both.world.wait(milliseconds: 2)
    let end = both.world.lines(of: both.bob)
    #expect(end.map(word) == ["END"])
    let facts = ["reason", "winner", "places", "ranking", "ticks", "forfeited"]
    #expect(facts.map { value($0, in: end[0]) } == ["forfeit", "1", "1,2", "1,0", "0", "0"])
    #expect(both.world.log.joined().hasSuffix("forfeit m1 nonce\n"))
    let record = both.world.ask("RECORD match=m1", on: both.bob)
    #expect(value("digest", in: record[0]) == value("digest", in: end[0]))
    #expect(record.contains { $0.contains("\"forfeit 0\"") })
    // Both are free.
    both.forget()
    #expect(value("match", in: both.world.ask("CREATE", on: both.ada).first) == "m2")
  }

  @Test func aNonceInTheLogBeforeTheTimeIsUpCounts() throws {
    let both = try committed()
    open(both, 1)
    both.world.wait(milliseconds: 9_999)
    both.world.storesAtOnce = false
    open(both, 0)
    both.world.wait(milliseconds: 5_000)
    both.forget()
    while !both.world.waiting.isEmpty { both.world.answerStore() }
    #expect(both.world.pushes("END", of: both.bob).isEmpty)
    both.world.storesAtOnce = true
    both.world.wait(milliseconds: 1)
    #expect(value("tick", in: both.world.ask("ACCOUNT", on: both.ada).last) == "0")
  }

  /// The server was busy: what lay unread when the time was up still counts.
  @Test func theServersOwnLatenessIsNotTheSeats() throws {
    let both = try committed()
    open(both, 1)
    both.world.freeze(milliseconds: 30_000)
    open(both, 0)
    #expect(both.world.pushes("START", of: both.ada).count == 1)
  }

  @Test func aForfeitThatCannotBeWrittenIsTriedAgain() throws {
    let both = try committed()
    open(both, 1)
    both.forget()
    both.world.storesAtOnce = false
    both.world.wait(milliseconds: 10_001)
    both.world.answerStore(.failed)
    #expect(both.world.lines(of: both.bob).isEmpty)
    both.world.wait(milliseconds: 1_001)
    both.world.answerStore()
    #expect(both.world.lines(of: both.bob).map(word) == ["END"])
  }

  @Test func whoeverHangsUpWhileNoncesAreOpenedForfeits() throws {
    let both = try committed()
    both.world.hangUp(both.ada)
    open(both, 1)
    let told = both.world.lines(of: both.bob)
    #expect(told.map(word) == ["SEAT", "OK", "OPENED"])
    both.world.wait(milliseconds: 10_001)
    #expect(value("forfeited", in: both.world.lines(of: both.bob).last) == "0")
  }

  @Test func aServerThatStopsEndsTheMatchWithoutAResult() throws {
    let both = try committed()
    open(both, 1)
    both.forget()
    both.world.shutDown()
    let end = both.world.lines(of: both.bob).first
    #expect(value("reason", in: end) == "aborted" && value("digest", in: end) == "none")
  }

  // MARK: - Coming back, coming late

  @Test func aSeatTakenAgainMayStillOpen() throws {
    let both = try Duelists()
    let token = value("token", in: both.world.ask("CREATE ticks=3 seed=7", on: both.ada).first)
    both.world.say("JOIN match=m1", on: both.bob)
    commit(both)
    both.world.hangUp(both.ada)
    let again = both.world.connect()
    _ = both.world.lines(of: again)
    let resume = "RESUME match=m1 token=\(try #require(token)) seq=0"
    let shown = both.world.ask(resume, on: again)
    #expect(
      shown.map(word) == [
        "OK", "COMMITMENT", "SEAT", "SEAT", "SEAT", "SEAT", "NONCE", "NONCE", "SEAT",
        "SEAT",
      ])
    #expect(both.world.ask("OPEN nonce=\(nonce(0))", on: again).map(word) == ["OK", "OPENED"])
    open(both, 1)
    #expect(both.world.pushes("START", of: again).count == 1)
  }

  @Test func whoComesLateIsShownWhatIsKnown() throws {
    let both = try Duelists.seated()
    let eve = both.world.connect()
    func shown() -> [String] {
      defer { both.world.say("UNWATCH", on: eve) }
      _ = both.world.lines(of: eve)
      return both.world.ask("WATCH match=m1", on: eve).map(word)
    }
    let seats = ["OK", "COMMITMENT", "SEAT", "SEAT"]
    both.world.say("READY nonce=\(nonceHash(0))", on: both.ada)
    #expect(shown() == seats)
    both.world.say("READY nonce=\(nonceHash(1))", on: both.bob)
    #expect(shown() == seats + ["NONCE", "NONCE"])
    open(both, 0)
    #expect(shown() == seats + ["NONCE", "NONCE", "OPENED"])
    open(both, 1)
    #expect(shown() == seats + ["NONCE", "NONCE", "OPENED", "OPENED", "START", "TICK", "RANK"])
  }

  @Test func spectatorsFollowTheOpening() throws {
    let both = try Duelists.seated("ticks=5 seed=7 spectator-delay=30")
    let eve = both.world.connect()
    both.world.say("WATCH", on: eve)
    _ = both.world.lines(of: eve)
    commit(both)
    open(both, 1)
    open(both, 0)
    let told = both.world.lines(of: eve).map(word)
    #expect(
      told.prefix(7) == ["SEAT", "SEAT", "NONCE", "NONCE", "OPENED", "OPENED", "START"])
    #expect(told.count { $0 == "TICK" } == 60)
  }

  // MARK: - Series

  @Test func theNextMatchOfASeriesAsksForNewNonces() throws {
    let both = try Duelists.seated("ticks=1 seed=7 series=3 nonces=required clock=live:100")
    commit(both)
    open(both, 0)
    open(both, 1)
    both.world.wait(milliseconds: 100)
    let ada = both.world.lines(of: both.ada)
    #expect(ada.contains { $0.hasPrefix("SEATED match=m2") })
    #expect(ada.contains { $0.hasPrefix("COMMITMENT match=m2") && value("number", in: $0) == "1" })
    both.world.say("READY nonce=\(nonceHash(2, in: 0))", on: both.ada)
    both.forget()
    both.world.wait(milliseconds: 10_000)
    let end = both.world.pushes("END", of: both.ada).first
    #expect(value("reason", in: end) == "forfeit" && value("winner", in: end) == "0")
    #expect(both.world.log.joined().contains("forfeit m2 hash\n"))
  }

  /// The last READY is in the log before the server's forfeit: then all have time to open.
  @Test func aLastReadyInTimeIsNotAForfeit() throws {
    let both = try Duelists.seated("ticks=1 seed=7 series=3 nonces=required clock=live:100")
    commit(both)
    open(both, 0)
    open(both, 1)
    both.world.wait(milliseconds: 100)
    both.world.say("READY nonce=\(nonceHash(0))", on: both.ada)
    both.world.wait(milliseconds: 9_990)
    both.world.storesAtOnce = false
    both.world.say("READY nonce=\(nonceHash(1))", on: both.bob)
    both.world.wait(milliseconds: 100)
    both.forget()
    while !both.world.waiting.isEmpty { both.world.answerStore() }
    #expect(both.world.lines(of: both.ada).map(word) == ["SEAT", "NONCE", "NONCE"])
    both.world.storesAtOnce = true
    both.world.wait(milliseconds: 9_000)
    open(both, 0)
    open(both, 1)
    #expect(both.world.pushes("START", of: both.ada).count == 1)
  }

  // MARK: - The chain

  @Test func everyMatchIsALinkAlsoOneThatNeverBegins() throws {
    let both = try Duelists()
    var links: [(previous: String, link: String)] = []
    for _ in 0..<3 {
      let lines = both.world.ask("CREATE", on: both.ada)
      let line = lines.first { word($0) == "COMMITMENT" }
      links.append((value("previous", in: line) ?? "", value("link", in: line) ?? ""))
      both.world.say("LEAVE", on: both.ada)
      both.forget()
    }
    #expect(links[0].previous == String(repeating: "0", count: 64))
    #expect(links[1].previous == links[0].link && links[2].previous == links[1].link)
    let list = both.world.ask("LIST", on: both.bob).first
    #expect(value("number", in: list) == "3" && value("link", in: list) == links[2].link)
  }

  @Test func aMatchThatCouldNotBeWrittenIsNoLink() throws {
    let both = try Duelists()
    both.world.storesAtOnce = false
    both.world.say("CREATE", on: both.ada)
    both.world.answerStore(.failed)
    both.world.storesAtOnce = true
    let line = both.world.ask("CREATE", on: both.bob).first { word($0) == "COMMITMENT" }
    #expect(value("number", in: line) == "1")
  }
}
