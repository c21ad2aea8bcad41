import Foundation
import Simulation
import Synchronization
import Terminal

/// `duel-sim check`: the margin engine beside the naive one, on as many cores as there are.
struct CheckCommand {
  let firstSeed: Int
  let courses: Int
  let commandsEach: Int

  init(_ arguments: Arguments) throws(CommandFailure) {
    firstSeed = try arguments.integer("--seed", in: 0...Int(Int32.max)) ?? 1
    let usual = EngineCheck.commandsUsual
    let commands = try arguments.integer("--commands", in: 1...1_000_000_000)
    if let courses = try arguments.integer("--courses", in: 1...10_000_000) {
      self.courses = courses
      commandsEach = commands.map { max(1, $0 / courses) } ?? usual
    } else {
      let all = commands ?? 1_000_000
      courses = max(1, all / usual)
      commandsEach = min(all, usual)
    }
  }

  func run() -> ExitCode {
    let board = CheckBoard(courses: courses)
    let workers = min(courses, ProcessInfo.processInfo.activeProcessorCount)
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      while let course = board.takeCourse() {
        board.add(EngineCheck(seed: firstSeed + course, commands: commandsEach).run())
      }
    }
    let (tally, failure) = board.result
    for line in tally.lines { Output.line(line) }
    Output.line("commands \(tally.commands)")
    guard let failure else {
      Output.line("the engines agree")
      return .done
    }
    Output.line("seed \(failure.seed) step \(failure.step): \(failure.finding)")
    Output.line("the shortest course that shows it has \(failure.stepsLeft) steps:")
    for line in failure.lines { Output.line(line) }
    Output.line(
      "repeat: duel-sim check --seed \(failure.seed) --courses 1 --commands \(commandsEach)")
    return .no
  }
}

/// What the workers share: which course is next, and what came of those before.
private final class CheckBoard: Sendable {
  private struct State {
    var next = 0
    var tally = CheckTally()
    var failure: CheckFailure?
  }

  private let courses: Int
  private let state = Mutex(State())

  init(courses: Int) { self.courses = courses }

  /// The next course; nil when all are taken, or when the engines disagree.
  func takeCourse() -> Int? {
    state.withLock { state -> Int? in
      guard state.next < courses, state.failure == nil else { return nil }
      if state.next.isMultiple(of: 100), state.next > 0 {
        Output.talk("course \(state.next) of \(courses), \(state.tally.commands) commands")
      }
      state.next += 1
      return state.next - 1
    }
  }

  func add(_ outcome: CheckOutcome) {
    state.withLock {
      $0.tally.add(outcome.tally)
      guard let failure = outcome.failure else { return }
      if let first = $0.failure, first.seed < failure.seed { return }
      $0.failure = failure
    }
  }

  var result: (tally: CheckTally, failure: CheckFailure?) {
    state.withLock { ($0.tally, $0.failure) }
  }
}
