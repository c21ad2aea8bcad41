import DuelHost
import TestKit
import Testing

/// Names, and matches that have not begun.
struct DuelHostLobbyTests {
  // MARK: - HELLO

  @Test func helloNamesThePlayer() throws {
    let world = try HostWorld()
    let ada = world.connect()
    _ = world.lines(of: ada)
    #expect(
      world.ask("#1 hello proto=1 name=ada agent=\"x y\"", on: ada) == ["OK #1 HELLO player=ada"])
    #expect(
      world.ask("HELLO name=eve", on: ada) == [
        "ERR code=hello-twice text=\"you are ada already; QUIT and connect anew to change it\""
      ])
  }

  @Test(arguments: [
    "name=", "name=a/b", "name=ä", "name=abcdefghijklmnopqrstuvwxy", "name=\"a b\"",
  ])
  func aNameHasItsOwnLetters(_ field: String) throws {
    let world = try HostWorld()
    let connection = world.connect()
    _ = world.lines(of: connection)
    #expect(
      world.ask("HELLO \(field)", on: connection) == [
        "ERR code=bad-name field=name text=\"a name is 1 to 24 letters, digits, _ - .\""
      ])
    #expect(world.refusal(of: "CREATE", on: connection) == "hello-first")
  }

  @Test func aNameIsNeeded() throws {
    let world = try HostWorld()
    let connection = world.connect()
    _ = world.lines(of: connection)
    #expect(
      world.ask("HELLO", on: connection) == [
        "ERR code=missing-argument field=name "
          + "text=\"name is missing: HELLO name=NAME [proto=1] [format=text|json] [agent=TEXT]\""
      ])
  }

  @Test func aNameIsTakenUntilItsConnectionEnds() throws {
    let world = try HostWorld()
    let first = world.player("ada")
    let second = world.connect()
    _ = world.lines(of: second)
    #expect(
      world.ask("HELLO name=ada", on: second) == [
        "ERR code=name-taken field=name text=\"somebody is here as ada; choose another\""
      ])
    world.hangUp(first)
    #expect(world.ask("HELLO name=ada", on: second) == ["OK HELLO player=ada"])
  }

  @Test func anotherProtocolEndsTheConnection() throws {
    let world = try HostWorld()
    let connection = world.connect()
    _ = world.lines(of: connection)
    #expect(
      world.ask("HELLO proto=2 name=ada", on: connection) == [
        "BYE code=proto-unsupported text=\"this server speaks proto=1\""
      ])
    #expect(world.closed == [connection])
    #expect(world.player("ada") == 1)
    #expect(world.population.connections == 1)
  }

  @Test(arguments: [
    ("HELLO format=json proto=2", "proto-unsupported"),
    ("HELLO name=a/b proto=2", "proto-unsupported"),
    ("HELLO format=xml name=a/b", "bad-argument"), ("HELLO format=json", "missing-argument"),
    ("HELLO name=none", "bad-name"),
  ])
  func theFirstErrorOfAHelloIsGiven(_ line: String, _ expected: String) throws {
    let world = try HostWorld()
    let connection = world.connect()
    _ = world.lines(of: connection)
    #expect(code(world.ask(line, on: connection).first) == expected)
  }

  @Test func aSecondHelloIsNotReadFurther() throws {
    let world = try HostWorld()
    let ada = world.player("ada")
    #expect(world.refusal(of: "HELLO format=json name=a/b", on: ada) == "hello-twice")
  }

  // MARK: - CREATE

  @Test func theCreatorTakesTheFirstSeat() throws {
    let both = try Duelists()
    let lines = both.world.shown(
      for: "#c CREATE rules=classroom ticks=3 seats=3 seed=7", on: both.ada)
    let token = try #require(value("token", in: lines.first))
    #expect(token.utf8.count == 32)
    #expect(
      lines == [
        "OK #c CREATE match=m1 seat=0 token=\(token)",
        "SEAT match=m1 seq=1 seat=0 name=ada state=taken",
      ])
    #expect(
      both.world.ask("LIST", on: both.bob).dropFirst() == [
        "MATCH match=m1 phase=open rules=classroom clock=lockstep ticks=3 tick=-1 "
          + "seats=ada,none,none private=no series=1 visibility=open nonces=optional"
      ])
    let second = both.world.ask("CREATE", on: both.bob)
    #expect(value("match", in: second.first) == "m2")
    #expect(value("token", in: second.first) != token)
  }

  @Test(arguments: [
    ("rules=clasroom", "rules"), ("rules=", "rules"), ("ticks=0", "ticks"),
    ("ticks=100001", "ticks"),
    ("ticks=x", "ticks"), ("seats=0", "seats"), ("seats=9", "seats"), ("clock=lockstep:0", "clock"),
    ("clock=live:3600001", "clock"), ("clock=never", "clock"), ("instruments=XAU", "instruments"),
    ("instruments=BTC,BTC", "instruments"), ("instruments=", "instruments"),
  ])
  func aWrongRuleIsNamedAndOpensNothing(_ setting: String, _ field: String) throws {
    let both = try Duelists()
    for verb in ["CREATE", "QUEUE"] {
      let lines = both.world.ask("\(verb) \(setting)", on: both.ada)
      #expect(lines.count == 1 && code(lines.first) == "bad-rule")
      #expect(value("field", in: lines.first) == field)
    }
    #expect(both.world.isListEmpty(for: both.ada))
    #expect(both.world.refusal(of: "LEAVE", on: both.ada) == "not-seated")
  }

  @Test(arguments: ["seed=-1", "seed=x", "seed=", "seed=1234567890123456789", "seed=1.5"])
  func aSeedIsAWholeNumber(_ seed: String) throws {
    let both = try Duelists()
    #expect(
      both.world.ask("CREATE \(seed)", on: both.ada) == [
        "ERR code=bad-number field=seed text=\"a seed is a whole number of 1 to 18 digits\""
      ])
    #expect(both.world.refusal(of: "CREATE ticks=0 \(seed)", on: both.ada) == "bad-number")
    #expect(both.world.population.matches == 0)
  }

  @Test func instrumentsAreNamedInAnyLetterCase() throws {
    let both = try Duelists()
    both.world.say("CREATE instruments=eth,Sol", on: both.ada)
    let rules = both.world.ask("RULES", on: both.ada).last
    #expect(value("instruments", in: rules) == "ETH,SOL")
  }

  @Test(arguments: ["CREATE", "QUEUE", "JOIN match=m1", "JOIN", "CREATE ticks=0"])
  func aConnectionHoldsOneSeat(_ line: String) throws {
    let both = try Duelists.seated()
    #expect(
      both.world.ask(line, on: both.ada) == [
        "ERR code=already-seated text=\"you have a seat in m1; LEAVE it or play it to the end\""
      ])
    #expect(both.world.population.matches == 1)
  }

  @Test(arguments: ["CREATE", "QUEUE", "JOIN match=m1", "READY", "LEAVE", "LONG BTC 1", "ACCOUNT"])
  func strangersSayWhoTheyAre(_ line: String) throws {
    let world = try HostWorld()
    let stranger = world.connect()
    _ = world.lines(of: stranger)
    #expect(
      world.ask(line, on: stranger) == [
        "ERR code=hello-first text=\"say who you are first: HELLO name=NAME\""
      ])
  }

  // MARK: - JOIN

  @Test func aJoinerTakesTheNextFreeSeat() throws {
    let both = try Duelists()
    both.world.say("CREATE seats=3 seed=1", on: both.ada)
    _ = both.world.lines(of: both.ada)
    let lines = both.world.shown(for: "JOIN match=M1", on: both.bob)
    #expect(lines.first?.hasPrefix("OK JOIN match=m1 seat=1 token=") == true)
    #expect(lines.dropFirst() == ["SEAT match=m1 seq=1 seat=1 name=bob state=taken"])
    #expect(
      both.world.lines(of: both.ada) == ["SEAT match=m1 seq=2 seat=1 name=bob state=taken"])
  }

  @Test func aFullMatchIsNotJoined() throws {
    let both = try Duelists.seated()
    let eve = both.world.player("eve")
    #expect(
      both.world.ask("#j JOIN match=m1", on: eve) == [
        "ERR #j code=match-full text=\"all seats are taken; LIST shows open matches\""
      ])
    #expect(both.world.refusal(of: "READY", on: eve) == "not-seated")
    #expect(both.world.lines(of: both.ada).isEmpty)
  }

  @Test(arguments: ["m2", "m0", "1", "m", "m-1", "x", "\"m 1\"", "m99999999999999999999"])
  func anUnknownMatchIsNotJoined(_ match: String) throws {
    let both = try Duelists.seated()
    let eve = both.world.player("eve")
    let lines = both.world.ask("JOIN match=\(match)", on: eve)
    #expect(lines.count == 1 && code(lines.first) == "unknown-match")
    #expect(value("field", in: lines.first) == "match")
  }

  @Test func joinNamesAMatch() throws {
    let both = try Duelists()
    #expect(both.world.refusal(of: "JOIN", on: both.ada) == "missing-argument")
  }

  @Test func aRunningMatchIsNotJoined() throws {
    let both = try Duelists.live()
    let eve = both.world.player("eve")
    #expect(both.world.refusal(of: "JOIN match=m1", on: eve) != nil)
    #expect(both.world.refusal(of: "READY", on: eve) == "not-seated")
  }

  // MARK: - QUEUE

  @Test func twoWhoQueueInOneRoundMeet() throws {
    let both = try Duelists()
    both.world.sayTogether([("QUEUE ticks=3", both.ada), ("queue ticks=3", both.bob)])
    let (first, second) = (both.world.nextLine(of: both.ada), both.world.nextLine(of: both.bob))
    #expect(value("match", in: first) == "m1" && value("seat", in: first) == "0")
    #expect(value("match", in: second) == "m1" && value("seat", in: second) == "1")
    both.forget()
    #expect(both.world.population.matches == 1)
    #expect(both.world.ask("READY", on: both.ada).first == "OK READY")
    #expect(both.world.ask("READY", on: both.bob).contains { word($0) == "START" })
  }

  /// A reply names the verb that it answers.
  @Test func aQueueIsAnsweredAsAQueue() throws {
    let both = try Duelists()
    #expect(
      both.world.ask("QUEUE", on: both.ada).first?.hasPrefix("OK QUEUE match=m1 seat=0 ") == true)
    #expect(
      both.world.ask("QUEUE", on: both.bob).first?.hasPrefix("OK QUEUE match=m1 seat=1 ") == true)
  }

  @Test func queueKeepsSettingsApart() throws {
    let world = try HostWorld()
    let settings = ["ticks=3", "ticks=4", "rules=classroom ticks=3", "ticks=3 seats=3", "ticks=3"]
    let matches = settings.enumerated().map { index, setting in
      value("match", in: world.ask("QUEUE \(setting)", on: world.player("p\(index)")).first)
    }
    #expect(matches == ["m1", "m2", "m3", "m4", "m1"])
  }

  @Test func queueFillsTheOldestMatch() throws {
    let world = try HostWorld()
    let players = (0..<5).map { world.player("p\($0)") }
    world.say("CREATE ticks=3", on: players[0])
    world.say("CREATE ticks=3", on: players[1])
    let matches = players.dropFirst(2).map {
      value("match", in: world.ask("QUEUE ticks=3", on: $0).first)
    }
    #expect(matches == ["m1", "m2", "m3"])
  }

  /// bob's seat is free and taken again by name in one round: the lobby must not count it twice.
  @Test func queueIsNeverSentToAFullMatch() throws {
    let both = try Duelists.seated("ticks=5")
    let eve = both.world.player("eve")
    let dan = both.world.player("dan")
    both.world.sayTogether([("LEAVE", both.bob), ("JOIN match=m1", eve)])
    #expect(both.world.lines(of: eve).first?.hasPrefix("OK JOIN match=m1 seat=1 ") == true)
    #expect(value("match", in: both.world.ask("QUEUE ticks=5", on: dan).first) == "m2")
  }

  // MARK: - The limit

  @Test func thereAreAtMost2000Matches() throws {
    let world = try HostWorld()
    for number in 0..<2000 { world.say("CREATE", on: world.player("p\(number)")) }
    let late = world.player("late")
    #expect(
      world.ask("CREATE", on: late) == [
        "ERR code=match-limit text=\"there are too many matches; watch one and try later\""
      ])
    #expect(world.refusal(of: "CREATE ticks=0", on: late) == "bad-rule")
    #expect(world.ask("JOIN match=m5", on: late).first?.hasPrefix("OK JOIN match=m5 ") == true)
  }
}
