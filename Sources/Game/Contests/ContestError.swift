/// What is wrong with a plan of a contest, or with what it is told.
public enum ContestError: Error, Hashable, Sendable {
  /// A contest has 2 to 2,000 entrants.
  case entrants(Int)
  /// A name is empty or was given twice.
  case name(String)
  /// A table has 1 to 1,000 games, or pairs of games.
  case games(Int)
  /// A Swiss contest of n entrants has 1 to n - 1 rounds.
  case rounds(Int)
  /// A gauntlet has at least one champion and one challenger.
  case champions(Int)
  /// There is no such game, or it cannot be played yet.
  case unknownPairing(PairingID)
  /// The game has another result already.
  case toldTwice(PairingID)
  /// An absence names no entrant, or a round that has results already.
  case absence(Absence)
}
