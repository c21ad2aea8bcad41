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
}

/// A market order that may open, add, reduce or flip.
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

  /// Makes an order.
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

  /// Makes an order.
  public init(instrument: Instrument, size: CloseSize) {
    self.instrument = instrument
    self.size = size
  }
}

/// Everything a seat can ask of the engine.
public enum TradeCommand: Hashable, Sendable {
  /// Trade at the quote.
  case enter(EntryOrder)
  /// Reduce or close a position at the quote.
  case close(CloseOrder)
  /// Set the leverage of an instrument; re-margins an open isolated position.
  case setLeverage(Instrument, Leverage)
  /// Set the margin mode of an instrument that is flat.
  case setMode(Instrument, MarginMode)
  /// Move money into (positive) or out of (negative) the margin of an isolated position.
  case moveMargin(Instrument, Money)
}

/// A rejection as an error value.
public struct MarginRefusal: Error, Hashable, Sendable {
  /// Why.
  public let rejection: MarginRejection

  init(_ rejection: MarginRejection) { self.rejection = rejection }
}

/// Why the engine refuses a command; nothing has changed then.
///
/// If several apply, the first in this order is given. Rule: MARGIN-14.
public enum MarginRejection: Hashable, Sendable {
  /// There is no position to close, or to move margin to.
  case noPosition
  /// The margin mode cannot change while there is a position.
  case modeLocked(MarginMode)
  /// The margin of a cross position is the whole account: none can be moved.
  case notIsolated
  /// The leverage is above the highest of the instrument, or of the bracket it leads to.
  case leverageCap(Leverage)
  /// The size comes to less than one quantity step.
  case belowStep(Quantity)
  /// The position would be larger than the instrument allows.
  case positionLimit(Quantity)
  /// What the order opens is below the smallest notional.
  case belowMinimum(Money)
  /// Margin and fee need more than is available.
  case insufficientMargin(required: Money, available: Money)
  /// The position would have more margin than one can hold.
  case marginLimit(Money)
  /// No more than this can be taken out of the margin.
  case marginNeeded(removable: Money)
  /// The position would be liquidated at the present mark.
  case wouldLiquidate
}
