/// Two entrants of whom one goes on: best of so many pairs of games. Rules: CONTEST-14, CONTEST-15.
struct KnockoutTie {
  /// Who stands on a side of the bracket.
  enum Side: Hashable {
    case entrant(Entrant)
    /// An empty place: who meets it goes on.
    case nobody
    /// That is not decided yet.
    case unknown
  }

  /// How many pairs of games are played again when a tie is level.
  static let replays = 2

  let table: Int
  /// The two who meet; nil while they are not known, and when a place is empty.
  private(set) var encounter: Encounter?
  private(set) var winner = Side.unknown
  private(set) var loser = Side.unknown
  /// The games that can be played now.
  private(set) var open: [Pairing] = []
  /// The games that may have a result next, be anybody away or not.
  private(set) var missing: [Int] = []
  /// The results that decided it so far.
  private(set) var told: [MatchResult] = []

  /// Who is out.
  var losers: [Entrant] {
    if case .entrant(let loser) = loser { return [loser] }
    guard winner == .nobody, let encounter else { return [] }
    return [encounter.first, encounter.second]
  }

  init(
    round: Int, table: Int, _ one: Side, _ other: Side, bestOf: Int, book: ResultBook,
    absences: AbsenceTable
  ) {
    self.table = table
    switch (one, other) {
    case (.unknown, _), (_, .unknown): break
    case (.nobody, _):
      winner = other
      loser = .nobody
    case (_, .nobody):
      winner = one
      loser = .nobody
    case (.entrant(let one), .entrant(let other)):
      let encounter = Encounter(
        round: round, table: table, first: min(one, other), second: max(one, other))
      self.encounter = encounter
      play(encounter, bestOf: bestOf, book: book, absences: absences)
    }
  }

  private mutating func play(
    _ encounter: Encounter, bestOf: Int, book: ResultBook, absences: AbsenceTable
  ) {
    var lead = 0
    for pair in 0..<bestOf + Self.replays {
      // A lead that the pairs to come cannot make good decides; in replays any lead does.
      if abs(lead) > max(bestOf - pair, 0) { break }
      let pairings = [encounter.pairing(game: 2 * pair), encounter.pairing(game: 2 * pair + 1)]
      let results = pairings.map { book[$0.id] }
      told += results.compactMap { $0 }
      guard let straight = results[0], let swapped = results[1] else {
        missing = pairings.filter { book[$0.id] == nil }.map(\.id.game)
        let isFirstAway = absences.isAway(encounter.first, in: encounter.round)
        let isSecondAway = absences.isAway(encounter.second, in: encounter.round)
        if isFirstAway && isSecondAway {
          (winner, loser) = (.nobody, .nobody)
        } else if isFirstAway || isSecondAway {
          decide(encounter, firstWins: isSecondAway)
        } else {
          open = pairings.filter { book[$0.id] == nil }
        }
        return
      }
      let first = straight.outcome.firstHalfPoints + swapped.outcome.secondHalfPoints
      let second = straight.outcome.secondHalfPoints + swapped.outcome.firstHalfPoints
      lead += (first - second).signum()
    }
    // Who is level after all replays goes on as the higher seed.
    decide(encounter, firstWins: lead >= 0)
  }

  private mutating func decide(_ encounter: Encounter, firstWins: Bool) {
    winner = .entrant(firstWins ? encounter.first : encounter.second)
    loser = .entrant(firstWins ? encounter.second : encounter.first)
  }
}
