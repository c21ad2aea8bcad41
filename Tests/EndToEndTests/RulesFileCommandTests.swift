import Testing

/// `--rules PRESET|FILE` where it is taken.
@Suite(.timeLimit(.minutes(5)))
struct RulesFileCommandTests {
  private let good = """
    {"preset": "standard", "ticks": 30, "taker-fee": "0.0003", "BTC": {"volatility": 0.003},
     "instruments": ["BTC", "SOL"], "leverage-max": 50, "handicap": [1, 0.8],
     "brackets": [{"floor": 50000, "rate": 0.01, "leverage": 25}],
     "starting-inventory": {"SOL": 10}}
    """

  @Test func aServerPlaysByItsFile() async throws {
    let file = TemporaryFile()
    try file.write(good)
    let server = try await Server(["--quiet", "--rules", file.path])
    let ada = try RawClient(port: server.port)
    ada.say("RULES")
    let rules = try ada.line(beginning: "OK RULES match=none preset=standard instruments=BTC,SOL ")
    #expect(rules.contains(" ticks=30 ") && rules.contains(" taker-fee=0.0003 "))
    #expect(rules.contains(" handicap=1,0.8 starting-inventory=SOL:10 "))
    #expect(rules.contains(" brackets=50000.00:0.01:25 "))
    ada.say("HELLO name=ada")
    ada.say("CREATE clock=lockstep:60000")
    _ = try ada.line(beginning: "OK CREATE match=m1")
    let bot = try Program("duel", ["bot", "hold", server.address, "--as", "bob", "--join", "m1"])
    ada.say("READY")
    let start = try ada.line(beginning: "START match=m1")
    #expect(start.contains(" ticks=30 ") && start.hasSuffix(" balances=10000.00,8000.00"))
    let position = try ada.line(beginning: "POSITION match=m1")
    #expect(position.contains(" seat=0 instrument=SOL quantity=10 "))
    for tick in 0..<30 {
      _ = try ada.line(beginning: "RANK")
      if tick < 29 { ada.say("DONE tick=\(tick)") }
    }
    #expect(try ada.line(beginning: "END").contains(" reason=finished "))
    #expect(try await bot.finish().status == 0)
    #expect(try await server.program.stop().status == 0)
  }

  /// The same file gives the same duel, and its record is verified.
  @Test func aDemoPlaysByAFile() async throws {
    let (file, record) = (TemporaryFile(), TemporaryFile())
    try file.write(good)
    let options = ["--rules", file.path, "--record", record.path]
    let first = try await Program.run("duel", "demo --plain --seed 7", and: options)
    #expect(first.status == 0)
    #expect(first.output.contains("30 ticks of BTC and SOL, 10000.00 and 8000.00\n"))
    #expect(first.output.contains("  tick -1  trend: long 10 SOL from "))
    let last = try #require(first.lines.last)
    #expect(last.hasPrefix("verified digest="))
    #expect(try await Program.run("duel", "verify", and: [record.path]).lines == [last])
    #expect(record.text.contains("\nrule handicap=1,0.8\nrule starting-inventory=SOL:10\n"))
    let second = try await Program.run("duel", "demo --plain --seed 7", and: options)
    #expect(second.output == first.output)
  }

  @Test(arguments: ["exchange", "crypto", "forex", "stocks", "ranked", "classroom"])
  func aDemoOfAPresetIsVerified(_ preset: String) async throws {
    let demo = try await Program.run("duel", "demo --plain --seed 7 --ticks 200 --rules \(preset)")
    #expect(demo.status == 0 && demo.lines.last?.hasPrefix("verified digest=") == true)
    #expect(demo.output.contains(preset == "ranked" ? "reversion " : "trend: "))
  }

  @Test func aTimeClassIsALength() async throws {
    let demo = try await Program.run("duel", "demo --plain --seed 7 --ticks blitz")
    #expect(demo.status == 0 && demo.lines.first?.contains(" 360 ticks ") == true)
  }

  @Test func rulesMayNameATape() async throws {
    let (csv, file) = (TemporaryFile(), TemporaryFile())
    let rows = (0..<200).map { "\(1_515_560_100 + 300 * $0),\(100 + $0 % 7)" }
    try csv.write("date,close\n" + rows.joined(separator: "\n") + "\n")
    try file.write(
      "{\"preset\": \"classroom\", \"tape\": \"DUEL\", \"tape-offset\": 20, \"ticks\": 50}")
    let options = ["--rules", file.path, "--tape", csv.path]
    let demo = try await Program.run("duel", "demo --plain --seed 1", and: options)
    #expect(demo.status == 0 && demo.lines.first?.contains(" 50 ticks of DUEL") == true)
    let longer = try await Program.run("duel", "demo --plain --seed 1 --ticks 120", and: options)
    #expect(longer.status == 0 && longer.lines.first?.contains(" 120 ticks of DUEL") == true)
    let alone = try await Program.run("duel", "demo --plain", and: ["--rules", file.path])
    #expect(alone.status == 4)
    #expect(alone.talk.contains(":1: tape DUEL: there is no such tape; known: --tape FILE brings"))
  }

  @Test(arguments: [
    ("{\"ticks\": 600,\n\"ticks\": 600}", ":2: the key 'ticks' stands twice"),
    ("{\"ticks\": 600} x", ":1: text follows the value"),
    ("{\"taker-fe\": 0.1}", ":1: taker-fe: there is no such rule; did you mean taker-fee?"),
    ("{\"leverage-max\": 3}", ": leverage-default 5, as rules standard have it: at most leverage-"),
    ("", ":1: a value is {"),
  ])
  func aWrongFileIsNamedWithItsLine(_ text: String, _ talk: String) async throws {
    let file = TemporaryFile()
    try file.write(text)
    for command in ["serve --listen 127.0.0.1:0", "demo --plain", "tape make"] {
      let finished = try await Program.run("duel", "\(command) --rules", and: [file.path])
      #expect(finished.status == 4 && finished.output.isEmpty)
      #expect(finished.talk.hasPrefix("duel: \(file.path)\(talk)"), "\(finished.talk)")
    }
  }

  @Test(arguments: [
    ("serve --rules nix", 2, "there are no rules 'nix'. Known: classroom"),
    ("serve --rules ./nix", 4, "cannot read ./nix: No such file or directory"),
    ("serve --rules nix.json", 4, "cannot read nix.json: No such file or directory"),
    ("demo --rules standrad", 2, "did you mean standard?"),
    ("play 127.0.0.1:1 --rules my.json", 2, "a rules file is the server's: duel serve --rules"),
    ("play --vs trend --rules my.json", 4, "cannot read my.json"),
  ])
  func whatIsNeitherIsSaid(_ words: String, _ status: Int, _ text: String) async throws {
    let finished = try await Program.run("duel", words)
    #expect(finished.status == Int32(status) && finished.talk.contains(text), "\(finished.talk)")
  }

  @Test func aDemoHasTwoSeats() async throws {
    let file = TemporaryFile()
    try file.write("{\"seats\": 3}")
    let finished = try await Program.run("duel", "demo --rules", and: [file.path])
    #expect(finished.status == 2 && finished.talk.contains("the rules of --rules have 3"))
  }
}
