import Primitives

/// One seat's account and position while an order is tried; kept only when all of it succeeds.
struct Draft {
  var account: Account
  var position: Position
  /// What the order moves to the house and the insurance ledger.
  var house: Int128 = 0
  var insurance: Int128 = 0

  /// Adds to the wallet; what it cannot hold goes to the house. Rule: MARGIN-2.
  mutating func pay(_ amount: Money) {
    let sum = account.wallet + amount
    account.wallet = min(sum, Bounds.walletMax)
    house += Int128((sum - account.wallet).units)
  }
}

extension MarginEngine {
  /// Opens, adds, reduces or flips at the quote, all or nothing. Rules: MARGIN-8 to MARGIN-13.
  mutating func enter(
    _ order: EntryOrder, seat: Seat, events: inout [MarginEvent]
  ) -> MarginRejection? {
    let limits = rules.instruments[order.instrument.index]
    let quote = quotes[order.instrument.index]
    let place = place(seat, order.instrument)
    var draft = Draft(account: accounts[seat.index], position: positions[place])
    let leverage = order.leverage ?? draft.position.leverage
    guard leverage <= limits.leverageMax else { return .leverageCap(limits.leverageMax) }
    let trade = Trade(order.side, at: quote, leverage: leverage, takerFee: rules.takerFee)
    let quantity = trade.quantity(of: order.size, available: draft.account.wallet)
      .roundedDown(toStep: limits.quantityStep)
    guard quantity > .zero else { return .belowStep(limits.quantityStep) }

    let held = draft.position.quantity.magnitude
    let isOpposite = draft.position.isOpen && draft.position.side != order.side
    let closing = isOpposite ? min(quantity, held) : .zero
    let opening = quantity - closing
    if opening > .zero {
      let resulting = isOpposite ? opening : held + opening
      guard resulting <= limits.quantityMax else { return .positionLimit(limits.quantityMax) }
      let notional = Money(valueOf: opening, at: quote.mark, rounding: .down)
      guard notional >= limits.minNotional else { return .belowMinimum(limits.minNotional) }
    }

    draft.account.orders += 1
    var closed: Fill?
    if closing > .zero {
      closed = settleClose(
        &draft, quantity: closing, price: trade.fill, seat: seat, instrument: order.instrument)
    }
    if leverage != draft.position.leverage {
      if let rejection = changeLeverage(&draft, to: leverage, mark: quote.mark) {
        return rejection
      }
      // The last fill of an order tells what the whole order left.
      closed?.position = draft.position
      closed?.wallet = draft.account.wallet
    }
    var opened: Fill?
    if opening > .zero {
      if let rejection = settleOpen(&draft, trade, quantity: opening, limits: limits) {
        return rejection
      }
      opened = makeFill(
        draft, seat: seat, instrument: order.instrument, side: order.side, quantity: opening,
        price: trade.fill, fee: trade.fee(opening), reason: .market)
    }
    commit(draft, seat: seat, instrument: order.instrument)
    if let closed { events.append(.fill(closed)) }
    if let opened { events.append(.fill(opened)) }
    return nil
  }

  /// Reduces or closes at the quote; never opens. Rule: MARGIN-9.
  mutating func close(
    _ order: CloseOrder, seat: Seat, events: inout [MarginEvent]
  ) -> MarginRejection? {
    let limits = rules.instruments[order.instrument.index]
    var draft = Draft(
      account: accounts[seat.index], position: positions[place(seat, order.instrument)])
    guard draft.position.isOpen else { return .noPosition }
    let held = draft.position.quantity.magnitude
    let wanted: Quantity
    switch order.size {
    case .quantity(let quantity): wanted = min(quantity, held)
    case .share(let rate):
      let product = Int128(held.units) * Int128(min(rate, .one).units)
      wanted = Quantity(units: Int64(product.divided(by: Int128(unitsPerOne), rounding: .down)))
    }
    let quantity = wanted.roundedDown(toStep: limits.quantityStep)
    guard quantity > .zero else { return .belowStep(limits.quantityStep) }
    draft.account.orders += 1
    let price = quotes[order.instrument.index].fill(draft.position.side.opposite)
    let fill = settleClose(
      &draft, quantity: quantity, price: price, seat: seat, instrument: order.instrument)
    commit(draft, seat: seat, instrument: order.instrument)
    events.append(.fill(fill))
    return nil
  }

  /// Sets the leverage of an instrument and re-margins an open position. Rule: MARGIN-13.
  mutating func setLeverage(
    _ leverage: Leverage, seat: Seat, instrument: Instrument
  ) -> MarginRejection? {
    let limits = rules.instruments[instrument.index]
    guard leverage <= limits.leverageMax else { return .leverageCap(limits.leverageMax) }
    var draft = Draft(account: accounts[seat.index], position: positions[place(seat, instrument)])
    let mark = quotes[instrument.index].mark
    if let rejection = changeLeverage(&draft, to: leverage, mark: mark) { return rejection }
    commit(draft, seat: seat, instrument: instrument)
    return nil
  }

