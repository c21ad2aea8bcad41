import Testing

@testable import Rankings

/// Differences with their errors, against numbers that fastchess publishes in its tests.
struct EloEstimateTests {
  private func isNear(_ value: Double?, _ expected: Double?, _ tolerance: Double) -> Bool {
    guard let value, let expected else { return value == nil && expected == nil }
    return (value - expected).magnitude <= tolerance
  }

  @Test(
    arguments: [
      ([89, 123, 76], nil, nil, -20.76, 40.13, 15.53),
      ([96, 111, 136], 40.70, 30.43, 49.77, 36.77, 99.60),
      ([356, 0, 34], nil, nil, -508.44, 34.48, 0),
      ([34, 54, 63, 64, 75], 55.58, 27.65, 57.94, 28.28, 100),
      ([332, 433, 498, 333, 334], -8.64, 10.33, -9.17, 10.96, 5.05),
      ([7895, 8757, 5685, 568, 9999], -21.04, 2.95, -19.01, 2.65, 0),
    ] as [([Int], Double?, Double?, Double, Double, Double)])
  func thePublishedNumbersComeOut(
    _ counts: [Int], _ elo: Double?, _ margin: Double?, _ normalized: Double,
    _ normalizedMargin: Double, _ superiority: Double
  ) throws {
    let results =
      counts.count == 5
      ? ResultCounts(pairs: counts)
      : ResultCounts(losses: counts[0], draws: counts[1], wins: counts[2])
    let estimate = try #require(EloEstimate(results))
    if elo != nil {
      #expect(isNear(estimate.difference, elo, 0.006))
      #expect(isNear(estimate.margin, margin, 0.006))
    }
    #expect(isNear(estimate.normalized, normalized, 0.006))
    #expect(isNear(estimate.normalizedMargin, normalizedMargin, 0.006))
    #expect(isNear(estimate.superiority * 100, superiority, 0.006))
  }

  @Test func resultsThatAreAllAlikeHaveNoError() throws {
    let won = try #require(EloEstimate(ResultCounts(losses: 0, draws: 0, wins: 9)))
    #expect(won.difference == nil && won.margin == nil && won.normalized == nil)
    #expect(won.superiority == 1)
    let drawn = try #require(EloEstimate(ResultCounts(losses: 0, draws: 4, wins: 0)))
    #expect(drawn.difference == 0 && drawn.margin == 0 && drawn.superiority == 0.5)
    #expect(EloEstimate(ResultCounts(losses: 0, draws: 0, wins: 0)) == nil)
  }

  @Test func anIntervalBeyondAllPointsIsNotBounded() throws {
    let estimate = try #require(EloEstimate(ResultCounts(losses: 1, draws: 0, wins: 9)))
    #expect(isNear(estimate.difference, 381.70, 0.01))
    #expect(estimate.margin == nil)
  }

  @Test(arguments: [(0, 0.5), (200, 0.759747), (-400, 0.0909091), (100, 0.640065)])
  func scoreAndDifferenceAreOneAnothersInverse(_ elo: Double, _ score: Double) {
    #expect(isNear(EloEstimate.score(elo: elo), score, 0.0000005))
    #expect(isNear(EloEstimate.elo(score: EloEstimate.score(elo: elo)), elo, 1e-9))
  }
}
