import Testing

/// A scenario that says what is not so is noticed.
struct ScenarioTests {
  private static let market = "rules preset=classroom instruments=BTC"
  private static let long = "0 LONG BTC q=0.2 10x"

  private func run(_ lines: [String]) throws {
    try Scenario.run(ScenarioText(place: "here", name: "this", lines: lines))
  }

  @Test(arguments: [
    [long, "=> fill margin=1200 order=1 side=buy # all of it"],
    [long, "=> fill margin~1200.4±0.5"],
    ["0 LONG BTC q=0.2 101x", "=> refused leverage-cap"],
    ["0 LONG BTC q=0 10x", "=> refused out-of-range"],
    ["? order 0 LONG BTC q=99 10x -> refused insufficient-margin"],
    ["mark BTC=60000", "=> nothing", "? quote BTC bid=60000"],
    ["rules balance=500", "? account 2 wallet=500 equity=500"],
    ["rules seats=5", "? account 4 wallet=10000"],
    ["calc maintenance notional=100 maintenance-rate=0.01", "-> maintenance=1 amount=0"],
    [
      "given maintenance-rate=0.01", "calc maintenance notional=100 -> maintenance=1",
      "calc maintenance notional=100 maintenance-rate=0.02 -> maintenance=2",
    ],
    [
      "rules maintenance-rate=0.01 leverage-max=50 brackets=1000:0.02:20",
      "calc maintenance notional=1000 -> maintenance=10 amount=10 rate=0.02 leverage=20",
    ],
  ])
  func aTrueScenarioIsTaken(_ lines: [String]) throws {
    try run([Self.market] + lines)
  }

  @Test(arguments: [
    // A value that is not so.
    [long, "=> fill margin=1"], [long, "=> fill margin~1200.51±0.5"],
    [long, "=> fill side=sell"], ["? account 0 wallet=9999"], [long, "=> fill margin=twelve"],
    ["? order 0 LONG BTC q=0.2 10x -> margin=1"],
    ["calc maintenance notional=100 maintenance-rate=0.01 -> maintenance=2"],
    ["calc liquidation mode=isolated side=long entry=10 quantity=1 margin=1 -> liquidation=8"],
    // A field, state, input or statement that there is not.
    [long, "=> fill magrin=1200"], ["? account 0 walet=10000"], ["? acount 0 wallet=10000"],
    ["? account 3 wallet=10000"], ["? position 0 XYZ quantity=0"], ["? orders 0 1 price=1"],
    ["calc maintenance notinal=100 maintenance-rate=0.01 -> maintenance=1"],
    ["calc maintenance notional=100 rate=0.01 -> maintenance=1"],
    ["calc interest notional=100 -> interest=1"], ["-> interest=1"],
    ["given wallet=5", "calc maintenance notional=100 maintenance-rate=0.01 -> maintenance=1"],
    ["given", "? account 0 wallet=10000"],
    ["calc maintenance notional=100 maintenance-rate=1 -> maintenance=100"],
    ["makr BTC=60000", "? account 0 wallet=10000"],
    ["0 LNOG BTC q=0.2", "? account 0 wallet=10000"], ["3 LONG BTC q=0.2", "=> fill margin=1"],
    ["marks", "=> nothing"], ["=> fil margin=1200"],
    // A condition that is none.
    [long, "=> fill margin"], [long, "=> fill margin~1200"], [long, "=> fill margin~1200±0"],
    [long, "=> fill margin~1200±x"], [long, "=> fill =1200"], ["? account 0"],
    ["calc maintenance notional=100 maintenance-rate=0.01"],
    ["calc maintenance notional=100 maintenance-rate=0.01 ->"],
    // Something that did not happen, or was not said.
    ["mark BTC=60000", "=> fill margin=1"], [long, "=> refused below-step"], [long, "=> nothing"],
    [long, "=> liquidation price=1"], [long, "=> fill margin=1200", "=> fill margin=1200"],
    ["0 LONG BTC q=99 10x", "mark BTC=60000", "=> nothing"], ["0 LONG BTC q=99 10x"],
    ["0 LONG BTC q=99 10x", "=> refused below-step"],
    ["0 LONG BTC q=99 10x", "? account 0 wallet=10000"],
    // Marks that no tape has, and rules that there are not.
    ["mark BTC=60000.001", "=> nothing"], ["mark BTC=0", "=> nothing"],
    ["mark BTC=960000.01", "=> nothing"], ["mark BTC", "=> nothing"],
    ["rules balnce=5", "? account 0 wallet=5"], ["rules balance", "? account 0 wallet=5"],
    ["mark BTC=60000", "rules balance=5", "? account 0 wallet=5"],
    // Nothing at all.
    [], [long], ["mark BTC=60000"], ["# ? account 0 wallet=10000"],
  ])
  func aFalseScenarioIsNoticed(_ lines: [String]) {
    #expect(throws: ScenarioFailure.self) { try run([Self.market] + lines) }
  }

  @Test func aMatchBeginsWithRules() {
    #expect(throws: ScenarioFailure.self) { try run(["? account 0 wallet=10000"]) }
    #expect(throws: ScenarioFailure.self) { try run(["rules", "? account 0 wallet=10000"]) }
  }

  @Test func aFailureNamesItsPlaceAndWhatWasFound() throws {
    let error = try #require(throws: ScenarioFailure.self) {
      try run([Self.market, "", Self.long, "=> fill margin=1200 fee=5"])
    }
    #expect(error.description == "here:4: => fill margin=1200 fee=5: fee=5: it is 0.00")
  }
}