  private mutating func commit(_ draft: Draft, seat: Seat, instrument: Instrument) {
    accounts[seat.index] = draft.account
    positions[place(seat, instrument)] = draft.position
    ledgers.house += draft.house
    ledgers.insurance += draft.insurance
    refresh(seat, instrument)
  }

  /// Margin := initial margin at mark - min(0, unrealised profit); the difference moves.
  private func changeLeverage(
    _ draft: inout Draft, to leverage: Leverage, mark: Price
  ) -> MarginRejection? {
    draft.position.leverage = leverage
    guard draft.position.isOpen else { return nil }
    let initial = draft.position.notional(at: mark).divided(by: leverage.value, rounding: .up)
    let profit = draft.position.unrealizedProfit(at: mark)
    let moved = initial - min(.zero, profit) - draft.position.margin
    guard moved <= draft.account.wallet else {
      return .insufficientMargin(required: moved, available: draft.account.wallet)
    }
    draft.pay(-moved)
    draft.position.margin += moved
    return nil
  }

  /// Assigns margin for what an order opens or adds, and pays its fee. Rules: MARGIN-10, MARGIN-11.
  private func settleOpen(
    _ draft: inout Draft, _ trade: Trade, quantity: Quantity, limits: InstrumentRules
  ) -> MarginRejection? {
    let shortfall = initialMarginShortfall(draft.position, mark: trade.mark)
    let fee = trade.fee(quantity)
    let margin = trade.initialMargin(quantity) + shortfall
    guard margin + fee <= draft.account.wallet else {
      return .insufficientMargin(required: margin + fee, available: draft.account.wallet)
    }
    draft.account.wallet -= margin + fee
    draft.account.add(profit: .zero, fee: fee, draw: .zero)
    draft.house += Int128(fee.units)
    draft.position.margin += margin
    draft.position.openCost += trade.cost(quantity)
    draft.position.quantity =
      trade.side == .buy ? draft.position.quantity + quantity : draft.position.quantity - quantity
    let isDoomed = draft.position.isLiquidatable(at: trade.mark, rate: limits.maintenanceRate)
    return isDoomed ? .wouldLiquidate : nil
  }

  /// What an open position lacks to hold its initial margin at mark; an addition restores it first.
  private func initialMarginShortfall(_ position: Position, mark: Price) -> Money {
    guard position.isOpen else { return .zero }
    let initial = position.notional(at: mark).divided(
      by: position.leverage.value, rounding: .up)
    return max(.zero, initial - position.margin - position.unrealizedProfit(at: mark))
  }

  /// Closes part or all of a draft's position at a price. Rule: MARGIN-12.
  ///
  /// Profit and fee settle on the released margin, then on the rest, then on insurance.
  private func settleClose(
    _ draft: inout Draft, quantity: Quantity, price: Price, seat: Seat, instrument: Instrument
  ) -> Fill {
    let side = draft.position.side
    let held = draft.position.quantity.magnitude
    let isAll = quantity == held
    let against: Rounding = side == .buy ? .up : .down
    let cost =
      isAll
      ? draft.position.openCost
      : draft.position.openCost.share(quantity, of: held, rounding: against)
    let released =
      isAll
      ? draft.position.margin
      : draft.position.margin.share(quantity, of: held, rounding: .down)
    let value = Money(
      valueOf: quantity, at: price, rounding: side == .buy ? .down : .up)
    let profit = side == .buy ? value - cost : cost - value
    let fee = Money(valueOf: quantity, at: price, rounding: .up)
      .times(rules.takerFee, rounding: .up)

    draft.position.quantity =
      side == .buy ? draft.position.quantity - quantity : draft.position.quantity + quantity
    draft.position.openCost -= cost
    draft.position.margin -= released
    if isAll { draft.position.callLevel = .none }
    let net = released + profit - fee
    var unpaid = max(.zero, -net)
    let taken = min(unpaid, draft.position.margin)
    unpaid -= taken
    draft.position.margin -= taken
    draft.pay(max(.zero, net))
    draft.account.add(profit: profit, fee: fee, draw: unpaid)
    draft.house += Int128((fee - profit).units)
    draft.insurance -= Int128(unpaid.units)
    var fill = makeFill(
      draft, seat: seat, instrument: instrument, side: side.opposite, quantity: quantity,
      price: price, fee: fee, reason: .close)
    fill.realizedProfit = profit
    fill.insurance = unpaid
    return fill
  }

  private func makeFill(
    _ draft: Draft, seat: Seat, instrument: Instrument, side: Side, quantity: Quantity,
    price: Price, fee: Money, reason: FillReason
  ) -> Fill {
    Fill(
      seat: seat, order: draft.account.orders, instrument: instrument, side: side,
      quantity: quantity, price: price, fee: fee, realizedProfit: .zero, insurance: .zero,
      reason: reason, position: draft.position, wallet: draft.account.wallet)
  }
}
