public import Primitives
import WireProtocol

/// An open order as a client was told it.
public struct SeenOrder: Hashable, Sendable {
  /// The seat's number for it.
  public var number: Int
  /// The place of its instrument.
  public var instrument: Int
  /// What it waits for: `limit`, `stop`, `take-profit` or `trailing-stop`.
  public var kind: String
  /// Whether it buys.
  public var isBuy: Bool
  /// The limit or trigger; of a trailing stop, the one at which it was told.
  public var price: Price
  /// How much; nil for all of the position.
  public var quantity: Quantity?
  /// Whether it may only reduce a position.
  public var isReduceOnly = false
  /// The other order of its pair.
  public var pair: Int?
  /// The worst price it may fill at.
  public var worst: Price?
  /// A stop that it brings along.
  public var stop: Price?
  /// A take-profit that it brings along.
  public var take: Price?
  /// How far a trailing stop stays behind: a price, or a percentage such as `2%`.
  public var trail: String?

  /// Reads it out of ORDER or OPEN-ORDER; nil when something is missing.
  public init?(_ line: Span<UInt8>, _ reader: ServerLineReader, instruments: [String]) {
    guard let number = reader.integer("order", in: line),
      let instrument = reader.text("instrument", in: line).flatMap(instruments.firstIndex),
      let kind = reader.text("kind", in: line), let side = reader.text("side", in: line),
      let price = reader.decimal("price", in: line, as: Price.self)
    else { return nil }
    self.number = number
    self.instrument = instrument
    self.kind = kind
    isBuy = side == "buy"
    self.price = price
    quantity = reader.decimal("quantity", in: line)
    isReduceOnly = reader.text("reduce", in: line) == "yes"
    pair = reader.integer("pair", in: line)
    worst = reader.decimal("worst", in: line)
    stop = reader.decimal("stop", in: line)
    take = reader.decimal("take", in: line)
    trail = reader.text("trail", in: line).flatMap { $0 == "none" ? nil : $0 }
  }
}

/// What became of an open order.
public enum SeenOrderState: Hashable, Sendable {
  /// It waits.
  case open
  /// It was cancelled, and why, as the server writes it.
  case cancelled(reason: String)
  /// It does not wait any more; whether it was filled was not told.
  case gone
}
