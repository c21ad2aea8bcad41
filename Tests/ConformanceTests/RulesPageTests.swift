import Foundation
import Testing

/// rules.md is executed: each example is a test.
struct RulesPageTests {
  private static var examples: [ScenarioText] {
    let blocks = (try? Pages.blocks(of: "scenario", in: "rules.md")) ?? []
    return blocks.map { block in
      ScenarioText(
        place: block.page, name: block.heading, lines: block.lines, from: block.line + 1)
    }
  }

  @Test(arguments: examples)
  func everyExampleHolds(_ example: ScenarioText) throws {
    try Scenario.run(example)
  }
}
