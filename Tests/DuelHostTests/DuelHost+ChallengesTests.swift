import DuelHost
import TestKit
import Testing

/// Private matches and challenges.
struct DuelHostChallengesTests {
  // MARK: - Private matches

  @Test func aPrivateMatchAsksForItsKey() throws {
    let both = try Duelists()
    both.world.say("CREATE key=sesame ticks=3 seed=7", on: both.ada)
    let listed = both.world.ask("LIST", on: both.bob).last
    #expect(value("private", in: listed) == "yes" && listed?.contains("sesame") == false)
    for line in ["JOIN match=m1", "JOIN match=m1 key=Sesame", "JOIN match=m1 key="] {
      #expect(
        both.world.ask(line, on: both.bob) == [
          "ERR code=bad-key field=key "
            + "text=\"m1 is private; add the key= that its players know\""
        ])
    }
    let lines = both.world.ask("JOIN match=m1 key=sesame", on: both.bob)
    #expect(lines.first?.hasPrefix("OK JOIN match=m1 seat=1 ") == true)
    let eve = both.world.player("eve")
    #expect(both.world.refusal(of: "JOIN match=m1", on: eve) == "bad-key")
    #expect(both.world.refusal(of: "JOIN match=m1 key=sesame", on: eve) == "match-full")
  }

  /// The key is asked for before the match is in the log, too.
  @Test func aKeyIsNeededInTheSameRound() throws {
    let both = try Duelists()
    both.world.storesAtOnce = false
    both.world.say("CREATE key=sesame", on: both.ada)
    #expect(both.world.refusal(of: "JOIN match=m1", on: both.bob) == "bad-key")
  }

  @Test func queueNeverFindsAPrivateMatch() throws {
    let both = try Duelists()
    both.world.say("CREATE key=sesame ticks=3", on: both.ada)
    let line = both.world.ask("QUEUE ticks=3 key=sesame", on: both.bob).first
    #expect(value("match", in: line) == "m2")
  }

  @Test func spectatorsOfAPrivateMatchNeedTheKey() throws {
    let both = try Duelists()
    both.world.say("CREATE key=sesame ticks=3 seed=7", on: both.ada)
    let eve = both.world.connect()
    _ = both.world.lines(of: eve)
    #expect(both.world.refusal(of: "WATCH match=m1", on: eve) == "bad-key")
    #expect(both.world.refusal(of: "WATCH", on: eve) == "unknown-match")
    #expect(both.world.ask("WATCH match=m1 key=sesame", on: eve).first == "OK WATCH match=m1")
    #expect(both.world.ask("WATCH match=m1", on: both.ada).contains("OK WATCH match=m1"))
  }

  @Test(arguments: ["key=", "key=a/b", "key=\"a b\"", "key=abcdefghijklmnopqrstuvwxy"])
  func aKeyHasItsOwnLetters(_ field: String) throws {
    let both = try Duelists()
    for verb in ["CREATE", "CHALLENGE player=bob", "QUEUE"] {
      #expect(both.world.refusal(of: "\(verb) \(field)", on: both.ada) == "bad-argument")
    }
    #expect(both.world.population.matches == 0)
  }

  // MARK: - Challenges

  @Test func theChallengedIsToldTheKeyAndJoins() throws {
    let both = try Duelists()
    let lines = both.world.ask(
      "#1 CHALLENGE player=bob rules=classroom ticks=9 series=3", on: both.ada)
    let key = try #require(value("key", in: lines.first))
    #expect(lines.first?.hasPrefix("OK #1 CHALLENGE match=m1 seat=0 token=") == true)
    #expect(key.utf8.count == 12)
    #expect(
      both.world.lines(of: both.bob) == [
        "CHALLENGED by=ada match=m1 key=\(key) rules=classroom ticks=9 clock=lockstep "
          + "instruments=BTC,ETH series=3"
      ])
    #expect(both.world.refusal(of: "JOIN match=m1", on: both.bob) == "bad-key")
    let joined = both.world.ask("JOIN match=m1 key=\(key)", on: both.bob)
    #expect(value("seat", in: joined.first) == "1")
    #expect(both.world.refusal(of: "DECLINE match=m1", on: both.bob) == "no-challenge")
  }

  @Test func theChallengerHearsOfARefusal() throws {
    let both = try Duelists()
    both.world.say("CHALLENGE player=bob key=sesame", on: both.ada)
    both.forget()
    #expect(
      both.world.ask("#d decline match=m1", on: both.bob) == ["OK #d DECLINE match=m1"])
    #expect(
      both.world.lines(of: both.ada) == ["DECLINED match=m1 by=bob reason=declined"])
    #expect(both.world.refusal(of: "DECLINE match=m1", on: both.bob) == "no-challenge")
    #expect(both.world.ask("LEAVE", on: both.ada).first == "OK LEAVE")
    #expect(both.world.population.matches == 0)
  }

  @Test func theChallengerHearsWhenThePlayerIsGone() throws {
    let both = try Duelists()
    both.world.say("CHALLENGE player=bob", on: both.ada)
    both.forget()
    both.world.hangUp(both.bob)
    #expect(both.world.lines(of: both.ada) == ["DECLINED match=m1 by=bob reason=gone"])
  }

  /// The player goes while the log is written.
  @Test func aPlayerMayGoWhileTheChallengeIsWritten() throws {
    let both = try Duelists()
    both.world.storesAtOnce = false
    both.world.say("CHALLENGE player=bob", on: both.ada)
    both.world.hangUp(both.bob)
    both.world.answerStore()
    #expect(
      both.world.lines(of: both.ada).contains("DECLINED match=m1 by=bob reason=gone"))
  }

  @Test func aChallengeThatWasTakenBackCannotBeDeclined() throws {
    let both = try Duelists()
    both.world.say("CHALLENGE player=bob", on: both.ada)
    both.world.say("LEAVE", on: both.ada)
    both.forget()
    #expect(both.world.refusal(of: "DECLINE match=m1", on: both.bob) == "no-challenge")
  }

  @Test(arguments: [
    ("CHALLENGE", "missing-argument"), ("CHALLENGE player=ada", "bad-argument"),
    ("CHALLENGE player=eve", "unknown-player"), ("CHALLENGE player=a/b", "unknown-player"),
    ("CHALLENGE player=bob seats=1", "bad-rule"), ("CHALLENGE player=bob ticks=0", "bad-rule"),
    ("DECLINE", "missing-argument"), ("DECLINE match=m9", "no-challenge"),
    ("DECLINE match=x", "no-challenge"),
  ])
  func aWrongChallengeOpensNothing(_ line: String, _ code: String) throws {
    let both = try Duelists()
    #expect(both.world.refusal(of: line, on: both.ada) == code)
    #expect(both.world.population.matches == 0 && both.world.lines(of: both.bob).isEmpty)
  }

  @Test func whoPlaysIsNotDisturbed() throws {
    let both = try Duelists.live()
    let eve = both.world.player("eve")
    #expect(
      both.world.ask("CHALLENGE player=bob", on: eve) == [
        "ERR code=player-busy field=player text=\"bob is busy just now; try later\""
      ])
    #expect(both.world.lines(of: both.bob).isEmpty)
    #expect(both.world.refusal(of: "CHALLENGE player=eve", on: both.ada) == "already-seated")
  }

  @Test func whoDoesNotReadIsNotSentChallenges() throws {
    let both = try Duelists()
    both.world.stall(both.bob)
    #expect(both.world.refusal(of: "CHALLENGE player=bob", on: both.ada) == "player-busy")
    both.world.drain(both.bob)
    #expect(both.world.refusal(of: "CHALLENGE player=bob", on: both.ada) == nil)
  }

  // MARK: - Settings

  @Test func everyKeyOfTheMatchMayBeSet() throws {
    let both = try Duelists()
    both.world.say(
      "CREATE rules=ranked balance=5000 visibility=sealed spectator-delay=5 participation=off "
        + "knockout=plays-on abandon-after=30 taker-fee=0.001", on: both.ada)
    let rules = both.world.ask("RULES", on: both.ada).last
    let expected = [
      ("preset", "ranked"), ("balance", "5000.00"), ("visibility", "sealed"),
      ("spectator-delay", "5"), ("participation", "off"), ("knockout", "plays-on"),
      ("abandon-after", "30"), ("taker-fee", "0.001"), ("closing-fee", "on"),
    ]
    for (key, setting) in expected { #expect(value(key, in: rules) == setting) }
  }

  @Test(arguments: [
    ("visibility=shut", "visibility"), ("spectator-delay=601", "spectator-delay"),
    ("spectator-delay=-1", "spectator-delay"), ("participation=yes", "participation"),
    ("knockout=off", "knockout"), ("abandon-after=3601", "abandon-after"),
    ("abandon-after=x", "abandon-after"),
  ])
  func aWrongSettingIsNamed(_ setting: String, _ field: String) throws {
    let both = try Duelists()
    let line = both.world.ask("CREATE \(setting)", on: both.ada).first
    #expect(code(line) == "bad-rule" && value("field", in: line) == field)
  }

  @Test(arguments: [
    ("series=0", "out-of-range"), ("series=2", "out-of-range"), ("series=11", "out-of-range"),
    ("series=x", "bad-number"), ("series=", "bad-number"),
  ])
  func aSeriesIsTheBestOfAnOddNumber(_ setting: String, _ expected: String) throws {
    let both = try Duelists()
    #expect(both.world.refusal(of: "CREATE \(setting)", on: both.ada) == expected)
  }

  /// Eight seats, each with a name, all in one match that ends with a place for everybody.
  @Test func eightMayPlayEachOther() throws {
    let world = try HostWorld()
    let players = (0..<8).map { world.player("p\($0)") }
    world.say("CREATE seats=8 ticks=4 seed=7 rules=classroom", on: players[0])
    for player in players.dropFirst() { world.say("JOIN match=m1", on: player) }
    let ninth = world.player("p8")
    #expect(world.refusal(of: "JOIN match=m1", on: ninth) == "match-full")
    for player in players { world.say("READY", on: player) }
    for (index, player) in players.enumerated() {
      world.say("\(index % 2 == 0 ? "LONG" : "SHORT") BTC \(100 * (index + 1)) 10x", on: player)
    }
    for _ in 0..<3 { for player in players { world.say("DONE", on: player) } }
    for player in players {
      let lines = world.lines(of: player)
      #expect(lines.count { word($0) == "POSITION" } == 7)
      let end = lines.last
      #expect(end.map(word) == "END")
      let ranking = value("ranking", in: end)?.split(separator: ",").compactMap { Int($0) }
      #expect(ranking?.sorted() == Array(0..<8))
      #expect(value("places", in: end)?.split(separator: ",").count == 8)
    }
  }
}
