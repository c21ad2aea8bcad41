public import Contests
import Foundation
public import Primitives
public import Rankings

/// What an entrant has come to in all its games.
public struct EntrantLine: Hashable, Sendable {
  /// Its place and what decides it.
  public let standing: StandingRow
  /// Its name.
  public let name: String
  /// Games that have a result.
  public internal(set) var games = 0
  /// Games won.
  public internal(set) var wins = 0
  /// Games drawn.
  public internal(set) var draws = 0
  /// Games lost.
  public internal(set) var losses = 0
  /// What it began all games with, in units of 10^-8.
  public internal(set) var startUnits: Int64 = 0
  /// What was won or lost in all games.
  public internal(set) var gain = Money.zero
  /// The largest fall of equity from a peak in any game.
  public internal(set) var drawdown = Money.zero
  /// How many liquidations it had.
  public internal(set) var liquidations = 0
  /// Games that it forfeited, by the reason.
  public internal(set) var faults: [ResultReason: Int] = [:]
  /// Moves that it missed.
  public internal(set) var missedMoves = 0
  /// Lines that were wrong in themselves.
  public internal(set) var illegalLines = 0
  /// Lines that were refused.
  public internal(set) var refusals = 0
  /// How often its connection broke.
  public internal(set) var disconnections = 0
  /// Its strength beside all whom it met; nil without games.
  public internal(set) var strength: EloEstimate?

  init(_ standing: StandingRow, name: String) {
    self.standing = standing
    self.name = name
  }

  /// What was won or lost of what was begun with, in percent.
  public var returnPercent: Double {
    startUnits == 0 ? 0 : Double(gain.units) / Double(startUnits) * 100
  }
}

/// The standings with all that is counted beside the score.
public struct TournamentTable: Sendable {
  /// The lines, best first.
  public let lines: [EntrantLine]
  /// What everybody has made against everybody else.
  public let crossTable: CrossTable

  /// Counts a contest as far as it has come.
  public init(_ tournament: Tournament) {
    self.init(tournament.contest, tournament.records)
  }

  init(_ contest: Contest, _ records: [GameRecord]) {
    crossTable = CrossTable(contest)
    let ordered = records.sorted { $0.id < $1.id }
    lines = contest.standings.rows.map { row in
      let name = contest.plan.names[row.entrant.index]
      var line = EntrantLine(row, name: name)
      for record in ordered {
        guard let seat = record.seats.firstIndex(where: { $0.player == name }) else { continue }
        line.add(record, seat)
      }
      line.strength = EloEstimate(Self.counts(of: name, ordered))
      return line
    }
  }

  /// The results of a bot: by pairs of games on one tape when there is no other, else by games.
  static func counts(of name: String, _ ordered: [GameRecord]) -> ResultCounts {
    var games: [Int] = []
    var pairs: [[Int]: [Int]] = [:]
    for record in ordered {
      guard let seat = record.seats.firstIndex(where: { $0.player == name }) else { continue }
      let points = record.halfPoints(seat: seat)
      games.append(points)
      let id = record.id
      pairs[[id.round, id.table, id.game / 2], default: []].append(points)
    }
    guard !pairs.isEmpty, pairs.values.allSatisfy({ $0.count == 2 }) else {
      return ResultCounts(games: games)
    }
    var cells = [0, 0, 0, 0, 0]
    for pair in pairs.values { cells[pair[0] + pair[1]] += 1 }
    return ResultCounts(pairs: cells)
  }

  // MARK: - As text

  /// A line for each entrant, best first, with a header. Points as 1, 0.5 and 0.
  public var csv: String {
    let header =
      "place,name,games,points,wins,draws,losses,return,return_percent,max_drawdown,liquidations,"
      + "elo,elo_margin,superiority,buchholz,buchholz_cut1,sonneborn_berger,"
      + ResultReason.allCases.filter(\.isForfeit).map { "lost_by_\($0.rawValue)" }
      .joined(separator: ",") + ",missed_moves,illegal_lines,refused,disconnections\n"
    return header + lines.map { $0.csv + "\n" }.joined()
  }

  /// The standings in columns.
  public var standings: [String] {
    let head = [
      "", "name", "games", "points", "+", "=", "-", "return", "drawdown", "liq", "Elo", "LOS",
      "time", "illegal", "discon",
    ]
    return Columns.lines([head] + lines.map(\.cells), leftAligned: [1])
  }

