/// How often each entrant of a Swiss contest has sat first, and where it sat last.
///
/// Seats are alike in this game, so they never decide who meets whom. Rule: CONTEST-12.
struct SwissSeats {
  private enum Place { case none, first, second }
  private var balances: [Int]
  private var lasts: [Place]

  init(entrants: Int) {
    balances = Array(repeating: 0, count: entrants)
    lasts = Array(repeating: .none, count: entrants)
  }

  mutating func note(_ encounter: Encounter) {
    balances[encounter.first.index] += 1
    balances[encounter.second.index] -= 1
    lasts[encounter.first.index] = .first
    lasts[encounter.second.index] = .second
  }

  /// Whether the higher of two sits first.
  func isHigherFirst(_ pair: RankedPair, table: Int) -> Bool {
    let higher = pair.higher.index
    let lower = pair.lower.index
    if balances[higher] != balances[lower] { return balances[higher] < balances[lower] }
    if lasts[higher] != lasts[lower] {
      return lasts[higher] == .second || lasts[lower] == .first
    }
    return table % 2 == 0
  }
}
