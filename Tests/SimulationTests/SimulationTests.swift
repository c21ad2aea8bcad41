import Bots
import DuelRules
import Simulation
import Testing

struct SimulationTests {
  private func run(_ plan: SimulationPlan) throws -> SimulationReport {
    var simulation = try Simulation(plan)
    return try simulation.run()
  }

  @Test(arguments: 1...10)
  func everyPromiseHoldsInASmallWorld(_ seed: Int) throws {
    let report = try run(SimulationPlan(seed: seed, duels: 2, ticks: 40, spectators: 2))
    #expect(report.digests.count == 2 && Set(report.digests).count == 2)
    #expect(report.digests.allSatisfy { $0.utf8.count == 64 })
    #expect(report.steps > 100 && report.bytesSent > 10_000 && report.milliseconds > 40)
  }

  /// The bots find something to trade in every market, and nothing of it goes wrong.
  @Test(arguments: RulesPreset.all.map(\.name))
  func everyPresetIsPlayed(_ preset: String) throws {
    let report = try run(
      SimulationPlan(seed: 7, duels: 4, ticks: 80, spectators: 1, rules: preset))
    #expect(report.digests.count == 4 && Set(report.digests).count == 4)
  }

  @Test func theSameSeedIsTheSameRunToTheByte() throws {
    let plan = SimulationPlan(seed: 42, duels: 3, ticks: 60, spectators: 1)
    #expect(try run(plan) == run(plan))
  }

  @Test func anotherSeedIsAnotherRun() throws {
    let first = try run(SimulationPlan(seed: 1, ticks: 30))
    let second = try run(SimulationPlan(seed: 2, ticks: 30))
    #expect(first.digests != second.digests)
    #expect(first.steps != second.steps)
    #expect(first.milliseconds != second.milliseconds)
  }

  /// Spectators change every delay that is drawn after they came, and nothing else.
  @Test(arguments: 1...3)
  func aMatchDependsOnItsCommandsAndNotOnTime(_ seed: Int) throws {
    let alone = try run(SimulationPlan(seed: seed, ticks: 60, spectators: 0))
    let watched = try run(SimulationPlan(seed: seed, ticks: 60, spectators: 4))
    #expect(alone.digests == watched.digests)
    #expect(alone.bytesSent < watched.bytesSent)
  }

  /// Players whose connections break take their seats again and miss nothing.
  @Test(arguments: 1...10)
  func brokenConnectionsCostNobodyTheMatch(_ seed: Int) throws {
    let plan = SimulationPlan(seed: seed, duels: 2, ticks: 80, spectators: 1, drops: 5)
    let report = try run(plan)
    #expect(report.drops >= 10 && report.digests.count == 2)
    #expect(try run(plan) == report)
  }

  @Test(arguments: ["standard", "classroom"])
  func everyPresetCanBePlayed(_ rules: String) throws {
    let plan = SimulationPlan(seed: 5, ticks: 60, bots: [.random], rules: rules)
    #expect(try run(plan).digests.count == 1)
  }

  @Test func whoHoldsIsNeverRefused() throws {
    let report = try run(SimulationPlan(seed: 5, ticks: 60, bots: [.hold]))
    #expect(report.refusals == 0)
  }

  @Test func unknownRulesAreRefused() {
    #expect(throws: RuleError.self) { try run(SimulationPlan(seed: 1, rules: "nonsense")) }
  }
}
