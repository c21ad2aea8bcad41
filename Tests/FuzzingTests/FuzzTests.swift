import Foundation
import Fuzzing
import Testing

/// Every target under inputs made of a seed; `.ci/fuzz` runs the same ones for as long as wanted.
struct FuzzTests {
  /// How many inputs a target is worth here: the whole of it takes seconds.
  private static func count(_ target: FuzzTarget) -> Int {
    switch target {
    case .record, .recovery, .host, .client, .console: 60
    case .framer, .history, .tape, .rules, .keys: 500
    case .request, .command, .json, .log: 1000
    }
  }

  @Test(arguments: FuzzTarget.allCases, 1...2)
  func whatMustHoldHolds(_ target: FuzzTarget, _ seed: Int) throws {
    var mutator = Mutator(target, FuzzSeeds.of(target), seed: seed)
    // Left behind when the process ends by a trap: `.ci/fuzz TARGET FILE` plays it again.
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("duel-fuzz-\(target.rawValue)-\(seed)")
    for _ in 0..<Self.count(target) {
      let bytes = mutator.next()
      try Data(bytes).write(to: file)
      do {
        try target.run(bytes)
      } catch {
        Issue.record("\(target) seed \(seed): \(error); input \(file.path)")
        return
      }
    }
    try FileManager.default.removeItem(at: file)
  }

  /// Examples as they are, so that what is changed is not refused at its first byte.
  @Test(arguments: FuzzTarget.allCases)
  func theExamplesPass(_ target: FuzzTarget) throws {
    let seeds = FuzzSeeds.of(target)
    #expect(!seeds.isEmpty)
    for seed in seeds { try target.run(seed) }
  }

  @Test func theSameSeedMakesTheSameInputs() {
    let seeds = FuzzSeeds.of(.host)
    var first = Mutator(.host, seeds, seed: 7)
    var second = Mutator(.host, seeds, seed: 7)
    for _ in 0..<20 { #expect(first.next() == second.next()) }
  }
}
