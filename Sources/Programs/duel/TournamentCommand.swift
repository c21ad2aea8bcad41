import DurableFolder
import Foundation
import Reactor
import Terminal
import TournamentRunner

/// `duel tournament run`: a contest of bots, from the first game to the standings.
enum TournamentCommand {
  static func run(_ words: [String]) throws(CommandFailure) -> ExitCode {
    guard words.first == "run" else {
      throw CommandFailure(.usage, "duel tournament run --bot … --bot … --out DIR; see duel help")
    }
    var given = Array(words.dropFirst())
    if let path = try arguments(given).text("--config") {
      given = try TournamentFile.words(Data(try Output.read(path)), path: path) + given
    }
    let out = try arguments(given).text("--out")
    let folder = try out.map { (path) throws(CommandFailure) in try open(path) }
    let all = try arguments(given, folder)
    try all.expectWords(atMost: 0)
    let option = try TournamentOption(all)
    if let folder {
      // What cannot be held is not written down.
      _ = try prepare(option, folder: nil)
      try describe(option, tapes: all.texts("--tape"), folder)
    }
    let tournament = try prepare(option, folder: folder)
    let screen = TournamentScreen(isJSON: all.has("--json"), total: tournament.gameCount)
    screen.begin(tournament)
    do throws(TournamentError) {
      // When nobody reads its output any more, `Output` ends the program, and no signal.
      signal(SIGPIPE, SIG_IGN)
      let signals: [Int32] = [SIGINT, SIGTERM]
      Reactor.hold(signals: signals)
      try tournament.play(signals: signals) { screen.tell($0, tournament) }
    } catch {
      throw failure(error)
    }
    screen.end(tournament)
    if tournament.isInterrupted {
      if let out { Output.talk("to go on: duel tournament run --out \(quoted(out))") }
      return .interrupted
    }
    let hasTrouble = TournamentTable(tournament).lines.contains {
      !$0.faults.isEmpty || $0.missedMoves > 0 || $0.illegalLines > 0 || $0.disconnections > 0
    }
    return all.has("--strict") && hasTrouble ? .no : .done
  }

  private static func open(_ path: String) throws(CommandFailure) -> TournamentFolder {
    do throws(FolderError) {
      return try TournamentFolder(path)
    } catch {
      throw CommandFailure(.badData, error.description)
    }
  }

  private static func prepare(
    _ option: TournamentOption, folder: TournamentFolder?
  ) throws(CommandFailure) -> Tournament {
    do throws(TournamentError) {
      return try Tournament(option.settings, option.pace, folder: folder)
    } catch {
      throw failure(error)
    }
  }

  private static func arguments(_ words: [String]) throws(CommandFailure) -> Arguments {
    try Arguments(words, flags: TournamentOption.flags, switches: TournamentOption.switches)
  }

  /// What was given, behind the flags of the folder, unless other bots were given.
  private static func arguments(
    _ given: [String], _ folder: TournamentFolder?
  ) throws(CommandFailure) -> Arguments {
    let arguments = try arguments(given)
    guard let folder, let kept = folder.description, arguments.texts("--bot").isEmpty else {
      return arguments
    }
    return try Self.arguments(
      try TournamentFile.words(kept, path: "\(folder.path)/contest.json") + given)
  }

  /// Keeps what the contest is, or finds that the folder holds another one.
  private static func describe(
    _ option: TournamentOption, tapes: [String], _ folder: TournamentFolder
  ) throws(CommandFailure) {
    let kept = folder.description
    let text = TournamentFile.describe(option.settings, tapes: tapes)
    if let kept {
      guard kept == text else {
        throw CommandFailure(
          .usage,
          "\(folder.path) holds another contest (see contest.json there): go on with it by --out "
            + "alone, or choose another folder")
      }
      return
    }
    do throws(FolderError) {
      try folder.describe(text)
    } catch {
      throw CommandFailure(.badData, error.description)
    }
  }

  private static func failure(_ error: TournamentError) -> CommandFailure {
    switch error {
    case .contest: CommandFailure(.usage, error.description)
    case .folder: CommandFailure(.badData, error.description)
    case .server, .system: CommandFailure(.unreachable, error.description)
    }
  }

  private static func quoted(_ path: String) -> String {
    path.allSatisfy { $0.isLetter || $0.isNumber || "/._-+".contains($0) }
      ? path : "'" + path.replacingOccurrences(of: "'", with: "'\\''") + "'"
  }
}
