import Foundation
import Testing

/// Each numbered clause of rules.md is shown by something that is executed.
struct ClauseTests {
  /// Clauses that no example can show, and where else they are held to.
  private static let without = [
    "MATCH-2": "phases: the dialogues of README.md, DuelHostTests",
    "MATCH-2a": "nonces: the dialogues of README.md, DuelRulesTests, DuelHostTests",
    "MATCH-3": "leaving: the dialogues of README.md, DuelHostTests",
    "MATCH-4a": "how many commands: DuelRulesTests",
    "MATCH-5": "clocks: DuelHostTests, SimulationTests",
    "MATCH-6": "clocks: DuelHostTests, SimulationTests",
    "MATCH-7": "clocks: DuelHostTests, SimulationTests",
    "MATCH-9": "spectators: the dialogues of README.md, DuelHostTests",
    "MATCH-11": "absence: the dialogues of README.md, DuelHostTests",
    "MATCH-12": "series: the dialogues of README.md, DuelHostTests",
    "MARGIN-1": "the scale of numbers, which every example keeps to",
    "MARGIN-23": "what 60 prices say: DuelRulesTests",
    "SCORE-2": "places: DuelRulesTests",
    "SCORE-3": "places: DuelRulesTests",
  ]

  private func clauses() throws -> [String] {
    try Pages.read("rules.md").components(separatedBy: "\n")
      .filter { $0.hasPrefix("### ") }
      .compactMap { $0.split(separator: " ").dropFirst().first.map(String.init) }
  }

  /// The clauses that have a block under them, or that a vector names.
  private func shown() throws -> Set<String> {
    let blocks = try ["scenario", "transcript"].flatMap {
      try Pages.blocks(of: $0, in: "rules.md")
    }
    let headings = blocks.compactMap { $0.heading.split(separator: " ").first.map(String.init) }
    return Set(headings).union(try Vectors.read().flatMap(\.rules))
  }

  @Test func everyClauseIsShown() throws {
    let clauses = try clauses()
    #expect(clauses.count == 57)
    let shown = try shown()
    let missing = clauses.filter { !shown.contains($0) && Self.without[$0] == nil }
    #expect(missing == [])
  }

  @Test func whatCannotBeShownIsNotShown() throws {
    let shown = try shown()
    #expect(Self.without.keys.filter { shown.contains($0) } == [])
  }

  @Test func everyVectorNamesClausesThatThereAre() throws {
    let clauses = try clauses()
    for scenario in try Vectors.read() {
      let unknown = scenario.rules.filter { !clauses.contains($0) }
      #expect(unknown == [], "\(scenario.testDescription)")
    }
  }
}
