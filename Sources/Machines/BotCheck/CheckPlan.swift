public import PriceTape
import Primitives

/// What a match of a check tries out.
public enum CheckCourse: Hashable, Sendable {
  /// PING, unknown lines, a refusal, in a match that asks for nonces.
  case manners
  /// Falling prices and unusual lines, in a match whose prices are known.
  case hardship

  /// The tick in which PING comes.
  static let pingTick = 3
  /// The ticks in which lines hold what nobody knows.
  static let strangeTicks = 6...8
  /// The tick whose DONE is refused.
  static let refusedTick = 11
  /// The ticks in which the seat buys at 20x what falls in the next one: to a margin call, and to a
  /// liquidation.
  static let buyingTicks = [9, 19]
  /// From this tick on lines are long, end with CRLF and come in pieces.
  static let longTick = 25

  /// How many ticks the match has.
  public var ticks: Int {
    switch self {
    case .manners: 20
    case .hardship: 32
    }
  }

  /// The fields of ARRANGE. A move may take longer than there is patience, so that it is patience
  /// that ends.
  public func settings(patienceMilliseconds: Int) -> String {
    let shared = "rules=standard ticks=\(ticks) clock=lockstep:\(2 * patienceMilliseconds)"
    switch self {
    case .manners: return "\(shared) nonces=required"
    case .hardship: return "\(shared) knockout=plays-on tape=\(CheckTape.name)"
    }
  }
}

/// What a check must know to begin a match.
public struct CheckPlan: Hashable, Sendable {
  /// What is tried out.
  public var course: CheckCourse
  /// The name that the bot was told.
  public var name: String
  /// The match that it was told.
  public var match: String
  /// The key that it was told.
  public var key: String
  /// The seat that is kept for it.
  public var seat: Int
  /// How long it may take for anything, in milliseconds.
  public var patienceMilliseconds: Int

  /// Makes a plan.
  public init(
    course: CheckCourse, name: String, match: String, key: String, seat: Int,
    patienceMilliseconds: Int
  ) {
    self.course = course
    self.name = name
    self.match = match
    self.key = key
    self.seat = seat
    self.patienceMilliseconds = patienceMilliseconds
  }
}

/// The tape of the hard match: quiet, but for two falls of the first instrument.
public enum CheckTape {
  /// What it is called.
  public static let name = "CHECK"

  /// How many ticks come before tick 0.
  private static let preRoll = 60

  /// The tape; the same every time.
  public static func make() -> StoredTape? {
    let names = ["BTC", "ETH"]
    let step = Price(units: 1_000_000)
    var marks: [Price] = []
    var level: Int64 = 60_000
    for tick in -preRoll..<CheckCourse.hardship.ticks {
      // What is bought at 20x: 3.9 % leave a fifth of the way to liquidation, 8 % nothing.
      if tick == CheckCourse.buyingTicks[0] + 1 { level = level * 961 / 1000 }
      if tick == CheckCourse.buyingTicks[1] + 1 { level = level * 920 / 1000 }
      let wave = Int64(abs((tick + preRoll) % 14 - 7))
      marks.append(Price(whole: level + 20 * wave))
      marks.append(Price(whole: 3000 - wave))
    }
    return try? StoredTape(
      name: name, instruments: names.map { StoredInstrument(name: $0, priceStep: step) },
      marks: marks)
  }
}
