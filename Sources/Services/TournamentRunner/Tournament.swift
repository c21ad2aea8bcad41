import BotProcess
import Bots
public import Contests
import Digests
import DuelHost
public import DuelServer
public import DurableFolder
import PriceTape
import Primitives
public import Reactor
import Records
import WireProtocol

/// What a contest tells while it is played.
public enum TournamentNews: Sendable {
  /// A game has begun to be played: its number, and how many there are.
  case started(Int, of: Int, first: String, second: String)
  /// A game has a result.
  case finished(Int, GameRecord)
  /// The machine was too slow for a bot: the game does not count and is played again, and fewer
  /// at one time.
  case overloaded(Int, player: String, concurrency: Int)
  /// Something went wrong with a bot; its last words.
  case trouble(player: String, reason: String, talk: String)
  /// A bot failed too often, and is withdrawn from round `from` on.
  case withdrawn(String, from: Int)
}

/// Why a contest could not be played to its end.
public enum TournamentError: Error, CustomStringConvertible {
  /// The system refuses.
  case system(SystemError)
  /// The server cannot run.
  case server(ServerError)
  /// The folder cannot be used.
  case folder(FolderError)
  /// The contest cannot be held as it is described.
  case contest(String)

  /// What is wrong.
  public var description: String {
    switch self {
    case .system(let error): error.description
    case .server(let error): error.description
    case .folder(let error): error.description
    case .contest(let text): text
    }
  }
}

/// A contest that is played: its games, a few at a time, until it is decided or interrupted.
public final class Tournament {
  /// The contest as far as it has come.
  public internal(set) var contest: Contest
  /// The games that have a result.
  public internal(set) var records: [GameRecord] = []
  /// What the sequential test says; nil when there is none.
  public internal(set) var test: SequentialCourse?
  /// Whether it was interrupted.
  public private(set) var isInterrupted = false
  /// How many games there are; in a knock-out at most.
  public let gameCount: Int
  /// Games at one time, now.
  public internal(set) var concurrency: Int

  let settings: TournamentSettings
  let pace: TournamentPace
  let folder: TournamentFolder?
  var absences: [KeptAbsence] = []
  var waiting: [Pairing] = []
  var games: [Int: LiveGame] = [:]
  var gameOf: [MatchID: Int] = [:]
  var attempts: [PairingID: Int] = [:]
  var failures: [String: Int] = [:]
  var retired: [(bot: RunningBot, due: Instant)] = []
  var lastNumber = 0
  /// The numbers of games that are known from the beginning.
  let numbers: [PairingID: Int]

  /// How often a bot may fail in a row before it is withdrawn.
  public static let failuresMax = 3
  /// How often a game is played again because the machine was too slow.
  static let attemptsMax = 10
  /// How long the server may take to open a match.
  static let openingMilliseconds = 60_000
  /// How long a process may take to end behind the end of its connection.
  static let exitMilliseconds = 100
  /// How long a bot may take to end behind the end of its match.
  static let retireMilliseconds = 2_000

  /// Prepares a contest, or goes on with the one in the folder.
  public init(
    _ settings: TournamentSettings, _ pace: TournamentPace, folder: TournamentFolder?
  ) throws(TournamentError) {
    if let trouble = settings.nameTrouble { throw .contest(trouble) }
    self.settings = settings
    self.pace = pace
    self.folder = folder
    concurrency = pace.concurrency
    do throws(ContestError) {
      contest = Contest(try settings.plan())
    } catch {
      throw .contest(error.sentence)
    }
    gameCount = Self.gameCount(contest)
    let known =
      settings.isLeague ? contest.next.enumerated().map { ($0.element.id, $0.offset + 1) } : []
    numbers = Dictionary(uniqueKeysWithValues: known)
    test = settings.sequentialTest.flatMap { SequentialCourse($0) }
    if let folder { try goOn(folder) }
    test?.take(records)
    waiting = contest.next
  }

