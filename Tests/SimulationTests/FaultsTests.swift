import Digests
import Primitives
import Testing

@testable import Simulation

struct FaultsTests {
  /// Runs differ in character: no fault is always there, and each is there sometimes.
  @Test func eachFaultComesAndGoes() {
    let drawn = (1...200).map { SimulationPlan(drawnFrom: $0).faults }
    let amounts: [KeyPath<Faults, Int>] = [
      \.cuts, \.mutes, \.stops, \.crashes, \.stopsHost, \.leaps, \.storeFailures, \.storeFull,
      \.hostiles, \.floods, \.garbage, \.thefts,
    ]
    for amount in amounts {
      let count = drawn.count { $0[keyPath: amount] > 0 }
      #expect(count > 20 && count < 190)
    }
    #expect(Set(drawn.map(\.name)).count == 6)
    #expect(drawn.allSatisfy { $0.lasting > 0 })
  }

  @Test func nothingGoesWrongWhenItIsCalm() {
    #expect(Faults.calm.cuts == 0 && Faults.calm.crashes == 0 && Faults.calm.hostiles == 0)
    #expect(SimulationPlan(seed: 1).isCalm && !SimulationPlan(drawnFrom: 1).isCalm)
    #expect(!SimulationPlan(seed: 1, canary: .earlyOK).isCalm)
  }

  @Test func neverIsNever() {
    var dice = WorldDice("test", seed: 1)
    #expect(!(0..<100).contains { _ in dice.once(in: 0) })
    #expect((0..<100).allSatisfy { _ in dice.once(in: 1) })
  }

  @Test func eachPartHasItsOwnDice() {
    var rolls: [[Int]] = []
    for part in ["fate", "people", "fate"] {
      var dice = WorldDice(part, seed: 1)
      rolls.append((0..<20).map { _ in dice.roll(1...1000) })
    }
    #expect(rolls[0] == rolls[2] && rolls[0] != rolls[1])
    #expect(rolls[0].allSatisfy { (1...1000).contains($0) })
  }

  @Test func aRunIsKnownByWhatHappened() {
    func digest(_ kind: UInt8, _ number: Int, _ time: Int64, _ bytes: [UInt8]) -> String {
      var digest = RunDigest()
      digest.add(kind, number, at: Instant(nanoseconds: time), bytes.span)
      return digest.finish().description
    }
    let known = digest(1, 2, 3, [4])
    #expect(digest(1, 2, 3, [4]) == known)
    #expect(!([digest(0, 2, 3, [4]), digest(1, 0, 3, [4]), digest(1, 2, 0, [4])].contains(known)))
    #expect(digest(1, 2, 3, []) != known)
  }
}
