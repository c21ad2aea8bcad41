import Primitives
import Testing

@testable import Contests

/// Places, and what decides between equals. Rule: CONTEST-16.
struct StandingsTests {
  /// Points of the row against the column, in half points, for players A, B, ...
  private func table(_ rows: [[Int?]]) -> ScoreTable {
    ScoreTable(
      rows.map { row in
        row.enumerated().compactMap { opponent, points in
          points.map {
            RoundEntry(kind: .met(Entrant(opponent)), points: $0, wins: $0 / 2)
          }
        }
      })
  }

  private func order(_ table: ScoreTable, _ count: Int, _ tieBreaks: [TieBreak]) -> String {
    table.ranked(
      (0..<count).map { Entrant($0) }, tieBreaks: tieBreaks,
      isBefore: { $0 < $1 }
    )
    .map { String("ABCDEFGH".dropFirst($0.index).prefix(1)) }.joined()
  }

  /// Source: scalachess, TiebreakTest: A 2.5, B 1.5, C 2, D 2.5, E 1.5.
  private let five: [[Int?]] = [
    [nil, 2, 1, 0, 2], [0, nil, 2, 1, 0], [1, 0, nil, 2, 1], [2, 1, 0, nil, 2], [0, 2, 1, 0, nil],
  ]

  @Test func theFivePlayersOfThePublishedTable() {
    let table = table(five)
    #expect((0..<5).map { table.points(of: Entrant($0)) } == [5, 3, 4, 5, 3])
    #expect(table.buchholz(of: Entrant(0), cut: false) == 15)
    #expect(table.buchholz(of: Entrant(0), cut: true) == 12)
    #expect(table.sonnebornBerger(of: Entrant(0)) == 16)
    #expect(table.wins(of: Entrant(0)) == 2)
    // D has beaten A, E has beaten B.
    #expect(order(table, 5, [.direct]) == "DACEB")
    #expect(order(table, 5, []) == "ADCBE")
  }

  @Test func amongThreeTheEncountersAreCountedAgainForThoseStillEqual() {
    // A, B, C have 4 each. Against each other: A 2, B 2 (won against A), C 2: a circle.
    let circle = table([
      [nil, 0, 2, 2], [2, nil, 0, 2], [0, 2, nil, 2], [0, 0, 0, nil],
    ])
    #expect(order(circle, 4, [.direct]) == "ABCD")
    // A to D have 6 each. Against each other A and B have 4, C and D 2; B has beaten A, C has
    // beaten D.
    let pairs = table([
      [nil, 0, 2, 2, 2], [2, nil, 2, 0, 2], [0, 0, nil, 2, 4], [0, 2, 0, nil, 4],
      [0, 0, 0, 0, nil],
    ])
    #expect((0..<4).map { pairs.points(of: Entrant($0)) } == [6, 6, 6, 6])
    #expect(order(pairs, 5, [.direct]) == "BACDE")
  }

  @Test func encountersDecideOnlyWhereAllHaveMet() {
    // B has beaten A, but neither has met C, who is equal too.
    let partial = table([
      [nil, 0, nil, 2], [2, nil, nil, 0], [nil, nil, nil, 2], [0, 2, 0, nil],
    ])
    #expect(order(partial, 4, [.direct]) == "ABCD")
  }

  @Test func theNextTieBreakDecidesWithinWhatIsLeft() {
    let table = table(five)
    #expect(order(table, 5, [.wins]) == "ADCBE")
    #expect(order(table, 5, [.buchholz, .direct]) == "DACEB")
  }

  @Test func atLastTheNameDecides() throws {
    let plan = try ContestPlan(
      names: ["zoe", "ann", "mia"], format: .roundRobin(isDouble: false), games: 1, order: .given,
      tieBreaks: TieBreak.standard, seed: Played.seed)
    var contest = Contest(plan)
    #expect(contest.standings.rows.map(\.place) == [1, 2, 3])
    try Played.play(&contest, "===")
    #expect(contest.standings.rows.map { plan.names[$0.entrant.index] } == ["ann", "mia", "zoe"])
  }

  @Test func moneyDecidesBeforeTheName() throws {
    var contest = Contest(try Played.plan(2, .roundRobin(isDouble: false)))
    try contest.record(
      MatchResult(
        id: PairingID(round: 0, table: 0, game: 0), outcome: .draw, reason: .finished,
        first: Played.figures(9_000), second: Played.figures(9_001)))
    let rows = contest.standings.rows
    #expect(rows.map { $0.entrant.index + 1 } == [2, 1])
    #expect(rows.map(\.gain) == [Money(whole: -999), Money(whole: -1_000)])
    #expect(rows.map(\.points) == [1, 1])
  }
}
