/// The places of a knock-out, and how far it has come. Rules: CONTEST-13 to CONTEST-15.
struct KnockoutBracket {
  /// By round, the ties; the last round ends with the one for the third place if there is one.
  private(set) var rounds: [[KnockoutTie]] = []

  init(_ plan: ContestPlan, book: ResultBook, absences: AbsenceTable) {
    guard case .knockout(let bestOf, let thirdPlace) = plan.format else { return }
    var field = Self.places(count: plan.names.count).map { place -> KnockoutTie.Side in
      place < plan.names.count ? .entrant(Entrant(place)) : .nobody
    }
    while field.count > 1 {
      let round = rounds.count
      func tie(_ table: Int, _ one: KnockoutTie.Side, _ other: KnockoutTie.Side) -> KnockoutTie {
        KnockoutTie(
          round: round, table: table, one, other, bestOf: bestOf, book: book, absences: absences)
      }
      var ties = (0..<field.count / 2).map { tie($0, field[2 * $0], field[2 * $0 + 1]) }
      field = ties.map(\.winner)
      if field.count == 1, thirdPlace, let semifinals = rounds.last {
        ties.append(tie(1, semifinals[0].loser, semifinals[1].loser))
      }
      rounds.append(ties)
    }
  }

  /// The order of seeds in a bracket: each half of it unfolds from the winners it should have.
  ///
  /// The sum of two who meet is the same at all tables of a round if higher seeds win. Numbers at
  /// or above `count` are empty places. Rule: CONTEST-13.
  static func places(count: Int) -> [Int] {
    var places = [0]
    while places.count < count {
      let size = 2 * places.count
      places = places.flatMap { [$0, size - 1 - $0] }
    }
    return places
  }

  var isDecided: Bool {
    rounds.allSatisfy { $0.allSatisfy { $0.winner != .unknown } }
  }

  /// The games that can be played now.
  var open: [Pairing] { rounds.flatMap { $0.flatMap(\.open) } }

  /// Whether a game may have a result.
  func accepts(_ id: PairingID) -> Bool {
    guard rounds.indices.contains(id.round), rounds[id.round].indices.contains(id.table) else {
      return false
    }
    return rounds[id.round][id.table].missing.contains(id.game)
  }

  /// By entrant, where it stands: 0 for the winner, the same number for those out in one round.
  func standing(entrants: Int) -> [Int] {
    // Four numbers a round: who has won it, (free,) who was third, who has lost it.
    var levels = Array(repeating: 4 * rounds.count, count: entrants)
    for (round, ties) in rounds.enumerated() {
      let lost = 4 * (rounds.count - round) - 1
      for tie in ties {
        let isThird = tie.table == 1 && round == rounds.count - 1
        for loser in tie.losers { levels[loser.index] = isThird ? lost + 4 : lost }
        if case .entrant(let winner) = tie.winner {
          levels[winner.index] = isThird ? lost + 3 : lost - 3
        }
      }
    }
    return levels
  }
}
