public import Primitives

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
  /// There is no position to close, to protect, or to move margin to.
  case noPosition
  /// There is no such open order.
  case unknownOrder
  /// The margin mode cannot change while there is a position or an entry rests.
  case modeLocked(MarginMode)
  /// The margin of a cross position is the whole account: none can be moved.
  case notIsolated
  /// The leverage is above the highest of the instrument, or of the bracket it leads to.
  case leverageCap(Leverage)
  /// A price does not lie on the price step.
  case offStep(Price)
  /// A price, or the distance of a trailing stop, is not within one price step to this.
  case priceLimit(Price)
  /// This price, the mark or the order's own, has reached the stop or take-profit already.
  case wouldTrigger(reference: Price)
  /// The size comes to less than one quantity step.
  case belowStep(Quantity)
  /// The position would be larger than the instrument allows.
  case positionLimit(Quantity)
  /// What the order opens is below the smallest notional.
  case belowMinimum(Money)
  /// The order would fill at this price, beyond its worst.
  case worstPrice(Price)
  /// Margin and fee need more than is available.
  case insufficientMargin(required: Money, available: Money)
  /// The position would have more margin than one can hold.
  case marginLimit(Money)
  /// No more than this can be taken out of the margin.
  case marginNeeded(removable: Money)
  /// The position, or the cross account, would be liquidated at the present marks.
  case wouldLiquidate
  /// The stop lies at or beyond the price at which the position is liquidated.
  case beyondLiquidation(Price)
  /// So many orders are open that no more fit.
  case orderLimit(Int)
}