  /// What everybody made against everybody else; empty when that would be too wide.
  public var crossLines: [String] {
    let count = crossTable.entrants.count
    guard (2...Self.crossMax).contains(count) else { return [] }
    let names = lines.map(\.name)
    var rows = [["", ""] + (1...count).map(String.init)]
    for (row, cells) in crossTable.cells.enumerated() {
      rows.append(
        ["\(row + 1)", names[row]]
          + cells.enumerated().map { column, cell in
            column == row ? "." : cell.games == 0 ? "-" : EntrantLine.points(cell.points)
          })
    }
    return Columns.lines(rows, leftAligned: [1])
  }

  /// How many entrants a cross-table is shown for.
  static let crossMax = 24
}

extension EntrantLine {
  fileprivate mutating func add(_ record: GameRecord, _ seat: Int) {
    let own = record.seats[seat]
    let points = record.halfPoints(seat: seat)
    games += 1
    if points == 2 { wins += 1 } else if points == 1 { draws += 1 } else { losses += 1 }
    if let start = Money(own.start), let equity = Money(own.equity) {
      startUnits += start.units
      gain = gain + (equity - start)
    }
    drawdown = max(drawdown, Money(own.drawdown) ?? .zero)
    liquidations += own.liquidations
    if let fault = own.fault.flatMap({ ResultReason(rawValue: $0) }) {
      faults[fault, default: 0] += 1
    }
    missedMoves += own.missedMoves
    illegalLines += own.illegalLines
    refusals += own.refusals
    disconnections += own.disconnections
  }

  /// Half points as points.
  static func points(_ halfPoints: Int) -> String {
    halfPoints % 2 == 0 ? "\(halfPoints / 2)" : "\(halfPoints / 2).5"
  }

  /// A number that is rounded to zero is not below it.
  private static func text(_ number: Double, decimals: Int) -> String {
    let text = String(format: "%.\(decimals)f", number)
    return text.first == "-" && text.dropFirst().allSatisfy { "0.".contains($0) }
      ? String(text.dropFirst()) : text
  }

  private static func signed(_ number: Double, decimals: Int) -> String {
    let text = text(number, decimals: decimals)
    return text.first == "-" ? text : "+" + text
  }

  fileprivate var csv: String {
    let strength = [
      strength?.difference.map { Self.text($0, decimals: 2) } ?? "",
      strength?.margin.map { String(format: "%.2f", $0) } ?? "",
      strength.map { String(format: "%.4f", $0.superiority) } ?? "",
    ]
    let forfeits = ResultReason.allCases.filter(\.isForfeit).map { "\(faults[$0] ?? 0)" }
    let cells =
      [
        "\(standing.place)", name, "\(games)", Self.points(standing.points), "\(wins)",
        "\(draws)", "\(losses)", "\(gain)", Self.text(returnPercent, decimals: 4),
        "\(drawdown)", "\(liquidations)",
      ] + strength + [
        Self.points(standing.buchholz), Self.points(standing.buchholzCut1),
        String(format: "%.2f", Double(standing.sonnebornBerger) / 4),
      ] + forfeits + ["\(missedMoves)", "\(illegalLines)", "\(refusals)", "\(disconnections)"]
    return cells.joined(separator: ",")
  }

  fileprivate var cells: [String] {
    let elo = strength?.difference.map { Self.text($0, decimals: 0) } ?? "-"
    let margin = strength?.margin.map { String(format: " ±%.0f", $0) } ?? ""
    return [
      "\(standing.place)", name, "\(games)", Self.points(standing.points), "\(wins)",
      "\(draws)", "\(losses)", Self.signed(returnPercent, decimals: 2) + "%",
      drawdown.rounded, "\(liquidations)",
      elo + margin, strength.map { String(format: "%.1f%%", $0.superiority * 100) } ?? "-",
      "\((faults[.timeout] ?? 0) + (faults[.stall] ?? 0) + (faults[.absent] ?? 0))",
      "\(faults[.illegal] ?? 0)", "\((faults[.disconnect] ?? 0) + (faults[.crash] ?? 0))",
    ]
  }
}

/// Text in columns.
enum Columns {
  /// Pads each cell to its column; numbers stand at the right.
  static func lines(_ rows: [[String]], leftAligned: Set<Int>) -> [String] {
    let widths = (rows.first ?? []).indices.map { column in
      rows.map { $0[column].count }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        let space = String(repeating: " ", count: widths[column] - cell.count)
        return leftAligned.contains(column) ? cell + space : space + cell
      }
      return cells.joined(separator: "  ")
    }
  }
}
