/// A rated game: who met whom, and what the first of them made of it.
public struct RatedGame: Hashable, Sendable {
  /// The number of the first player.
  public let first: Int
  /// The number of the second player.
  public let second: Int
  /// The half points of the first player: 0, 1 or 2.
  public let halfPoints: Int

  /// Takes down a game of two different players.
  public init(first: Int, second: Int, halfPoints: Int) {
    precondition(first != second, "RATING-5: nobody meets himself")
    precondition((0...2).contains(halfPoints), "RATING-5: a game has two half points")
    self.first = first
    self.second = second
    self.halfPoints = halfPoints
  }
}

/// Elo ratings, changed game by game in the order they were played. Rule: RATING-5.
///
/// What one player wins the other loses, so the sum of all ratings never changes.
public struct EloLadder: Hashable, Sendable {
  /// By player, the rating times 100.
  public private(set) var hundredths: [Int]

  /// How far one game can move a rating.
  public static let factor = 32.0

  /// The rating that everybody begins with, times 100.
  public static let beginning = 150_000

  /// Begins a ladder on which all are equal.
  public init(players: Int) {
    hundredths = Array(repeating: Self.beginning, count: players)
  }

  /// Goes on from ratings as they were kept.
  public init(hundredths: [Int]) { self.hundredths = hundredths }

  /// Rates the next game.
  public mutating func rate(_ game: RatedGame) {
    let ahead = Double(hundredths[game.first] - hundredths[game.second]) / 100
    let expected = EloEstimate.score(elo: ahead)
    let change = Self.factor * (Double(game.halfPoints) / 2 - expected)
    let hundredthsMoved = Int((change * 100).rounded(.toNearestOrAwayFromZero))
    hundredths[game.first] += hundredthsMoved
    hundredths[game.second] -= hundredthsMoved
  }
}
