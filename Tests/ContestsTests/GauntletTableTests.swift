import Testing

@testable import Contests

/// Champions against challengers. Rule: CONTEST-8.
struct GauntletTableTests {
  private func text(_ rounds: [[TablePair]]) -> String {
    rounds.map { round in
      round.map { "\($0.first + 1)-\($0.second + 1)" }.joined(separator: " ")
    }
    .joined(separator: " | ")
  }

  @Test(arguments: [
    (4, 1, "1-2 | 3-1 | 1-4"),
    (5, 2, "1-3 2-4 | 4-1 5-2 | 1-5 2-3"),
    (4, 3, "1-4 | 4-3 | 2-4"),
    (2, 1, "1-2"),
  ])
  func championsMeetChallengers(_ count: Int, _ champions: Int, _ expected: String) {
    #expect(text(GauntletTable.rounds(count: count, champions: champions)) == expected)
  }

  @Test(arguments: 2...12)
  func eachChampionMeetsEachChallengerOnce(_ count: Int) {
    for champions in 1..<count {
      let rounds = GauntletTable.rounds(count: count, champions: champions)
      var meetings = Array(repeating: 0, count: count * count)
      for pair in rounds.joined() {
        meetings[min(pair.first, pair.second) * count + max(pair.first, pair.second)] += 1
      }
      for one in 0..<count {
        for other in 0..<count {
          let isMeant = one < champions && other >= champions
          #expect(meetings[one * count + other] == (isMeant ? 1 : 0))
        }
      }
    }
  }
}
