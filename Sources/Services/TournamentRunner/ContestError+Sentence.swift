import Contests

extension ContestError {
  /// What is wrong and what would be right.
  var sentence: String {
    switch self {
    case .entrants(let count): "a contest has 2 to 2000 bots, not \(count)"
    case .name(let name):
      name.isEmpty ? "a bot has no name" : "two bots are called '\(name)'; give one another name"
    case .games(let count): "1 to 1000 games are played at a table, not \(count)"
    case .rounds(let count):
      "a Swiss contest has at least one round and fewer than bots, not \(count)"
    case .champions(let count):
      "a gauntlet has at least one champion and one challenger; \(count) are too many or none"
    case .unknownPairing(let id): "there is no game \(Self.place(id)) yet"
    case .toldTwice(let id): "game \(Self.place(id)) has two different results"
    case .absence(let absence):
      "entrant \(absence.entrant.index + 1) cannot be away from round \(absence.from + 1) on"
    }
  }

  private static func place(_ id: PairingID) -> String {
    "\(id.round + 1)-\(id.table + 1)-\(id.game + 1)"
  }
}
