import Primitives

extension MarginEngine {
  /// Reduces or closes at the quote; never opens. Rule: MARGIN-9.
  mutating func close(
    _ order: CloseOrder, seat: Seat, events: inout [MarginEvent]
  ) -> MarginRejection? {
    let limits = terms[order.instrument.index]
    var draft = draft(seat, order.instrument)
    guard draft.position.isOpen else { return .noPosition }
    let quantity = order.size.quantity(of: draft.position.quantity.magnitude)
      .roundedDown(toStep: limits.quantityStep)
    guard quantity > .zero else { return .belowStep(limits.quantityStep) }
    var trade = trade(draft.position.side.opposite, draft, FillTerms())
    trade.price(for: quantity)
    guard !trade.isBeyond(order.worst) else { return .worstPrice(trade.fill) }
    draft.account.orders += 1
    draft.number = draft.account.orders
    count(quantity, &draft)
    let fill = settleClose(&draft, trade, quantity: quantity, reason: .close)
    commit(draft)
    events.append(.fill(fill))
    cancelOrphans(seat, order.instrument, events: &events)
    return nil
  }

  /// Closes every position at the quote. Rule: MARGIN-9.
  mutating func closeAll(seat: Seat, events: inout [MarginEvent]) -> MarginRejection? {
    var closed = false
    for index in 0..<instrumentCount where positions[place(seat, Instrument(index))].isOpen {
      let order = CloseOrder(instrument: Instrument(index), size: .share(.one))
      let rejection = close(order, seat: seat, events: &events)
      precondition(rejection == nil, "MARGIN-9: a whole position can be closed")
      closed = true
    }
    return closed ? nil : .noPosition
  }

  /// Closes part or all of a draft's position. Rule: MARGIN-12.
  ///
  /// Isolated: profit and fee settle on the released margin, then on the rest, then on insurance.
  /// Cross: on the wallet, then on insurance.
  func settleClose(
    _ draft: inout Draft, _ trade: Trade, quantity: Quantity, reason: FillReason
  ) -> Fill {
    let fee = trade.fee(quantity)
    let released = draft.position.releasedMargin(quantity)
    let profit = draft.position.reduce(by: quantity, at: trade.fill)
    draft.house += Int128((fee - profit).units)
    let insurance: Money
    if draft.position.mode == .cross {
      draft.account.add(profit: profit, fee: fee, draw: .zero)
      draft.pay(profit - fee)
      insurance = draft.floorWallet()
    } else {
      draft.position.margin -= released
      let net = released + profit - fee
      let taken = min(max(.zero, -net), draft.position.margin)
      draft.position.margin -= taken
      insurance = max(.zero, -(net + taken))
      draft.account.add(profit: profit, fee: fee, draw: insurance)
      draft.pay(net + taken + insurance)
      draft.insurance -= Int128(insurance.units)
    }
    var fill = Fill(draft, trade, quantity: quantity, reason: reason)
    fill.realizedProfit = profit
    fill.insurance = insurance
    return fill
  }
}

extension CloseSize {
  /// How much of a position it means; not yet on the quantity step.
  func quantity(of held: Quantity) -> Quantity {
    switch self {
    case .quantity(let quantity): return min(quantity, held)
    case .share(let rate):
      let product = Int128(productOf: held.units, min(rate, .one).units)
      return Quantity(units: Int64(product.divided(by: Int128(unitsPerOne), rounding: .down)))
    }
  }
}

extension Position {
  /// The margin that closing a part releases: pro rata down, all of it with the last part.
  func releasedMargin(_ part: Quantity) -> Money {
    let held = quantity.magnitude
    return part == held ? margin : margin.share(part, of: held, rounding: .down)
  }

  /// Takes a part out at a price and returns its profit; the margin is left to the caller.
  ///
  /// Cost share against the trader, the last part takes all of it. Rule: MARGIN-12.
  mutating func reduce(by part: Quantity, at price: Price) -> Money {
    let held = quantity.magnitude
    let isLong = side == .buy
    let cost =
      part == held ? openCost : openCost.share(part, of: held, rounding: isLong ? .up : .down)
    let value = Money(valueOf: part, at: price, rounding: isLong ? .down : .up)
    quantity = isLong ? quantity - part : quantity + part
    openCost -= cost
    if !isOpen { callLevel = .none }
    return isLong ? value - cost : cost - value
  }
}
