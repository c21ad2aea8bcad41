import Testing

@testable import Contests

/// The tables of the handbook, C.05 annex 1. Rules: CONTEST-6, CONTEST-7.
struct BergerTableTests {
  private func text(_ rounds: [[TablePair]]) -> String {
    rounds.map { round in
      round.map { "\($0.first + 1)-\($0.second + 1)" }.joined(separator: " ")
    }
    .joined(separator: " | ")
  }

  @Test(arguments: [
    (2, "1-2"),
    (3, "2-3 | 1-2 | 3-1"),
    (4, "1-4 2-3 | 4-3 1-2 | 2-4 3-1"),
    (5, "2-5 3-4 | 5-3 1-2 | 3-1 4-5 | 1-4 2-3 | 4-2 5-1"),
    (6, "1-6 2-5 3-4 | 6-4 5-3 1-2 | 2-6 3-1 4-5 | 6-5 1-4 2-3 | 3-6 4-2 5-1"),
    (
      8,
      "1-8 2-7 3-6 4-5 | 8-5 6-4 7-3 1-2 | 2-8 3-1 4-7 5-6 | 8-6 7-5 1-4 2-3 | "
        + "3-8 4-2 5-1 6-7 | 8-7 1-6 2-5 3-4 | 4-8 5-3 6-2 7-1"
    ),
    (
      10,
      "1-10 2-9 3-8 4-7 5-6 | 10-6 7-5 8-4 9-3 1-2 | 2-10 3-1 4-9 5-8 6-7 | "
        + "10-7 8-6 9-5 1-4 2-3 | 3-10 4-2 5-1 6-9 7-8 | 10-8 9-7 1-6 2-5 3-4 | "
        + "4-10 5-3 6-2 7-1 8-9 | 10-9 1-8 2-7 3-6 4-5 | 5-10 6-4 7-3 8-2 9-1"
    ),
  ])
  func theTablesOfTheHandbook(_ count: Int, _ expected: String) {
    #expect(text(BergerTable.rounds(count: count, isDouble: false)) == expected)
  }

  @Test func aDoubleTableEndsItsFirstHalfTheOtherWayRound() {
    #expect(
      text(BergerTable.rounds(count: 4, isDouble: true))
        == "1-4 2-3 | 2-4 3-1 | 4-3 1-2 | 4-1 3-2 | 3-4 2-1 | 4-2 1-3")
    #expect(text(BergerTable.rounds(count: 2, isDouble: true)) == "1-2 | 2-1")
  }

  @Test(arguments: 2...40)
  func everybodyMeetsEverybodyElseOnce(_ count: Int) {
    let rounds = BergerTable.rounds(count: count, isDouble: false)
    #expect(rounds.count == count - 1 + count % 2)
    var meetings = Array(repeating: 0, count: count * count)
    for round in rounds {
      var isPlaced = Array(repeating: false, count: count)
      for pair in round {
        #expect(!isPlaced[pair.first] && !isPlaced[pair.second])
        isPlaced[pair.first] = true
        isPlaced[pair.second] = true
        meetings[min(pair.first, pair.second) * count + max(pair.first, pair.second)] += 1
      }
    }
    #expect(meetings.reduce(0, +) == count * (count - 1) / 2)
    #expect(meetings.max() == 1)
  }
}
