public import Bots
public import Digests
public import Primitives

// Simulation: the real host and the real clients without sockets, clock or disk.
//
// Goals: one seed repeats a run to the byte; the network, the clock, the store and hostile peers do
// what they may do at their worst, drawn from it; an auditor that knows only the wire and the log
// judges what came out. Non-goals: speed of the real edges.

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
  /// What goes wrong.
  public var faults: Faults
  /// What is broken on purpose, so that the auditor must find it; nil for nothing.
  public var canary: Canary?

  /// Makes a plan.
  public init(
    seed: Int, duels: Int = 1, ticks: Int = 100, spectators: Int = 1,
    bots: [BuiltInBot] = [.trend, .reversion, .random, .hold], rules: String = "standard",
    faults: Faults = .calm, canary: Canary? = nil
  ) {
    self.seed = seed
    self.duels = duels
    self.ticks = ticks
    self.spectators = spectators
    self.bots = bots
    self.rules = rules
    self.faults = faults
    self.canary = canary
  }

  /// Draws a small world with its faults from a seed alone.
  public init(drawnFrom seed: Int) {
    var dice = WorldDice("plan", seed: seed)
    self.init(
      seed: seed, duels: dice.roll(1...3), ticks: dice.pick([1, 3, 12, 25, 40, 51, 80]),
      spectators: dice.roll(0...2), bots: BuiltInBot.allCases, rules: "standard",
      faults: Faults(&dice))
  }

  /// Whether everything must come out as if nothing could go wrong.
  var isCalm: Bool { faults == .calm && canary == nil }
}

/// What a simulation came to.
public struct SimulationReport: Hashable, Sendable {
  /// How many events there were.
  public var steps = 0
  /// How many bytes went to clients.
  public var bytesSent = 0
  /// Virtual time that passed, in milliseconds.
  public var milliseconds = 0
  /// The digest of each settled match, in the order of their numbers.
  public var digests: [String] = []
  /// How many matches were opened.
  public var matches = 0
  /// How many connections there were.
  public var connections = 0
  /// How many connections ended before their client was finished.
  public var drops = 0
  /// How often the host was killed.
  public var crashes = 0
  /// How often it was stopped in order.
  public var stops = 0
  /// How often the log was cut.
  public var cuts = 0
  /// How many batches the store failed.
  public var storeFailures = 0
  /// Orders that the server refused for margin.
  public var refusals = 0
  /// What the auditor saw.
  public var tally = AuditTally()
  /// How each bot of each match came out.
  public var outcomes: [BotOutcome] = []
  /// A digest of everything that happened.
  public var digest = Digest.of(domain: "", [])
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