  /// Takes up what the folder has.
  private func goOn(_ folder: TournamentFolder) throws(TournamentError) {
    do throws(FolderError) {
      for line in try folder.readResults() {
        switch line {
        case .game(let game): records.append(game)
        case .absence(let absence): absences.append(absence)
        }
      }
    } catch {
      throw .folder(error)
    }
    var results: [MatchResult] = []
    for record in records {
      guard let result = record.matchResult else {
        throw .contest("\(folder.path)/results.jsonl: the result of \(record.path) is none")
      }
      results.append(result)
    }
    let names = contest.plan.names
    let away = absences.compactMap { absence in
      names.firstIndex(of: absence.withdrawn).map {
        Absence(entrant: Entrant($0), from: absence.from - 1)
      }
    }
    do throws(ContestError) {
      contest = try Contest(contest.plan, results: results, absences: away)
    } catch {
      throw .contest("\(folder.path)/results.jsonl is not of this contest: \(error.sentence)")
    }
    for record in records { count(record) }
  }

  /// Whether nothing is left to be played.
  public var isDecided: Bool { contest.isDecided || test?.verdict != nil }

  // MARK: - Playing

  /// Plays until the contest is decided, or one of the signals comes.
  ///
  /// Throws when the server, the folder or the system fails; what has a result is kept.
  public func play(
    signals: [Int32] = [], _ news: (TournamentNews) -> Void
  ) throws(TournamentError) {
    if !isDecided {
      let settings = settings
      let stage = try Stage({ Self.serverOptions(settings, $0, $1) }, signals: signals)
      try run(stage, news)
    }
    try finish()
  }

  private static func serverOptions(
    _ settings: TournamentSettings, _ inbox: Inbox, _ door: ServerDoor
  ) -> ServerOptions {
    var options = ServerOptions(
      address: SocketAddress(host: "127.0.0.1", port: 0), rules: settings.rules,
      tapes: settings.tape.map { [$0] } ?? [], onListening: { _ in })
    options.admission = AdmissionLimits(
      connections: connectionsMax, connectionsPerAddress: connectionsMax)
    options.door = door
    options.onProgress = { inbox.add(.progress($0)) }
    options.onSettled = { inbox.add(.settled($0)) }
    return options
  }

  /// The server is this contest's own: nobody is too many.
  private static let connectionsMax = 1_000_000

  private func run(
    _ stage: Stage, _ news: (TournamentNews) -> Void
  ) throws(TournamentError) {
    defer { stage.close() }
    // One that had failed too often when the contest was cut, before that was written down.
    try withdrawFailed(news)
    while !isDecided, !isInterrupted {
      try fill(stage, news)
      let due = (games.values.compactMap(\.deadline) + retired.map(\.due)).min()
      for event in try stage.wait(until: due) {
        switch event {
        case .readable(let id):
          for (game, answer) in try stage.answers(on: id) {
            try take(answer, of: game, stage, news)
          }
        case .failed: throw .contest("the server of the contest is gone")
        case .signal: isInterrupted = true
        case .accepted, .connected, .drained, .input, .woken: break
        }
      }
      for item in stage.inbox.take() { try take(item, stage, news) }
      let now = Instant.now()
      for (number, game) in games where game.deadline.map({ $0 <= now }) ?? false {
        try giveUpWaiting(number, stage, news)
      }
      retired.removeAll { $0.due <= now || $0.bot.exit != nil }
    }
    games = [:]
    retired = []
  }

  /// Writes down what the contest came to so far.
  private func finish() throws(TournamentError) {
    guard let folder else { return }
    do throws(FolderError) {
      try folder.sortResults(records, absences)
      try folder.keep(standings: TournamentTable(self).csv)
    } catch {
      throw .folder(error)
    }
  }

  private static func gameCount(_ contest: Contest) -> Int {
    let plan = contest.plan
    switch plan.format {
    case .roundRobin, .gauntlet: return contest.next.count
    case .swiss(let rounds): return rounds * (plan.names.count / 2) * plan.games
    case .knockout(let bestOf, let hasThirdPlace):
      let ties = plan.names.count - 1 + (hasThirdPlace && plan.names.count > 3 ? 1 : 0)
      return ties * bestOf * 2
    }
  }
}
