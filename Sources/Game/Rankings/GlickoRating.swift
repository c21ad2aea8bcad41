/// A rating of Glicko-2: how strong, how sure, how steady. Rules: RATING-6, RATING-7.
public struct GlickoRating: Hashable, Sendable {
  /// The strength, around 1500.
  public let rating: Double
  /// The standard deviation of the strength.
  public let deviation: Double
  /// How much the strength is expected to change.
  public let volatility: Double

  /// Takes the three numbers.
  public init(rating: Double, deviation: Double, volatility: Double) {
    self.rating = rating
    self.deviation = deviation
    self.volatility = volatility
  }

  /// What everybody begins with: 1500, 350, 0.06.
  public static let beginning = GlickoRating(rating: 1500, deviation: 350, volatility: 0.06)

  /// The numbers as they are kept, rounded and held within 30 to 350 and 0.03 to 0.12.
  public var kept: KeptRating {
    KeptRating(
      hundredths: Int((rating * 100).rounded(.toNearestOrAwayFromZero)),
      deviationHundredths: Int(
        (min(max(deviation, 30), 350) * 100).rounded(.toNearestOrAwayFromZero)),
      volatilityMillionths: Int(
        (min(max(volatility, 0.03), 0.12) * 1_000_000).rounded(.toNearestOrAwayFromZero)))
  }
}

/// A rating of Glicko-2 in whole numbers, as it is stored and as the next period begins with it.
public struct KeptRating: Hashable, Sendable {
  /// The rating times 100.
  public let hundredths: Int
  /// The deviation times 100, 3,000 to 35,000.
  public let deviationHundredths: Int
  /// The volatility times 1,000,000; 30,000 to 120,000.
  public let volatilityMillionths: Int

  /// Takes the numbers as they were stored.
  public init(hundredths: Int, deviationHundredths: Int, volatilityMillionths: Int) {
    self.hundredths = hundredths
    self.deviationHundredths = deviationHundredths
    self.volatilityMillionths = volatilityMillionths
  }

  /// The numbers to calculate with.
  public var rating: GlickoRating {
    GlickoRating(
      rating: Double(hundredths) / 100, deviation: Double(deviationHundredths) / 100,
      volatility: Double(volatilityMillionths) / 1_000_000)
  }
}
