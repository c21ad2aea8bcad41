import ClientCore
import Primitives

// Orders that wait and funding, in the words of a player's screen.

extension PlayFeed {
  /// One of the player's orders came or went.
  static func order(
    _ order: SeenOrder, _ state: SeenOrderState, _ view: MatchView
  ) -> FeedLine {
    switch state {
    case .open: FeedLine(waiting(order, view), .strong)
    case .cancelled(let reason):
      FeedLine(
        "order \(order.number) is cancelled, \(OrderWords.reason(reason)): "
          + OrderWords(order, view).text,
        reason == "asked" || reason == "pair" || reason == "position-closed" ? .plain : .warning)
    case .gone:
      FeedLine("order \(order.number) is gone: \(OrderWords(order, view).text)")
    }
  }

  /// `order 2 waits: sell all BTC when it falls to 49000.00 (stop), 2.0% away; pair with 3`.
  static func waiting(_ order: SeenOrder, _ view: MatchView) -> String {
    var text = "order \(order.number) waits: \(OrderWords(order, view).text)"
    if view.quotes.indices.contains(order.instrument) {
      let mark = view.quotes[order.instrument].mark
      text += ", \(Display.distance(to: order.price, from: mark)) away"
    }
    if let pair = order.pair { text += "; pair with \(pair)" }
    return text
  }

  /// How many orders are open, above their lines.
  static func orders(_ fields: LineFields) -> FeedLine {
    let count = fields.integer("count") ?? 0
    guard count > 0 else { return FeedLine("no open orders") }
    var text = "\(count) open \(count == 1 ? "order" : "orders")"
    if let reserved = fields.decimal("reserved", as: Money.self), reserved != .zero {
      text += ", \(Display.cents(reserved)) reserved"
    }
    return FeedLine(text, .strong)
  }

  /// `funding: paid 1.00 for BTC, margin 998.99`.
  static func funding(_ fields: LineFields) -> FeedLine {
    let name = fields.text("instrument") ?? "?"
    let amount = fields.decimal("amount", as: Money.self) ?? .zero
    let isPaid = amount < .zero
    var text = "funding: \(isPaid ? "paid" : "received") "
    text += "\(Display.cents(isPaid ? -amount : amount)) for \(name)"
    if let drawn = fields.decimal("insurance", as: Money.self), drawn != .zero {
      text += ", \(Display.cents(drawn)) of it by the insurance"
    }
    if let margin = fields.decimal("margin", as: Money.self), margin != .zero {
      text += ", margin \(Display.cents(margin))"
    }
    return FeedLine(text, isPaid ? .bad : .good)
  }
}
