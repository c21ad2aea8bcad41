import Testing

@testable import Contests

/// What each round brings. Rules: CONTEST-5, CONTEST-10, CONTEST-17.
struct ContestEntriesTests {
  @Test func aByeIsARoundWonAndToSitOutAgainIsARoundDrawn() throws {
    // 3 and 4 leave: 1 and 2 meet once and cannot meet again.
    var contest = Contest(try Played.plan(4, .swiss(rounds: 3), games: 2))
    try contest.excuse(Absence(entrant: Entrant(2), from: 0))
    try contest.excuse(Absence(entrant: Entrant(3), from: 0))
    #expect(Played.text(contest.next) == "1-2 2-1")
    try Played.play(&contest, "12")
    #expect(contest.isDecided)
    #expect(contest.entries[0].map(\.points) == [4, 4, 2])
    #expect(contest.entries[1].map(\.points) == [0, 4, 2])
    #expect(contest.entries[0].map(\.kind) == [.met(Entrant(1)), .unplayed, .unplayed])
    #expect(contest.entries[2] == Array(repeating: RoundEntry(kind: .away, points: 0), count: 3))
  }

  @Test func aTableWithoutResultsBringsNothingYet() throws {
    var contest = Contest(try Played.plan(4, .swiss(rounds: 1)))
    #expect(contest.entries.map(\.count) == [0, 0, 0, 0])
    try Played.play(&contest, "=")
    #expect(contest.entries.map(\.count) == [1, 0, 1, 0])
  }

  @Test func aTieOfAKnockOutIsARound() throws {
    var contest = Contest(try Played.plan(2, .knockout(bestOf: 1, thirdPlace: false)))
    try Played.play(&contest, "11")
    #expect(contest.entries.map { $0.map(\.points) } == [[2], [2]])
    #expect(contest.entries.map { $0.map(\.wins) } == [[1], [1]])
  }
}
