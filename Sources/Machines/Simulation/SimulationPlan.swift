public import Bots
public import Primitives

// Simulation: the real host and the real clients without sockets, clock or disk.
//
// Goals: one seed repeats a run to the byte; delays, chunking and store latency are drawn from
// it; an auditor judges what came out. Non-goals: speed of the real edges.

/// What is to be simulated.
public struct SimulationPlan: Hashable, Sendable {
  /// Decides every delay, chunk and die.
  public var seed: Int
  /// How many duels run at the same time.
  public var duels: Int
  /// How many ticks each has.
  public var ticks: Int
  /// How many spectators watch each duel.
  public var spectators: Int
  /// The bots that fill the seats in turn.
  public var bots: [BuiltInBot]
  /// The rules preset.
  public var rules: String
  /// How often each player's connection breaks in the middle of its match, at most.
  public var drops: Int

  /// Makes a plan.
  public init(
    seed: Int, duels: Int = 1, ticks: Int = 100, spectators: Int = 1,
    bots: [BuiltInBot] = [.trend, .reversion, .random, .hold], rules: String = "standard",
    drops: Int = 0
  ) {
    self.seed = seed
    self.duels = duels
    self.ticks = ticks
    self.spectators = spectators
    self.bots = bots
    self.rules = rules
    self.drops = drops
  }
}

/// What a simulation came to.
public struct SimulationReport: Hashable, Sendable {
  /// How many inputs the host took.
  public var steps = 0
  /// How many bytes went to clients.
  public var bytesSent = 0
  /// Virtual time that passed, in milliseconds.
  public var milliseconds = 0
  /// The digest of each settled match, in the order of their numbers.
  public var digests: [String] = []
  /// How many connections broke, and were made again.
  public var drops = 0
  /// Orders that the server refused for margin.
  public var refusals = 0
  /// How each bot of each match came out.
  public var outcomes: [BotOutcome] = []
}

/// How one bot came out of one match.
public struct BotOutcome: Hashable, Sendable {
  /// Which bot.
  public let bot: BuiltInBot
  /// What it had at the end beyond its starting balance.
  public let gain: Money
  /// Whether it won.
  public let isWinner: Bool
}

/// What the auditor found wrong.
public struct SimulationFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// Which promise was broken, and where.
  public let description: String

  init(_ description: String) { self.description = description }
}
