import Foundation
import Testing

/// `duel calc`: figures before anything is at stake.
@Suite(.timeLimit(.minutes(5)))
struct CalcTests {
  private func calc(_ words: String, _ last: String...) async throws -> Finished {
    try await Program.run("duel", "calc \(words)", and: last)
  }

  /// The figures of a calculation; null is left out.
  private func figures(_ words: String, _ last: String...) async throws -> [String: String] {
    let finished = try await Program.run("duel", "calc \(words)", and: last + ["--json"])
    #expect(finished.status == 0 && finished.talk.isEmpty && finished.lines.count == 1)
    let object = try JSONSerialization.jsonObject(with: Data(finished.output.utf8))
    let members = try #require(object as? [String: Any])
    return members.compactMapValues { value in
      if let text = value as? String { return text }
      return (value as? NSNumber).map { $0.boolValue ? "yes" : "no" }
    }
  }

  // MARK: - liquidation

  /// The bracket that counts is the one that the price lies in: 5.05 at 50,000 are 252,500, in the
  /// third bracket, at the price they are 248,643, in the second.
  @Test(arguments: [
    ("--rules exchange --quantity 4 --leverage 50", "49233.66"),
    ("--rules exchange --quantity 5.05 --leverage 50", "49236.28"),
    ("--rules exchange --quantity 5.1 --leverage 50", "49237.47"),
    ("--rules exchange --quantity 0.2 --leverage 10", "45180.72"),
    ("--rules exchange --quantity 4 --leverage 50 --maintenance-rate 0.004", "49196.78"),
    ("--rules exchange --quantity 4 --leverage 50 --maintenance-amount 50", "49184.23"),
    ("--quantity 0.2 --leverage 10", "45226.13"),
    ("--rules stocks --quantity 0.2 --leverage 5", "47058.82"),
  ])
  func aPositionIsLiquidatedByTheBracketsOfTheRules(
    _ words: String, _ price: String
  ) async throws {
    let figures = try await figures(
      "liquidation --mode isolated --side long --entry 50000 --price-step 0.01 \(words)")
    #expect(figures["liquidationPrice"] == price)
  }

  @Test func maintenanceIsThatOfTheBracket() async throws {
    let figures = try await figures(
      "liquidation --mode isolated --side long --entry 50000 --quantity 4 --leverage 50"
        + " --rules exchange")
    #expect(figures["maintenanceMargin"] == "950.00" && figures["initialMargin"] == "4000.00")
  }

  // MARK: - size

