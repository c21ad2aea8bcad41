import Margin
import Primitives

/// What the engine says and what it holds, as the naive one writes it.
extension CheckText {
  private static func decimal(_ number: some FixedPoint) -> String {
    decimal(Int128(number.units))
  }

  private static func decimal(_ number: (some FixedPoint)?) -> String {
    number.map { decimal($0) } ?? "none"
  }

  // MARK: - Events

  static func event(_ event: MarginEvent) -> String {
    switch event {
    case .fill(let fill): self.fill(fill)
    case .liquidation(let liquidation): self.liquidation(liquidation)
    case .marginCall(let call): marginCall(call)
    case .order(let change): orderChange(change)
    case .funding(let funding): self.funding(funding)
    }
  }

  private static func fill(_ fill: Fill) -> String {
    "fill seat=\(fill.seat.index) order=\(fill.order) instrument=\(fill.instrument.index)"
      + " side=\(fill.side.rawValue) quantity=\(decimal(fill.quantity))"
      + " price=\(decimal(fill.price)) fee=\(decimal(fill.fee))"
      + " realized=\(decimal(fill.realizedProfit)) insurance=\(decimal(fill.insurance))"
      + " reason=\(fill.reason.rawValue) mark=\(decimal(fill.mark))"
      + " touch=\(decimal(fill.touch)) \(position(fill.position)) wallet=\(decimal(fill.wallet))"
  }

  private static func funding(_ funding: Funding) -> String {
    "funding seat=\(funding.seat.index) instrument=\(funding.instrument.index)"
      + " mark=\(decimal(funding.mark)) amount=\(decimal(funding.amount))"
      + " insurance=\(decimal(funding.insurance)) \(position(funding.position))"
      + " wallet=\(decimal(funding.wallet))"
  }

  private static func liquidation(_ liquidation: Liquidation) -> String {
    "liquidation seat=\(liquidation.seat.index) instrument=\(liquidation.instrument.index)"
      + " side=\(liquidation.side.rawValue) quantity=\(decimal(liquidation.quantity))"
      + " price=\(decimal(liquidation.price)) loss=\(decimal(liquidation.loss))"
      + " fee=\(decimal(liquidation.fee)) insurance=\(decimal(liquidation.insurance))"
      + " returned=\(decimal(liquidation.returned)) \(position(liquidation.position))"
      + " wallet=\(decimal(liquidation.wallet))"
  }

  private static func marginCall(_ call: MarginCall) -> String {
    "margin-call seat=\(call.seat.index)"
      + " instrument=\(call.instrument.map { "\($0.index)" } ?? "none")"
      + " level=\(call.level.percent) mark=\(decimal(call.mark))"
      + " balance=\(decimal(call.marginBalance))"
      + " maintenance=\(decimal(call.maintenanceMargin))"
      + " liquidation=\(decimal(call.liquidationPrice))"
  }

  private static func orderChange(_ change: OrderChange) -> String {
    let state =
      switch change.state {
      case .open: "open"
      case .cancelled(let reason): "cancelled reason=\(cancelReason(reason))"
      }
    return "order seat=\(change.seat.index) \(order(change.order)) state=\(state)"
      + " reserved=\(decimal(change.reserved))"
  }

  static func cancelReason(_ reason: CancelReason) -> String {
    switch reason {
    case .asked: "asked"
    case .pair: "pair"
    case .positionClosed: "position-closed"
    case .liquidation: "liquidation"
    case .knockedOut: "knocked-out"
    case .refused(let rejection): refusal(rejection)
    }
  }

  private static func position(_ position: Position) -> String {
    "position=\(decimal(position.quantity)) cost=\(decimal(position.openCost))"
      + " margin=\(decimal(position.margin)) leverage=\(position.leverage.value)"
      + " mode=\(position.mode.rawValue) call=\(position.callLevel.percent)"
  }

  static func order(_ order: OpenOrder) -> String {
    "order=\(order.number) instrument=\(order.instrument.index) side=\(order.side.rawValue)"
      + " kind=\(kind(order.kind)) price=\(decimal(order.price))"
      + " quantity=\(decimal(order.quantity)) reduce-only=\(order.isReduceOnly)"
      + " worst=\(decimal(order.worst)) stop=\(decimal(order.stop))"
      + " take=\(decimal(order.take)) pair=\(order.pair.map { "\($0)" } ?? "none")"
  }

  // MARK: - Refusals

  /// The code of MARGIN-14, and the numbers that come with it.
  static func refusal(_ rejection: MarginRejection) -> String {
    switch rejection {
    case .noPosition: "no-position"
    case .unknownOrder: "unknown-order"
    case .modeLocked(let mode): "mode-locked mode=\(mode.rawValue)"
    case .notIsolated: "not-isolated"
    case .leverageCap(let most): "leverage-cap most=\(most.value)"
    case .offStep(let step): "off-step step=\(decimal(step))"
    case .priceLimit(let most): "price-limit most=\(decimal(most))"
    case .wouldTrigger(let reference): "would-trigger reference=\(decimal(reference))"
    case .belowStep(let step): "below-step step=\(decimal(step))"
    case .positionLimit(let most): "position-limit most=\(decimal(most))"
    case .belowMinimum(let minimum): "below-minimum minimum=\(decimal(minimum))"
    case .worstPrice(let price): "worst-price price=\(decimal(price))"
    case .insufficientMargin(let required, let available):
      "insufficient-margin required=\(decimal(required)) available=\(decimal(available))"
    case .marginLimit(let most): "margin-limit most=\(decimal(most))"
    case .marginNeeded(let removable): "margin-needed removable=\(decimal(removable))"
    case .wouldLiquidate: "would-liquidate"
    case .beyondLiquidation(let price): "beyond-liquidation price=\(decimal(price))"
    case .orderLimit(let most): "order-limit most=\(most)"
    }
  }

  // MARK: - State

  /// Everything a seat has, a line for each thing that is not as it began.
  static func state(_ engine: borrowing MarginEngine, _ seat: Seat) -> [String] {
    let account = engine.account(of: seat)
    var lines = [
      "account wallet=\(decimal(account.wallet)) draws=\(decimal(account.draws))"
        + " fees=\(decimal(account.fees)) realized=\(decimal(account.realizedProfit))"
        + " funding=\(decimal(account.funding)) liquidations=\(account.liquidations)"
        + " orders=\(account.orders) call=\(account.callLevel.percent)"
        + " available=\(decimal(engine.available(to: seat)))"
        + " reserved=\(decimal(engine.reserved(of: seat)))"
        + " equity=\(engine.equity(of: seat).raw)"
    ]
    for index in engine.rules.instruments.indices {
      let instrument = Instrument(index)
      let held = engine.position(of: seat, in: instrument)
      let price = engine.liquidationPrice(of: seat, in: instrument)
      lines.append("\(position(held)) liquidation=\(decimal(price))")
    }
    return lines + engine.openOrders(of: seat).map { order($0) }
  }

  static func ledgers(_ engine: borrowing MarginEngine) -> String {
    "ledgers house=\(decimal(engine.ledgers.house))"
      + " insurance=\(decimal(engine.ledgers.insurance)) total=\(decimal(engine.moneyTotal))"
  }
}
