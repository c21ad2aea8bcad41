// Contests: who meets whom, and who has won.
//
// Goals: the next games are a function of the plan, the results and the absences so far, and of
// nothing else; neither the order of arrival nor an interruption changes them. Scores and
// tie-breaks are counted in integers.
// Non-goals: playing the games, rating players, showing tables.

/// A contest as far as it has come. Rule: CONTEST-1.
///
/// The same plan with the same results and absences is the same contest, in whatever order it
/// heard of them.
public struct Contest: Sendable {
  /// What was planned.
  public let plan: ContestPlan
  var book = ResultBook()
  var absences: AbsenceTable
  /// The rounds that are known; a Swiss contest draws one after the other.
  private(set) var rounds: [LeagueRound]

  /// Begins a contest.
  public init(_ plan: ContestPlan) {
    self.plan = plan
    absences = AbsenceTable(entrants: plan.names.count)
    rounds = LeagueRound.scheduled(plan)
    drawRounds()
  }

  /// Goes on with a contest from what was kept of it, in any order.
  ///
  /// - Throws: what `excuse` and `record` throw.
  public init(
    _ plan: ContestPlan, results: [MatchResult], absences: [Absence]
  ) throws(ContestError) {
    self.init(plan)
    for absence in absences { try excuse(absence) }
    for result in results.sorted(by: { $0.id < $1.id }) { try record(result) }
  }

  /// The results so far, in the order of their games.
  public var results: [MatchResult] { book.results }

  /// All games that can be played now, in order, also those that are being played.
  ///
  /// Complexity: one look at every game of the contest.
  public var next: [Pairing] {
    if case .knockout = plan.format { return bracket.open.sorted { $0.id < $1.id } }
    return tables.flatMap { table in table.open.map { table.encounter.pairing(game: $0) } }
  }

  /// Whether no game is left to be played.
  public var isDecided: Bool {
    switch plan.format {
    case .knockout: bracket.isDecided
    case .swiss(let count):
      rounds.count == count && !isOpen(rounds[count - 1])
    case .roundRobin, .gauntlet: tables.allSatisfy(\.open.isEmpty)
    }
  }

  /// Takes down a result; the same result may be told again.
  ///
  /// - Throws: `.toldTwice` for another result of the same game, `.unknownPairing` for a game
  ///   that cannot be played now.
  public mutating func record(_ result: MatchResult) throws(ContestError) {
    if let known = book[result.id] {
      guard known == result else { throw .toldTwice(result.id) }
      return
    }
    guard accepts(result.id) else { throw .unknownPairing(result.id) }
    book.insert(result)
    drawRounds()
  }

  /// Takes down that an entrant does not play in some rounds. Rule: CONTEST-5.
  ///
  /// - Throws: `.absence` when there is no such entrant or round, or when a Swiss round of the
  ///   absence has results already.
  public mutating func excuse(_ absence: Absence) throws(ContestError) {
    guard plan.names.indices.contains(absence.entrant.index), absence.from >= 0,
      absence.through.map({ $0 >= absence.from }) ?? true
    else { throw .absence(absence) }
    if case .swiss = plan.format {
      if let last = book.results.last, last.id.round >= absence.from { throw .absence(absence) }
      if rounds.count > absence.from { rounds.removeSubrange(absence.from...) }
    }
    absences.insert(absence)
    drawRounds()
  }

  var bracket: KnockoutBracket { KnockoutBracket(plan, book: book, absences: absences) }

  /// How it stands at all tables that are known.
  var tables: [TableState] { rounds.flatMap { states(of: $0) } }

  private func states(of round: LeagueRound) -> [TableState] {
    round.encounters.map {
      TableState($0, games: plan.games, book: book, absences: absences)
    }
  }

  private func accepts(_ id: PairingID) -> Bool {
    if case .knockout = plan.format { return bracket.accepts(id) }
    return rounds.indices.contains(id.round)
      && rounds[id.round].encounters.indices.contains(id.table)
      && (0..<plan.games).contains(id.game)
  }

  /// Draws the rounds of a Swiss contest that can be drawn: the one behind the last complete one.
  private mutating func drawRounds() {
    guard case .swiss(let count) = plan.format else { return }
    while rounds.count < count {
      if let last = rounds.last, isOpen(last) { return }
      rounds.append(drawRound())
    }
  }

  /// Whether a game of a Swiss round can still be played; nobody of such a round is away.
  private func isOpen(_ round: LeagueRound) -> Bool {
    round.encounters.contains { encounter in
      (0..<plan.games).contains { book[encounter.pairing(game: $0).id] == nil }
    }
  }

  /// The Swiss round behind those that are known. Rules: CONTEST-9 to CONTEST-12.
  private func drawRound() -> LeagueRound {
    let count = plan.names.count
    let round = rounds.count
    let scores = ScoreTable(entries)
    var seats = SwissSeats(entrants: count)
    var isMet = Array(repeating: false, count: count * count)
    var idleRounds = Array(repeating: 0, count: count)
    for earlier in rounds {
      for idle in earlier.idle { idleRounds[idle.index] += 1 }
      for encounter in earlier.encounters {
        seats.note(encounter)
        isMet[encounter.first.index * count + encounter.second.index] = true
        isMet[encounter.second.index * count + encounter.first.index] = true
      }
    }
    let ranked = plan.entrants.filter { !absences.isAway($0, in: round) }
      .sorted { (-scores.points(of: $0), $0.index) < (-scores.points(of: $1), $1.index) }
    let draw = SwissDraw(
      SwissField(
        ranked: ranked, scores: ranked.map { scores.points(of: $0) },
        idleRounds: ranked.map { idleRounds[$0.index] },
        mayMeet: ranked.flatMap { one in
          ranked.map { other in one != other && !isMet[one.index * count + other.index] }
        }))
    let encounters = draw.pairs.enumerated().map { table, pair in
      seats.isHigherFirst(pair, table: table)
        ? Encounter(round: round, table: table, first: pair.higher, second: pair.lower)
        : Encounter(round: round, table: table, first: pair.lower, second: pair.higher)
    }
    return LeagueRound(encounters: encounters, idle: draw.idle)
  }
}
