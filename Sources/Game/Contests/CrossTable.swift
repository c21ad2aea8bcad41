/// What everybody has made against everybody else, in the order of the standings. Rule: CONTEST-18.
public struct CrossTable: Hashable, Sendable {
  /// What one has made against another.
  public struct Cell: Hashable, Sendable {
    /// The half points made.
    public var points = 0
    /// How many games have a result.
    public var games = 0
  }

  /// The entrants, best first.
  public let entrants: [Entrant]
  /// A row for each, a column for each; empty where there is no game.
  public let cells: [[Cell]]

  /// Makes the table of a contest as far as it has come.
  public init(_ contest: Contest) {
    entrants = contest.standings.rows.map(\.entrant)
    var rankOf = Array(repeating: 0, count: entrants.count)
    for (rank, entrant) in entrants.enumerated() { rankOf[entrant.index] = rank }
    var cells = Array(
      repeating: Array(repeating: Cell(), count: entrants.count), count: entrants.count)
    let encounters = contest.encounters
    for result in contest.results {
      guard let encounter = encounters[result.id.round][result.id.table] else { continue }
      let pairing = encounter.pairing(game: result.id.game)
      let first = rankOf[pairing.first.index]
      let second = rankOf[pairing.second.index]
      cells[first][second].points += result.outcome.firstHalfPoints
      cells[first][second].games += 1
      cells[second][first].points += result.outcome.secondHalfPoints
      cells[second][first].games += 1
    }
    self.cells = cells
  }
}

extension Contest {
  /// By round and table, who meets there; nil while that is not known.
  var encounters: [[Encounter?]] {
    if case .knockout = plan.format { return bracket.rounds.map { $0.map(\.encounter) } }
    return rounds.map { $0.encounters.map(Optional.some) }
  }
}
