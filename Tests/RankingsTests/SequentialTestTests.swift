import Testing

@testable import Rankings

/// Log likelihood ratios against numbers that fastchess publishes in its tests. Rule: RATING-4.
struct SequentialTestTests {
  private func test(
    _ elo0: Double, _ elo1: Double, _ scale: SequentialTest.Scale, _ risk: Double = 0.05
  ) throws -> SequentialTest {
    try #require(
      SequentialTest(elo0: elo0, elo1: elo1, alpha: risk, beta: risk, scale: scale))
  }

  @Test(
    arguments: [
      ([36027, 68692, 36433], 0, 2, .normalized, 0.92),
      ([10650, 20431, 10871], -1.75, 0.25, .normalized, 2.30),
      ([21184, 40708, 21404], 0.5, 2.5, .logistic, -1.57),
      ([57030, 106593, 57433], 0, 2, .logistic, -2.59),
      ([365, 16618, 36229, 16974, 390], 0, 2, .normalized, 2.25),
      ([127, 4883, 10712, 5150, 104], -1.75, 0.25, .normalized, 3.01),
      ([223, 9863, 21279, 10037, 246], 0.5, 2.5, .logistic, -3.07),
      ([871, 26175, 55983, 26678, 821], 0, 2, .logistic, -4.98),
    ] as [([Int], Double, Double, SequentialTest.Scale, Double)])
  func thePublishedRatiosComeOut(
    _ counts: [Int], _ elo0: Double, _ elo1: Double, _ scale: SequentialTest.Scale,
    _ expected: Double
  ) throws {
    let results =
      counts.count == 5
      ? ResultCounts(pairs: counts)
      : ResultCounts(losses: counts[0], draws: counts[1], wins: counts[2])
    let ratio = try test(elo0, elo1, scale).logLikelihoodRatio(results)
    #expect((ratio - expected).magnitude <= 0.0100001, "\(ratio)")
  }

  /// What never happened counts a thousandth, so that its likelihood is not nothing.
  @Test(arguments: [([0, 16700, 0], -3.4505), ([0, 0, 0, 0, 104], 2.0950)])
  func resultsThatAreAllAlikeAreRegularized(_ counts: [Int], _ expected: Double) throws {
    let results =
      counts.count == 5
      ? ResultCounts(pairs: counts)
      : ResultCounts(losses: counts[0], draws: counts[1], wins: counts[2])
    let ratio = try test(0, 5, .normalized).logLikelihoodRatio(results)
    #expect((ratio - expected).magnitude < 0.0001, "\(ratio)")
  }

  @Test func theBoundsAreWalds() throws {
    let strict = try test(0, 10, .logistic, 0.01)
    #expect((strict.upperBound - 4.5951).magnitude < 0.0001)
    #expect((strict.lowerBound + 4.5951).magnitude < 0.0001)
    let uneven = try #require(
      SequentialTest(elo0: 0, elo1: 5, alpha: 0.05, beta: 0.1, scale: .normalized))
    #expect((uneven.upperBound - 2.8904).magnitude < 0.0001)
    #expect((uneven.lowerBound + 2.2513).magnitude < 0.0001)
  }

  @Test(
    arguments: [
      ([200, 100, 200], .open), ([100, 100, 300], .accepted), ([300, 100, 100], .rejected),
      ([0, 0, 0], .open),
    ] as [([Int], SequentialTest.Verdict)])
  func theVerdictIsWhatTheRatioHasReached(
    _ counts: [Int], _ verdict: SequentialTest.Verdict
  ) throws {
    let results = ResultCounts(losses: counts[0], draws: counts[1], wins: counts[2])
    #expect(try test(-20, 20, .normalized).verdict(results) == verdict)
  }

  @Test(
    arguments: [
      [0, 16700, 0], [5, 0, 0], [1, 0, 1], [0, 0, 0, 0, 9], [0, 0, 400, 0, 0], [7, 0, 0, 0, 7],
    ],
    [
      SequentialTest(elo0: -1000, elo1: 1000, alpha: 0.05, beta: 0.05, scale: .normalized),
      SequentialTest(elo0: 50, elo1: 300, alpha: 0.05, beta: 0.05, scale: .normalized),
      SequentialTest(elo0: -1000, elo1: 1000, alpha: 0.05, beta: 0.05, scale: .logistic),
    ])
  func evenWhatNobodyTestsHasARatio(_ counts: [Int], _ test: SequentialTest?) throws {
    let results =
      counts.count == 5
      ? ResultCounts(pairs: counts)
      : ResultCounts(losses: counts[0], draws: counts[1], wins: counts[2])
    #expect(try #require(test).logLikelihoodRatio(results).isFinite)
  }

  @Test(arguments: [
    (1, 1, 0.05), (-1001, 0, 0.05), (0, 1001, 0.05), (2, 1, 0.05), (0, 1, 0), (0, 1, 0.5),
  ])
  func aTestNeedsAnOrder(_ elo0: Double, _ elo1: Double, _ risk: Double) {
    #expect(
      SequentialTest(elo0: elo0, elo1: elo1, alpha: risk, beta: risk, scale: .logistic) == nil)
  }
}
