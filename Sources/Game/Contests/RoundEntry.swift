public import Primitives

/// What one round brought an entrant.
public struct RoundEntry: Hashable, Sendable {
  /// How the round counts for tie-breaks. Rule: CONTEST-17.
  public enum Kind: Hashable, Sendable {
    /// It met an opponent.
    case met(Entrant)
    /// It did not play, for no reason of its own.
    case unplayed
    /// It was away.
    case away
  }

  /// How the round counts.
  public let kind: Kind
  /// The half points made.
  public let points: Int
  /// The games won that were played.
  public let wins: Int
  /// What was won or lost in games that were played.
  public let gain: Money

  /// Takes down a round.
  public init(kind: Kind, points: Int, wins: Int = 0, gain: Money = .zero) {
    self.kind = kind
    self.points = points
    self.wins = wins
    self.gain = gain
  }
}
