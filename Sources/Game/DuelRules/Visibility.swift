public import Primitives

/// What the seats of a match may know of each other while it runs. Rule: MATCH-8.
public enum Visibility: String, CaseIterable, Hashable, Sendable {
  /// Everything that the last ranking showed.
  case open
  /// The order, and now and then a rounded equity.
  case ranked
  /// Only that the others are there.
  case sealed
}

/// Somebody who is told what happens in a match: a seat, or the public.
///
/// What it may know depends on the rules alone, never on who asks or how. Rules: MATCH-8 and
/// MATCH-9.
public struct Audience: Hashable, Sendable {
  /// The seat whose own affairs are no secret to it; nil for the public.
  public let seat: Seat?
  private let visibility: Visibility

  /// Every how many ticks a ranked match shows the equity of others.
  public static let equityTicks = 20

  /// How many ticks before its end a ranked match no longer shows it.
  public static let lastTicks = 60

  /// A seat of a match.
  public init(seat: Seat, values: RuleValues) {
    self.seat = seat
    visibility = values.visibility
  }

  /// The public: it is told what an opponent may know, or later everything.
  public init(publicOf values: RuleValues) {
    seat = nil
    visibility = values.spectatorDelay > 0 ? .open : values.visibility
  }

  /// Whether it may know what a seat holds, owes and loses.
  public func knowsAffairs(of other: Seat) -> Bool { visibility == .open || other == seat }

  /// Whether it may know that a seat is knocked out.
  public func knowsKnockout(of other: Seat) -> Bool { visibility != .sealed || other == seat }

  /// The seats of a ranking whose place it may know, best first.
  public func order(of ranking: Ranking) -> [Seat] {
    visibility == .sealed ? ranking.order.filter { $0 == seat } : ranking.order
  }

  /// The equity of a seat as it may be shown after a tick; nil when it may not.
  ///
  /// The equity of others in a ranked match is rounded to the nearest whole percent of what it
  /// started with, ties to the even one.
  public func equity(of other: Seat, in ranking: Ranking, at tick: Tick, of values: RuleValues)
    -> Money?
  {
    let equity = ranking.standings[other.index].equity
    if knowsAffairs(of: other) { return equity }
    guard visibility == .ranked, tick.number % Self.equityTicks == 0,
      tick.number < values.ticks - Self.lastTicks
    else { return nil }
    let balance = Int128(values.startingBalance(of: other).units)
    let percent = (Int128(equity.units) * 100).divided(by: balance, rounding: .halfEven)
    return Money(units: Int64((percent * balance).divided(by: 100, rounding: .down)))
  }
}
