import Primitives
import Testing

@testable import Contests

/// Tie-breaks against published tables. Rules: CONTEST-16, CONTEST-17.
struct ScoreTableTests {
  /// Rounds as the exercise of the FIDE technical commission (2024) prints them: `+9` won against
  /// 9, `+F14` without playing, `+BYE`, `=BYE` asked for, `--` away.
  private func entries(_ rounds: String) throws -> [RoundEntry] {
    try rounds.split(separator: " ").map { round in
      let points = round.first == "+" ? 2 : round.first == "=" ? 1 : 0
      switch round.dropFirst() {
      case "BYE": return RoundEntry(kind: points == 2 ? .unplayed : .away, points: points)
      case "-": return RoundEntry(kind: .away, points: 0)
      case let rest where rest.first == "F":
        return RoundEntry(kind: points == 2 ? .unplayed : .away, points: points)
      case let rest:
        let opponent = try #require(Int(rest))
        return RoundEntry(
          kind: .met(Entrant(opponent - 1)), points: points, wins: points / 2)
      }
    }
  }

  private func exercise() throws -> ScoreTable {
    ScoreTable(
      try [
        "+9 =13 =2 +15 =4", "+10 +7 =1 +16 =3", "=11 +6 +8 =4 =2", "+12 =BYE +13 =3 =1",
        "-13 -15 +11 =7 +10", "-14 -3 +BYE +10 +8", "+15 -2 -16 =5 -11", "=16 +14 -3 +13 -6",
        "-1 -10 =BYE -F11 +BYE", "-2 +9 -15 -6 -5", "=3 -16 -5 +F9 +7", "-4 +BYE +F14 -- --",
        "+5 =1 -4 -8 -14", "+6 -8 -F12 -- +13", "-7 +5 +10 -1 -16", "=8 +11 +7 -2 +15",
      ].map(entries))
  }

  /// Score, adjusted score, Buchholz, the same with the least cut (all in half points), and
  /// Sonneborn-Berger (in quarter points).
  @Test(arguments: [
    (1, [7, 7, 25, 22, 32]), (2, [8, 8, 26, 24, 38]), (3, [7, 7, 31, 26, 42]),
    (4, [7, 7, 30, 23, 39]), (5, [5, 5, 17, 15, 17]), (6, [6, 6, 24, 22, 26]),
    (7, [3, 3, 29, 25, 13]), (8, [5, 5, 27, 24, 21]), (9, [3, 3, 18, 15, 9]),
    (10, [2, 2, 26, 23, 6]), (11, [5, 5, 27, 24, 23]), (12, [4, 6, 23, 19, 16]),
    (13, [3, 3, 28, 24, 17]), (14, [4, 4, 22, 18, 18]), (15, [4, 4, 24, 22, 14]),
    (16, [7, 7, 25, 22, 29]),
  ])
  func theExerciseOfTheCommissionComesOut(_ player: Int, _ expected: [Int]) throws {
    let table = try exercise()
    let entrant = Entrant(player - 1)
    #expect(
      [
        table.points(of: entrant), table.adjustedPoints(of: entrant),
        table.buchholz(of: entrant, cut: false), table.buchholz(of: entrant, cut: true),
        table.sonnebornBerger(of: entrant),
      ] == expected)
  }

  @Test func withoutRoundsEverythingIsNothing() {
    let table = ScoreTable([[], []])
    #expect(table.buchholz(of: Entrant(0), cut: true) == 0)
    #expect(table.points(of: Entrant(0), against: Entrant(1)) == nil)
  }

  @Test func winsAndMoneyAreAddedUp() {
    let table = ScoreTable([
      [
        RoundEntry(kind: .met(Entrant(1)), points: 4, wins: 2, gain: Money(whole: 30)),
        RoundEntry(kind: .met(Entrant(1)), points: 2, wins: 1, gain: Money(whole: -50)),
      ], [],
    ])
    #expect(table.wins(of: Entrant(0)) == 3)
    #expect(table.gain(of: Entrant(0)) == Money(whole: -20))
    #expect(table.points(of: Entrant(0), against: Entrant(1)) == 6)
  }
}
