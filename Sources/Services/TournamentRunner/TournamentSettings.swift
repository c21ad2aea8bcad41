public import Contests
import Digests
public import DuelRules
import Foundation
public import PriceTape
import Primitives

// TournamentRunner: contests of bots, from the first pairing to the standings.
//
// Goals: server, bots and folder are this process's own; whatever a bot does costs its own match;
// what has a result is on disk, and a contest that was cut goes on as the same contest.
// Non-goals: who meets whom and who has won, which `Contests` decides.

/// How a bot of a contest is started.
public enum BotSource: Hashable, Sendable {
  /// A process, by a command line as a shell reads it, in a folder.
  case command(String, folder: String?)
  /// A bot of this program, by name.
  case builtIn(String)
}

/// A bot that takes part.
public struct TournamentBot: Hashable, Sendable {
  /// Its name in the contest.
  public var name: String
  /// How it is started.
  public var source: BotSource

  /// Enters a bot.
  public init(name: String, source: BotSource) {
    self.name = name
    self.source = source
  }
}

/// What a contest is, whoever plays it and wherever: what must stay when it goes on.
public struct TournamentSettings: Hashable, Sendable {
  /// Who takes part, the first seeded highest.
  public var bots: [TournamentBot]
  /// Who meets whom.
  public var format: ContestFormat
  /// Games at a table.
  public var games: Int
  /// In which order the entrants are numbered.
  public var order: ContestPlan.Order
  /// What decides between equal scores.
  public var tieBreaks: [TieBreak]
  /// What everything that is chance is drawn from.
  public var seed: Int
  /// What is played by.
  public var rules: Rules
  /// The stored tape that is played on; nil when tapes are generated.
  public var tape: StoredTape?
  /// Where on that tape every match begins; nil when that is drawn.
  public var tapeOffset: Int?
  /// The test that ends the contest early; for two bots.
  public var sequentialTest: SequentialTestSettings?

  /// Describes a contest.
  public init(
    bots: [TournamentBot], format: ContestFormat, games: Int, seed: Int, rules: Rules,
    order: ContestPlan.Order = .given, tieBreaks: [TieBreak] = TieBreak.standard,
    tape: StoredTape? = nil, tapeOffset: Int? = nil,
    sequentialTest: SequentialTestSettings? = nil
  ) {
    self.bots = bots
    self.format = format
    self.games = games
    self.order = order
    self.tieBreaks = tieBreaks
    self.seed = seed
    self.rules = rules
    self.tape = tape
    self.tapeOffset = tapeOffset
    self.sequentialTest = sequentialTest
  }

  /// The plan of the contest; throws what is out of range.
  public func plan() throws(ContestError) -> ContestPlan {
    try ContestPlan(
      names: bots.map(\.name), format: format, games: games, order: order, tieBreaks: tieBreaks,
      seed: contestSeed)
  }

  /// Whether all games are known from the beginning.
  var isLeague: Bool {
    switch format {
    case .roundRobin, .gauntlet: true
    case .swiss, .knockout: false
    }
  }

  private var contestSeed: Digest {
    Digest.of(domain: "margin-duel/tournament-seed/1", [Array(String(seed).utf8)])
  }

  /// What is wrong with the names for a contest of this size; nil when nothing is.
  ///
  /// In a match a bot is called by its name and the game's: `ada.3-1-2`. Rule: names of 24.
  public var nameTrouble: String? {
    let room = PlayerName.lengthMax - longestSuffix
    for bot in bots {
      guard PlayerName(bot.name) != nil, bot.name != "none" else {
        return "'\(bot.name)' is no name: 1 to 24 letters, digits, _ - ."
      }
      guard bot.name.utf8.count <= room else {
        return "'\(bot.name)' is too long: at most \(room) characters in this contest"
      }
    }
    return nil
  }

  private var longestSuffix: Int {
    let count = bots.count
    let rounds =
      switch format {
      case .roundRobin(let isDouble): count * (isDouble ? 2 : 1)
      case .gauntlet: count
      case .swiss(let rounds): rounds
      case .knockout: 11
      }
    let games: Int
    if case .knockout(let bestOf, _) = format {
      games = 2 * (bestOf + 2)
    } else {
      games = self.games
    }
    return [rounds, count, games].map { String($0).utf8.count }.reduce(3, +)
  }

  /// The number that a game's tape is made of: the same for the two games that share one.
  func practiceNumber(_ plan: ContestPlan, _ id: PairingID) -> Int {
    Int(Self.number(plan.tapeSeed(of: id)) % 1_000_000_000_000_000_000)
  }

  /// Where on a stored tape a game begins; nil when nothing is to be said.
  func offset(_ plan: ContestPlan, _ id: PairingID) -> Int? {
    guard let tape, tapeOffset == nil else { return nil }
    let last = TapeChoice.ticksAvailable(on: tape, from: 0) - rules.values.ticks
    return Int(Self.number(plan.tapeSeed(of: id)) % UInt64(last + 1))
  }

  /// What a bot finds as DUEL_SEED: another number in every game.
  func botSeed(_ name: String, _ id: PairingID) -> Int {
    let digest = Digest.of(
      domain: "margin-duel/tournament-bot/1",
      [contestSeed.bytes, Array(name.utf8), Array("\(id.round) \(id.table) \(id.game)".utf8)])
    return Int(Self.number(digest) % 2_147_483_648)
  }

  private static func number(_ digest: Digest) -> UInt64 {
    digest.bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }
}

/// A sequential test, as it is asked for. Rule: RATING-4.
public struct SequentialTestSettings: Hashable, Sendable, Codable {
  /// The strength that is given up when the test accepts.
  public var elo0: Double
  /// The strength that is given up when the test rejects.
  public var elo1: Double
  /// How often a bot of `elo0` may be accepted.
  public var alpha: Double
  /// How often a bot of `elo1` may be rejected.
  public var beta: Double
  /// `normalized` or `logistic`.
  public var model: String

  /// Asks for a test.
  public init(elo0: Double, elo1: Double, alpha: Double, beta: Double, model: String) {
    self.elo0 = elo0
    self.elo1 = elo1
    self.alpha = alpha
    self.beta = beta
    self.model = model
  }
}

/// How a contest is played here and now: what may differ when it goes on.
public struct TournamentPace: Hashable, Sendable {
  /// Games at one time.
  public var concurrency: Int
  /// How long bots may take until they are ready, in milliseconds.
  public var startupMilliseconds: Int
  /// Whether a bot that fails again and again keeps its place.
  public var isRecovering: Bool

  /// Makes a pace.
  public init(concurrency: Int, startupMilliseconds: Int = 60_000, isRecovering: Bool = false) {
    self.concurrency = concurrency
    self.startupMilliseconds = startupMilliseconds
    self.isRecovering = isRecovering
  }

  /// What `concurrency` may be.
  public static let concurrencyRange = 1...1_000
}
