public import Primitives

/// How a seat stands in the ranking. Rule: SCORE-2.
public struct Standing: Hashable, Sendable {
  /// Ranking equity at the quote, rounded down.
  public let equity: Money
  /// The largest fall of equity from a peak so far, rounded up.
  public let drawdown: Money
  /// How many liquidations it has had.
  public let liquidations: Int

  /// Whether this stands before the other: higher equity, then smaller drawdown, then fewer
  /// liquidations.
  public func isBefore(_ other: Standing) -> Bool {
    if equity != other.equity { return equity > other.equity }
    if drawdown != other.drawdown { return drawdown < other.drawdown }
    return liquidations < other.liquidations
  }
}

/// The order of all seats at one tick.
public struct Ranking: Hashable, Sendable {
  /// How each seat stands, by seat.
  public let standings: [Standing]
  /// The seats, best first; equals by seat number.
  public let order: [Seat]
  /// The place of each seat, from 1; equals share the better place.
  public let places: [Int]

  init(_ standings: [Standing]) {
    self.standings = standings
    let before = standings.map { mine in standings.count { $0.isBefore(mine) } }
    places = before.map { $0 + 1 }
    order = standings.indices.sorted { (before[$0], $0) < (before[$1], $1) }.map { Seat($0) }
  }

  /// The only seat in first place, or nil for a draw; with one seat, that seat.
  public var winner: Seat? {
    places.count { $0 == 1 } == 1 ? order[0] : nil
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
