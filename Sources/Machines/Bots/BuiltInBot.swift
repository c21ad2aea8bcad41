/// The built-in bots by name.
public enum BuiltInBot: String, CaseIterable, Sendable {
  /// Does nothing.
  case hold
  /// Follows what moved most.
  case trend
  /// Bets on a return to the average.
  case reversion
  /// Waits at the ends of the range.
  case breakout
  /// Trades by the dice.
  case random
  /// Risks little: isolated, low leverage, stops.
  case cautious
  /// Risks all: cross, high leverage, no stops.
  case bold
  /// Doubles what it lost.
  case martingale

  /// What it does, in one line.
  public var summary: String {
    switch self {
    case .hold: "never trades; what everybody must beat"
    case .trend: "goes with a move of the last 20 ticks"
    case .reversion: "goes against a price far from its 30-tick average"
    case .breakout: "waits with stop entries at the ends of the range, then trails a stop"
    case .random: "trades by the dice of its seed"
    case .cautious: "goes with the averages: isolated 3x, limit entries, a stop on each position"
    case .bold: "goes with every move: cross, 20x where that is allowed, no stops"
    case .martingale: "bets on a toss at 10x between a stop and a take-profit, doubles what it lost"
    }
  }

  /// A fresh bot. The seed matters to `random`, `breakout` and `martingale`.
  public func makeStrategy(seed: Int) -> any Strategy {
    switch self {
    case .hold: HoldStrategy()
    case .trend: TrendStrategy()
    case .reversion: ReversionStrategy()
    case .breakout: BreakoutStrategy(seed: seed)
    case .random: RandomStrategy(seed: seed)
    case .cautious: CautiousStrategy()
    case .bold: BoldStrategy()
    case .martingale: MartingaleStrategy(seed: seed)
    }
  }
}
