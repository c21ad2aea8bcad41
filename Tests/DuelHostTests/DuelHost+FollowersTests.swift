import Digests
import DuelHost
import DuelRules
import TestKit
import Testing

/// Series and rematches.
struct DuelHostFollowersTests {
  /// Both play a match to its end; ada holds a position that decides it, bob none.
  private func play(_ both: Duelists, ticks: Int) {
    for _ in 0..<(ticks - 1) { both.bothDone() }
  }

  private func ready(_ both: Duelists) {
    both.world.say("READY", on: both.ada)
    both.world.say("READY", on: both.bob)
  }

  /// A series of short practice matches that has begun; nobody has read anything.
  private func series(_ settings: String = "series=3 ticks=3 seed=7") throws -> Duelists {
    let both = try Duelists()
    both.world.say("CREATE rules=classroom \(settings)", on: both.ada)
    both.world.say("JOIN match=m1", on: both.bob)
    ready(both)
    return both
  }

  private func pushed(_ type: String, _ lines: [String]) -> [String] {
    lines.filter { word($0) == type }
  }

  // MARK: - Series

  @Test func theNextMatchOpensWithTheEndOfTheLast() throws {
    let both = try series()
    let eve = both.world.connect()
    both.world.say("WATCH match=m1", on: eve)
    #expect(
      pushed("SERIES", both.world.lines(of: both.ada)).map { $0.split(separator: " ").dropFirst(3) }
        == [["of=3", "played=0", "wins=0,0", "next=none", "winner=none"]])
    both.world.say("LONG BTC 5000 10x", on: both.ada)
    both.forget()
    play(both, ticks: 3)
    let lines = both.world.lines(of: both.ada)
    let end = try #require(pushed("END", lines).first)
    let won = value("winner", in: end) == "0" ? "1,0" : "0,1"
    let standing = try #require(pushed("SERIES", lines).first)
    #expect(standing.hasSuffix(" of=3 played=1 wins=\(won) next=m2 winner=none"))
    #expect(lines.firstIndex(of: standing) ?? 0 < lines.firstIndex(of: end) ?? 0)
    let seated = try #require(pushed("SEATED", lines).first)
    #expect(seated.hasPrefix("SEATED match=m2 seat=0 token="))
    #expect(seated.hasSuffix(" after=m1 reason=series"))
    #expect(pushed("SERIES", both.world.lines(of: eve)).last?.contains(" next=m2 ") == true)
    let listed = both.world.ask("LIST", on: both.bob).last
    #expect(value("match", in: listed) == "m2" && value("phase", in: listed) == "ready")
    #expect(value("series", in: listed) == "3")
  }

  @Test func theNextMatchBeginsByItselfOrWhenAllAreReady() throws {
    let both = try series("series=3 ticks=3 seed=7 clock=lockstep:60000")
    play(both, ticks: 3)
    both.forget()
    both.world.wait(milliseconds: 9_900)
    #expect(pushed("START", both.world.lines(of: both.ada)).isEmpty)
    both.world.wait(milliseconds: 200)
    #expect(pushed("START", both.world.lines(of: both.ada)).count == 1)
    play(both, ticks: 3)
    both.forget()
    ready(both)
    #expect(pushed("START", both.world.lines(of: both.ada)).count == 1)
  }

  /// Three draws: three matches, nobody has won, and then a rematch is a series again.
  @Test func aSeriesOfDrawsEndsWithoutAWinner() throws {
    let both = try series()
    for match in 1...3 {
      if match > 1 { ready(both) }
      both.forget()
      play(both, ticks: 3)
      let lines = both.world.lines(of: both.bob)
      let next = match < 3 ? "m\(match + 1)" : "none"
      #expect(
        pushed("SERIES", lines).last?.hasSuffix(
          " of=3 played=\(match) wins=0,0 next=\(next) winner=none") == true)
      #expect(pushed("SEATED", lines).count == (match < 3 ? 1 : 0))
    }
    #expect(both.world.population.matches == 0)
    both.world.say("REMATCH", on: both.ada)
    both.world.say("REMATCH", on: both.bob)
    #expect(value("series", in: both.world.ask("LIST", on: both.ada).last) == "3")
  }

  @Test func twoWinsDecideABestOfThree() throws {
    let both = try series("series=3 ticks=40 seed=2 clock=lockstep:60000")
    var played = 0
    var last = ""
    while both.world.population.matches > 0, played < 3 {
      both.forget()
      // bob is flat, ada is wiped out sooner or later, whichever way she bets.
      both.world.say("SHORT BTC 100% 100x", on: both.ada)
      play(both, ticks: 40)
      played += 1
      last = pushed("SERIES", both.world.lines(of: both.bob)).last ?? last
      ready(both)
    }
    let wins = value("wins", in: last)?.split(separator: ",").compactMap { Int($0) } ?? []
    let best = wins.max() ?? 0
    #expect(wins.reduce(0, +) == played && best == 2)
    #expect(value("winner", in: last) == "\(wins.firstIndex(of: 2) ?? 9)")
  }

  /// The tape of the second match is that of the next practice number.
  @Test func practiceCountsOn() throws {
    let both = try series()
    for number in 7...8 {
      if number > 7 { ready(both) }
      both.forget()
      play(both, ticks: 3)
      let end = pushed("END", both.world.lines(of: both.ada)).first
      #expect(value("seed", in: end) == MatchSecret(practice: number).seed.description)
    }
  }

  @Test func tokensStayWithTheirPlayers() throws {
    let both = try series()
    let token = value(
      "token",
      in: pushed("OK", both.world.lines(of: both.ada)).first {
        $0.hasPrefix("OK CREATE")
      })
    play(both, ticks: 3)
    let seated = pushed("SEATED", both.world.lines(of: both.ada)).first
    #expect(token != nil && value("token", in: seated) == token)
  }

  @Test func whoIsGoneKeepsTheSeatOfASeries() throws {
    let both = try series("series=3 ticks=3 seed=7 clock=lockstep:60000")
    play(both, ticks: 3)
    both.forget()
    both.world.hangUp(both.bob)
    #expect(
      both.world.lines(of: both.ada).last?.hasSuffix(" seat=1 name=bob state=away") == true)
    let eve = both.world.player("eve")
    #expect(both.world.refusal(of: "JOIN match=m2", on: eve) == "match-full")
    both.world.wait(milliseconds: 10_100)
    #expect(pushed("START", both.world.lines(of: both.ada)).count == 1)
  }

  @Test func whoIsGoneBeforeTheNextMatchIsShownAway() throws {
    let both = try series("series=3 ticks=3 seed=7 clock=live:100")
    both.world.wait(milliseconds: 200)
    both.world.hangUp(both.bob)
    both.forget()
    both.world.wait(milliseconds: 200)
    let lines = both.world.lines(of: both.ada)
    #expect(pushed("SEATED", lines).count == 1)
    #expect(lines.last?.hasSuffix(" seat=1 name=bob state=away") == true)
  }

  @Test func withNobodyThereTheSeriesIsOver() throws {
    let both = try series("series=3 ticks=3 seed=7 clock=live:100")
    both.world.hangUp(both.bob)
    both.world.hangUp(both.ada)
    both.world.wait(milliseconds: 40_000)
    #expect(both.world.population.matches == 0)
    let other = try series()
    play(other, ticks: 3)
    #expect(other.world.population.matches == 1)
    other.world.hangUp(other.bob)
    other.world.hangUp(other.ada)
    other.world.wait(milliseconds: 10_100)
    #expect(other.world.population.matches == 0)
  }

  @Test func leavingEndsTheSeries() throws {
    let both = try series()
    play(both, ticks: 3)
    both.forget()
    #expect(both.world.ask("LEAVE", on: both.bob).first == "OK LEAVE")
    let end = both.world.lines(of: both.ada).last
    #expect(end.map(word) == "END" && value("reason", in: end) == "aborted")
    #expect(both.world.population.matches == 0)
    #expect(value("match", in: both.world.ask("CREATE", on: both.ada).first) == "m3")
  }

  /// Until the next match is there a player cannot slip into another.
  @Test func noSeatIsTakenWhileTheNextOneIsWritten() throws {
    let both = try series()
    let eve = both.world.connect()
    both.world.say("HELLO name=eve", on: eve)
    let created = both.world.ask("CREATE", on: eve).first {
      word($0) == "OK" && $0.contains("token")
    }
    let token = try #require(value("token", in: created))
    both.bothDone()
    both.world.storesAtOnce = false
    both.bothDone()
    while pushed("END", both.world.lines(of: both.ada)).isEmpty { both.world.answerStore() }
    #expect(both.world.population.matches == 1)
    #expect(both.world.refusal(of: "CREATE", on: both.ada) == "already-seated")
    #expect(both.world.refusal(of: "REMATCH", on: both.ada) == "already-seated")
    let resume = "RESUME match=m2 token=\(token)"
    #expect(both.world.refusal(of: resume, on: both.ada) == "already-seated")
    both.world.storesAtOnce = true
    both.world.answerStore()
    #expect(both.world.population.matches == 2)
  }

  /// A full log does not end a series: the match comes when there is room.
  @Test func theNextMatchIsTriedAgain() throws {
    let both = try series()
    both.bothDone()
    both.world.storesAtOnce = false
    both.world.say("DONE", on: both.ada)
    both.world.say("DONE", on: both.bob)
    while !both.world.lines(of: both.ada).contains(where: { word($0) == "END" }) {
      both.world.answerStore()
    }
    both.world.answerStore(.failed)
    #expect(both.world.population.matches == 0)
    both.world.storesAtOnce = true
    both.world.wait(milliseconds: 2_000)
    #expect(both.world.lines(of: both.ada).contains { $0.hasPrefix("SEATED match=m2 ") })
  }

  // MARK: - Rematch

  /// A match of three ticks is over, and both have read everything.
  private func finished() throws -> Duelists {
    let both = try Duelists.live("rules=classroom ticks=3 seed=7")
    play(both, ticks: 3)
    both.forget()
    return both
  }

  @Test func aRematchSwapsTheSeats() throws {
    let both = try finished()
    #expect(
      both.world.ask("#r REMATCH", on: both.ada) == ["OK #r REMATCH match=m1 waiting=bob"])
    #expect(both.world.lines(of: both.bob) == ["REMATCH match=m1 by=ada"])
    let lines = both.world.ask("rematch", on: both.bob)
    #expect(lines.first == "OK REMATCH match=m1 waiting=none")
    #expect(pushed("SEATED", lines).first?.hasPrefix("SEATED match=m2 seat=0 ") == true)
    let told = pushed("SEATED", both.world.lines(of: both.ada)).first
    #expect(told?.hasPrefix("SEATED match=m2 seat=1 ") == true)
    #expect(told?.hasSuffix(" after=m1 reason=rematch") == true)
    let rules = both.world.ask("RULES", on: both.ada).last
    #expect(value("preset", in: rules) == "classroom" && value("ticks", in: rules) == "3")
    both.forget()
    ready(both)
    #expect(pushed("START", both.world.lines(of: both.ada)).count == 1)
    play(both, ticks: 3)
    let seed = value("seed", in: pushed("END", both.world.lines(of: both.bob)).first)
    #expect(seed != nil && seed != MatchSecret(practice: 7).seed.description)
  }

  @Test func askingTwiceIsToldOnce() throws {
    let both = try finished()
    for _ in 1...2 {
      #expect(both.world.ask("REMATCH", on: both.ada) == ["OK REMATCH match=m1 waiting=bob"])
    }
    #expect(both.world.lines(of: both.bob).count == 1)
  }

  @Test func aRematchIsAskedForWithinAMinute() throws {
    let both = try finished()
    both.world.wait(milliseconds: 59_000)
    #expect(both.world.ask("REMATCH", on: both.ada).last?.hasPrefix("OK REMATCH") == true)
    both.world.wait(milliseconds: 1_000)
    #expect(both.world.refusal(of: "REMATCH", on: both.bob) == "no-rematch")
  }

  @Test func aRematchNeedsBoth() throws {
    let both = try finished()
    #expect(both.world.refusal(of: "REMATCH", on: both.world.player("eve")) == "no-rematch")
    both.world.say("CREATE", on: both.bob)
    #expect(
      both.world.ask("REMATCH", on: both.ada) == [
        "ERR code=no-rematch text=\"bob is gone or plays another match\""
      ])
    both.world.hangUp(both.bob)
    #expect(both.world.refusal(of: "REMATCH", on: both.ada) == "no-rematch")
  }

  @Test func aRematchOfThreeMovesEverybodyUp() throws {
    let world = try HostWorld()
    let players = ["ada", "bob", "eve"].map { world.player($0) }
    world.say("CREATE seats=3 ticks=1", on: players[0])
    for player in players.dropFirst() { world.say("JOIN match=m1", on: player) }
    for player in players { world.say("READY", on: player) }
    for player in players { world.say("REMATCH", on: player) }
    let seats = players.map { player in
      value("seat", in: world.lines(of: player).first { word($0) == "SEATED" })
    }
    #expect(seats == ["1", "2", "0"])
  }

  @Test func whatWasAbortedIsNotPlayedAgain() throws {
    let both = try Duelists.seated()
    both.world.say("LEAVE", on: both.ada)
    both.world.say("LEAVE", on: both.bob)
    #expect(both.world.refusal(of: "REMATCH", on: both.ada) == "no-rematch")
  }
}
