import CSQLite
import Foundation
import Primitives

@testable import LeagueStore

/// A folder of a test's own, gone at its end.
final class TestFolder: Sendable {
  let path: String

  init() throws {
    let base = FileManager.default.temporaryDirectory
    path = base.appendingPathComponent("league-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      print("\(path) is left over: \(error)")
    }
  }

  var database: String { "\(path)/league/league.sqlite" }
  var league: String { "\(path)/league" }

  func bytes(_ path: String) -> [UInt8] {
    [UInt8](FileManager.default.contents(atPath: path) ?? Data())
  }

  func write(_ path: String, _ bytes: [UInt8]) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }
}

/// Counts calls, so that a test waits for a store without looking at a clock.
final class Signal: Sendable {
  private let bell = Doorbell()

  func ring() { bell.ring() }
  func wait() { bell.wait() }
}

extension LeagueStore {
  /// Appends a text.
  mutating func append(_ text: String, ticket: Int) {
    var buffer = ByteBuffer()
    buffer.append(text)
    append(0..<buffer.count, of: buffer, ticket: ticket)
  }

  /// The next completion, waited for.
  mutating func completion(_ signal: Signal) -> LogCompletion {
    while true {
      if let next = nextCompletion() { return next }
      signal.wait()
    }
  }

  /// The log as ticket and text.
  func batches() throws -> [String] {
    var found: [String] = []
    try forEachBatch { sequence, bytes in found.append("\(sequence) \(String(decoding: bytes))") }
    return found
  }
}

extension ArchivedMatch {
  /// A match of ada and ben with a record.
  static func example(_ number: Int, record: String? = "record", winner: Int = 0) -> ArchivedMatch {
    ArchivedMatch(
      number: number, rules: "standard", reason: "finished", digest: "5b\(number)",
      seats: [
        ArchivedSeat(
          player: "ada", place: 1 + winner, equity: "10210.55", isWinner: winner == 0,
          hasForfeited: false),
        ArchivedSeat(
          player: "Ben", place: 2 - winner, equity: "9120.00", isWinner: winner == 1,
          hasForfeited: winner == 0),
      ],
      record: record.map { Array($0.utf8) }, endedAt: 1_700_000_000_000 + number)
  }
}

/// Looks into the file of a closed league.
func lookUp(_ path: String, _ query: String) throws -> [String] {
  let database = try Database(path: path, layer: nil)
  let rows = try database.prepare(query)
  var found: [String] = []
  while try rows.step() { found.append(rows.text(0)) }
  return found
}
