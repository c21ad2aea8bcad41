import Testing

@testable import Contests

/// Games and their seats. Rule: CONTEST-2.
struct PairingTests {
  @Test func gamesAreOrderedByRoundThenTableThenGame() {
    let first = PairingID(round: 0, table: 9, game: 9)
    let second = PairingID(round: 1, table: 0, game: 9)
    let third = PairingID(round: 1, table: 1, game: 0)
    #expect(first < second && second < third)
    #expect(PairingID(round: 1, table: 0, game: 8) < second)
  }

  @Test func seatsChangeFromGameToGame() {
    let encounter = Encounter(round: 2, table: 1, first: Entrant(4), second: Entrant(3))
    let games = (0..<3).map { encounter.pairing(game: $0) }
    #expect(games.map(\.first) == [Entrant(4), Entrant(3), Entrant(4)])
    #expect(games.map(\.second) == [Entrant(3), Entrant(4), Entrant(3)])
    #expect(games.map(\.id.game) == [0, 1, 2])
    #expect(games.allSatisfy { $0.id.round == 2 && $0.id.table == 1 })
  }
}
