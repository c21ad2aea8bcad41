public import ClientCore
import Primitives

/// A scoreboard of whole lines that never change once they are out: for pipes and plain terminals.
public struct PlainBoard: Sendable {
  /// Every how many ticks a line with prices and ranking is written; 0 chooses about 30 lines a
  /// match.
  private let every: Int

  /// Makes a board.
  public init(every: Int = 0) { self.every = every }

  /// The lines that a piece of news is worth.
  public func lines(for news: MatchNews, _ view: MatchView) -> [String] {
    switch news {
    case .started: start(view)
    case .ranked: isShown(view.tick, view) ? [standing(view)] : []
    case .position(let seat, let instrument): [position(seat, instrument, view)]
    case .marginCall(let seat, let instrument, let percent):
      [
        event(view, seat, "MARGIN CALL \(instrument.map { view.instruments[$0] } ?? "cross")")
          + ": \(percent)% of its margin is left"
      ]
    case .liquidation(let seat, let instrument, let quantity, let price, let loss):
      [
        event(view, seat, "LIQUIDATED \(quantity) \(view.instruments[instrument]) at \(price)")
          + ", \(Display.loss(loss))"
      ]
    case .order(let seat, let order, let state): self.order(seat, order, state, view)
    case .knockedOut(let seat): [event(view, seat, "is knocked out")]
    case .series(let length, let wins): [series(length, wins, view)]
    case .seat(let seat): absence(seat, view)
    case .paused(let milliseconds):
      [
        "  the server was started again; the match waits for its players, "
          + "at most \(milliseconds / 1000) s"
      ]
    case .resumed: ["  the match goes on"]
    case .skipped: ["  (some lines were skipped)"]
    case .chat(let name, let text): ["  \(name) says: \(text)"]
    case .ended: end(view)
    case .tick, .fill, .funding: []
    }
  }

  private func isShown(_ tick: Int, _ view: MatchView) -> Bool {
    let step = every > 0 ? every : max(1, view.ticks / 30)
    return tick % step == 0 || tick == view.ticks - 1
  }

  private func start(_ view: MatchView) -> [String] {
    let names = view.seats.map { $0.name ?? "-" }.joined(separator: " vs ")
    return [
      "match \(view.match): \(names), \(view.ticks) ticks of "
        + "\(view.instruments.joined(separator: " and ")), \(view.stakes)",
      "commitment \(view.commitment)",
    ]
  }

  private func standing(_ view: MatchView) -> String {
    let width = String(view.ticks).count
    let prices = view.quotes.indices.map { "\(view.instruments[$0]) \(view.quotes[$0].mark)" }
    let seats = view.ranking.map { seat in
      let equity = view.seats[seat].equity ?? view.stake(of: seat)
      return "\(view.seats[seat].name ?? "-") \(Display.cents(equity)) "
        + Display.change(of: equity, from: view.stake(of: seat))
    }
    return "tick \(Display.right(String(view.tick), width))/\(view.ticks)  "
      + prices.joined(separator: "  ") + "  |  " + seats.joined(separator: "  |  ")
  }

  private func position(_ seat: Int, _ instrument: Int, _ view: MatchView) -> String {
    let position = view.seats[seat].positions[instrument]
    let name = view.instruments[instrument]
    guard position.quantity != .zero else { return event(view, seat, "flat in \(name)") }
    var text = position.quantity > .zero ? "long " : "short "
    text += "\(position.quantity.magnitude) \(name)"
    if let entry = position.entry { text += " from \(entry)" }
    if let leverage = position.leverage { text += ", \(leverage)x" }
    if position.isCross == true {
      text += ", cross"
    } else if let margin = position.margin {
      text += ", margin \(Display.cents(margin))"
    }
    if let price = position.liquidation { text += ", liquidation \(price)" }
    return event(view, seat, text)
  }

  /// That the orders of a position are gone with it goes without saying.
  private func order(
    _ seat: Int, _ order: SeenOrder, _ state: SeenOrderState, _ view: MatchView
  ) -> [String] {
    let isFlat = view.seats[seat].positions[order.instrument].quantity == .zero
    if state != .open, order.isReduceOnly, isFlat { return [] }
    let verb = state == .open ? "waits to" : "no longer waits to"
    return [event(view, seat, "\(verb) \(OrderWords(order, view).text)")]
  }

  private func event(_ view: MatchView, _ seat: Int, _ text: String) -> String {
    "  tick \(view.tick)  \(view.seats[seat].name ?? "seat \(seat)"): \(text)"
  }

  private func absence(_ seat: Int, _ view: MatchView) -> [String] {
    if view.seats[seat].isBack { return [event(view, seat, "is back")] }
    guard view.seats[seat].isAway else { return [] }
    let text = view.seats[seat].isAbandoned ? "has abandoned the match" : "is away"
    return [event(view, seat, text)]
  }

  private func series(_ length: Int, _ wins: [Int], _ view: MatchView) -> String {
    let standing = wins.enumerated().map { seat, won in
      let name = view.seats.indices.contains(seat) ? view.seats[seat].name : nil
      return "\(name ?? "seat \(seat)") \(won)"
    }
    return "series, best of \(length): " + standing.joined(separator: ", ")
  }

  private func end(_ view: MatchView) -> [String] {
    guard let end = view.end else { return [] }
    if end.reason == "forfeit" {
      let names = end.forfeited.map { seat in
        let name = view.seats.indices.contains(seat) ? view.seats[seat].name : nil
        return name ?? "seat \(seat)"
      }
      let debt = "\(names.joined(separator: " and ")) gave no nonce in time"
      return ["match \(view.match) ended by forfeit: \(debt)"]
    }
    guard end.reason == "finished" else { return ["match \(view.match) ended: \(end.reason)"] }
    var lines = ["ranking"]
    for (index, seat) in end.ranking.enumerated() {
      let place = end.places.indices.contains(index) ? end.places[index] : index + 1
      let equity = end.equity[index]
      let name = Display.left(view.seats[seat].name ?? "-", 12)
      lines.append(
        "  \(place). \(name) \(Display.right(Display.cents(equity), 12)) "
          + "\(Display.right(Display.change(of: equity, from: view.stake(of: seat)), 9))  "
          + "liquidations \(view.seats[seat].liquidations)")
    }
    return lines
  }
}
