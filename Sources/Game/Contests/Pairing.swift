/// Which game of a contest: its round, its table in the round, its place at the table.
public struct PairingID: Hashable, Comparable, Sendable {
  /// The round, counted from 0.
  public let round: Int
  /// The table of the round, counted from 0.
  public let table: Int
  /// The game at the table, counted from 0.
  public let game: Int

  /// Names a game.
  public init(round: Int, table: Int, game: Int) {
    self.round = round
    self.table = table
    self.game = game
  }

  /// Orders by round, then table, then game.
  public static func < (left: PairingID, right: PairingID) -> Bool {
    (left.round, left.table, left.game) < (right.round, right.table, right.game)
  }
}

/// A game that can be played: who sits where. Rule: CONTEST-2.
public struct Pairing: Hashable, Sendable {
  /// Which game it is.
  public let id: PairingID
  /// Who takes seat 0.
  public let first: Entrant
  /// Who takes seat 1.
  public let second: Entrant

  /// Names a game and its seats.
  public init(id: PairingID, first: Entrant, second: Entrant) {
    self.id = id
    self.first = first
    self.second = second
  }
}

/// Two entrants who are to play at a table, in the seats of its first game.
struct Encounter: Hashable {
  let round: Int
  let table: Int
  let first: Entrant
  let second: Entrant

  /// A game at this table: seats change from game to game. Rule: CONTEST-2.
  func pairing(game: Int) -> Pairing {
    let id = PairingID(round: round, table: table, game: game)
    return game % 2 == 0
      ? Pairing(id: id, first: first, second: second)
      : Pairing(id: id, first: second, second: first)
  }
}
