import Primitives

/// Scores and the numbers that tie-breaks are made of. Rules: CONTEST-16, CONTEST-17.
///
/// Source: FIDE Handbook C.07 (2024), articles 6 to 9, 14 and 16.
struct ScoreTable {
  private let entries: [[RoundEntry]]
  private let scores: [Int]
  private let adjusted: [Int]

  /// Adds up; `roundPoints` are the half points of a round won, half of which a round counts that
  /// an opponent was away for at the end.
  init(_ entries: [[RoundEntry]], roundPoints: Int = 2) {
    self.entries = entries
    scores = entries.map { $0.reduce(0) { $0 + $1.points } }
    adjusted = entries.map { rounds in
      let away = rounds.reversed().prefix { $0.kind == .away }
      let made = rounds.dropLast(away.count).reduce(0) { $0 + $1.points }
      return made + away.count * roundPoints / 2
    }
  }

  /// The half points made.
  func points(of entrant: Entrant) -> Int { scores[entrant.index] }

  /// The half points that count for the tie-breaks of opponents.
  func adjustedPoints(of entrant: Entrant) -> Int { adjusted[entrant.index] }

  /// The half points made against one opponent; nil when they have not met.
  func points(of entrant: Entrant, against opponent: Entrant) -> Int? {
    let met = entries[entrant.index].filter { $0.kind == .met(opponent) }
    return met.isEmpty ? nil : met.reduce(0) { $0 + $1.points }
  }

  /// The sum of the opponents' scores; with `cut` the least falls away, one of an own absence
  /// first.
  func buchholz(of entrant: Entrant, cut: Bool) -> Int {
    let rounds = entries[entrant.index]
    let sum = rounds.reduce(0) { $0 + opponentPoints($1, of: entrant) }
    guard cut else { return sum }
    let away = rounds.filter { $0.kind == .away }
    let least = (away.isEmpty ? rounds : away).map { opponentPoints($0, of: entrant) }.min()
    return sum - (least ?? 0)
  }

  /// The sum of the opponents' scores, each times what was made against it, in quarter points.
  func sonnebornBerger(of entrant: Entrant) -> Int {
    entries[entrant.index].reduce(0) { $0 + opponentPoints($1, of: entrant) * $1.points }
  }

  /// The games won that were played.
  func wins(of entrant: Entrant) -> Int { entries[entrant.index].reduce(0) { $0 + $1.wins } }

  /// What was won or lost in all games that were played.
  func gain(of entrant: Entrant) -> Money {
    entries[entrant.index].reduce(.zero) { $0 + $1.gain }
  }

  /// Who did not play has met somebody with its own score.
  private func opponentPoints(_ entry: RoundEntry, of entrant: Entrant) -> Int {
    if case .met(let opponent) = entry.kind { return adjusted[opponent.index] }
    return scores[entrant.index]
  }
}
