import Testing

@testable import Contests

/// The cross-table. Rule: CONTEST-18.
struct CrossTableTests {
  @Test func pointsStandInTheOrderOfTheStandings() throws {
    var contest = Contest(try Played.plan(3, .roundRobin(isDouble: false), games: 2))
    // 2-3 3-2, 1-2 2-1, 3-1 1-3.
    try Played.play(&contest, "11==2=")
    let table = CrossTable(contest)
    #expect(table.entrants.map { $0.index + 1 } == [1, 2, 3])
    #expect(table.cells.map { $0.map(\.points) } == [[0, 2, 3], [2, 0, 2], [1, 2, 0]])
    #expect(table.cells.map { $0.map(\.games) } == [[0, 2, 2], [2, 0, 2], [2, 2, 0]])
  }

  @Test func aKnockOutHasOneToo() throws {
    var contest = Contest(try Played.plan(2, .knockout(bestOf: 1, thirdPlace: false)))
    try Played.play(&contest, "22")
    // Level: 2 won in seat 1, then 1 did.
    #expect(CrossTable(contest).cells.map { $0.map(\.points) } == [[0, 2], [2, 0]])
    #expect(contest.next.count == 2)
  }
}
