public import Primitives

/// What an open order waits for.
public enum OpenOrderKind: Hashable, Sendable {
  /// The quote: bid or ask at its price or better.
  case limit
  /// The mark at its price, against the position (or, of an entry, in its own direction).
  case stop
  /// The mark at its price, in favour of the position.
  case take
  /// As a stop, at a price that follows the mark.
  case trail(TrailDistance)

  /// What it is called on the wire.
  public var name: StaticString {
    switch self {
    case .limit: "limit"
    case .stop: "stop"
    case .take: "take-profit"
    case .trail: "trailing-stop"
    }
  }
}

/// An order that waits. Rules: ORDER-1 to ORDER-7.
public struct OpenOrder: Hashable, Sendable {
  /// The seat's number for it, from 1; ascending in the order in which they were given.
  public let number: Int
  /// What it trades.
  public let instrument: Instrument
  /// Buy or sell.
  public let side: Side
  /// What it waits for.
  public let kind: OpenOrderKind
  /// The limit or trigger; that of a trailing stop moves.
  public internal(set) var price: Price
  /// How much, on the quantity step; nil for all of the position as it is when it fills.
  public let quantity: Quantity?
  /// Whether it may only reduce a position; an entry otherwise.
  public let isReduceOnly: Bool
  /// The worst price it may fill at; nil for any.
  public let worst: Price?
  /// A stop for the position an entry leads to.
  public let stop: Price?
  /// A take-profit for the position an entry leads to.
  public let take: Price?
  /// The other order of its pair. Rule: ORDER-4.
  public let pair: Int?
}

/// Why an open order was cancelled. Rule: ORDER-7.
public enum CancelReason: Hashable, Sendable {
  /// Its seat asked for it.
  case asked
  /// The other order of its pair filled or was cancelled.
  case pair
  /// The position it belongs to is gone or has turned.
  case positionClosed
  /// A liquidation came first.
  case liquidation
  /// Its seat is out of the game.
  case knockedOut
  /// It was reached, but refused.
  case refused(MarginRejection)
}

/// What became of an open order.
public enum OrderState: Hashable, Sendable {
  /// It waits.
  case open
  /// It does not wait any more, and was not filled.
  case cancelled(CancelReason)
}

/// An open order that came or went.
public struct OrderChange: Hashable, Sendable {
  /// Whose it is.
  public var seat: Seat
  /// The order.
  public var order: OpenOrder
  /// What became of it.
  public var state: OrderState
  /// What the seat's resting entries reserve after it. Rule: ORDER-6.
  public var reserved: Money
}
