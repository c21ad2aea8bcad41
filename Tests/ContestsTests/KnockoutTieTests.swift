import Testing

@testable import Contests

/// Best of so many pairs of games. Rules: CONTEST-14, CONTEST-15.
struct KnockoutTieTests {
  /// Plays pairs of games of two; `1`, `2`, `=` by the number of the player, the higher seed 1.
  private func tie(_ bestOf: Int, _ games: String) throws -> Contest {
    var contest = Contest(try Played.plan(2, .knockout(bestOf: bestOf, thirdPlace: false)))
    for (game, winner) in games.enumerated() {
      let isSwapped = game % 2 == 1
      let outcome: GameOutcome =
        winner == "=" ? .draw : (winner == "1") != isSwapped ? .first : .second
      try contest.record(
        Played.result(PairingID(round: 0, table: 0, game: game), outcome))
    }
    return contest
  }

  @Test(arguments: [
    (1, "", "open"), (1, "1", "open"), (1, "11", "1"), (1, "22", "2"), (1, "1=", "1"),
    (1, "2=", "2"), (1, "12", "open"), (1, "==", "open"), (1, "121=", "1"), (1, "122=", "2"),
    (1, "1212", "open"), (1, "121212", "1"), (1, "======", "1"), (1, "====22", "2"),
    (3, "11", "open"), (3, "1111", "1"), (3, "112211", "1"), (3, "1122==", "open"),
    (3, "11====", "1"), (3, "22==", "open"), (3, "22==12", "2"), (2, "1122", "open"),
    (2, "11==", "1"), (2, "112222", "2"),
  ])
  func aTieIsDecidedWhenItCannotBeMadeGood(
    _ bestOf: Int, _ games: String, _ expected: String
  ) throws {
    let contest = try tie(bestOf, games)
    let winner = contest.isDecided ? "\(contest.standings.rows[0].entrant.index + 1)" : "open"
    #expect(winner == expected)
  }

  @Test func bothGamesOfAPairCanBePlayedAtOnce() throws {
    let contest = try tie(3, "11")
    #expect(Played.text(contest.next) == "1-2 2-1")
    #expect(contest.next.map(\.id.game) == [2, 3])
  }

  @Test func aGameThatIsNotOpenIsRefused() throws {
    var contest = try tie(1, "11")
    let late = PairingID(round: 0, table: 0, game: 2)
    #expect(throws: ContestError.unknownPairing(late)) {
      try contest.record(Played.result(late, .first))
    }
  }
}
