import Contests
import DuelRules
import Foundation
import Primitives

@testable import TournamentRunner

/// A folder of a test, gone when the test is.
final class TestFolder {
  let path = FileManager.default.temporaryDirectory.appendingPathComponent("duel-\(UUID())").path

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The folder of a contest in it.
  func open() throws -> TournamentFolder { try TournamentFolder(path) }

  func text(_ name: String) throws -> String {
    try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
  }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
  }

  /// The lines of its results, without the line ends.
  func results() throws -> [String] {
    try text("results.jsonl").split(separator: "\n").map(String.init)
  }

  /// Everything that a contest left in it, by file.
  func contents() throws -> [String: String] {
    var contents: [String: String] = [:]
    for name in ["results.jsonl", "standings.csv"] { contents[name] = try text(name) }
    for name in try FileManager.default.contentsOfDirectory(atPath: "\(path)/records") {
      contents[name] = try text("records/\(name)")
    }
    return contents
  }
}

/// Entrants called `a`, `b` and so on, who play by built-in bots.
func makeBots(_ kinds: String...) -> [TournamentBot] {
  zip(["a", "b", "c", "d", "e", "f"], kinds).map {
    TournamentBot(name: $0, source: .builtIn($1))
  }
}

/// A short contest of built-in bots; nobody has to hurry.
func makeSettings(
  _ bots: [TournamentBot] = makeBots("trend", "bold", "random", "hold"),
  _ format: ContestFormat = .roundRobin(isDouble: false), games: Int = 2, seed: Int = 7,
  clock: Clock = .lockstep(moveMilliseconds: 60_000), test: SequentialTestSettings? = nil
) throws -> TournamentSettings {
  var values = RulesPreset.standard.values
  values.ticks = 12
  values.clock = clock
  return TournamentSettings(
    bots: bots, format: format, games: games, seed: seed, rules: try Rules(values),
    sequentialTest: test)
}

/// A game as it may stand in `results.jsonl`.
func makeRecord(
  _ round: Int = 1, _ table: Int = 1, _ game: Int = 1, _ result: String = "1-0",
  reason: String = "finished", players: [String] = ["ada", "bob"],
  equities: [String] = ["10100.50", "9900.00"], faults: [String?] = [nil, nil]
) -> GameRecord {
  let seats = (0..<2).map { seat in
    SeatRecord(
      player: players[seat], start: "10000.00", equity: equities[seat], drawdown: "12.5",
      liquidations: seat, isInactive: false, missedMoves: 0, refusals: 0, illegalLines: 0,
      disconnections: 0, fault: faults[seat])
  }
  return GameRecord(
    round: round, table: table, game: game, result: result, reason: reason, seats: seats,
    seed: 5, digest: nil)
}
