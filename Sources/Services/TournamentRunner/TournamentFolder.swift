import Contests
public import DurableFolder
public import Foundation

/// Something of a contest that was kept: a line of `results.jsonl`.
enum KeptLine: Hashable {
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
  private let folder: DurableFolder

  private static let results = "results.jsonl"
  private static let contest = "contest.json"

  /// Opens the folder, and makes it when it is missing; nobody else may use it meanwhile.
  public init(_ path: String) throws(FolderError) {
    folder = try DurableFolder(path)
    try folder.makeFolder("records")
  }

  /// Its path.
  public var path: String { folder.path }

  // MARK: - What the contest is

  /// The description of the contest that is kept here; nil in a new folder.
  public var description: Data? { FileManager.default.contents(atPath: "\(path)/\(Self.contest)") }

  /// Keeps the description of a contest.
  public func describe(_ text: Data) throws(FolderError) {
    try folder.write(Array(text), to: Self.contest)
  }

  // MARK: - Results

  /// What was kept so far; a last line that was cut off is taken away.
  func readResults() throws(FolderError) -> [KeptLine] {
    let file = "\(path)/\(Self.results)"
    let bytes = FileManager.default.contents(atPath: file) ?? Data()
    let whole = bytes.lastIndex(of: UInt8(ascii: "\n")).map { bytes.prefix(through: $0) } ?? Data()
    if whole.count < bytes.count { try folder.write(Array(whole), to: Self.results) }
    let decoder = JSONDecoder()
    var lines: [KeptLine] = []
    let split = whole.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in split.enumerated() where !line.isEmpty {
      if let game = try? decoder.decode(GameRecord.self, from: line) {
        lines.append(.game(game))
      } else if let absence = try? decoder.decode(KeptAbsence.self, from: line) {
        lines.append(.absence(absence))
      } else {
        throw FolderError("\(file):\(index + 1): this is no result; mend the line or take it out")
      }
    }
    return lines
  }

  /// Keeps the record of a game, before its result.
  func keep(_ record: [UInt8], of game: GameRecord) throws(FolderError) {
    try folder.write(record, to: game.path)
  }

  /// Keeps a line; it is on disk when this returns.
  func append(_ line: KeptLine) throws(FolderError) {
    try folder.append(Self.text(line), to: Self.results)
  }

  /// Writes the results once more in the order of their games, so that the same contest makes the
  /// same file however it was played.
  func sortResults(_ games: [GameRecord], _ absences: [KeptAbsence]) throws(FolderError) {
    var text: [UInt8] = []
    for game in games.sorted(by: { $0.id < $1.id }) { text += try Self.text(.game(game)) }
    for absence in absences.sorted(by: { ($0.from, $0.withdrawn) < ($1.from, $1.withdrawn) }) {
      text += try Self.text(.absence(absence))
    }
    try folder.write(text, to: Self.results)
  }

  /// Keeps the standings as they are now.
  func keep(standings text: String) throws(FolderError) {
    try folder.write(Array(text.utf8), to: "standings.csv")
  }

  /// A result as a line of `results.jsonl`.
  public static func line(_ game: GameRecord) throws(FolderError) -> [UInt8] {
    try text(.game(game))
  }

  private static func text(_ line: KeptLine) throws(FolderError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      let text =
        switch line {
        case .game(let game): try encoder.encode(game)
        case .absence(let absence): try encoder.encode(absence)
        }
      return Array(text) + [UInt8(ascii: "\n")]
    } catch {
      throw FolderError("a result cannot be written: \(error)")
    }
  }
}
