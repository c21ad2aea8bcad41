public import Primitives

/// How large an entry shall be.
public enum EntrySize: Hashable, Sendable {
  /// The margin to assign; the notional is this times the leverage.
  case margin(Money)
  /// The notional at mark.
  case notional(Money)
  /// The quantity itself.
  case quantity(Quantity)
  /// A share of the available margin that pays margin and fee together.
  case share(Rate)
  /// A share of the equity that is lost when the order's stop closes what it added.
  case risk(Rate)
}

/// When an entry fills.
public enum EntryTiming: Hashable, Sendable {
  /// Now, at the quote.
  case market
  /// At this price or better: now if the quote allows, else when it comes there. Rule: ORDER-1.
  case limit(Price)
  /// At the quote when the mark has come to this price. Rule: ORDER-2.
  case stop(Price)
}

/// An order that may open, add, reduce or flip.
public struct EntryOrder: Hashable, Sendable {
  /// Buy or sell.
  public var side: Side
  /// What to trade.
  public var instrument: Instrument
  /// How much.
  public var size: EntrySize
  /// The leverage to set first; nil keeps the one that is set.
  public var leverage: Leverage?
  /// The margin mode to set first; nil keeps the one that is set.
  public var mode: MarginMode?
  /// When it fills.
  public var timing = EntryTiming.market
  /// Whether it may only reduce. Rule: MARGIN-9.
  public var isReduceOnly = false
  /// The worst price it may fill at; nil for any. Rule: ORDER-5.
  public var worst: Price?
  /// A stop for the position it leads to. Rule: ORDER-4.
  public var stop: Price?
  /// A take-profit for the position it leads to. Rule: ORDER-4.
  public var take: Price?

  /// Makes a market order.
  public init(
    side: Side, instrument: Instrument, size: EntrySize, leverage: Leverage? = nil,
    mode: MarginMode? = nil
  ) {
    self.side = side
    self.instrument = instrument
    self.size = size
    self.leverage = leverage
    self.mode = mode
  }
}

/// How much of a position to close.
public enum CloseSize: Hashable, Sendable {
  /// A share of it, above 0 to 1; rounded down to the quantity step.
  case share(Rate)
  /// A quantity; more than the position closes all of it.
  case quantity(Quantity)
}

/// A market order that can only reduce.
public struct CloseOrder: Hashable, Sendable {
  /// What to close.
  public var instrument: Instrument
  /// How much of it.
  public var size: CloseSize
  /// The worst price it may fill at; nil for any. Rule: ORDER-5.
  public var worst: Price?

  /// Makes an order.
  public init(instrument: Instrument, size: CloseSize, worst: Price? = nil) {
    self.instrument = instrument
    self.size = size
    self.worst = worst
  }
}

/// How a trailing stop keeps its distance from the best mark. Rule: ORDER-3.
public enum TrailDistance: Hashable, Sendable {
  /// By a fixed amount.
  case price(Price)
  /// By a fraction of that mark.
  case share(Rate)
}

/// What makes an order of a position fill. Rule: ORDER-3.
public enum Protection: Hashable, Sendable {
  /// The mark has come to this price against the position.
  case stop(Price)
  /// The mark has come to this price in favour of the position.
  case take(Price)
  /// The mark has fallen back so far from its best.
  case trail(TrailDistance)
  /// A stop and a take-profit of which one cancels the other. Rule: ORDER-4.
  case pair(stop: Price, take: Price)
}

/// An order that waits to close a position, or a part of it.
public struct ProtectiveOrder: Hashable, Sendable {
  /// What it closes.
  public var instrument: Instrument
  /// When.
  public var protection: Protection
  /// How much; nil for all of the position as it is then.
  public var size: CloseSize?
  /// The worst price it may fill at; nil for any.
  public var worst: Price?

  /// Makes an order.
  public init(
    instrument: Instrument, protection: Protection, size: CloseSize? = nil, worst: Price? = nil
  ) {
    self.instrument = instrument
    self.protection = protection
    self.size = size
    self.worst = worst
  }
}

/// Which open orders to cancel. Rule: ORDER-7.
public enum CancelTarget: Hashable, Sendable {
  /// The one with a number.
  case order(Int)
  /// All of an instrument.
  case instrument(Instrument)
  /// All of the seat.
  case all
}

/// Everything a seat can ask of the engine.
public enum TradeCommand: Hashable, Sendable {
  /// Trade at the quote, or wait for a price.
  case enter(EntryOrder)
  /// Reduce or close a position at the quote.
  case close(CloseOrder)
  /// Close every position at the quote.
  case closeAll
  /// Have a position closed when a price is reached.
  case protect(ProtectiveOrder)
  /// Take open orders back.
  case cancel(CancelTarget)
  /// Set the leverage of an instrument; re-margins an open isolated position.
  case setLeverage(Instrument, Leverage)
  /// Set the margin mode of an instrument that is flat.
  case setMode(Instrument, MarginMode)
  /// Move money into (positive) or out of (negative) the margin of an isolated position.
  case moveMargin(Instrument, Money)
}
