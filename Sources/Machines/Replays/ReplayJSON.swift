import DuelRules
import Margin
public import Primitives
public import Records
import WireProtocol

/// The ticks of a replay for programs: one JSON object each. Rule: RECORD-9.
public enum ReplayJSON {
  /// Writes the tick that a replay has just come to, and takes its commands.
  public static func line(_ replay: inout Replay, _ out: inout ByteBuffer) {
    let names = replay.match.rules.values.instruments.map(\.name)
    var seats = JSONText()
    for index in 0..<replay.match.seatCount { seat(Seat(index), replay, names, &seats) }
    let quotes = replay.match.quotes
    var object = JSONText()
    object.add("tick", replay.match.tick.number)
    object.add("marks") { marks in
      for (name, quote) in zip(names, quotes) { marks.add(name, quote.mark) }
    }
    let rules = replay.match.rules
    replay.act()
    var commands = JSONText()
    for replayed in replay.commands {
      commands.item { item in
        item.add("seat", replayed.recorded.seat.index)
        item.add("number", replayed.number)
        var text = ByteBuffer()
        text.append(replayed.recorded.command, rules: rules)
        item.add("command", text: text.withSpan { String(decoding: $0) })
        item.add("events", list: events(replayed.events, names))
      }
    }
    object.add("commands", list: commands)
    object.add("seats", list: seats)
    object.add("quotes") { list in
      for (name, quote) in zip(names, quotes) {
        list.add(name) {
          $0.add("bid", quote.bid)
          $0.add("ask", quote.ask)
        }
      }
    }
    var abandoned = JSONText()
    for seat in replay.abandoned { abandoned.item(number: seat.index) }
    object.add("abandoned", list: abandoned)
    out.append(object.object)
    out.append("\n")
  }

  /// How a seat stands, and what the tick did to it.
  private static func seat(
    _ seat: Seat, _ replay: borrowing Replay, _ names: [String], _ seats: inout JSONText
  ) {
    let account = replay.match.account(of: seat)
    let ranking = replay.match.ranking
    let standing = ranking.standings[seat.index]
    var positions = JSONText()
    for (index, name) in names.enumerated() {
      let position = replay.match.position(of: seat, in: Instrument(index))
      guard position.isOpen else { continue }
      let price = replay.match.liquidationPrice(of: seat, in: Instrument(index))
      let mark = replay.match.quotes[index].mark
      positions.item { Self.position(position, name, price, mark, &$0) }
    }
    var orders = JSONText()
    for order in replay.match.openOrders(of: seat) {
      orders.item { Self.order(order, names[order.instrument.index], &$0) }
    }
    let own = replay.events.filter { $0.owner == seat }
    let name = replay.match.players[seat.index]
    let available = replay.match.available(to: seat)
    seats.item { item in
      item.add("seat", seat.index)
      item.add("equity", standing.equity)
      item.add("wallet", account.wallet)
      item.add("positions", list: positions)
      item.add("events", list: events(own, names))
      item.add("name", text: name?.text ?? "")
      item.add("place", ranking.places[seat.index])
      item.add("available", available)
      item.add("fees", account.fees)
      item.add("funding", account.funding)
      item.add("insurance", account.draws)
      item.add("drawdown", standing.drawdown)
      item.add("liquidations", account.liquidations)
      item.add("orders", list: orders)
    }
  }

  private static func position(
    _ position: Position, _ name: String, _ liquidation: Price?, _ mark: Price,
    _ item: inout JSONText
  ) {
    item.add("instrument", text: name)
    item.add("mode", text: position.mode.rawValue)
    item.add("quantity", position.quantity)
    item.add("openCost", position.openCost)
    item.add("margin", position.margin)
    item.add("liquidationPrice", optional: liquidation)
    item.add("leverage", position.leverage.value)
    item.add("entryPrice", optional: position.entryPrice)
    item.add("unrealizedProfit", position.unrealizedProfit(at: mark))
  }

  private static func order(_ order: OpenOrder, _ name: String, _ item: inout JSONText) {
    item.add("order", order.number)
    item.add("instrument", text: name)
    item.add("kind", text: order.kind.name.description)
    item.add("side", text: order.side.rawValue)
    item.add("price", order.price)
    item.add("quantity", optional: order.quantity)
    item.add("reduceOnly", order.isReduceOnly)
  }

  // MARK: - Events

  private static func events(_ events: [MatchEvent], _ names: [String]) -> JSONText {
    var list = JSONText()
    for event in events {
      switch event {
      case .margin(let event): list.item { write(event, names, &$0) }
      case .knockedOut: list.item { $0.add("type", text: "knockout") }
      case .joined, .left, .readied, .committed, .opened, .started, .ticked, .abandoned, .ranked,
        .settled, .aborted:
        break
      }
    }
    return list
  }

  private static func write(_ event: MarginEvent, _ names: [String], _ item: inout JSONText) {
    switch event {
    case .fill(let fill): write(fill, names, &item)
    case .liquidation(let liquidation):
      item.add("type", text: "liquidation")
      item.add("instrument", text: names[liquidation.instrument.index])
      item.add("side", text: liquidation.side.rawValue)
      item.add("quantity", liquidation.quantity)
      item.add("price", liquidation.price)
      item.add("loss", liquidation.loss)
      item.add("fee", liquidation.fee)
      item.add("insurance", liquidation.insurance)
      item.add("returned", liquidation.returned)
      item.add("position", liquidation.position.quantity)
    case .marginCall(let call):
      item.add("type", text: "margin-call")
      item.add("instrument", optional: call.instrument.map { names[$0.index] })
      item.add("level", call.level.percent)
      item.add("marginBalance", call.marginBalance)
      item.add("maintenanceMargin", call.maintenanceMargin)
      item.add("liquidationPrice", optional: call.liquidationPrice)
    case .order(let change):
      item.add("type", text: "order")
      order(change.order, names[change.order.instrument.index], &item)
      switch change.state {
      case .open: item.add("state", text: "open")
      case .cancelled(let reason):
        item.add("state", text: "cancelled")
        item.add("reason", text: reason.name)
      }
    case .funding(let funding):
      item.add("type", text: "funding")
      item.add("instrument", text: names[funding.instrument.index])
      item.add("amount", funding.amount)
      item.add("insurance", funding.insurance)
    }
  }

  private static func write(_ fill: Fill, _ names: [String], _ item: inout JSONText) {
    item.add("type", text: "fill")
    item.add("order", fill.order)
    item.add("instrument", text: names[fill.instrument.index])
    item.add("side", text: fill.side.rawValue)
    item.add("quantity", fill.quantity)
    item.add("price", fill.price)
    item.add("fee", fill.fee)
    item.add("realizedProfit", fill.realizedProfit)
    item.add("reason", text: fill.reason.rawValue)
    item.add("position", fill.position.quantity)
    item.add("insurance", fill.insurance)
    item.add("spread", fill.spreadCost)
    item.add("impact", fill.impactCost)
  }
}

extension MatchEvent {
  /// Whose event it is; nil for those of the whole match.
  fileprivate var owner: Seat? {
    switch self {
    case .margin(let event): event.seat
    case .knockedOut(let seat): seat
    case .joined, .left, .readied, .committed, .opened, .started, .ticked, .abandoned, .ranked,
      .settled, .aborted:
      nil
    }
  }
}
