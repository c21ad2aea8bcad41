import Primitives

/// How an entry comes to fill.
struct FillTerms {
  var reason = FillReason.market
  /// The number of an order that waited; nil for one that is new.
  var number: Int?
  /// The price it fills at; nil for the quote, with impact.
  var price: Price?
  /// Whether it had rested at that price.
  var isMaker = false
}

extension MarginEngine {
  /// Opens, adds, reduces or flips, all or nothing; or has the order wait. Rules: MARGIN-8 to
  /// MARGIN-13, ORDER-1, ORDER-2.
  mutating func enter(
    _ order: EntryOrder, seat: Seat, events: inout [MarginEvent]
  ) -> MarginRejection? {
    switch order.timing {
    case .market: return fillNow(order, seat: seat, FillTerms(), events: &events)
    case .limit(let limit):
      guard crosses(limit, order.side, order.instrument) else {
        return rest(order, at: limit, seat: seat, events: &events)
      }
      return fillNow(
        order.takingLimit(limit), seat: seat, FillTerms(reason: .limit), events: &events)
    case .stop(let price): return rest(order, at: price, seat: seat, events: &events)
    }
  }

  /// Whether the quote is at a limit or better.
  func crosses(_ limit: Price, _ side: Side, _ instrument: Instrument) -> Bool {
    let touch = quotes[instrument.index].fill(side)
    return side == .buy ? touch <= limit : touch >= limit
  }

  /// Fills an order and keeps what it did, or says why not and changes nothing.
  mutating func fillNow(
    _ order: EntryOrder, seat: Seat, _ terms: FillTerms, events: inout [MarginEvent]
  ) -> MarginRejection? {
    var draft = draft(seat, order.instrument)
    let before = events.count
    if let rejection = fill(&draft, order, terms, events: &events) {
      events.removeSubrange(before...)
      return rejection
    }
    commit(draft)
    if hasOrders[seat.index] { cancelOrphans(seat, order.instrument, events: &events) }
    if order.hasAttached { open(attached(to: order, draft), seat: seat, events: &events) }
    return nil
  }

  /// Fills a draft: the checks in the order of MARGIN-14. What it appended to the events is to be
  /// taken back when it is refused.
  func fill(
    _ draft: inout Draft, _ order: EntryOrder, _ how: FillTerms, events: inout [MarginEvent]
  ) -> MarginRejection? {
    let limits = terms[order.instrument.index]
    let held = draft.position
    if let rejection = settle(order, into: &draft) { return rejection }
    let leverage = order.isReduceOnly ? held.leverage : order.leverage ?? held.leverage
    guard leverage <= limits.leverageMax else { return .leverageCap(limits.leverageMax) }
    let mark = quotes[order.instrument.index].mark
    if how.number == nil, order.hasPrices,
      let rejection = checkPrices(order, from: mark)
    {
      return rejection
    }
    var trade = trade(order.side, draft, how)
    let size = quantity(of: order, trade, leverage: leverage, draft)
    var quantity = size.roundedDown(toStep: limits.quantityStep)
    if order.isReduceOnly { quantity = min(quantity, held.quantity.magnitude) }
    guard quantity > .zero else { return .belowStep(limits.quantityStep) }
    let isOpposite = held.isOpen && held.side != order.side
    let closing = isOpposite ? min(quantity, held.quantity.magnitude) : .zero
    let opening = quantity - closing
    let kept = isOpposite ? held.quantity.magnitude - closing : held.quantity.magnitude
    if opening > .zero || leverage != held.leverage {
      let least = how.number == nil ? limits.minNotional : .zero
      if let rejection = checkLimits(
        opening: opening, resulting: kept + opening, leverage: leverage, at: mark,
        order.instrument, least: least)
      {
        return rejection
      }
    }
    trade.price(for: quantity)
    guard !trade.isBeyond(order.worst) else { return .worstPrice(trade.fill) }

    if how.number == nil { draft.account.orders += 1 }
    draft.number = how.number ?? draft.account.orders
    if closing > .zero {
      let reason = how.reason == .market ? .close : how.reason
      let fill = settleClose(&draft, trade, quantity: closing, reason: reason)
      events.append(.fill(fill))
    }
    if leverage != held.leverage {
      if let rejection = changeLeverage(&draft, to: leverage, mark: mark) { return rejection }
      // The last fill of an order tells what the whole order left.
      if closing > .zero { retell(draft, &events) }
    }
    count(quantity, &draft)
    if opening > .zero {
      if let rejection = settleOpen(&draft, trade, quantity: opening) { return rejection }
      events.append(.fill(Fill(draft, trade, quantity: opening, reason: how.reason)))
    }
    return order.hasAttached ? checkAttached(order, &draft) : nil
  }

  /// Has the last fill tell position and wallet as they are now.
  private func retell(_ draft: Draft, _ events: inout [MarginEvent]) {
    guard case .fill(var fill)? = events.popLast() else { return }
    fill.position = draft.position
    fill.wallet = draft.account.wallet
    events.append(.fill(fill))
  }

