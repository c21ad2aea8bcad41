import TestKit
import Testing

@testable import Contests

/// Brackets. Rules: CONTEST-13 to CONTEST-15.
struct KnockoutBracketTests {
  @Test(arguments: [
    (1, [1]), (2, [1, 2]), (3, [1, 4, 2, 3]), (4, [1, 4, 2, 3]), (5, [1, 8, 4, 5, 2, 7, 3, 6]),
    (8, [1, 8, 4, 5, 2, 7, 3, 6]),
    (16, [1, 16, 8, 9, 4, 13, 5, 12, 2, 15, 7, 10, 3, 14, 6, 11]),
  ])
  func seedsUnfold(_ count: Int, _ expected: [Int]) {
    #expect(KnockoutBracket.places(count: count).map { $0 + 1 } == expected)
  }

  @Test func thoseSeededHighestBeginInTheSecondRound() throws {
    var contest = Contest(try Played.plan(6, .knockout(bestOf: 1, thirdPlace: true)))
    #expect(Played.text(contest.next) == "4-5 5-4 3-6 6-3")
    try Played.play(&contest, "12")
    #expect(Played.text(contest.next) == "3-6 6-3 1-4 4-1")
    try Played.play(&contest, "1221")
    // 4 has beaten 1; 3 has beaten 6 and meets 2.
    #expect(Played.text(contest.next) == "2-3 3-2")
    try Played.play(&contest, "12")
    #expect(Played.text(contest.next) == "2-4 4-2 1-3 3-1")
    try Played.play(&contest, "2112")
    #expect(contest.isDecided && contest.next.isEmpty)
    let rows = contest.standings.rows
    #expect(rows.map { $0.entrant.index + 1 } == [4, 2, 1, 3, 5, 6])
    #expect(rows.map(\.place) == [1, 2, 3, 4, 5, 5])
  }

  @Test(arguments: Array(2...20) + [31, 32, 33, 65])
  func anyNumberOfEntrantsComesToAnEnd(_ count: Int) throws {
    var dice = Dice(seed: count)
    let hasThird = count % 2 == 0
    var contest = Contest(
      try Played.plan(count, .knockout(bestOf: dice.roll(1...3), thirdPlace: hasThird)))
    var steps = 0
    while !contest.isDecided {
      #expect(!contest.next.isEmpty)
      for pairing in contest.next where dice.once(in: 2) {
        try contest.record(Played.result(pairing.id, dice: &dice))
      }
      steps += 1
      try #require(steps < 1_000)
    }
    let places = contest.standings.rows.map(\.place)
    #expect(places.prefix(2) == [1, 2])
    #expect(places.count == count)
    // One tie for each who is out, and one more for the third place.
    let ties = contest.bracket.rounds.joined().filter { $0.encounter != nil }.count
    #expect(ties == count - 1 + (hasThird && count > 3 ? 1 : 0))
    if hasThird, count > 3 { #expect(places.filter { $0 == 3 || $0 == 4 } == [3, 4]) }
  }

  @Test func aFinalOfThreeHasNoTieForTheThirdPlace() throws {
    var contest = Contest(try Played.plan(3, .knockout(bestOf: 1, thirdPlace: true)))
    try Played.play(&contest, "12")
    #expect(Played.text(contest.next) == "1-2 2-1")
    try Played.play(&contest, "12")
    #expect(contest.isDecided)
    #expect(contest.standings.rows.map { $0.entrant.index + 1 } == [1, 2, 3])
    #expect(contest.standings.rows.map(\.place) == [1, 2, 3])
  }

  @Test func whoIsAwayIsOut() throws {
    var contest = Contest(try Played.plan(4, .knockout(bestOf: 1, thirdPlace: false)))
    try contest.excuse(Absence(entrant: Entrant(3), from: 0))
    #expect(Played.text(contest.next) == "2-3 3-2")
    try contest.excuse(Absence(entrant: Entrant(1), from: 0))
    try contest.excuse(Absence(entrant: Entrant(2), from: 0))
    // Nobody comes out of the other half: 1 has won without a game.
    #expect(contest.isDecided)
    #expect(contest.standings.rows.map(\.place) == [1, 2, 2, 2])
  }
}
