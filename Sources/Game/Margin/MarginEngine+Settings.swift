import Primitives

extension MarginEngine {
  /// Sets the leverage of an instrument and re-margins an open position. Rule: MARGIN-13.
  mutating func setLeverage(
    _ leverage: Leverage, seat: Seat, instrument: Instrument
  ) -> MarginRejection? {
    let highest = terms[instrument.index].leverageMax
    guard leverage <= highest else { return .leverageCap(highest) }
    let mark = quotes[instrument.index].mark
    var draft = draft(seat, instrument)
    let most = bracket(of: draft.position.quantity.magnitude, at: mark, instrument).leverageMax
    guard leverage <= most else { return .leverageCap(most) }
    if let rejection = changeLeverage(&draft, to: leverage, mark: mark) { return rejection }
    commit(draft)
    return nil
  }

  /// Isolated: margin := initial margin at mark - min(0, unrealised profit); the difference moves.
  /// Cross: nothing moves, but the account must have the headroom. Resting entries reserve at the
  /// new leverage.
  func changeLeverage(
    _ draft: inout Draft, to leverage: Leverage, mark: Price
  ) -> MarginRejection? {
    let spendable = spendable(draft, at: mark)
    let reservedBefore = reserved(of: draft)
    let before = draft.position.initialMargin(at: mark)
    draft.position.leverage = leverage
    let reserved = reserved(of: draft) - reservedBefore
    let initial = draft.position.initialMargin(at: mark)
    let moved: Money
    if draft.position.isOpen, draft.position.mode == .isolated {
      moved =
        initial - min(.zero, draft.position.unrealizedProfit(at: mark)) - draft.position.margin
    } else {
      moved = .zero
    }
    let needed = draft.position.mode == .cross ? initial - before + reserved : moved + reserved
    guard needed <= spendable else {
      return .insufficientMargin(required: needed, available: spendable)
    }
    // What entries reserve less does not pay for what moves.
    guard moved <= draft.account.wallet else {
      return .insufficientMargin(required: moved, available: draft.account.wallet)
    }
    draft.pay(-moved)
    draft.position.margin += moved
    return nil
  }

  /// Sets the margin mode of an instrument that is flat. Rule: MARGIN-17.
  mutating func setMode(
    _ mode: MarginMode, seat: Seat, instrument: Instrument
  ) -> MarginRejection? {
    var draft = draft(seat, instrument)
    guard mode != draft.position.mode else { return nil }
    guard !draft.position.isOpen, !hasEntries(seat, instrument) else {
      return .modeLocked(draft.position.mode)
    }
    draft.position.mode = mode
    commit(draft)
    return nil
  }

  /// Moves money into or out of the margin of an isolated position. Rule: MARGIN-18.
  ///
  /// In: at most what is spendable. Out: the margin must keep initial margin at mark - min(0,
  /// unrealised profit).
  mutating func moveMargin(
    _ amount: Money, seat: Seat, instrument: Instrument
  ) -> MarginRejection? {
    let mark = quotes[instrument.index].mark
    var draft = draft(seat, instrument)
    guard draft.position.isOpen else { return .noPosition }
    guard draft.position.mode == .isolated else { return .notIsolated }
    if amount > .zero {
      let spendable = spendable(draft, at: mark)
      guard amount <= spendable else {
        return .insufficientMargin(required: amount, available: spendable)
      }
      guard draft.position.margin + amount <= Bounds.marginMax else {
        return .marginLimit(Bounds.marginMax)
      }
    } else {
      let loss = min(.zero, draft.position.unrealizedProfit(at: mark))
      let least = draft.position.initialMargin(at: mark) - loss
      let removable = max(.zero, draft.position.margin - least)
      guard -amount <= removable else { return .marginNeeded(removable: removable) }
    }
    draft.pay(-amount)
    draft.position.margin += amount
    commit(draft)
    return nil
  }
}
