import Primitives

extension MarginEngine {
  /// Opens, adds, reduces or flips at the quote, all or nothing. Rules: MARGIN-8 to MARGIN-13.
  mutating func enter(
    _ order: EntryOrder, seat: Seat, events: inout [MarginEvent]
  ) -> MarginRejection? {
    var plan = EntryPlan(draft: draft(seat, order.instrument))
    if let rejection = fill(&plan, order) { return rejection }
    commit(plan.draft)
    if let closed = plan.closed { events.append(.fill(closed)) }
    if let opened = plan.opened { events.append(.fill(opened)) }
    return nil
  }

  /// What an order would do at this tick's quote; nothing is changed.
  func plan(_ order: EntryOrder, seat: Seat) -> Result<EntryPlan, MarginRefusal> {
    var plan = EntryPlan(draft: draft(seat, order.instrument))
    if let rejection = fill(&plan, order) { return .failure(MarginRefusal(rejection)) }
    return .success(plan)
  }

  private func fill(_ plan: inout EntryPlan, _ order: EntryOrder) -> MarginRejection? {
    let limits = rules.instruments[order.instrument.index]
    let quote = quotes[order.instrument.index]
    if let mode = order.mode, mode != plan.draft.position.mode {
      guard !plan.draft.position.isOpen else { return .modeLocked(plan.draft.position.mode) }
      plan.draft.position.mode = mode
    }
    let leverage = order.leverage ?? plan.draft.position.leverage
    let leverageMax = limits.maintenance.leverageMax
    guard leverage <= leverageMax else { return .leverageCap(leverageMax) }
    let trade = Trade(order.side, at: quote, leverage: leverage, takerFee: rules.costs.takerFee)
    let quantity = trade.quantity(
      of: order.size, available: spendable(plan.draft, at: quote.mark)
    ).roundedDown(toStep: limits.quantityStep)
    guard quantity > .zero else { return .belowStep(limits.quantityStep) }

    let held = plan.draft.position.quantity.magnitude
    let isOpposite = plan.draft.position.isOpen && plan.draft.position.side != order.side
    let closing = isOpposite ? min(quantity, held) : .zero
    let opening = quantity - closing
    if opening > .zero {
      let resulting = isOpposite ? opening : held + opening
      guard resulting <= limits.quantityMax else { return .positionLimit(limits.quantityMax) }
      let most = limits.maintenance.bracket(of: resulting, at: quote.mark).leverageMax
      guard leverage <= most else { return .leverageCap(most) }
      let notional = Money(valueOf: opening, at: quote.mark, rounding: .down)
      guard notional >= limits.minNotional else { return .belowMinimum(limits.minNotional) }
    }

    plan.draft.account.orders += 1
    if closing > .zero {
      plan.closed = settleClose(&plan.draft, quantity: closing, price: trade.fill)
    }
    if leverage != plan.draft.position.leverage {
      if let rejection = changeLeverage(&plan.draft, to: leverage, mark: quote.mark) {
        return rejection
      }
      // The last fill of an order tells what the whole order left.
      plan.closed?.position = plan.draft.position
      plan.closed?.wallet = plan.draft.account.wallet
    }
    if opening > .zero {
      if let rejection = settleOpen(&plan.draft, trade, quantity: opening) { return rejection }
      plan.opened = Fill(
        plan.draft, side: order.side, quantity: opening, price: trade.fill,
        fee: trade.fee(opening), reason: .market)
    }
    return nil
  }

  /// Takes what an order opens or adds into the position, and its fee. Rules: MARGIN-10, MARGIN-11.
  private func settleOpen(
    _ draft: inout Draft, _ trade: Trade, quantity: Quantity
  ) -> MarginRejection? {
    let fee = trade.fee(quantity)
    if draft.position.mode == .cross {
      return settleOpenCross(&draft, trade, quantity: quantity, fee: fee)
    }
    let spendable = spendable(draft, at: trade.mark)
    let shortfall = initialMarginShortfall(draft.position, mark: trade.mark)
    let margin = trade.initialMargin(quantity) + shortfall
    guard margin + fee <= spendable else {
      return .insufficientMargin(required: margin + fee, available: spendable)
    }
    draft.account.wallet -= margin
    draft.position.margin += margin
    take(quantity, trade, fee: fee, into: &draft)
    let schedule = rules.instruments[draft.instrument.index].maintenance
    return draft.position.isLiquidatable(at: trade.mark, by: schedule) ? .wouldLiquidate : nil
  }

  /// The same for a cross position: nothing is assigned, but the account must have the headroom.
  private func settleOpenCross(
    _ draft: inout Draft, _ trade: Trade, quantity: Quantity, fee: Money
  ) -> MarginRejection? {
    let before = headroom(of: draft, margin: draft.position.initialMargin(at: trade.mark))
    let wallet = draft.account.wallet
    take(quantity, trade, fee: fee, into: &draft)
    let margin = draft.position.initialMargin(at: trade.marginPrice)
    let after = headroom(of: draft, margin: margin)
    guard after >= .zero else {
      return .insufficientMargin(required: before - after, available: max(.zero, before))
    }
    guard fee <= wallet else { return .insufficientMargin(required: fee, available: wallet) }
    return nil
  }

  private func take(
    _ quantity: Quantity, _ trade: Trade, fee: Money, into draft: inout Draft
  ) {
    draft.account.wallet -= fee
    draft.account.add(profit: .zero, fee: fee, draw: .zero)
    draft.house += Int128(fee.units)
    draft.position.openCost += trade.cost(quantity)
    draft.position.quantity =
      trade.side == .buy ? draft.position.quantity + quantity : draft.position.quantity - quantity
  }

  /// What an open position lacks to hold its initial margin at mark; an addition restores it first.
  private func initialMarginShortfall(_ position: Position, mark: Price) -> Money {
    guard position.isOpen else { return .zero }
    let balance = position.margin + position.unrealizedProfit(at: mark)
    return max(.zero, position.initialMargin(at: mark) - balance)
  }
}

/// What an order comes to before it is kept.
struct EntryPlan {
  var draft: Draft
  /// The closing half, and the opening half.
  var closed: Fill?
  var opened: Fill?
}

extension Fill {
  init(
    _ draft: Draft, side: Side, quantity: Quantity, price: Price, fee: Money,
    reason: FillReason
  ) {
    self.init(
      seat: draft.seat, order: draft.account.orders, instrument: draft.instrument, side: side,
      quantity: quantity, price: price, fee: fee, realizedProfit: .zero, insurance: .zero,
      reason: reason, mark: price, touch: price, position: draft.position, wallet: draft.account.wallet)
  }
}
