import Bots
import DuelRules
import Foundation
import Simulation
import Testing

struct SimulationTests {
  private func run(_ plan: SimulationPlan) throws -> SimulationReport {
    var simulation = try Simulation(plan)
    return try simulation.run()
  }

  // MARK: - When all is calm

  @Test(arguments: 1...5)
  func everyPromiseHoldsInASmallWorld(_ seed: Int) throws {
    let report = try run(SimulationPlan(seed: seed, duels: 2, ticks: 40, spectators: 2))
    #expect(report.digests.count == 2 && Set(report.digests).count == 2)
    #expect(report.digests.allSatisfy { $0.utf8.count == 64 })
    #expect(report.steps > 100 && report.bytesSent > 10_000 && report.milliseconds > 40)
    #expect(report.tally.records == 2 && report.tally.trades > 0)
  }

  /// The bots find something to trade in every market, and nothing of it goes wrong.
  @Test(arguments: RulesPreset.all.map(\.name))
  func everyPresetIsPlayed(_ preset: String) throws {
    let report = try run(
      SimulationPlan(seed: 7, duels: 4, ticks: 80, spectators: 1, rules: preset))
    #expect(report.digests.count == 4 && Set(report.digests).count == 4)
  }

  @Test func anotherSeedIsAnotherRun() throws {
    let first = try run(SimulationPlan(seed: 1, ticks: 30))
    let second = try run(SimulationPlan(seed: 2, ticks: 30))
    #expect(first.digests != second.digests)
    #expect(first.steps != second.steps)
    #expect(first.digest != second.digest)
  }

  /// Spectators change every delay that is drawn after they came, and nothing else.
  @Test(arguments: 1...3)
  func aMatchDependsOnItsCommandsAndNotOnTime(_ seed: Int) throws {
    let alone = try run(SimulationPlan(seed: seed, ticks: 60, spectators: 0))
    let watched = try run(SimulationPlan(seed: seed, ticks: 60, spectators: 4))
    #expect(alone.digests == watched.digests)
    #expect(alone.bytesSent < watched.bytesSent)
  }

  @Test func whoHoldsIsNeverRefused() throws {
    let report = try run(SimulationPlan(seed: 5, ticks: 60, bots: [.hold]))
    #expect(report.refusals == 0)
  }

  @Test func unknownRulesAreRefused() {
    #expect(throws: RuleError.self) { try run(SimulationPlan(seed: 1, rules: "nonsense")) }
  }

  // MARK: - When it is not

  /// 25 worlds that differ from commit to commit, where the environment says which one it is.
  private static let seeds: [Int] = {
    let commit = ProcessInfo.processInfo.environment["DUEL_COMMIT"] ?? "5eed"
    let first = Int(commit.prefix(7), radix: 16) ?? 1
    return (0..<25).map { first + $0 }
  }()

  @Test(arguments: seeds)
  func everyPromiseHoldsWhateverGoesWrong(_ seed: Int) throws {
    let report = try run(SimulationPlan(drawnFrom: seed))
    #expect(report.connections > 0)
  }

  @Test(arguments: 1...3)
  func theSameSeedIsTheSameRunToTheByte(_ seed: Int) throws {
    let plan = SimulationPlan(drawnFrom: seed)
    #expect(try run(plan) == run(plan))
  }

  /// Among a few worlds everything happens that is meant to happen.
  @Test func theWorldsGoWrongInEveryWay() throws {
    var names: Set<String> = []
    var reports: [SimulationReport] = []
    for seed in 1...12 {
      let plan = SimulationPlan(drawnFrom: seed)
      names.insert(plan.faults.name)
      reports.append(try run(plan))
    }
    func sum(_ amount: (SimulationReport) -> Int) -> Int { reports.map(amount).reduce(0, +) }
    #expect(names.count >= 4)
    #expect(sum { $0.crashes } > 5 && sum { $0.stops } > 1 && sum { $0.cuts } > 3)
    #expect(sum { $0.drops } > 50 && sum { $0.storeFailures } > 5)
    #expect(sum { $0.tally.trades } > 200 && sum { $0.tally.refused } > 200)
  }

  // MARK: - The alarm

  /// An auditor that finds nothing when something is broken would be no proof of anything.
  @Test(arguments: Canary.allCases)
  func everyCanaryIsFound(_ canary: Canary) {
    for seed in 1...60 {
      var plan = SimulationPlan(drawnFrom: seed)
      plan.canary = canary
      do { _ = try run(plan) } catch { return }
    }
    Issue.record("nothing was found in 60 worlds with \(canary.rawValue)")
  }
}