  /// Checks what is held against reduce-only, and sets the margin mode.
  func settle(_ order: EntryOrder, into draft: inout Draft) -> MarginRejection? {
    if order.isReduceOnly {
      return draft.position.isOpen && draft.position.side != order.side ? nil : .noPosition
    }
    if let mode = order.mode, mode != draft.position.mode {
      guard !draft.position.isOpen, !hasEntries(draft.seat, draft.instrument) else {
        return .modeLocked(draft.position.mode)
      }
      draft.position.mode = mode
    }
    return nil
  }

  /// Checks the size that an order leads to, by the terms of its bracket at a price; `heldToo` is
  /// what its leverage has to suit meanwhile, at mark.
  func checkLimits(
    opening: Quantity, resulting: Quantity, leverage: Leverage, at price: Price,
    _ instrument: Instrument, least: Money, heldToo: Quantity = .zero
  ) -> MarginRejection? {
    let largest = terms[instrument.index].quantityMax
    guard resulting <= largest else { return .positionLimit(largest) }
    let most = bracket(of: resulting, at: price, instrument).leverageMax
    guard leverage <= most else { return .leverageCap(most) }
    if heldToo > .zero {
      let mark = quotes[instrument.index].mark
      let most = bracket(of: heldToo, at: mark, instrument).leverageMax
      guard leverage <= most else { return .leverageCap(most) }
    }
    let notional = Money(valueOf: opening, at: price, rounding: .down)
    guard opening == .zero || least == .zero || notional >= least else {
      return .belowMinimum(least)
    }
    return nil
  }

  /// The prices of an order of a draft.
  func trade(_ side: Side, _ draft: Draft, _ terms: FillTerms) -> Trade {
    let quote = quotes[draft.instrument.index]
    if let price = terms.price {
      return Trade(
        side, at: price, mark: quote.mark,
        feeRate: terms.isMaker ? rules.costs.makerFee : rules.costs.takerFee,
        isMaker: terms.isMaker)
    }
    return Trade(
      side, at: quote.fill(side), mark: quote.mark, feeRate: rules.costs.takerFee,
      impact: impact(of: draft))
  }

  /// How a draft's orders move their price; nil when these rules know no impact.
  func impact(of draft: Draft) -> Impact? {
    guard rules.costs.impact.units != 0 else { return nil }
    return Impact(
      rate: rules.costs.impact, traded: draft.traded,
      priceStep: terms[draft.instrument.index].priceStep)
  }

  /// The quantity that an order's size comes to; not yet on the quantity step.
  func quantity(
    of order: EntryOrder, _ trade: Trade, leverage: Leverage, _ draft: Draft
  ) -> Quantity {
    if case .quantity(let quantity) = order.size { return min(quantity, Bounds.quantityMax) }
    let limits = terms[draft.instrument.index]
    let sizing = EntrySizing(
      trade: trade, leverage: leverage, quantityMax: limits.quantityMax + limits.quantityMax,
      exitFeeRate: rules.costs.takerFee)
    return sizing.quantity(
      of: order.size, available: spendable(draft, at: quotes[draft.instrument.index].mark),
      equity: equity(of: draft.seat).rounded(.down),
      exit: order.stop.map { makeQuote(draft.instrument, mark: $0).fill(order.side.opposite) })
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
    let margin = trade.initialMargin(quantity, leverage: draft.position.leverage) + shortfall
    guard margin + fee <= spendable else {
      return .insufficientMargin(required: margin + fee, available: spendable)
    }
    draft.account.wallet -= margin
    draft.position.margin += margin
    take(quantity, trade, fee: fee, into: &draft)
    let maintenance = maintenance(of: draft.position, draft.instrument)
    return draft.position.marginBalance(at: trade.mark) <= maintenance ? .wouldLiquidate : nil
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
    return crossTotals(with: draft).isLiquidatable ? .wouldLiquidate : nil
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

extension EntryOrder {
  /// The same order at the quote, which may not fill beyond its limit.
  func takingLimit(_ limit: Price) -> EntryOrder {
    var order = self
    order.worst =
      worst.map { side == .buy ? min($0, limit) : max($0, limit) } ?? limit
    return order
  }

  /// Whether a stop or take-profit comes with it. Rule: ORDER-4.
  var hasAttached: Bool { stop != nil || take != nil }

  /// Whether it carries prices that have to lie on the price step.
  var hasPrices: Bool { hasAttached || timing != .market }
}

extension Fill {
  init(_ draft: Draft, _ trade: Trade, quantity: Quantity, reason: FillReason) {
    self.init(
      seat: draft.seat, order: draft.number, instrument: draft.instrument, side: trade.side,
      quantity: quantity, price: trade.fill, fee: trade.fee(quantity), realizedProfit: .zero,
      insurance: .zero, reason: reason, mark: trade.isMaker ? trade.touch : trade.mark,
      touch: trade.touch,
      position: draft.position, wallet: draft.account.wallet)
  }
}
