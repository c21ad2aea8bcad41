import Testing

@testable import Contests

/// Rounds that do not depend on results.
struct LeagueRoundTests {
  @Test func tablesAreNumberedInTheirRounds() throws {
    let rounds = LeagueRound.scheduled(try Played.plan(5, .roundRobin(isDouble: false)))
    #expect(rounds.map { $0.encounters.count } == [2, 2, 2, 2, 2])
    #expect(rounds[3].encounters.map(\.round) == [3, 3])
    #expect(rounds[3].encounters.map(\.table) == [0, 1])
  }

  @Test(
    arguments: [
      (.gauntlet(champions: 1), 3), (.roundRobin(isDouble: true), 6), (.swiss(rounds: 3), 0),
      (.knockout(bestOf: 1, thirdPlace: false), 0),
    ] as [(ContestFormat, Int)])
  func formatsThatFollowResultsHaveNoRoundsAhead(_ format: ContestFormat, _ count: Int) throws {
    #expect(LeagueRound.scheduled(try Played.plan(4, format)).count == count)
  }
}
