import DuelRules
import Records
import TestKit
import Testing

/// A server whose operator has set the rules of matches that name none.
struct DuelHostRulesTests {
  private func world(_ text: String) throws -> HostWorld {
    let tapes = [makeTape(ticks: 100, names: ["OLD", "NEW"])]
    return HostWorld(rules: try RulesFile.read(Array(text.utf8), tapes: tapes), tapes: tapes)
  }

  private let file = """
    {"preset": "standard", "ticks": 7, "taker-fee": 0.0003, "instruments": ["BTC", "SOL"],
     "BTC": {"volatility": 0.003}, "handicap": [1, 0.8], "clock": "lockstep:60000"}
    """

  /// The values of some keys of the match that a player sits in.
  private func rules(_ world: HostWorld, _ player: Int, _ keys: String...) -> [String?] {
    let line = world.ask("RULES", on: player).last { $0.hasPrefix("OK RULES") }
    return keys.map { value($0, in: line) }
  }

  @Test func aMatchWithoutRulesHasTheServers() throws {
    let world = try world(file)
    let ada = world.player("ada")
    #expect(rules(world, ada, "match", "taker-fee", "ticks") == ["none", "0.0003", "7"])
    world.say("CREATE", on: ada)
    #expect(
      rules(world, ada, "match", "preset", "taker-fee", "ticks", "instruments", "BTC.volatility")
        == ["m1", "standard", "0.0003", "7", "BTC,SOL", "0.003"])
  }

  @Test func whatIsNamedReplacesTheServers() throws {
    let world = try world(file)
    let ada = world.player("ada")
    world.say("CREATE ticks=blitz handicap=0.5,1", on: ada)
    #expect(
      rules(world, ada, "ticks", "handicap", "taker-fee", "BTC.volatility")
        == ["360", "0.5,1", "0.0003", "0.003"])
  }

  @Test func aPresetReplacesAllOfTheServers() throws {
    let world = try world(file)
    let ada = world.player("ada")
    world.say("CREATE rules=standard", on: ada)
    #expect(
      rules(world, ada, "ticks", "handicap", "taker-fee", "instruments", "BTC.volatility")
        == ["360", "none", "0.0005", "BTC,ETH", "0.002"])
  }

  @Test func twoWhoNameNoRulesFindEachOther() throws {
    let world = try world(file)
    let (ada, bob, eve) = (world.player("ada"), world.player("bob"), world.player("eve"))
    #expect(value("seat", in: world.ask("QUEUE", on: ada).first) == "0")
    #expect(value("match", in: world.ask("QUEUE rules=standard", on: eve).first) == "m2")
    let joined = world.ask("QUEUE", on: bob).first
    #expect(value("match", in: joined) == "m1" && value("seat", in: joined) == "1")
  }

  @Test(arguments: [
    "CREATE", "CREATE rules=exchange seats=1 ticks=3", "CREATE rules=forex seats=1 ticks=3",
    "CREATE rules=stocks seats=1 ticks=3 instruments=INDEX,BTC",
    "CREATE seats=1 ticks=3 handicap=0.9 starting-inventory=SOL:3,BTC:-0.1",
  ])
  func itsRecordVerifies(_ create: String) throws {
    let world = try world(file)
    let (ada, bob) = (world.player("ada"), world.player("bob"))
    world.say(create, on: ada)
    if create == "CREATE" { world.say("JOIN match=m1", on: bob) }
    world.say("READY", on: ada)
    world.say("READY", on: bob)
    world.say("LONG BTC 100 2x", on: ada)
    for _ in 0..<7 {
      world.say("DONE", on: ada)
      world.say("DONE", on: bob)
    }
    let lines = world.ask("RECORD match=m1", on: ada).filter { word($0) == "RECORD-LINE" }
    let text = lines.map { $0.split(separator: "text=\"", maxSplits: 1)[1].dropLast() + "\n" }
    let verification = try RecordVerifier.verify(Array(text.joined().utf8))
    guard case .verified = verification else {
      Issue.record("\(verification)")
      return
    }
  }

  // MARK: - On a tape

  private let onTape = """
    {"preset": "classroom", "tape": "HISTORY", "tape-offset": 10, "ticks": 20, "seats": 1,
     "NEW": {"min-notional": 2}}
    """

  @Test(arguments: [("CREATE", "20"), ("CREATE ticks=20", "20"), ("CREATE ticks=30", "30")])
  func aMatchWithoutATapeHasTheServers(_ create: String, _ ticks: String) throws {
    let world = try world(onTape)
    let ada = world.player("ada")
    world.say(create, on: ada)
    #expect(
      rules(world, ada, "tape-name", "tape-offset", "ticks", "NEW.min-notional", "instruments")
        == ["HISTORY", "10", ticks, "2.00", "OLD,NEW"])
    let start = world.ask("READY", on: ada).first { word($0) == "START" }
    #expect(value("tape", in: start) == "HISTORY")
  }

  @Test func aPresetOrATapeReplacesTheServersTape() throws {
    let world = try world(onTape)
    let (ada, bob) = (world.player("ada"), world.player("bob"))
    world.say("CREATE rules=classroom", on: ada)
    #expect(rules(world, ada, "tape-name", "instruments") == [nil, "BTC,ETH"])
    world.say("CREATE tape=HISTORY", on: bob)
    #expect(rules(world, bob, "tape-name", "tape-offset") == ["HISTORY", "0"])
  }

  @Test(arguments: [
    ("instruments=BTC", "the tape has OLD,NEW"),
    ("instruments=OLD ticks=9", "the tape has OLD,NEW"),
    ("ticks=31", "1 to 30 ticks on HISTORY from tick 10"),
  ])
  func whatDoesNotFitTheServersTapeIsRefused(_ terms: String, _ reason: String) throws {
    let world = try world(onTape)
    let ada = world.player("ada")
    let answer = world.ask("CREATE \(terms)", on: ada).first ?? ""
    #expect(code(answer) == "bad-rule" && answer.hasSuffix("text=\"\(reason)\""))
  }
}
