public import Primitives

/// How a series stands. Rule: MATCH-12.
public struct SeriesStanding: Hashable, Sendable {
  /// Best of how many matches.
  public let length: Int
  /// How many matches were played to the end.
  public private(set) var played = 0
  /// The matches that each seat has won.
  public private(set) var wins: [Int]

  /// A series that begins.
  public init(length: Int, seats: Int) {
    self.length = length
    wins = Array(repeating: 0, count: seats)
  }

  /// A series of which matches were played, as it was kept.
  public init(length: Int, played: Int, wins: [Int]) {
    self.length = length
    self.played = played
    self.wins = wins
  }

  /// Takes down the result of a match; nil for a draw.
  public mutating func record(winner: Seat?) {
    played += 1
    if let winner { wins[winner.index] += 1 }
  }

  /// Whether nobody can catch up with the best any more, or all matches are played.
  public var isDecided: Bool {
    let sorted = wins.sorted(by: >)
    let second = sorted.count > 1 ? sorted[1] : 0
    return played >= length || sorted[0] > second + (length - played)
  }

  /// Who has won the series; nil while it is open, and for a draw.
  public var winner: Seat? {
    guard isDecided, let best = wins.max(), best > 0, wins.count(where: { $0 == best }) == 1
    else { return nil }
    return wins.firstIndex(of: best).map { Seat($0) }
  }
}
