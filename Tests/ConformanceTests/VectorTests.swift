import Foundation
import Testing

/// Protocol/vectors is executed: each scenario of each file is a test.
struct VectorTests {
  /// The scenarios of all files, or why there are none.
  private static let read = Result { try Vectors.read() }

  @Test(arguments: (try? read.get()) ?? [])
  func everyVectorHolds(_ scenario: ScenarioText) throws {
    try Scenario.run(scenario)
  }

  @Test func everyFileCanBeRead() throws {
    #expect(try Self.read.get().count > 200)
  }

  @Test func everyVectorNamesItsSourceAndItsRule() throws {
    for scenario in try Self.read.get() {
      #expect(!scenario.sources.isEmpty, "\(scenario.testDescription) has no source")
      #expect(!scenario.rules.isEmpty, "\(scenario.testDescription) has no rule")
    }
  }

  @Test func whereTheSourceHasAnotherNumberItIsSaidWhy() throws {
    let scenarios = try Self.read.get()
    #expect(scenarios.flatMap(\.others).count > 20)
    for scenario in scenarios where !scenario.others.isEmpty {
      #expect(!scenario.differences.isEmpty, "\(scenario.testDescription) does not say why")
    }
  }
}
