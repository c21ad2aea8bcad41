public import ClientCore
import Primitives

// Bots: strategies that know only what a client is told.
//
// Goals: a small field, different in style, the same on every machine for the same seed.
// Non-goals: winning; they are company and a yardstick.

/// What a bot wants done this tick.
public enum BotOrder: Hashable, Sendable {
  /// Open or add: a share of what is available, at a leverage.
  case enter(isLong: Bool, instrument: Int, sharePercent: Int, leverage: Int)
  /// Close the whole position.
  case close(instrument: Int)
  /// Choose the margin mode of an instrument that nothing is held of.
  case choose(isCross: Bool, instrument: Int)
}

/// A way of playing: looks at a match once a tick and answers with orders.
public protocol Strategy: Sendable {
  /// What to do now; `view` has just been ranked. The answer depends on `view` and what came
  /// before.
  mutating func decide(_ view: MatchView) -> [BotOrder]
}

/// The built-in bots by name.
public enum BuiltInBot: String, CaseIterable, Sendable {
  /// Does nothing.
  case hold
  /// Follows what moved most.
  case trend
  /// Bets on a return to the average.
  case reversion
  /// Trades by the dice.
  case random

  /// What it does, in one line.
  public var summary: String {
    switch self {
    case .hold: "never trades; what everybody must beat"
    case .trend: "goes with a move of the last 20 ticks"
    case .reversion: "goes against a price far from its 30-tick average"
    case .random: "trades by the dice of its seed"
    }
  }

  /// A fresh bot. The seed matters to `random` only.
  public func makeStrategy(seed: Int) -> any Strategy {
    switch self {
    case .hold: HoldStrategy()
    case .trend: TrendStrategy()
    case .reversion: ReversionStrategy()
    case .random: RandomStrategy(seed: seed)
    }
  }
}

/// Never trades.
struct HoldStrategy: Strategy {
  mutating func decide(_ view: MatchView) -> [BotOrder] { [] }
}

/// Goes with the move of the last 20 ticks when it is larger than usual, and out when it turns.
struct TrendStrategy: Strategy {
  private let span = 20

  mutating func decide(_ view: MatchView) -> [BotOrder] {
    var orders: [BotOrder] = []
    for instrument in view.instruments.indices {
      guard let move = view.move(of: instrument, over: span),
        let usual = view.averageMove(of: instrument, over: 60)
      else { continue }
      let held = view.ownPosition(in: instrument)
      let isStrong = abs(move) > 3 * usual
      if held == .zero, isStrong {
        orders.append(
          .enter(isLong: move > 0, instrument: instrument, sharePercent: 20, leverage: 5))
      } else if held != .zero, (held > .zero) != (move > 0) {
        orders.append(.close(instrument: instrument))
      }
    }
    return orders
  }
}

/// Goes against a price far from its 30-tick average, and out when it is back.
struct ReversionStrategy: Strategy {
  private let span = 30

  mutating func decide(_ view: MatchView) -> [BotOrder] {
    var orders: [BotOrder] = []
    for instrument in view.instruments.indices {
      guard let average = view.averageMark(of: instrument, over: span),
        let usual = view.averageMove(of: instrument, over: 60),
        let mark = view.marks[instrument].last
      else { continue }
      let distance = mark.units - average
      let held = view.ownPosition(in: instrument)
      if held == .zero, abs(distance) > 3 * usual {
        orders.append(
          .enter(isLong: distance < 0, instrument: instrument, sharePercent: 15, leverage: 4))
      } else if held != .zero, (held > .zero) == (distance > 0) {
        orders.append(.close(instrument: instrument))
      }
    }
    return orders
  }
}

extension MatchView {
  /// What this client holds of an instrument.
  func ownPosition(in instrument: Int) -> Quantity {
    guard let seat, seats.indices.contains(seat),
      seats[seat].positions.indices.contains(instrument)
    else { return .zero }
    return seats[seat].positions[instrument].quantity
  }

  /// How far the mark has moved over so many ticks, in units of 10^-8; nil while too few are known.
  func move(of instrument: Int, over span: Int) -> Int64? {
    let history = marks[instrument]
    guard history.count > span else { return nil }
    return history[history.count - 1].units - history[history.count - 1 - span].units
  }

  /// The average size of one tick's move over so many ticks, in units of 10^-8, at least 1.
  func averageMove(of instrument: Int, over span: Int) -> Int64? {
    let history = marks[instrument]
    guard history.count > span else { return nil }
    var total: Int64 = 0
    for index in (history.count - span)..<history.count {
      total += abs(history[index].units - history[index - 1].units)
    }
    return max(1, total / Int64(span))
  }

  /// The average mark over so many ticks, in units of 10^-8; nil while too few are known.
  func averageMark(of instrument: Int, over span: Int) -> Int64? {
    let history = marks[instrument]
    guard history.count >= span else { return nil }
    var total: Int128 = 0
    for mark in history.suffix(span) { total += Int128(mark.units) }
    return Int64(total / Int128(span))
  }
}
