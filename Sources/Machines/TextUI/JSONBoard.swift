public import ClientCore
import Primitives

/// A match for programs: one JSON object a line for each thing seen, amounts as decimal strings.
public struct JSONBoard: Sendable {
  /// Makes a board.
  public init() {}

  /// A JSON string.
  public static func quoted(_ text: String) -> String { JSONLine.quoted(text) }

  /// The line that a piece of news is worth; nil for what concerns players alone.
  public func line(for news: MatchNews, _ view: MatchView) -> String? {
    var object = JSONLine()
    switch news {
    case .seat(let seat):
      object.add("type", text: "seat")
      owner(seat, view, &object)
      object.add("away", raw: view.seats[seat].isAway ? "true" : "false")
    case .started:
      object.add("type", text: "start")
      object.add("ticks", raw: String(view.ticks))
      object.add("clock", text: view.clock)
      object.add("balance", text: view.balance.description)
      object.add("commitment", text: view.commitment)
      object.add("instruments", list: view.instruments.map(JSONLine.quoted))
      object.add("seats", list: view.seats.map { JSONLine.quoted($0.name ?? "") })
      object.add("balances", list: view.balances.map { "\"\($0)\"" })
    case .tick:
      object.add("type", text: "tick")
      quotes(view, &object)
    case .ranked:
      object.add("type", text: "rank")
      object.add("ranking", list: view.ranking.map(String.init))
      object.add(
        "equity",
        list: view.ranking.map { view.seats[$0].equity.map { "\"\($0)\"" } ?? "null" })
    case .position(let seat, let instrument): position(seat, instrument, view, &object)
    case .marginCall(let seat, let instrument, let percent):
      object.add("type", text: "margin-call")
      owner(seat, view, &object)
      object.add(
        "instrument", raw: instrument.map { JSONLine.quoted(view.instruments[$0]) } ?? "null")
      object.add("level", raw: String(percent))
    case .liquidation(let seat, let instrument, let quantity, let price, let loss):
      object.add("type", text: "liquidation")
      owner(seat, view, &object)
      object.add("instrument", text: view.instruments[instrument])
      object.add("quantity", text: quantity.description)
      object.add("price", text: price.description)
      object.add("loss", text: loss.description)
    case .order(let seat, let order, let state): self.order(seat, order, state, view, &object)
    case .knockedOut(let seat):
      object.add("type", text: "knockout")
      owner(seat, view, &object)
    case .series(let length, let wins):
      object.add("type", text: "series")
      object.add("of", raw: String(length))
      object.add("wins", list: wins.map(String.init))
    case .paused: object.add("type", text: "paused")
    case .resumed: object.add("type", text: "resumed")
    case .skipped: object.add("type", text: "skipped")
    case .chat(let name, let text):
      object.add("type", text: "chat")
      object.add("from", text: name)
      object.add("text", text: text)
    case .ended: end(view, &object)
    case .fill, .funding: return nil
    }
    object.add("match", text: view.match)
    object.add("tick", raw: String(view.tick))
    return object.text
  }

  private func owner(_ seat: Int, _ view: MatchView, _ object: inout JSONLine) {
    object.add("seat", raw: String(seat))
    object.add("name", raw: view.seats[seat].name.map(JSONLine.quoted) ?? "null")
  }

  private func quotes(_ view: MatchView, _ object: inout JSONLine) {
    let list = view.quotes.enumerated().map { index, quote in
      "\(JSONLine.quoted(view.instruments[index])): {\"mark\": \"\(quote.mark)\", "
        + "\"bid\": \"\(quote.bid)\", \"ask\": \"\(quote.ask)\"}"
    }
    object.add("quotes", raw: "{" + list.joined(separator: ", ") + "}")
  }

  private func position(
    _ seat: Int, _ instrument: Int, _ view: MatchView, _ object: inout JSONLine
  ) {
    let position = view.seats[seat].positions[instrument]
    object.add("type", text: "position")
    owner(seat, view, &object)
    object.add("instrument", text: view.instruments[instrument])
    object.add("quantity", text: position.quantity.description)
    object.add("entry", decimal: position.entry)
    object.add(
      "mode", raw: position.isCross.map { $0 ? "\"cross\"" : "\"isolated\"" } ?? "null")
    object.add("leverage", raw: position.leverage.map(String.init) ?? "null")
    object.add("margin", decimal: position.margin)
    object.add("liquidation", decimal: position.liquidation)
  }

  private func order(
    _ seat: Int, _ order: SeenOrder, _ state: SeenOrderState, _ view: MatchView,
    _ object: inout JSONLine
  ) {
    object.add("type", text: "order")
    owner(seat, view, &object)
    object.add("order", raw: String(order.number))
    object.add("instrument", text: view.instruments[order.instrument])
    object.add("kind", text: order.kind)
    object.add("side", text: order.isBuy ? "buy" : "sell")
    object.add("price", decimal: order.price)
    object.add("quantity", decimal: order.quantity)
    object.add("state", text: state == .open ? "open" : "gone")
    object.add("stop", decimal: order.stop)
    object.add("take", decimal: order.take)
    object.add("trail", raw: order.trail.map(JSONLine.quoted) ?? "null")
  }

  private func end(_ view: MatchView, _ object: inout JSONLine) {
    object.add("type", text: "end")
    guard let end = view.end else { return }
    object.add("reason", text: end.reason)
    object.add("ranking", list: end.ranking.map(String.init))
    object.add("places", list: end.places.map(String.init))
    object.add("equity", list: end.equity.map { "\"\($0)\"" })
    object.add("digest", raw: end.digest.map(JSONLine.quoted) ?? "null")
  }
}

/// A flat JSON object that is being written.
struct JSONLine {
  private var fields: [String] = []

  /// The object.
  var text: String { "{" + fields.joined(separator: ", ") + "}" }

  mutating func add(_ key: String, raw: String) { fields.append("\"\(key)\": \(raw)") }

  mutating func add(_ key: String, text: String) { add(key, raw: Self.quoted(text)) }

  mutating func add(_ key: String, list: [String]) {
    add(key, raw: "[" + list.joined(separator: ", ") + "]")
  }

  mutating func add<Number: FixedPoint>(_ key: String, decimal: Number?) {
    add(key, raw: decimal.map { "\"\($0)\"" } ?? "null")
  }

  /// A JSON string.
  static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      default:
        if scalar.value < 32 {
          let digits = String(scalar.value, radix: 16)
          quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          quoted.unicodeScalars.append(scalar)
        }
      }
    }
    return quoted + "\""
  }
}
