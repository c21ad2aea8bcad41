import Margin
import Primitives
import TestKit
import Testing

@testable import Simulation

struct EngineCheckTests {
  /// Hostile courses on both engines; a failure prints the shortest course that shows it.
  @Test(arguments: 1...40)
  func theEnginesAgree(_ seed: Int) {
    let outcome = EngineCheck(seed: seed, commands: 50).run()
    if let failure = outcome.failure {
      Issue.record("seed \(seed)\n\(failure.lines.joined(separator: "\n"))")
    } else {
      #expect(outcome.tally.commands == 50)
    }
  }

  @Test func theSameSeedIsTheSameCourse() {
    let first = EngineCheck(seed: 13, commands: 40).run()
    let second = EngineCheck(seed: 13, commands: 40).run()
    #expect(first.tally == second.tally)
    #expect(first.failure?.lines == second.failure?.lines)
  }

  @Test func fewerCommandsAreTheBeginningOfTheSameCourse() {
    let short = EngineCheck(seed: 13, commands: 20).run().tally
    let long = EngineCheck(seed: 13, commands: 40).run().tally
    #expect(short.commands == 20 && long.commands == 40)
    for line in short.lines {
      guard let end = line.lastIndex(of: " "), let count = Int(line[line.index(after: end)...])
      else { continue }
      #expect(long.count(of: String(line[..<end])) >= count)
    }
  }

  /// One unit too much in the fee of a close, as a bug would have it.
  @Test(arguments: [2, 8, 12])
  func aWrongUnitIsFoundShrunkAndReported(_ seed: Int) throws {
    let healthy = EngineCheck(seed: seed, commands: 50).run()
    #expect(healthy.failure == nil)
    let check = EngineCheck(seed: seed, commands: 50) { event in
      if case .fill(var fill) = event, fill.reason == .close {
        fill.fee += Money(units: 1)
        event = .fill(fill)
      }
    }
    let failure = try #require(check.run().failure)
    #expect(failure.seed == seed)
    #expect(failure.finding == "the events differ")
    // Something must be held before it is closed, and neither needs more than a tick.
    #expect((2...3).contains(failure.stepsLeft))
    let engine = try #require(failure.lines.first { $0.hasPrefix("engine  fill ") })
    let naive = try #require(failure.lines.first { $0.hasPrefix("naive   fill ") })
    #expect(engine.contains(" fee=0.00000001 ") && naive.contains(" fee=0 "))
    #expect(engine.contains(" reason=close "))
  }
}
