/// A round of a contest in which everybody plays on.
struct LeagueRound: Hashable {
  let encounters: [Encounter]
  /// Who has no opponent in a Swiss round.
  var idle: [Entrant] = []

  /// The rounds of a format that does not depend on results; empty for the others.
  static func scheduled(_ plan: ContestPlan) -> [LeagueRound] {
    let count = plan.names.count
    let tables: [[TablePair]]
    switch plan.format {
    case .roundRobin(let isDouble):
      tables = BergerTable.rounds(count: count, isDouble: isDouble)
    case .gauntlet(let champions):
      tables = GauntletTable.rounds(count: count, champions: champions)
    case .swiss, .knockout: return []
    }
    return tables.enumerated().map { round, pairs in
      LeagueRound(
        encounters: pairs.enumerated().map { table, pair in
          Encounter(
            round: round, table: table, first: Entrant(pair.first),
            second: Entrant(pair.second))
        })
    }
  }
}
