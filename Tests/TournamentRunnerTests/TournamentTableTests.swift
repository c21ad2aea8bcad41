import Contests
import Digests
import Rankings
import Testing

@testable import TournamentRunner

struct TournamentTableTests {
  private func contest(_ names: [String], games: Int = 2) throws -> Contest {
    Contest(
      try ContestPlan(
        names: names, format: .roundRobin(isDouble: false), games: games, order: .given,
        tieBreaks: TieBreak.standard, seed: Digest.of(domain: "test", [])))
  }

  private func table(_ records: [GameRecord], names: [String] = ["ada", "bob"]) throws
    -> TournamentTable
  {
    var contest = try contest(names)
    for record in records { try contest.record(#require(record.matchResult)) }
    return TournamentTable(contest, records)
  }

  /// A win of ada from seat 0 and a draw from seat 1.
  private let games = [
    makeRecord(1, 1, 2, "1/2-1/2", players: ["bob", "ada"], equities: ["10000.00", "10000.00"]),
    makeRecord(1, 1, 1, "1-0"),
  ]

  @Test func theFileHasAHeaderAndALineForEach() throws {
    #expect(
      try table(games).csv == """
        place,name,games,points,wins,draws,losses,return,return_percent,max_drawdown,\
        liquidations,elo,elo_margin,superiority,buchholz,buchholz_cut1,sonneborn_berger,\
        lost_by_timeout,lost_by_illegal,lost_by_disconnect,lost_by_crash,lost_by_stall,\
        lost_by_absent,missed_moves,illegal_lines,refused,disconnections
        1,ada,2,1.5,1,1,0,100.50,0.5025,12.50,1,190.85,0.00,1.0000,0.5,0,0.75,0,0,0,0,0,0,0,0,0,0
        2,bob,2,0.5,0,1,1,-100.00,-0.5000,12.50,1,-190.85,0.00,0.0000,1.5,0,0.75,0,0,0,0,0,0,0,0,0,0

        """)
  }

  @Test func whatSeatsDidIsCounted() throws {
    var first = makeRecord(1, 1, 1, "0-1", reason: "crash", faults: ["crash", nil])
    first.seats[0].missedMoves = 3
    first.seats[0].illegalLines = 4
    first.seats[0].refusals = 5
    first.seats[0].disconnections = 6
    let second = makeRecord(
      1, 1, 2, "0-0", reason: "stall", players: ["bob", "ada"], faults: ["stall", "crash"])
    let lines = try table([first, second]).lines
    #expect(lines.map(\.name) == ["bob", "ada"])
    #expect(lines[1].faults == [.crash: 2] && lines[0].faults == [.stall: 1])
    #expect(lines[0].wins == 1 && lines[0].losses == 1 && lines[1].losses == 2)
    #expect(lines[1].missedMoves == 3 && lines[1].illegalLines == 4)
    #expect(lines[1].refusals == 5 && lines[1].disconnections == 6)
  }

  @Test func withoutGamesNothingIsSaid() throws {
    let table = try table([])
    #expect(table.lines.map(\.returnPercent) == [0, 0])
    #expect(table.lines.allSatisfy { $0.strength == nil && $0.games == 0 })
    let lines = table.csv.split(separator: "\n")
    #expect(lines[1].hasPrefix("1,ada,0,0,0,0,0,0.00,0.0000,0.00,0,,,,"))
  }

  @Test func pairsAreCountedWhereAllAreWhole() {
    #expect(TournamentTable.counts(of: "ada", games) == ResultCounts(pairs: [0, 0, 0, 1, 0]))
    #expect(TournamentTable.counts(of: "bob", games) == ResultCounts(pairs: [0, 1, 0, 0, 0]))
    #expect(
      TournamentTable.counts(of: "ada", games + [makeRecord(1, 1, 3, "0-1")])
        == ResultCounts(losses: 1, draws: 1, wins: 1))
    #expect(
      TournamentTable.counts(of: "ada", games + [makeRecord(2, 1, 1, "0-1")])
        == ResultCounts(losses: 1, draws: 1, wins: 1))
    #expect(TournamentTable.counts(of: "cid", games) == ResultCounts(losses: 0, draws: 0, wins: 0))
  }

  @Test func zeroHasNoSign() throws {
    let even = [
      makeRecord(1, 1, 1, "1/2-1/2", equities: ["10000.00", "9999.99999999"]),
      makeRecord(
        1, 1, 2, "1/2-1/2", players: ["bob", "ada"], equities: ["10000.00", "10000.00"]),
    ]
    let table = try table(even)
    let bob = try #require(table.csv.split(separator: "\n").last)
    #expect(bob.hasPrefix("2,bob,2,1,0,2,0,-0.00000001,0.0000,12.50,1,0.00,0.00,0.5000,"))
    #expect(table.standings[2].contains("  +0.00%  ") && !table.standings[2].contains("-0"))
  }

  @Test func theStandingsAreColumns() throws {
    #expect(
      try table(games).standings == [
        "   name  games  points  +  =  -  return  drawdown  liq      Elo     LOS  time  illegal"
          + "  discon",
        "1  ada       2     1.5  1  1  0  +0.50%     12.50    1   191 ±0  100.0%     0        0"
          + "       0",
        "2  bob       2     0.5  0  1  1  -0.50%     12.50    1  -191 ±0    0.0%     0        0"
          + "       0",
      ])
  }

  @Test func everybodyMeetsEverybodyInTheCrossTable() throws {
    #expect(
      try table(games).crossLines == [
        "          1    2",
        "1  ada    .  1.5",
        "2  bob  0.5    .",
      ])
    #expect(try table([]).crossLines.last == "2  bob  -  .")
  }

  @Test(arguments: [(24, 25), (25, 0)])
  func aCrossTableThatIsTooWideIsNotShown(_ count: Int, _ lines: Int) throws {
    let names = (1...count).map { "bot\($0)" }
    #expect(try table([], names: names).crossLines.count == lines)
  }

  @Test func columnsAreAsWideAsTheirWidestCell() {
    #expect(
      Columns.lines([["a", "name", "x"], ["10", "b", "-1.5"]], leftAligned: [1]) == [
        " a  name     x", "10  b     -1.5",
      ])
    #expect(Columns.lines([], leftAligned: []) == [])
  }
}
