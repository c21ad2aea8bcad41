import Testing

@testable import Rankings

/// Counting games and pairs. Rule: RATING-1.
struct ResultCountsTests {
  @Test func gamesAreCountedByTheirHalfPoints() {
    #expect(ResultCounts(games: [2, 2, 0, 1, 2]) == ResultCounts(losses: 1, draws: 1, wins: 3))
    #expect(ResultCounts(losses: 1, draws: 2, wins: 3).games == 6)
    #expect(ResultCounts(pairs: [1, 0, 2, 0, 3]).games == 12)
  }

  @Test func withoutGamesThereIsNoScore() {
    #expect(ResultCounts(losses: 0, draws: 0, wins: 0).score == nil)
    #expect(ResultCounts(pairs: [0, 0, 0, 0, 0]).variance == nil)
  }

  @Test func scoreAndVarianceAreThoseOfOneGameOrPair() {
    // 1, 1/2, 0, 0: mean 3/8, squares (25 + 1 + 9 + 9) / 64 / 4 = 11/64.
    let games = ResultCounts(losses: 2, draws: 1, wins: 1)
    #expect(games.score == 0.375 && games.variance == 0.171875)
    // Pairs of 1/4 and 3/4.
    let pairs = ResultCounts(pairs: [0, 1, 0, 1, 0])
    #expect(pairs.score == 0.5 && pairs.variance == 0.0625)
  }

  @Test func aPairHasFiveResults() async {
    await #expect(processExitsWith: .failure) { _ = ResultCounts(pairs: [1, 2, 3]) }
  }
}
