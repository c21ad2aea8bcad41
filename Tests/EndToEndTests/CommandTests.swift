import Testing

/// Commands that need no server.
@Suite(.timeLimit(.minutes(5)))
struct CommandTests {
  @Test(arguments: [
    ("2", "25000.00", "50"), ("5", "40000.00", "20"), ("10", "45000.00", "10"),
    ("20", "47500.00", "5"), ("50", "49000.00", "2"), ("100", "49500.00", "1"),
  ])
  func theTextbookTable(_ leverage: String, _ price: String, _ percent: String) async throws {
    let table = try await Program.run("duel", "calc table --json")
    #expect(table.status == 0)
    let row = try #require(table.lines.first { $0.contains("\"leverage\": \"\(leverage)\"") })
    #expect(row.contains("\"longLiquidationPrice\": \"\(price)\""))
    #expect(row.contains("\"longDistancePercent\": \"\(percent)\""))
    #expect(row.contains("\"shortDistancePercent\": \"\(percent)\""))
  }

  @Test(arguments: [
    ("0", "45000.00"), ("0.01", "45454.54"), ("0.02", "45918.36"),
  ])
  func aFifthAtTenTimes(_ rate: String, _ price: String) async throws {
    let finished = try await Program.run(
      "duel",
      "calc liquidation --mode isolated --side long --entry 50000 --quantity 0.2 --leverage 10"
        + " --price-step 0.01 --json --maintenance-rate \(rate)")
    #expect(finished.status == 0)
    #expect(finished.output.contains("\"liquidationPrice\": \"\(price)\""))
    #expect(finished.output.contains("\"initialMargin\": \"1000.00\""))
  }

  /// As in Protocol/vectors/liquidation/bankruptcy-price.txt: the other one keeps nothing back.
  @Test func allOfAnAccountCarriesAPositionToBankruptcy() async throws {
    let finished = try await Program.run(
      "duel",
      "calc liquidation --mode cross --side short --entry 3000 --quantity 0.1 --wallet 10"
        + " --maintenance-rate 0.1 --position long,0.004,50000,50000,0.1,0 --json")
    #expect(finished.output.contains("\"bankruptcyPrice\": \"3100.00\""))
    #expect(finished.output.contains("\"liquidationPrice\": \"2636.36363637\""))
  }

  @Test func aTenPercentRiseEarnsHalfTheMarginAtFiveTimes() async throws {
    let table = try await Program.run("duel", "calc table --margin 2000 --json")
    let row = try #require(table.lines.first { $0.contains("\"leverage\": \"5\"") })
    #expect(row.contains("\"notional\": \"10000.00\""))
    #expect(row.contains("\"tenPercentRiseEarns\": \"1000.00\""))
    #expect(row.contains("\"onMarginPercent\": \"50\""))
  }

  @Test(arguments: [
    ("", 2), ("demmo", 2), ("demo --sed 7", 2), ("demo --ticks 0", 2), ("demo extra", 2),
    ("verify", 2), ("verify --expect 00 x", 2), ("calc", 2), ("calc tabel", 2),
    ("bot nobody", 2), ("watch one:two", 2), ("play --vs nobody", 2), ("play --name a/b", 2),
    ("play --join m1 --create", 2), ("play 127.0.0.1:1", 3), ("serve --rules none", 2),
    ("verify /no/such/record", 4), ("replay", 2), ("replay /no/such/record", 4),
    ("replay x --speed fast", 2), ("replay x --from -1", 2), ("report x", 2),
    ("report /no/such/record --out x", 4), ("verify --expect 00 x y", 2),
    ("bot trend 127.0.0.1:1", 3), ("watch 127.0.0.1:1", 3), ("check", 2), ("check trend", 2),
    ("check --bot x --patience 5", 2), ("check --bot x --seed -1", 2),
  ])
  func aMistakeHasAWordAndACode(_ words: String, _ status: Int) async throws {
    let finished = try await Program.run("duel", words)
    #expect(finished.status == Int32(status))
    #expect(finished.output.isEmpty)
    #expect(!finished.talk.isEmpty)
  }

  @Test(arguments: [
    "demo", "serve", "play", "bot", "check", "watch", "replay", "report", "verify", "calc",
  ])
  func everyCommandIsExplained(_ command: String) async throws {
    let help = try await Program.run("duel", "help \(command)")
    #expect(help.status == 0 && help.output.contains(command))
    #expect(try await Program.run("duel", "\(command) --help").output == help.output)
    #expect(try await Program.run("duel", "help").output.contains(command))
  }

  @Test func theBenchmarksRun() async throws {
    let finished = try await Program.run("duel-bench", "--size small")
    #expect(finished.status == 0)
    for name in ["engine", "tape", "codec", "verify", "host", "pairing"] {
      #expect(finished.lines.contains { $0.hasPrefix(name) }, "\(name)")
    }
  }

  @Test func botsAreMeasuredBesideAPipe() async throws {
    let finished = try await Program.run("duel-bench", "bots --ticks 20 --pairs 1")
    #expect(finished.status == 0, "\(finished.talk)")
    for name in ["pipe", "bots", "ratio"] {
      #expect(finished.lines.count { $0.hasPrefix(name) } == 1, "\(name)")
    }
  }

  @Test func theServerIsMeasuredBesideOthers() async throws {
    let finished = try await Program.run("duel-bench", "server --quick")
    #expect(finished.status == 0, "\(finished.talk)")
    for name in ["duel-strict", "duel-relaxed", "duel-memory"] {
      // A LEVERAGE and an order, pipelined or not; a fan-out; memory.
      #expect(finished.lines.count { $0.hasPrefix("  \(name) ") } == 6, "\(name)")
    }
    #expect(finished.lines.filter { $0.hasPrefix("machine ") }.count == 2)
    #expect(try await Program.run("duel-bench", "server trip").status == 2)
  }

  @Test func aSimulatedWorldIsTheSameTwice() async throws {
    let first = try await Program.run(
      "duel-sim", "run --calm --seed 3 --duels 2 --ticks 30 --spectators 1")
    let second = try await Program.run(
      "duel-sim", "run --calm --seed 3 --duels 2 --ticks 30 --spectators 1")
    #expect(first.status == 0 && first.lines.count == 9)
    #expect(first.output == second.output)
  }

  @Test func theEnginesAreCheckedBesideEachOther() async throws {
    let finished = try await Program.run(
      "duel-sim", "check --seed 2 --courses 1 --commands 40")
    #expect(finished.status == 0)
    #expect(finished.lines.suffix(2) == ["commands 40", "the engines agree"])
    #expect(finished.lines.contains { $0.hasPrefix("accepted ") })
  }
}
