import Testing

/// Files of scenarios are cut as Protocol/vectors/README.md says.
struct ScenarioTextTests {
  private static let file = """
    # source: a book
    # rule: LIQ-1, LIQ-2
    rules preset=classroom instruments=BTC

    scenario one
    # source: page 2
    0 LONG BTC q=0.2 10x
    # differs: not so
    => fill margin=1200  # there 1300
    scenario two
    rules balance=500
    ? account 0 wallet=500
    """

  @Test func theHeadOfAFileStandsBeforeEachScenario() throws {
    let found = try ScenarioText.scenarios(in: Self.file, place: "a.txt")
    #expect(found.map(\.testDescription) == ["a.txt one", "a.txt two"])
    #expect(found.map { $0.statements.map(\.line) } == [[3, 7, 9], [3, 11, 12]])
    #expect(found[0].statements[2].words == ["=>", "fill", "margin=1200"])
    #expect(found.map(\.sources) == [["a book", "page 2"], ["a book"]])
    #expect(found.map(\.rules) == [["LIQ-1", "LIQ-2"], ["LIQ-1", "LIQ-2"]])
    #expect(found.map(\.differences) == [["not so"], []])
    #expect(found.map(\.others) == [["1300"], []])
    for scenario in found { try Scenario.run(scenario) }
  }

  @Test(arguments: [
    "", "# source: a book", "rules preset=classroom", "mark BTC=1\nscenario one\n? ledgers house=0",
    "scenario\n? ledgers house=0", "scenario one two\n? ledgers house=0",
    "scenario One\n? ledgers house=0", "scenario one\n? a\nscenario one\n? a",
  ])
  func aFileThatIsNoneIsNoticed(_ text: String) {
    #expect(throws: ScenarioFailure.self) {
      try ScenarioText.scenarios(in: text, place: "a.txt")
    }
  }

  @Test func aScenarioWithoutContentIsNoticed() throws {
    let found = try ScenarioText.scenarios(
      in: "rules preset=classroom\nscenario one\nscenario two\n? ledgers house=0",
      place: "a.txt")
    #expect(throws: ScenarioFailure.self) { try Scenario.run(found[0]) }
    try Scenario.run(found[1])
  }
}
