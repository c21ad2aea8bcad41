import DuelRules
import Margin
import Primitives
import TestKit
import WireProtocol

/// An event as scenarios speak of it.
struct ShownEvent {
  let kind: String
  let fields: [Field]
}

extension ScenarioMatch {
  /// The kind of an event and all its fields; `liquidation` is as after the whole step.
  func shown(_ event: MarginEvent) -> ShownEvent {
    let seat = Field("seat", event.seat.index)
    switch event {
    case .fill(let fill): return ShownEvent(kind: "fill", fields: [seat] + fields(of: fill))
    case .liquidation(let liquidation):
      return ShownEvent(kind: "liquidation", fields: [seat] + fields(of: liquidation))
    case .order(let change): return ShownEvent(kind: "order", fields: [seat] + fields(of: change))
    case .funding(let funding):
      return ShownEvent(kind: "funding", fields: [seat] + fields(of: funding))
    case .marginCall(let call):
      return ShownEvent(kind: "margin-call", fields: [seat] + fields(of: call))
    }
  }

  private func name(_ instrument: Instrument) -> Field {
    Field("instrument", rules.name(of: instrument))
  }

  private func fields(of fill: Fill) -> [Field] {
    [
      Field("order", fill.order), name(fill.instrument), Field("side", fill.side.rawValue),
      Field("quantity", fill.quantity), Field("price", fill.price), Field("fee", fill.fee),
      Field(
        "liquidation", optional: engine.liquidationPrice(of: fill.seat, in: fill.instrument)),
      Field("reason", fill.reason.rawValue), Field("realized", fill.realizedProfit),
      Field("position", fill.position.quantity), Field("margin", fill.position.margin),
      Field("wallet", fill.wallet), Field("insurance", fill.insurance),
      Field("mode", fill.position.mode.rawValue),
      Field("leverage", fill.position.leverage.value), Field("spread", fill.spreadCost),
      Field("impact", fill.impactCost),
    ]
  }

  private func fields(of liquidation: Liquidation) -> [Field] {
    [
      name(liquidation.instrument), Field("side", liquidation.side.rawValue),
      Field("quantity", liquidation.quantity), Field("price", liquidation.price),
      Field("loss", liquidation.loss), Field("fee", liquidation.fee),
      Field("insurance", liquidation.insurance), Field("returned", liquidation.returned),
      Field("wallet", liquidation.wallet), Field("position", liquidation.position.quantity),
      Field("margin", liquidation.position.margin),
    ]
  }

  private func fields(of change: OrderChange) -> [Field] {
    var state = "open"
    var reason = "none"
    if case .cancelled(let why) = change.state {
      state = "cancelled"
      reason = why.name
    }
    return fields(of: change.order) + [
      Field("state", state), Field("reason", reason), Field("reserved", change.reserved),
    ]
  }

  /// An open order, in events and in queries.
  func fields(of order: OpenOrder) -> [Field] {
    [
      Field("order", order.number), name(order.instrument),
      Field("kind", order.kind.name.description), Field("side", order.side.rawValue),
      Field("price", order.price), Field("quantity", optional: order.quantity),
      Field("pair", optional: order.pair), Field("worst", optional: order.worst),
      Field("stop", optional: order.stop), Field("take", optional: order.take),
      Field("reduce", order.isReduceOnly ? "yes" : "no"), Field("trail", trail(of: order)),
    ]
  }

  private func trail(of order: OpenOrder) -> String {
    guard case .trail(let distance) = order.kind else { return "none" }
    return written { $0.append(distance) }
  }

  private func fields(of funding: Funding) -> [Field] {
    [
      name(funding.instrument), Field("mark", funding.mark), Field("amount", funding.amount),
      Field("insurance", funding.insurance), Field("position", funding.position.quantity),
      Field("margin", funding.position.margin), Field("wallet", funding.wallet),
    ]
  }

  private func fields(of call: MarginCall) -> [Field] {
    [
      Field("instrument", optional: call.instrument.map { rules.name(of: $0) }),
      Field("level", call.level.percent), Field("mark", optional: call.mark),
      Field("balance", call.marginBalance), Field("maintenance", call.maintenanceMargin),
      Field("liquidation", optional: call.liquidationPrice),
    ]
  }
}
