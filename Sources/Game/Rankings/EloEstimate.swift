/// The difference in strength that results speak for, and how sure it is.
///
/// Rules: RATING-2, RATING-3. Source: the statistics that engine testers print (cutechess,
/// fastchess, fishtest).
public struct EloEstimate: Hashable, Sendable {
  /// The difference in Elo; nil while every point, or none, was made.
  public let difference: Double?
  /// Half the width of its 95 % interval; nil while the interval is not bounded.
  public let margin: Double?
  /// The difference in normalised Elo, which does not depend on how often games are drawn; nil
  /// while all results are alike.
  public let normalized: Double?
  /// Half the width of the 95 % interval of the normalised difference.
  public let normalizedMargin: Double
  /// How likely it is that the player is the stronger one, 0 to 1.
  public let superiority: Double

  /// The normal deviate of a two-sided 95 % interval.
  static let deviate95 = 1.959_963_984_540_054

  /// Normalised Elo for a mean of one standard deviation of a game above one half: 800 / ln 10.
  static let normalizedUnit = 800 / Elementary.ln10

  /// Estimates from results; nil without any.
  public init?(_ counts: ResultCounts) {
    guard let score = counts.score, let variance = counts.variance else { return nil }
    let error = (variance / Double(counts.items)).squareRoot()
    difference = Self.elo(score: score)
    let high = Self.elo(score: score + Self.deviate95 * error)
    let low = Self.elo(score: score - Self.deviate95 * error)
    if let high, let low { margin = (high - low) / 2 } else { margin = nil }
    normalizedMargin =
      Self.deviate95 * Self.normalizedUnit / Double(counts.games).squareRoot()
    if variance > 0 {
      let perGame = (counts.arePairs ? 2 * variance : variance).squareRoot()
      normalized = (score - 0.5) / perGame * Self.normalizedUnit
      superiority = Elementary.normalBelow((score - 0.5) / error)
    } else {
      normalized = nil
      superiority = score > 0.5 ? 1 : score < 0.5 ? 0 : 0.5
    }
  }

  /// The difference in Elo at which a share of the points is expected; nil outside 0 to 1.
  public static func elo(score: Double) -> Double? {
    guard score > 0, score < 1 else { return nil }
    return -400 * Elementary.ln(1 / score - 1) / Elementary.ln10
  }

  /// The share of the points that is expected at a difference in Elo.
  public static func score(elo: Double) -> Double { 1 / (1 + Elementary.tenTo(-elo / 400)) }
}
