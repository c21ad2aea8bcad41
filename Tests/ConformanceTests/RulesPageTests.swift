import Foundation
import Testing

/// rules.md is executed: each example is a test.
struct RulesPageTests {
  private static var blocks: [Pages.Block] {
    (try? Pages.blocks(of: "scenario", in: "rules.md")) ?? []
  }

  @Test(arguments: blocks)
  func everyExampleHolds(_ block: Pages.Block) throws {
    try Scenario.run(block.lines)
  }

  @Test func everyMarginAndLiquidationRuleHasAnExample() throws {
    let withoutOne = ["MARGIN-1", "MARGIN-2", "MARGIN-7", "LIQ-3"]
    let rules = try Pages.read("rules.md").components(separatedBy: "\n")
      .filter { $0.hasPrefix("### MARGIN-") || $0.hasPrefix("### LIQ-") }
      .compactMap { $0.split(separator: " ").dropFirst().first.map(String.init) }
    #expect(rules.count == 30)
    let shown = Set(
      Self.blocks.compactMap { $0.heading.split(separator: " ").first.map(String.init) })
    for rule in rules where !withoutOne.contains(rule) {
      #expect(shown.contains(rule), "\(rule) has no example")
    }
  }

  @Test(arguments: [
    (["rules preset=classroom instruments=BTC", "0 LONG BTC q=0.2 10x", "=> refused below-step"]),
    (["rules preset=classroom instruments=BTC", "0 LONG BTC q=0.2 10x", "=> fill margin=1"]),
    (["rules preset=classroom instruments=BTC", "0 LONG BTC q=99999999", "mark BTC=1"]),
    (["rules preset=classroom instruments=BTC", "mark BTC=60000", "=> fill margin=1"]),
    (["rules preset=classroom instruments=BTC", "? account 0 wallet=9999"]),
  ])
  func aFalseExampleIsNoticed(_ lines: [String]) {
    #expect(throws: ScenarioFailure.self) { try Scenario.run(lines) }
  }
}
