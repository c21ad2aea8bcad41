import Contests
public import Foundation
import Glibc

/// Why the folder of a contest cannot be used.
public struct FolderError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong and what to do.
  public let description: String
}

/// Something of a contest that was kept: a line of `results.jsonl`.
enum KeptLine {
  case game(GameRecord)
  case absence(KeptAbsence)
}

/// A bot that was withdrawn, as `results.jsonl` has it.
struct KeptAbsence: Hashable, Codable {
  /// Who it was.
  var withdrawn: String
  /// The first round without it, from 1.
  var from: Int
}

/// Where a contest is kept: `contest.json`, `results.jsonl`, `records/`, `standings.csv`.
///
/// A result is a line, on disk before anybody is told of it; its record is there before it.
public final class TournamentFolder {
  /// Its path.
  public let path: String
  private let lock: Int32
  private var results: Int32 = -1

  /// Opens the folder, and makes it when it is missing; nobody else may use it meanwhile.
  public init(_ path: String) throws(FolderError) {
    self.path = path
    lock = try Self.take(path)
  }

  deinit {
    if results >= 0 { close(results) }
    close(lock)
  }

  private static func take(_ path: String) throws(FolderError) -> Int32 {
    do {
      try FileManager.default.createDirectory(
        atPath: "\(path)/records", withIntermediateDirectories: true)
    } catch {
      throw FolderError(
        description: "\(path): cannot be made: \(error.localizedDescription)")
    }
    let lock = open("\(path)/.lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o644)
    guard lock >= 0, flock(lock, LOCK_EX | LOCK_NB) == 0 else {
      if lock >= 0 { close(lock) }
      throw FolderError(description: "\(path): another run uses this folder; wait or stop it")
    }
    return lock
  }

  // MARK: - What the contest is

  /// The description of the contest that is kept here; nil in a new folder.
  public func description() -> Data? { FileManager.default.contents(atPath: "\(path)/contest.json") }

  /// Keeps the description of a contest.
  public func describe(_ text: Data) throws(FolderError) { try write(text, "contest.json") }

  // MARK: - Results

  /// What was kept so far; a last line that was cut off is taken away.
  func readResults() throws(FolderError) -> [KeptLine] {
    let file = "\(path)/results.jsonl"
    let bytes = FileManager.default.contents(atPath: file) ?? Data()
    let whole = bytes.lastIndex(of: UInt8(ascii: "\n")).map { bytes.prefix(through: $0) } ?? Data()
    if whole.count < bytes.count { try write(whole, "results.jsonl") }
    let decoder = JSONDecoder()
    var lines: [KeptLine] = []
    for (index, line) in whole.split(separator: UInt8(ascii: "\n")).enumerated() {
      if let game = try? decoder.decode(GameRecord.self, from: line) {
        lines.append(.game(game))
      } else if let absence = try? decoder.decode(KeptAbsence.self, from: line) {
        lines.append(.absence(absence))
      } else {
        throw FolderError(
          description: "\(file):\(index + 1): this is no result; mend the line or take it out")
      }
    }
    return lines
  }

  /// Keeps the record of a game, before its result.
  func keep(_ record: [UInt8], of game: GameRecord) throws(FolderError) {
    try write(Data(record), game.path)
  }

  /// Keeps a line; it is on disk when this returns.
  func append(_ line: some Encodable) throws(FolderError) {
    let file = "\(path)/results.jsonl"
    if results < 0 { results = open(file, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0o644) }
    let bytes = try Self.encode(line)
    let count = bytes.withUnsafeBytes { Glibc.write(results, $0.baseAddress, $0.count) }
    guard count == bytes.count, fdatasync(results) == 0 else {
      throw FolderError(description: "\(file): cannot be written: \(String(cString: strerror(errno)))")
    }
  }

  /// Writes the results once more in the order of their games, so that the same contest makes the
  /// same file however it was played.
  func sortResults(_ games: [GameRecord], _ absences: [KeptAbsence]) throws(FolderError) {
    var text = Data()
    for game in games.sorted(by: { $0.id < $1.id }) { text += try Self.encode(game) }
    for absence in absences.sorted(by: { ($0.from, $0.withdrawn) < ($1.from, $1.withdrawn) }) {
      text += try Self.encode(absence)
    }
    if results >= 0 { close(results) }
    results = -1
    try write(text, "results.jsonl")
  }

  /// Keeps the standings as they are now.
  func keep(standings text: String) throws(FolderError) { try write(Data(text.utf8), "standings.csv") }

  /// A result as a line of `results.jsonl`.
  public static func line(_ game: GameRecord) throws(FolderError) -> Data { try encode(game) }

  static func encode(_ line: some Encodable) throws(FolderError) -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return try encoder.encode(line) + Data([UInt8(ascii: "\n")])
    } catch {
      throw FolderError(description: "a result cannot be written: \(error)")
    }
  }

  private func write(_ bytes: Data, _ name: String) throws(FolderError) {
    do {
      try bytes.write(to: URL(fileURLWithPath: "\(path)/\(name)"), options: .atomic)
    } catch {
      throw FolderError(
        description: "\(path)/\(name): cannot be written: \(error.localizedDescription)")
    }
  }
}
