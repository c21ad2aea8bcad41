import Contests
import DurableFolder
import Foundation
import Primitives
import Rankings
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

/// What is shown of a contest: a line for each game, how long it will take, the standings.
struct TournamentScreen {
  private let isJSON: Bool
  private let total: Int
  private let clock = TournamentClock()

  init(isJSON: Bool, total: Int) {
    self.isJSON = isJSON
    self.total = total
  }

  func begin(_ tournament: Tournament) {
    let done = tournament.records.count
    clock.begin(done: done)
    guard done > 0 else { return }
    Output.talk(
      tournament.isDecided
        ? "all \(done) games have been played" : "going on: \(done) of \(total) games have a result"
    )
  }

  func tell(_ news: TournamentNews, _ tournament: Tournament) {
    switch news {
    case .started(let number, let count, let first, let second):
      line("Started match \(number) of \(count) (\(first) vs \(second))")
    case .finished(let number, let record):
      if isJSON {
        Output.bytes((try? TournamentFolder.line(record)) ?? [])
      }
      let names = record.seats.map(\.player).joined(separator: " vs ")
      line("Finished match \(number) (\(names)): \(record.sentence)")
      if let text = clock.progress(done: tournament.records.count, of: total) { Output.talk(text) }
    case .overloaded(let number, let player, let concurrency):
      Output.talk(
        "match \(number) does not count: the machine was too slow for \(player); it is played "
          + "again, \(concurrency) at one time from now on")
    case .trouble(let player, let reason, let talk):
      Output.talk("\(player) \(reason)")
      for text in talk.split(separator: "\n").suffix(3) { Output.talk("  stderr: \(text)") }
    case .withdrawn(let name, let from):
      Output.talk(
        "\(name) has failed \(Tournament.failuresMax) times in a row and is withdrawn from round "
          + "\(from) on; --recover would let it play on")
    }
  }

  func end(_ tournament: Tournament) {
    guard !isJSON else { return }
    let table = TournamentTable(tournament)
    Output.line("")
    for text in table.standings { Output.line(text) }
    let cross = table.crossLines
    if !cross.isEmpty {
      Output.line("")
      for text in cross { Output.line(text) }
    }
    guard let test = tournament.test else { return }
    let bounds = [test.test.lowerBound, test.test.upperBound].map { String(format: "%.2f", $0) }
    let verdict = test.verdict.map { $0 == .accepted ? "H1 accepted" : "H0 accepted" } ?? "open"
    Output.line("")
    Output.line(
      "SPRT: \(verdict), LLR \(String(format: "%.2f", test.ratio)) (\(bounds[0]), \(bounds[1])) "
        + "[\(test.test.elo0), \(test.test.elo1)] after \(test.counts.games) games, Ptnml(0-2) "
        + "\(test.counts.counts)")
  }

  private func line(_ text: String) { if isJSON { Output.talk(text) } else { Output.line(text) } }
}

/// How long a contest will take.
final class TournamentClock {
  private var beganAt = Instant.now()
  private var shownAt = Instant.now()
  private var doneBefore = 0

  func begin(done: Int) {
    beganAt = .now()
    shownAt = beganAt
    doneBefore = done
  }

  /// A line every few seconds: how many are done, how many in a second, how long the rest takes.
  func progress(done: Int, of total: Int) -> String? {
    let now = Instant.now()
    guard now.milliseconds(since: shownAt) >= 5_000, done < total else { return nil }
    shownAt = now
    let seconds = Double(max(1, now.milliseconds(since: beganAt))) / 1000
    let rate = Double(done - doneBefore) / seconds
    let left = rate > 0 ? Int(Double(total - done) / rate) : 0
    let time =
      left >= 3600
      ? "\(left / 3600) h \(left / 60 % 60) min"
      : "\(left / 60):\(String(format: "%02d", left % 60))"
    return
      "\(done) of \(total) (\(done * 100 / max(1, total)) %), \(String(format: "%.1f", rate)) a "
      + "second, \(time) left"
  }
}