  @Test func theTextbookSize() async throws {
    let figures = try await figures(
      "size --rules classroom --side long --entry 50000 --stop 49000 --equity 10000 --risk 2%"
        + " --leverage 10")
    #expect(
      figures == [
        "quantity": "0.2", "notional": "10000.00", "initialMargin": "1000.00", "risk": "200.00",
        "lossAtStop": "200.00", "feeIn": "0.00", "feeOut": "0.00",
        "liquidationPrice": "45000.00", "stopComesFirst": "yes", "affordable": "yes",
      ])
  }

  /// 2 % are a share; without --leverage it is the rules'; an instrument has steps.
  @Test func aSizeWithCostsAndSteps() async throws {
    let figures = try await figures(
      "size --side long --entry 50000 --stop 49000 --wallet 10000 --risk 0.02 --leverage 10"
        + " --instrument btc")
    #expect(figures["quantity"] == "0.1896" && figures["lossAtStop"] == "199.91377548")
    #expect(figures["feeIn"] == "4.74" && figures["feeOut"] == "4.64473548")
    #expect(figures["liquidationPrice"] == "45226.13")
    let usual = try await self.figures(
      "size --rules forex --side short --entry 1.1 --stop 1.11 --equity 10000 --risk 1%"
        + " --instrument EURUSD")
    #expect(usual["quantity"] == "9900" && usual["initialMargin"] == "1089.00")
  }

  @Test func aStopBehindTheLiquidationIsTold() async throws {
    let figures = try await figures(
      "size --rules classroom --side short --entry 50000 --stop 51000 --equity 10000 --risk 2%"
        + " --leverage 50")
    #expect(figures["liquidationPrice"] == "51000.00" && figures["stopComesFirst"] == "no")
  }

  // MARK: - pnl

  @Test func aTradeAndItsCosts() async throws {
    let words = "pnl --side long --entry 50000 --exit 55000 --quantity 0.2 --ticks rapid"
    let figures = try await figures("\(words) --leverage 10")
    #expect(
      figures == [
        "profit": "1000.00", "feeIn": "5.00", "feeOut": "5.50", "funding": "-5.00",
        "netProfit": "984.50", "returnPercent": "98.45", "breakEvenPrice": "50075.03751876",
        "notional": "10000.00", "initialMargin": "1000.00",
        "liquidationPrice": "45226.13065326", "liquidatedFirst": "no",
      ])
    #expect(try await self.figures("\(words) --margin 1000") == figures)
    let text = try await calc("\(words) --margin 1000")
    #expect(text.lines.contains { $0.hasPrefix("net profit") && $0.hasSuffix(" 984.50") })
    #expect(text.lines.last?.hasSuffix(" no") == true)
  }

  @Test func aTradeThatIsLiquidatedOnTheWay() async throws {
    let figures = try await figures(
      "pnl --rules classroom --side short --entry 50000 --exit 56000 --quantity 0.2 --leverage 10")
    #expect(figures["liquidatedFirst"] == "yes" && figures["netProfit"] == "-1200.00")
  }

  // MARK: - rules, mistakes, help

  @Test func rulesMayBeAFile() async throws {
    let file = TemporaryFile()
    try file.write("{\"preset\": \"classroom\", \"taker-fee\": 0.001, \"maintenance-rate\": 0.005}")
    let figures = try await figures(
      "pnl --side long --entry 50000 --exit 50000 --quantity 0.2 --leverage 10 --rules", file.path)
    #expect(figures["feeIn"] == "10.00" && figures["netProfit"] == "-20.00")
    #expect(figures["liquidationPrice"] == "45226.13065326")
    try file.write("{\"preset\": \"classroom\",\n \"taker-fee\": 0.0000000001}")
    let refused = try await calc("table --rules", file.path)
    #expect(refused.status == 4 && refused.output.isEmpty)
    #expect(refused.talk.contains("\(file.path):2: taker-fee: '0.0000000001' is not a decimal"))
  }

  private static let size = "size --side long --entry 50000 --equity 10000"
  private static let pnl = "pnl --side long --entry 50000 --exit 51000 --quantity 1"

  @Test(arguments: [
    ("\(size) --stop 50000 --risk 2%", "would-trigger: the stop of a long lies below the entry"),
    ("\(size) --stop 49000 --risk 0%", "--risk is above 0% to 100%, such as 2%"),
    ("\(size) --stop 49000 --risk 101%", "--risk is above 0% to 100%, such as 2%"),
    ("\(size) --stop 49000 --risk two", "--risk is above 0% to 100%, such as 2%"),
    ("\(size) --stop 49000 --risk 2.0000001%", "--risk is above 0% to 100%, such as 2%"),
    ("\(size) --stop 49000", "--risk is above 0% to 100%, such as 2%"),
    ("\(size) --stop 49000 --risk 2% --wallet 5", "--equity and --wallet say the same"),
    (
      "\(size) --stop 49000 --risk 2% --leverage 21",
      "leverage-cap: these rules allow at most 20x for a notional of 9484.0885"
    ),
    ("\(size) --stop 49000.001 --risk 2% --instrument BTC", "off-step: --stop must lie on"),
    ("\(size) --stop 49000 --risk 2% --instrument SOL", "--entry is above 0 to 2400.00"),
    ("\(size) --stop 49000 --risk 2% --instrument BTX", "did you mean BTC?"),
    ("\(size) --stop 49000 --risk 0.0001% --instrument BTC", "below-step: 0.01 is less than"),
    ("\(pnl)", "pnl needs --leverage or --margin"),
    ("\(pnl) --leverage 2 --margin 5", "--leverage and --margin exclude each other"),
    ("\(pnl) --leverage 21", "leverage-cap: these rules allow at most 20x"),
    ("\(pnl) --margin 250", "would-liquidate: the margin 250.00 must be above"),
    ("\(pnl) --margin 260 --ticks 0", "--ticks takes a whole number from 1 to 100000"),
    (
      "pnl --side long --entry 50000 --exit 55000 --quantity 20000 --leverage 1",
      "position-limit: price times quantity is at most 1000000000.00"
    ),
    (
      "liquidation --mode isolated --side long --entry 1 --quantity 1 --leverage 2 --price-step 2",
      "--price-step is above 0 and at most the entry"
    ),
    (
      "table --entry 0.0001 --margin 1000000 --price-step 0.0001",
      "--margin is too much for so low an --entry"
    ),
    ("table --rules none", "there are no rules 'none'. Known: classroom, standard, ranked"),
    ("sise", "calc has no 'sise'; did you mean size? duel help calc"),
  ])
  func nonsenseIsRefusedWithAWord(_ words: String, _ text: String) async throws {
    let finished = try await calc(words)
    #expect(finished.status == 2 && finished.output.isEmpty)
    #expect(finished.talk.contains(text), "\(finished.talk)")
  }

  /// Numbers at the ends of what can be written do not end the program.
  @Test(arguments: [
    "liquidation --mode isolated --side short --entry 0.00000001 --quantity 1 --margin 1000",
    "pnl --side short --entry 0.00000001 --exit 10000000000 --quantity 0.1 --leverage 1",
    "size --side long --entry 10000000000 --stop 0.00000001 --equity 10000000000 --risk 100%",
    "size --side short --entry 0.00000001 --stop 10000000000 --equity 10000000000 --risk 100%",
  ])
  func extremesHaveFigures(_ words: String) async throws {
    #expect(try await !figures(words).isEmpty)
  }

  @Test func leverageBeyondTheBracketIsNoRowOfTheTable() async throws {
    let table = try await calc("table --rules exchange --margin 10000 --json")
    #expect(table.lines.count == 5 && table.lines.last?.contains("\"leverage\": \"50\"") == true)
  }

  /// Each figure is explained in one sentence.
  @Test(arguments: [
    "liquidation --mode isolated --side long --entry 50000 --quantity 1 --leverage 2",
    "size --side long --entry 50000 --stop 49000 --equity 10000 --risk 2%",
    "pnl --side long --entry 50000 --exit 51000 --quantity 1 --leverage 2",
  ])
  func everyFigureIsExplained(_ words: String) async throws {
    let help = try await Program.run("duel", "help calc").lines
    for (key, _) in try await figures(words) {
      #expect(help.contains { $0.hasPrefix("  \(key)  ") && $0.hasSuffix(".") }, "\(key)")
    }
    #expect(help.allSatisfy { $0.count <= 100 })
  }
}
