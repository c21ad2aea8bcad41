import Testing

@testable import Rankings

/// Glicko-2 against the example of its paper and what two implementations agree about.
struct GlickoSystemTests {
  private func player(_ rating: Double, _ deviation: Double, _ volatility: Double = 0.06)
    -> GlickoRating
  {
    GlickoRating(rating: rating, deviation: deviation, volatility: volatility)
  }

  private func games(_ games: [(Double, Double, Int)]) -> [GlickoGame] {
    games.map { GlickoGame(opponent: player($0.0, $0.1), halfPoints: $0.2) }
  }

  @Test func theExampleOfThePaper() {
    // Printed: 1464.06, 151.52, 0.05999; the paper rounds on the way, full precision is 1464.0507.
    let rated = GlickoSystem(tau: 0.5).rated(
      player(1500, 200), games: games([(1400, 30, 2), (1550, 100, 0), (1700, 300, 0)]))
    #expect((rated.rating - 1464.06).magnitude < 0.01)
    #expect((rated.deviation - 151.52).magnitude < 0.005)
    #expect((rated.volatility - 0.05999).magnitude < 0.00001)
    #expect((rated.rating - 1464.0506705).magnitude < 0.0000005)
    #expect((rated.deviation - 151.5165241).magnitude < 0.0000005)
    #expect((rated.volatility - 0.0599959843).magnitude < 0.000000005)
  }

  @Test(
    arguments: [
      (
        [1920, 120],
        [(1429, 30, 1), (1058, 200, 1), (1004, 200, 1), (1468, 350, 0), (1650, 30, 0)],
        [1723.993531, 113.28051, 0.060071319]
      ),
      ([1070, 120], [(1827, 200, 2), (1354, 100, 2)], [1195.623368, 116.392398, 0.060028716]),
      (
        [2036, 350],
        [(2115, 60, 2), (2057, 200, 0), (2072, 30, 1), (2179, 100, 2), (1873, 30, 2)],
        [2194.985198, 152.667571, 0.059997994]
      ),
      ([1611, 50], [(1097, 100, 0), (1156, 100, 1)], [1591.612103, 50.829904, 0.060021022]),
      ([1500, 200], [], [1500, 200.271417, 0.06]),
    ] as [([Double], [(Double, Double, Int)], [Double])])
  func otherImplementationsAgree(
    _ before: [Double], _ played: [(Double, Double, Int)], _ after: [Double]
  ) {
    let rated = GlickoSystem(tau: 0.5).rated(player(before[0], before[1]), games: games(played))
    #expect((rated.rating - after[0]).magnitude < 0.00001)
    #expect((rated.deviation - after[1]).magnitude < 0.00001)
    #expect((rated.volatility - after[2]).magnitude < 0.000001)
  }

  @Test func aPeriodRatesAllFromWhatTheyWereBefore() {
    let system = GlickoSystem(tau: 0.5)
    let before = [player(1500, 200), player(1400, 30), player(1550, 100), player(1700, 300)]
    let played = [
      RatedGame(first: 0, second: 1, halfPoints: 2), RatedGame(first: 2, second: 0, halfPoints: 2),
      RatedGame(first: 0, second: 3, halfPoints: 0),
    ]
    let after = system.rated(before, games: played)
    #expect((after[0].rating - 1464.0506705).magnitude < 0.0000005)
    let backward = system.rated(before, games: played.reversed())
    #expect((backward[0].rating - after[0].rating).magnitude < 1e-9)
    let alone = system.rated(before[2], games: [GlickoGame(opponent: before[0], halfPoints: 2)])
    #expect(after[2] == alone)
  }

  @Test func aSurpriseRaisesTheVolatility() {
    let system = GlickoSystem(tau: 0.5)
    let surprise = games(Array(repeating: (2400, 30, 2), count: 8))
    let rated = system.rated(player(1200, 60), games: surprise)
    #expect(rated.volatility > 0.06 && rated.rating > 1200)
  }

  @Test func aGameHasTwoHalfPoints() async {
    await #expect(processExitsWith: .failure) {
      _ = GlickoGame(opponent: .beginning, halfPoints: 3)
    }
  }
}
