import Digests
import Testing

@testable import Contests

/// What can be planned. Rule: CONTEST-1.
struct ContestPlanTests {
  private func plan(
    _ names: [String], _ format: ContestFormat = .roundRobin(isDouble: false), games: Int = 1,
    order: ContestPlan.Order = .given, seed: UInt8 = 0
  ) throws(ContestError) -> ContestPlan {
    try ContestPlan(
      names: names, format: format, games: games, order: order, tieBreaks: TieBreak.standard,
      seed: Digest(bytes: Array(repeating: seed, count: 32)))
  }

  @Test func whatIsOutOfRangeIsRefused() {
    #expect(throws: ContestError.entrants(1)) { try plan(["a"]) }
    #expect(throws: ContestError.name("a")) { try plan(["a", "b", "a"]) }
    #expect(throws: ContestError.name("")) { try plan(["a", ""]) }
    #expect(throws: ContestError.games(0)) { try plan(["a", "b"], games: 0) }
    #expect(throws: ContestError.rounds(3)) { try plan(["a", "b", "c"], .swiss(rounds: 3)) }
    #expect(throws: ContestError.rounds(0)) { try plan(["a", "b", "c"], .swiss(rounds: 0)) }
    #expect(throws: ContestError.champions(2)) { try plan(["a", "b"], .gauntlet(champions: 2)) }
    #expect(throws: ContestError.games(0)) {
      try plan(["a", "b"], .knockout(bestOf: 0, thirdPlace: false))
    }
    #expect(throws: ContestError.entrants(2001)) { try plan((0...2000).map(String.init)) }
  }

  @Test func aLotDependsOnTheSeedAndNotOnTheOrderOfEntry() throws {
    let names = ["ann", "bob", "cid", "dan", "eve", "fay", "gus", "hal"]
    let drawn = try plan(names, order: .drawn).names
    #expect(try plan(names.reversed(), order: .drawn).names == drawn)
    #expect(try plan(names, order: .drawn, seed: 1).names != drawn)
    #expect(drawn.sorted() == names)
    #expect(try plan(names.reversed()).names == names.reversed())
  }

  @Test func theLotIsTheOneThatTheRuleDescribes() throws {
    var stream = KeyedStream(
      key: Digest.of(
        domain: "margin-duel/contest-order/1", [Array(repeating: 0, count: 32)]))
    // Three names: the last place changes with one of three, then the second with one of two.
    var names = ["a", "b", "c"]
    names.swapAt(2, Int(stream.next(below: 3)))
    names.swapAt(1, Int(stream.next(below: 2)))
    #expect(try plan(["c", "a", "b"], order: .drawn).names == names)
  }
}
