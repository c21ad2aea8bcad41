import Foundation
import Simulation
import Synchronization
import Terminal

/// `duel-sim swarm`: a world for each seed, on as many cores as there are, until one fails.
struct SwarmCommand {
  let firstSeed: Int
  let runs: Int
  let minutes: Int?
  let canary: Canary?

  init(_ arguments: Arguments) throws(CommandFailure) {
    firstSeed = try arguments.integer("--seed", in: 0...Int(Int32.max)) ?? 1
    minutes = try arguments.integer("--minutes", in: 1...10_000)
    let usual = minutes == nil ? 100 : 100_000_000
    runs = try arguments.integer("--runs", in: 1...100_000_000) ?? usual
    canary = try RunCommand.canary(arguments)
  }

  func run() -> ExitCode {
    let end = minutes.map { Date.now.addingTimeInterval(60 * TimeInterval($0)) }
    let board = SwarmBoard(runs: runs, end: end)
    let workers = min(runs, ProcessInfo.processInfo.activeProcessorCount)
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      while let number = board.takeRun() { board.add(play(firstSeed + number)) }
    }
    let sum = board.sum
    Output.line(
      "\(sum.runs) runs: \(sum.crashes) crashes, \(sum.stops) stops, \(sum.cuts) cuts of the "
        + "log, \(sum.storeFailures) failed batches, \(sum.drops) connections lost, "
        + "\(sum.matches) matches, \(sum.tally.records) records proven, "
        + "\(sum.tally.heard) lines, \(sum.tally.accepted) commands accepted, "
        + "\(sum.tally.trades) trades")
    guard let failure = sum.failure else {
      Output.line("every promise held")
      return .done
    }
    Output.line("seed \(failure.seed) failed: \(failure.finding)")
    let rest = canary.map { " --canary \($0.rawValue)" } ?? ""
    Output.line("repeat: duel-sim run --seed \(failure.seed)\(rest)")
    return .no
  }

  private func play(_ seed: Int) -> SwarmOutcome {
    var plan = SimulationPlan(drawnFrom: seed)
    plan.canary = canary
    do throws(CommandFailure) {
      return .held(try RunCommand.play(plan))
    } catch {
      return .failed(SwarmFailure(seed: seed, finding: error.text))
    }
  }
}

/// What came of one run.
private enum SwarmOutcome {
  case held(SimulationReport)
  case failed(SwarmFailure)
}

/// A run that failed.
private struct SwarmFailure {
  let seed: Int
  let finding: String
}

/// What came of all runs so far.
private struct SwarmSum {
  var runs = 0
  var crashes = 0
  var stops = 0
  var cuts = 0
  var storeFailures = 0
  var drops = 0
  var matches = 0
  var tally = AuditTally()
  /// The one with the lowest seed.
  var failure: SwarmFailure?
}

/// What the workers share: which run is next, and what came of those before.
private final class SwarmBoard: Sendable {
  private struct State {
    var next = 0
    var sum = SwarmSum()
  }

  private let runs: Int
  private let end: Date?
  private let state = Mutex(State())

  init(runs: Int, end: Date?) {
    self.runs = runs
    self.end = end
  }

  /// The next run; nil when all are taken, when the time is up, or when one has failed.
  func takeRun() -> Int? {
    state.withLock { state -> Int? in
      guard state.next < runs, state.sum.failure == nil, end.map({ Date.now < $0 }) ?? true
      else { return nil }
      if state.next.isMultiple(of: 500), state.next > 0 {
        Output.talk("run \(state.next), \(state.sum.tally.records) records")
      }
      state.next += 1
      return state.next - 1
    }
  }

  func add(_ outcome: SwarmOutcome) {
    state.withLock {
      switch outcome {
      case .held(let report):
        $0.sum.runs += 1
        $0.sum.crashes += report.crashes
        $0.sum.stops += report.stops
        $0.sum.cuts += report.cuts
        $0.sum.storeFailures += report.storeFailures
        $0.sum.drops += report.drops
        $0.sum.matches += report.matches
        $0.sum.tally.add(report.tally)
      case .failed(let failure):
        if let first = $0.sum.failure, first.seed < failure.seed { return }
        $0.sum.failure = failure
      }
    }
  }

  var sum: SwarmSum { state.withLock { $0.sum } }
}
