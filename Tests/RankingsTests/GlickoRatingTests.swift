import Testing

@testable import Rankings

/// What is kept of a rating. Rule: RATING-7.
struct GlickoRatingTests {
  @Test func numbersAreKeptRounded() {
    let rating = GlickoRating(rating: 1464.0506705, deviation: 151.5165, volatility: 0.0599959843)
    let kept = KeptRating(
      hundredths: 146_405, deviationHundredths: 15_152, volatilityMillionths: 59_996)
    #expect(rating.kept == kept)
    #expect(
      kept.rating == GlickoRating(rating: 1464.05, deviation: 151.52, volatility: 0.059996))
  }

  @Test(
    arguments: [
      (10, 0.01, 3_000, 30_000), (900, 0.5, 35_000, 120_000), (30, 0.12, 3_000, 120_000),
    ] as [(Double, Double, Int, Int)])
  func deviationAndVolatilityStayWithinBounds(
    _ deviation: Double, _ volatility: Double, _ keptDeviation: Int, _ keptVolatility: Int
  ) {
    let kept = GlickoRating(rating: 1500, deviation: deviation, volatility: volatility).kept
    #expect(kept.deviationHundredths == keptDeviation)
    #expect(kept.volatilityMillionths == keptVolatility)
  }

  @Test func aRatingBelowZeroIsRoundedAwayFromIt() {
    let rating = GlickoRating(rating: -0.125, deviation: 100, volatility: 0.06)
    #expect(rating.kept.hundredths == -13)
  }
}
