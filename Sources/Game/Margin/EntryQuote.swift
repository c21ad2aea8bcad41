public import Primitives

/// What an entry would cost and risk at this tick's quote, before anything is at stake.
public struct EntryQuote: Hashable, Sendable {
  /// The position as it would be.
  public let position: Position
  /// How much would be traded, the closing part of a flip included.
  public let quantity: Quantity
  /// The price it would fill at.
  public let price: Price
  /// The position's notional at mark, up.
  public let notional: Money
  /// The margin that would stand behind it: assigned, or for cross its initial margin at mark.
  public let margin: Money
  /// The fee of the order.
  public let fee: Money
  /// What the distance of the quote from the mark costs, up.
  public let spreadCost: Money
  /// What moving the price costs, up.
  public let impactCost: Money
  /// The taker fee to close the position at mark, up.
  public let closingFee: Money
  /// What the position gets at each funding at this mark; negative when it pays.
  public let funding: Money
  /// Where the position would be liquidated; nil for nowhere.
  public let liquidationPrice: Price?
  /// Where what carries the position would be used up; nil for nowhere.
  public let bankruptcyPrice: Price?
  /// The most that could be lost: the isolated margin, or the balance of the cross account.
  public let worstLoss: Money
  /// The mark at which closing at it would bring back cost and both fees; nil for a flat outcome.
  public let breakEvenPrice: Price?
}

extension MarginEngine {
  /// Quotes an order of a seat, or says why it would be refused. Rule: MARGIN-19.
  public func quote(
    _ order: EntryOrder, seat: Seat
  ) -> Result<EntryQuote, MarginRefusal> {
    var draft = draft(seat, order.instrument)
    var events: [MarginEvent] = []
    let rejection: MarginRejection?
    switch order.timing {
    case .market: rejection = fill(&draft, order, FillTerms(), events: &events)
    case .limit(let limit) where crosses(limit, order.side, order.instrument):
      rejection = fill(
        &draft, order.takingLimit(limit), FillTerms(reason: .limit), events: &events)
    case .limit(let price), .stop(let price):
      rejection = fillAtPrice(&draft, order, price, events: &events)
    }
    if let rejection { return .failure(MarginRefusal(rejection)) }
    let fills = events.compactMap { if case .fill(let fill) = $0 { fill } else { nil } }
    return .success(describe(draft, fills))
  }

  private func describe(_ draft: Draft, _ fills: [Fill]) -> EntryQuote {
    let position = draft.position
    let limits = terms[draft.instrument.index]
    let mark = quotes[draft.instrument.index].mark
    let fee = fills.reduce(Money.zero) { $0 + $1.fee }
    let carried = carried(draft).balance
    let isCross = position.mode == .cross
    let worst = isCross ? carried + position.exactProfit(at: mark) : carried
    return EntryQuote(
      position: position,
      quantity: fills.reduce(Quantity.zero) { $0 + $1.quantity },
      price: fills.last?.price ?? mark,
      notional: position.notional(at: mark),
      margin: isCross ? position.initialMargin(at: mark) : position.margin, fee: fee,
      spreadCost: fills.reduce(Money.zero) { $0 + $1.spreadCost },
      impactCost: fills.reduce(Money.zero) { $0 + $1.impactCost },
      closingFee: position.notional(at: mark).times(rules.costs.takerFee, rounding: .up),
      funding: rules.costs.fundingInterval > 0
        ? position.funding(at: mark, rate: rules.costs.fundingRate) : .zero,
      liquidationPrice: position.isOpen
        ? equation(of: draft).liquidationPrice(priceStep: limits.priceStep) : nil,
      bankruptcyPrice: position.isOpen
        ? equation(of: draft, carriedBy: carried).bankruptcyPrice(priceStep: limits.priceStep)
        : nil,
      worstLoss: max(.zero, worst.rounded(.up)),
      breakEvenPrice: breakEven(position, fee: fee, priceStep: limits.priceStep))
  }

  /// Long: (cost + fee) / (quantity x (1 - taker fee)), up; short: (cost - fee) / (quantity x
  /// (1 + taker fee)), down; on the price step.
  private func breakEven(_ position: Position, fee: Money, priceStep: Price) -> Price? {
    guard position.isOpen else { return nil }
    let isLong = position.side == .buy
    let cost = isLong ? position.openCost + fee : position.openCost - fee
    let rate =
      isLong ? unitsPerOne - rules.costs.takerFee.units : unitsPerOne + rules.costs.takerFee.units
    let above = Int128(cost.units) * Int128(unitsPerOne) * Int128(unitsPerOne)
    let below =
      Int128(productOf: position.quantity.magnitude.units, rate) * Int128(priceStep.units)
    let steps = above.divided(by: below, rounding: isLong ? .up : .down)
    let units = steps * Int128(priceStep.units)
    guard units > 0, units <= Int128(Bounds.priceMax.units) else { return nil }
    return Price(units: Int64(units))
  }
}
