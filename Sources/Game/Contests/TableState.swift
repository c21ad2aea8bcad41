import Primitives

/// How it stands at a table of a league.
struct TableState {
  /// What one of the two has made.
  struct Side {
    var points = 0
    var wins = 0
    var gain = Money.zero
    /// Whether it was away, or did not come to a game.
    var isAbsent: Bool
  }

  let encounter: Encounter
  private(set) var first: Side
  private(set) var second: Side
  /// How many games were played.
  private(set) var played = 0
  /// Whether any game has a result.
  private(set) var isTold = false
  /// The games that can still be played.
  private(set) var open: [Int] = []

  /// Counts the results; games that will not be played go to who is there. Rule: CONTEST-5.
  init(_ encounter: Encounter, games: Int, book: ResultBook, absences: AbsenceTable) {
    self.encounter = encounter
    let isFirstAway = absences.isAway(encounter.first, in: encounter.round)
    let isSecondAway = absences.isAway(encounter.second, in: encounter.round)
    first = Side(isAbsent: isFirstAway)
    second = Side(isAbsent: isSecondAway)
    for game in 0..<games {
      let pairing = encounter.pairing(game: game)
      if let result = book[pairing.id] {
        count(result, isSwapped: game % 2 == 1)
      } else if isFirstAway || isSecondAway {
        first.points += isFirstAway ? 0 : 2
        second.points += isSecondAway ? 0 : 2
        isTold = true
      } else {
        open.append(game)
      }
    }
  }

  private mutating func count(_ result: MatchResult, isSwapped: Bool) {
    var sides = (isSwapped ? second : first, isSwapped ? first : second)
    isTold = true
    sides.0.points += result.outcome.firstHalfPoints
    sides.1.points += result.outcome.secondHalfPoints
    if result.reason == .absent {
      if result.outcome != .first { sides.0.isAbsent = true }
      if result.outcome != .second { sides.1.isAbsent = true }
    } else {
      played += 1
      sides.0.wins += result.outcome == .first ? 1 : 0
      sides.1.wins += result.outcome == .second ? 1 : 0
      sides.0.gain = sides.0.gain + result.first.gain
      sides.1.gain = sides.1.gain + result.second.gain
    }
    first = isSwapped ? sides.1 : sides.0
    second = isSwapped ? sides.0 : sides.1
  }

  /// The entries of both, in the order of the encounter.
  ///
  /// Where opponents were not chosen by score, a game that was not played counts like one that
  /// was. Rule: CONTEST-17.
  func entries(areScheduled: Bool) -> [RoundEntry] {
    let meets = played > 0 || areScheduled
    return [(first, encounter.second), (second, encounter.first)].map { side, opponent in
      RoundEntry(
        kind: meets ? .met(opponent) : side.isAbsent ? .away : .unplayed, points: side.points,
        wins: side.wins, gain: side.gain)
    }
  }
}

/// Who is away when.
struct AbsenceTable: Hashable {
  private var absences: [[Absence]]

  init(entrants: Int) { absences = Array(repeating: [], count: entrants) }

  /// Whether an entrant does not play in a round.
  func isAway(_ entrant: Entrant, in round: Int) -> Bool {
    absences[entrant.index].contains { $0.covers(round) }
  }

  mutating func insert(_ absence: Absence) { absences[absence.entrant.index].append(absence) }
}
