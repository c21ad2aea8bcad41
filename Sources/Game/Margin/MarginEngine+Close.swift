import Primitives

extension MarginEngine {
  /// Reduces or closes at the quote; never opens. Rule: MARGIN-9.
  mutating func close(
    _ order: CloseOrder, seat: Seat, events: inout [MarginEvent]
  ) -> MarginRejection? {
    let limits = rules.instruments[order.instrument.index]
    var draft = draft(seat, order.instrument)
    guard draft.position.isOpen else { return .noPosition }
    let held = draft.position.quantity.magnitude
    let wanted: Quantity
    switch order.size {
    case .quantity(let quantity): wanted = min(quantity, held)
    case .share(let rate):
      let product = Int128(productOf: held.units, min(rate, .one).units)
      wanted = Quantity(units: Int64(product.divided(by: Int128(unitsPerOne), rounding: .down)))
    }
    let quantity = wanted.roundedDown(toStep: limits.quantityStep)
    guard quantity > .zero else { return .belowStep(limits.quantityStep) }
    draft.account.orders += 1
    let price = quotes[order.instrument.index].fill(draft.position.side.opposite)
    let fill = settleClose(&draft, quantity: quantity, price: price)
    commit(draft)
    events.append(.fill(fill))
    return nil
  }

  /// Closes part or all of a draft's position at a price, for the taker fee. Rule: MARGIN-12.
  ///
  /// Isolated: profit and fee settle on the released margin, then on the rest, then on insurance.
  /// Cross: on the wallet, then on insurance.
  func settleClose(_ draft: inout Draft, quantity: Quantity, price: Price) -> Fill {
    let side = draft.position.side
    let fee = Money(valueOf: quantity, at: price, rounding: .up)
      .times(rules.costs.takerFee, rounding: .up)
    let released = draft.position.releasedMargin(quantity)
    let profit = draft.position.reduce(by: quantity, at: price)
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
    var fill = Fill(
      draft, side: side.opposite, quantity: quantity, price: price, fee: fee, reason: .close)
    fill.realizedProfit = profit
    fill.insurance = insurance
    return fill
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
