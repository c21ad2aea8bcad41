import Testing

@testable import Rankings

/// Elo game by game. Rule: RATING-5.
struct EloLadderTests {
  @Test func equalsWinAndLoseSixteen() {
    var ladder = EloLadder(players: 2)
    ladder.rate(RatedGame(first: 0, second: 1, halfPoints: 2))
    #expect(ladder.hundredths == [151_600, 148_400])
    // 32 points apart, 0.545922 is expected: a draw costs 1.47.
    ladder.rate(RatedGame(first: 0, second: 1, halfPoints: 1))
    #expect(ladder.hundredths == [151_453, 148_547])
  }

  @Test(arguments: [
    (190_000, 2, 2909), (190_000, 1, 1309), (190_000, 0, -291), (110_000, 2, 291),
    (150_000, 1, 0), (160_000, 2, 2048),
  ])
  func theExpectedScoreDecidesTheChange(_ opponent: Int, _ halfPoints: Int, _ change: Int) {
    var ladder = EloLadder(hundredths: [150_000, opponent])
    ladder.rate(RatedGame(first: 0, second: 1, halfPoints: halfPoints))
    #expect(ladder.hundredths == [150_000 + change, opponent - change])
  }

  @Test func theOrderOfGamesMatters() {
    let games = [
      RatedGame(first: 0, second: 1, halfPoints: 2),
      RatedGame(first: 2, second: 0, halfPoints: 2),
    ]
    var forward = EloLadder(players: 3)
    var backward = EloLadder(players: 3)
    for game in games { forward.rate(game) }
    for game in games.reversed() { backward.rate(game) }
    #expect(forward != backward)
    #expect(forward.hundredths.reduce(0, +) == 450_000)
  }

  @Test func nobodyMeetsHimself() async {
    await #expect(processExitsWith: .failure) {
      _ = RatedGame(first: 1, second: 1, halfPoints: 1)
    }
    await #expect(processExitsWith: .failure) {
      _ = RatedGame(first: 0, second: 1, halfPoints: 3)
    }
  }
}
