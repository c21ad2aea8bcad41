import Primitives

/// What an entry's size is reckoned from. Rule: MARGIN-8.
struct EntrySizing {
  let trade: Trade
  let leverage: Leverage
  /// No order may trade more than this at once: twice the largest position.
  let quantityMax: Quantity
  /// The fee of the stop that closes what was added.
  let exitFeeRate: Rate

  /// The quantity that a size comes to, before it is rounded down to the quantity step.
  ///
  /// `available` and `equity` are asked for when the size needs them; `exit` is the quote at the
  /// order's stop. At most `Bounds.quantityMax`.
  func quantity(
    of size: EntrySize, available: @autoclosure () -> Money, equity: @autoclosure () -> Money,
    exit: Price?
  ) -> Quantity {
    switch size {
    case .quantity(let quantity): return min(quantity, Bounds.quantityMax)
    case .notional(let notional):
      return bounded(Int128(notional.units) * Int128(unitsPerOne) / Int128(trade.mark.units))
    case .margin(let margin):
      return atImpact { ofMargin(margin, $0) }
    case .share(let rate):
      // Margin and fee are rounded up four times, by less than a unit each.
      let budget = available().times(min(rate, .one), rounding: .down).units - 4
      guard budget > 0 else { return .zero }
      return atImpact { ofBudget(budget, $0) }
    case .risk(let rate):
      guard let exit else { return .zero }
      let budget = max(.zero, equity()).times(min(rate, .one), rounding: .down)
      return atImpact(ofSalesToo: true) { ofRisk(budget, $0, exit: exit) }
    }
  }

  /// Sizes at the quote, and with impact once more at the price that this size would fill at: the
  /// result is not larger, so it fills no worse. A sale needs no more margin at a lower price.
  private func atImpact(
    ofSalesToo: Bool = false, _ size: (Price) -> Quantity
  ) -> Quantity {
    let first = size(trade.touch)
    guard trade.impact != nil, ofSalesToo || trade.side == .buy else { return first }
    var priced = trade
    priced.price(for: min(first, quantityMax))
    return size(priced.fill)
  }

  /// margin x leverage / worse price.
  private func ofMargin(_ margin: Money, _ fill: Price) -> Quantity {
    let notional = Int128(margin.units) * Int128(leverage.value)
    return bounded(notional * Int128(unitsPerOne) / Int128(max(fill, trade.mark).units))
  }

  /// budget x leverage / (worse price + fill x fee x leverage).
  private func ofBudget(_ budget: Int64, _ fill: Price) -> Quantity {
    let perUnit =
      Int128(max(fill, trade.mark).units) * Int128(unitsPerOne)
      + Int128(fill.units) * Int128(trade.feeRate.units) * Int128(leverage.value)
    return bounded(
      Int128(budget) * Int128(leverage.value) * Int128(unitsPerOne) * Int128(unitsPerOne)
        / perUnit)
  }

  /// budget / (distance of fill and exit + fees in and out).
  private func ofRisk(_ budget: Money, _ fill: Price, exit: Price) -> Quantity {
    let distance =
      trade.side == .buy ? fill.units - exit.units : exit.units - fill.units
    let entryFee = Int128(max(fill, trade.touch).units) * Int128(trade.feeRate.units)
    let exitFee = Int128(exit.units) * Int128(exitFeeRate.units)
    let perUnit = Int128(distance) * Int128(unitsPerOne) + entryFee + exitFee
    guard perUnit > 0 else { return Bounds.quantityMax }
    return bounded(Int128(budget.units) * Int128(unitsPerOne) * Int128(unitsPerOne) / perUnit)
  }

  private func bounded(_ units: Int128) -> Quantity {
    Quantity(units: Int64(min(units, Int128(Bounds.quantityMax.units))))
  }
}
