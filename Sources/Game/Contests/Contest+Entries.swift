extension Contest {
  /// By entrant, what each round has brought it so far. Rules: CONTEST-3, CONTEST-5, CONTEST-10.
  public var entries: [[RoundEntry]] {
    var entries: [[RoundEntry]] = Array(repeating: [], count: plan.names.count)
    if case .knockout = plan.format { return knockoutEntries }
    var isSwiss = false
    if case .swiss = plan.format { isSwiss = true }
    var idleRounds = Array(repeating: 0, count: plan.names.count)
    for (number, round) in rounds.enumerated() {
      var isPlaced = Array(repeating: false, count: plan.names.count)
      for encounter in round.encounters {
        let state = TableState(encounter, games: plan.games, book: book, absences: absences)
        isPlaced[encounter.first.index] = true
        isPlaced[encounter.second.index] = true
        guard state.isTold else { continue }
        let pair = state.entries(areScheduled: !isSwiss)
        entries[encounter.first.index].append(pair[0])
        entries[encounter.second.index].append(pair[1])
      }
      guard isSwiss else { continue }
      for entrant in round.idle {
        // A bye is a round won; who has to sit out again has drawn it.
        let points = idleRounds[entrant.index] == 0 ? 2 * plan.games : plan.games
        entries[entrant.index].append(RoundEntry(kind: .unplayed, points: points))
        idleRounds[entrant.index] += 1
        isPlaced[entrant.index] = true
      }
      for entrant in plan.entrants
      where !isPlaced[entrant.index] && absences.isAway(entrant, in: number) {
        entries[entrant.index].append(RoundEntry(kind: .away, points: 0))
      }
    }
    return entries
  }

  private var knockoutEntries: [[RoundEntry]] {
    var entries: [[RoundEntry]] = Array(repeating: [], count: plan.names.count)
    for tie in bracket.rounds.flatMap({ $0 }) {
      guard let encounter = tie.encounter, !tie.told.isEmpty else { continue }
      let games = (tie.told.map(\.id.game).max() ?? 0) + 1
      let state = TableState(
        encounter, games: games, book: book,
        absences: AbsenceTable(entrants: plan.names.count))
      let pair = state.entries(areScheduled: true)
      entries[encounter.first.index].append(pair[0])
      entries[encounter.second.index].append(pair[1])
    }
    return entries
  }
}
