import ClientCore
import Primitives

/// What an order that waits would do, in words.
struct OrderWords {
  private let order: SeenOrder
  private let name: String

  /// Takes an order of a match.
  init(_ order: SeenOrder, _ view: MatchView) {
    self.order = order
    name =
      view.instruments.indices.contains(order.instrument)
      ? view.instruments[order.instrument] : "?"
  }

  /// `sell all BTC when it falls to 58000.00 (stop)`.
  var text: String {
    let amount = order.quantity.map { "\($0)" } ?? "all"
    var text = "\(order.isBuy ? "buy" : "sell") \(amount) \(name) \(when)"
    if let worst = order.worst { text += ", at worst \(worst)" }
    let brought = [
      order.stop.map { "a stop at \($0)" }, order.take.map { "a take-profit at \($0)" },
    ].compactMap { $0 }
    if !brought.isEmpty { text += ", with " + brought.joined(separator: " and ") }
    return text
  }

  private var when: String {
    let rises = order.isBuy ? "rises" : "falls"
    let falls = order.isBuy ? "falls" : "rises"
    switch order.kind {
    case "limit":
      return "at \(order.price) or better" + (order.isReduceOnly ? " (reduce-only)" : "")
    case "take-profit": return "when it \(falls) to \(order.price) (take-profit)"
    case "trailing-stop":
      let side = order.isBuy ? "above" : "below"
      guard let trail = order.trail else { return "when it \(rises) to \(order.price)" }
      return "when it \(rises) \(trail) \(side) its best, \(order.price) now (trailing stop)"
    default:
      return "when it \(rises) to \(order.price) (\(order.isReduceOnly ? "stop" : "stop entry"))"
    }
  }

  /// Why an order was cancelled, as its player is told.
  static func reason(_ word: String) -> String {
    switch word {
    case "asked": "as you asked"
    case "pair": "the other one of the pair is done"
    case "position-closed": "its position is gone"
    case "liquidation": "a liquidation came first"
    case "knocked-out": "you are out of the game"
    case "worst-price": "it would have filled beyond its worst price"
    case "insufficient-margin": "there was not enough margin when it was reached"
    case "leverage-cap": "its leverage was not allowed any more when it was reached"
    case "position-limit": "the position would have become too large"
    case "below-minimum": "it would have opened too little"
    case "would-liquidate": "it would have been liquidated at once"
    case "beyond-liquidation": "liquidation would come before its stop"
    case "would-trigger": "its stop or take-profit was reached already"
    case "order-limit": "too many orders were open for what it brings along"
    case "no-position": "there was nothing for its stop or take-profit to close"
    default: word
    }
  }
}
