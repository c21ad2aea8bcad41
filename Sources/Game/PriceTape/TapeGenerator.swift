/// How the prices of a generated tape move. Rules: TAPE-4, TAPE-14 to TAPE-16.
public enum TapeGenerator: String, CaseIterable, Hashable, Sendable {
  /// Geometric Brownian motion, correlated by one common factor.
  case brownian
  /// The same with a jump now and then.
  case jumps
  /// Calm and stormy stretches, each of which lasts.
  case clusters
  /// Hidden phases: up, down, back to where it began, and aimless; what skill can read.
  case regimes
  /// Storms and jumps as of a coin against another in five-minute candles.
  case crypto
  /// Short storms, and news at known ticks, as of currencies in hourly candles.
  case forex
  /// Sessions of 60 ticks with a gap between two of them.
  case stocks
  /// A crash out of nothing, and the way back.
  case flashCrash = "flash-crash"
  /// Slowly down, then steeply up.
  case shortSqueeze = "short-squeeze"
  /// Back and forth around the start.
  case chop
  /// Up, and never far back.
  case trend
  /// Jumps between two ticks, either way.
  case gapOpen = "gap-open"
  /// One drop after the other.
  case cascade

  /// How many deviations of a tick the largest gap that is known beforehand has; 0 for none. Across
  /// it leverage may be at most 1 / (3 x gap deviation).
  public var scheduledGapDeviations: Int { self == .stocks ? terms.eventSize : 0 }

  /// Its numbers.
  var terms: GeneratorTerms {
    var terms = GeneratorTerms()
    switch self {
    case .brownian: terms.hasEvents = false
    case .jumps:
      terms.jumpEvery = 100
      terms.jumpSize = 5
    case .clusters: (terms.calm, terms.stir) = (3277, 6554)
    case .regimes:
      (terms.calm, terms.stir) = (3277, 6554)
      terms.hasRegimes = true
    case .crypto:
      (terms.calm, terms.stir) = (1311, 14_000)
      terms.jumpEvery = 200
      terms.jumpSize = 4
    case .forex:
      (terms.calm, terms.stir) = (6554, 16_000)
      terms.eventEvery = 120
      terms.eventSize = 7
    case .stocks:
      (terms.calm, terms.stir) = (3277, 6554)
      terms.eventEvery = 60
      terms.eventSize = 8
    case .gapOpen:
      terms.eventEvery = 60
      terms.eventSize = 20
    case .chop: terms.pull = 15
    case .flashCrash, .shortSqueeze, .trend, .cascade: terms.script = ScriptedPush.script(of: self)
    }
    return terms
  }
}

/// The constants of a generator, the same for every instrument. Rule: TAPE-14.
struct GeneratorTerms {
  /// How fast the storm factor returns to 1, times 2^16.
  var calm: Int64 = 0
  /// How much a tick's size changes the storm factor, times 2^16.
  var stir: Int64 = 0
  /// Whether an instrument has phases.
  var hasRegimes = false
  /// In how many ticks there is one jump on average; 0 for none.
  var jumpEvery: UInt32 = 0
  /// The deviation of a jump, in deviations of a tick.
  var jumpSize = 0
  /// After how many ticks there is an event; 0 for none.
  var eventEvery = 0
  /// The deviation of an event, in deviations of a tick.
  var eventSize = 0
  /// By how many binary places the distance from the start is shifted for the pull back; or 0.
  var pull: Int64 = 0
  /// What pushes the price at which ticks.
  var script: [ScriptedPush] = []
  /// Whether an instrument draws the two words of events; Brownian motion alone does not.
  var hasEvents = true

  var hasStorms: Bool { stir != 0 }
}

/// A push on the prices of a scenario, in part of its 240 ticks. Rule: TAPE-16.
struct ScriptedPush: Hashable, Sendable {
  /// The first and the last tick of it, from 0 to 239.
  let ticks: ClosedRange<Int>
  /// Deviations of a tick, times 2^16.
  let push: Int64

  /// After how many ticks a scenario begins again.
  static let period = 240

  static func script(of generator: TapeGenerator) -> [ScriptedPush] {
    switch generator {
    case .flashCrash:
      [
        ScriptedPush(ticks: 120...122, push: -786_432),
        ScriptedPush(ticks: 123...162, push: 52_429),
      ]
    case .shortSqueeze:
      [
        ScriptedPush(ticks: 60...119, push: -26_214), ScriptedPush(ticks: 120...139, push: 131_072),
        ScriptedPush(ticks: 140...179, push: -19_661),
      ]
    case .trend: [ScriptedPush(ticks: 0...239, push: 16_384)]
    case .cascade:
      [80, 100, 120, 140, 160].map { ScriptedPush(ticks: $0...$0, push: -524_288) }
    default: []
    }
  }
}
