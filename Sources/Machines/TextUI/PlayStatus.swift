import ClientCore
import Primitives

/// One of the player's positions as POSITIONS tells it.
struct Holding: Hashable, Sendable {
  var instrument: Int
  var isLong: Bool
  var quantity: Quantity
  var entry: Price?
  var mode: String
  var leverage: String
  var margin: Money?
  var profit: Money?
  var liquidation: Price?

  /// Reads `side/quantity/entry/mode/leverage/margin/profit/liquidation`; more is passed over.
  init?(instrument: Int, _ text: String) {
    let parts = text.split(separator: "/").map(String.init)
    guard parts.count >= 8, let quantity = Quantity(parts[1]) else { return nil }
    self.instrument = instrument
    isLong = parts[0] == "long"
    self.quantity = quantity
    entry = Price(parts[2])
    mode = parts[3]
    leverage = parts[4]
    margin = Money(parts[5])
    profit = Money(parts[6])
    liquidation = Price(parts[7])
  }
}

/// What the server has last said of the player's money; nothing here is computed from orders.
struct PlayStatus: Sendable {
  var equity: Money?
  var available: Money?
  /// The cross account's margin ratio as the server writes it; nil without one.
  var crossRatio: Rate?
  var holdings: [Holding] = []
  /// What the rules ask for; nil until they are known.
  var maintenance: MaintenanceFacts?
  /// Whether the player has said DONE in this tick.
  var isDone = false
  /// The tick up to which DONE is said without being asked.
  var passUntil: Int?

  /// The largest margin ratio: the cross account's, or an isolated position's maintenance margin at
  /// the mark over its margin balance; in percent. 100 is liquidation.
  func marginRatio(_ view: MatchView) -> Int? {
    var ratios: [Int] = []
    if let crossRatio {
      ratios.append(
        Int(Int128(crossRatio.units).divided(by: Int128(unitsPerOne), rounding: .halfEven)))
    }
    for holding in holdings where holding.mode == "isolated" {
      guard let maintenance, view.quotes.indices.contains(holding.instrument),
        let margin = holding.margin, let profit = holding.profit
      else { continue }
      let mark = view.quotes[holding.instrument].mark
      let notional = Int128(productOf: holding.quantity.units, mark.units)
        .divided(by: Int128(unitsPerOne), rounding: .up)
      let needed = maintenance.margin(ofNotional: notional)
      let balance = Int128(margin.units) + Int128(profit.units)
      guard balance > 0 else { continue }
      ratios.append(Int(clamping: (needed * 100).divided(by: balance, rounding: .halfEven)))
    }
    return ratios.max()
  }

  /// The position whose liquidation price is nearest to its mark, with the distance in percent.
  func nearest(_ view: MatchView) -> (instrument: Int, distance: String)? {
    var best: (instrument: Int, points: Int64, text: String)?
    for holding in holdings {
      guard let price = holding.liquidation, view.quotes.indices.contains(holding.instrument)
      else { continue }
      let mark = view.quotes[holding.instrument].mark
      guard mark.units > 0 else { continue }
      let points = Int64(clamping: Display.hundredths(of: price, from: mark).magnitude)
      if best.map({ points < $0.points }) ?? true {
        best = (holding.instrument, points, Display.distance(to: price, from: mark))
      }
    }
    return best.map { ($0.instrument, $0.text) }
  }

  /// The status line in at most `width` columns; what matters least goes first.
  func line(_ view: MatchView, width: Int) -> String {
    guard !view.instruments.isEmpty else { return " waiting for the match to begin" }
    // Smaller numbers stay longer.
    var fields: [(rank: Int, text: String)] = []
    for (index, quote) in view.quotes.enumerated() {
      let first = view.marks[index].first ?? quote.mark
      fields.append((index == 0 ? 6 : 8, "  \(view.instruments[index]) \(quote.mark)"))
      fields.append((index == 0 ? 9 : 10, " " + Display.change(of: quote.mark, from: first)))
    }
    if let equity {
      fields.append((0, "  equity \(Display.cents(equity))"))
      fields.append((5, " " + Display.change(of: equity, from: view.stake(of: view.seat ?? 0))))
    }
    if let available { fields.append((3, "  free \(Display.cents(available))")) }
    if let seat = view.seat, view.seats.indices.contains(seat), !view.seats[seat].orders.isEmpty {
      fields.append((5, "  orders \(view.seats[seat].orders.count)"))
    }
    // Where no maintenance is asked for, the ratio would be 0 up to the end.
    if maintenance?.isNothing != true, let ratio = marginRatio(view) {
      fields.append((4, "  ratio \(ratio)%"))
    }
    if let near = nearest(view) {
      fields.append((1, "  liq \(view.instruments[near.instrument]) \(near.distance)"))
    }
    fields.append((2, "  tick \(view.tick)/\(max(0, view.ticks - 1))" + time(view)))
    if let seat = view.seat, let place = view.ranking.firstIndex(of: seat) {
      fields.append((7, "  rank \(place + 1)/\(view.ranking.count)"))
    }
    if isDone, view.end == nil { fields.append((2, "  ready")) }
    while true {
      let line = fields.map(\.text).joined().dropFirst()
      if TextWidth.of(line) < width || fields.count <= 1 { return String(line) }
      guard let last = fields.indices.max(by: { fields[$0].rank < fields[$1].rank }) else {
        return String(line)
      }
      fields.remove(at: last)
    }
  }

  private func time(_ view: MatchView) -> String {
    view.timeLeft.map { " \($0)" } ?? ""
  }
}

extension MatchView {
  /// What is left of a match on a live clock, in minutes and seconds; nil on any other.
  var timeLeft: String? {
    guard clock.hasPrefix("live:"), let milliseconds = Int(clock.dropFirst(5)),
      (1...86_400_000).contains(milliseconds), (0...1_000_000).contains(ticks)
    else { return nil }
    let seconds = max(0, ticks - 1 - max(0, tick)) * milliseconds / 1000
    let tail = seconds % 60
    return "\(seconds / 60):\(tail < 10 ? "0" : "")\(tail)"
  }
}
