public import Primitives

/// How a seat stands in the ranking. Rules: SCORE-2 and SCORE-3.
public struct Standing: Hashable, Sendable {
  /// Ranking equity at the quote, rounded down.
  public let equity: Money
  /// The largest fall of equity from a peak so far, rounded up.
  public let drawdown: Money
  /// How many liquidations it has had.
  public let liquidations: Int
  /// Whether it was exposed as often as the rules ask; true when they do not ask.
  public let hasParticipated: Bool
  /// The tick at which it was knocked out; nil while it is in the game.
  public let knockedOut: Tick?
  /// Whether it kept the match from beginning. Rule: MATCH-2a.
  public let hasForfeited: Bool

  init(
    equity: Money, drawdown: Money, liquidations: Int, hasParticipated: Bool = true,
    knockedOut: Tick? = nil, hasForfeited: Bool = false
  ) {
    self.equity = equity
    self.drawdown = drawdown
    self.liquidations = liquidations
    self.hasParticipated = hasParticipated
    self.knockedOut = knockedOut
    self.hasForfeited = hasForfeited
  }

  /// Whether this stands before the other: participation, then higher equity, then smaller
  /// drawdown, then fewer liquidations, then no or a later knock-out.
  public func isBefore(_ other: Standing) -> Bool {
    if hasParticipated != other.hasParticipated { return hasParticipated }
    if equity != other.equity { return equity > other.equity }
    if drawdown != other.drawdown { return drawdown < other.drawdown }
    if liquidations != other.liquidations { return liquidations < other.liquidations }
    guard let theirs = other.knockedOut else { return false }
    return knockedOut.map { $0 > theirs } ?? true
  }
}

/// The order of all seats at one tick.
public struct Ranking: Hashable, Sendable {
  /// How each seat stands, by seat.
  public let standings: [Standing]
  /// The seats, best first; equals by seat number.
  public let order: [Seat]
  /// The place of each seat, from 1; equals share the better place, and when no seat has
  /// participated all share the first. In a match that never began nothing but forfeits counts.
  public let places: [Int]

  init(_ standings: [Standing]) {
    self.standings = standings
    let hasForfeits = standings.contains { $0.hasForfeited }
    let innocent = standings.count { !$0.hasForfeited }
    let before = standings.map { mine in
      guard !hasForfeits else { return mine.hasForfeited ? innocent : 0 }
      return standings.count { $0.isBefore(mine) }
    }
    let isContested = standings.contains { $0.hasParticipated }
    places = before.map { isContested ? $0 + 1 : 1 }
    order = standings.indices.sorted { (before[$0], $0) < (before[$1], $1) }.map { Seat($0) }
  }

  /// The only seat in first place that has participated and not forfeited, or nil for a draw.
  public var winner: Seat? {
    guard let first = order.first, standings[first.index].hasParticipated,
      !standings[first.index].hasForfeited
    else { return nil }
    return places.count { $0 == 1 } == 1 ? first : nil
  }
}

/// Equity over time, as the ranking needs it.
struct EquityTrack {
  private var peak: ExactMoney
  private(set) var equity: ExactMoney
  private(set) var drawdown: ExactMoney = .zero

  init(start: ExactMoney) {
    peak = start
    equity = start
  }

  mutating func record(_ now: ExactMoney) {
    equity = now
    if now > peak {
      peak = now
    } else if peak - now > drawdown {
      drawdown = peak - now
    }
  }
}
