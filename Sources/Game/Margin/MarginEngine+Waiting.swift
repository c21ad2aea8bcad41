import Primitives

extension MarginEngine {
  /// Has an entry wait for its price, or says why not. Rules: ORDER-1, ORDER-2, ORDER-6.
  mutating func rest(
    _ order: EntryOrder, at price: Price, seat: Seat, events: inout [MarginEvent]
  ) -> MarginRejection? {
    var draft = draft(seat, order.instrument)
    let quantity: Quantity
    switch waitingQuantity(order, at: price, &draft) {
    case .failure(let refusal): return refusal.rejection
    case .success(let fitting): quantity = fitting
    }
    draft.account.orders += 1
    let open = OpenOrder(
      number: draft.account.orders, instrument: order.instrument, side: order.side,
      kind: order.timing == .limit(price) ? .limit : .stop, price: price, quantity: quantity,
      isReduceOnly: order.isReduceOnly, worst: order.worst, stop: order.stop, take: order.take,
      pair: nil)
    let reserve = reserve(of: open, leverage: draft.position.leverage)
    let spendable = spendable(draft, at: quotes[order.instrument.index].mark)
    guard reserve <= spendable else {
      return .insufficientMargin(required: reserve, available: spendable)
    }
    guard openOrders[seat.index].count < Bounds.openOrdersMax else {
      return .orderLimit(Bounds.openOrdersMax)
    }
    commit(draft)
    self.open([open], seat: seat, events: &events)
    return nil
  }

  /// Checks an entry that is to wait as if it opened all of its quantity, and sets mode and
  /// leverage; its reserve is left to the caller.
  private func waitingQuantity(
    _ order: EntryOrder, at price: Price, _ draft: inout Draft
  ) -> Result<Quantity, MarginRefusal> {
    func refuse(_ rejection: MarginRejection) -> Result<Quantity, MarginRefusal> {
      .failure(MarginRefusal(rejection))
    }
    let limits = terms[order.instrument.index]
    let mark = quotes[order.instrument.index].mark
    let held = draft.position
    if let rejection = settle(order, into: &draft) { return refuse(rejection) }
    let leverage = order.isReduceOnly ? held.leverage : order.leverage ?? held.leverage
    guard leverage <= limits.leverageMax else {
      return refuse(.leverageCap(limits.leverageMax))
    }
    if let rejection = checkPrices(order, from: price) {
      return refuse(rejection)
    }
    let isLimit = order.timing == .limit(price)
    let trade = Trade(
      order.side, at: price, mark: price,
      feeRate: isLimit ? rules.costs.makerFee : rules.costs.takerFee)
    let quantity = quantity(of: order, trade, leverage: leverage, draft)
      .roundedDown(toStep: limits.quantityStep)
    guard quantity > .zero else { return refuse(.belowStep(limits.quantityStep)) }
    if !order.isReduceOnly {
      let adds = held.isOpen && held.side == order.side
      let resulting = adds ? held.quantity.magnitude + quantity : quantity
      if let rejection = checkLimits(
        opening: quantity, resulting: resulting, leverage: leverage, at: price,
        order.instrument, least: limits.minNotional,
        heldToo: leverage != held.leverage ? held.quantity.magnitude : .zero)
      {
        return refuse(rejection)
      }
      if leverage != held.leverage,
        let rejection = changeLeverage(&draft, to: leverage, mark: mark)
      {
        return refuse(rejection)
      }
    } else if quantity > limits.quantityMax {
      return refuse(.positionLimit(limits.quantityMax))
    }
    return .success(quantity)
  }

  /// What an order that waits would come to if it filled now at its own price. Rule: MARGIN-19.
  func fillAtPrice(
    _ draft: inout Draft, _ order: EntryOrder, _ price: Price, events: inout [MarginEvent]
  ) -> MarginRejection? {
    var waiting = draft
    switch waitingQuantity(order, at: price, &waiting) {
    case .failure(let refusal): return refusal.rejection
    case .success(let quantity):
      var filled = order
      filled.timing = .market
      filled.size = .quantity(quantity)
      filled.stop = nil
      filled.take = nil
      filled.worst = nil
      let isLimit = order.timing == .limit(price)
      let how = FillTerms(
        reason: isLimit ? .limit : .stop, number: 0, price: price, isMaker: isLimit)
      return fill(&draft, filled, how, events: &events)
    }
  }

  /// Off the step, beyond the highest price, or reached already; `reference` is the mark of an
  /// order that fills now, or the price of one that waits. Rules: ORDER-2, ORDER-4.
  func checkPrices(
    _ order: EntryOrder, from reference: Price
  ) -> MarginRejection? {
    let limits = terms[order.instrument.index]
    let own: Price?
    switch order.timing {
    case .market: own = nil
    case .limit(let price), .stop(let price): own = price
    }
    for price in [own, order.stop, order.take] {
      if let price, let rejection = checkStep(price, limits) { return rejection }
    }
    for price in [own, order.stop, order.take] {
      if let price, price > limits.priceMax { return .priceLimit(limits.priceMax) }
    }
    let mark = quotes[order.instrument.index].mark
    let isBuy = order.side == .buy
    if case .stop(let price) = order.timing, isBuy ? mark >= price : mark <= price {
      return .wouldTrigger(reference: mark)
    }
    if let stop = order.stop, isBuy ? stop >= reference : stop <= reference {
      return .wouldTrigger(reference: reference)
    }
    if let take = order.take, isBuy ? take <= reference : take >= reference {
      return .wouldTrigger(reference: reference)
    }
    return nil
  }

  func checkStep(_ price: Price, _ limits: InstrumentTerms) -> MarginRejection? {
    price.units % limits.priceStep.units == 0 ? nil : .offStep(limits.priceStep)
  }
}
