public import ClientCore
import Primitives

/// A match on one screen: who leads, what is held, where the prices are, what happened.
///
/// It fits any size: what matters least goes first.
public struct Scoreboard: Sendable {
  private let style: TerminalStyle
  private var feed: [FeedLine] = []
  private var notice: String?

  private static let feedMax = 100

  /// Makes an empty board.
  public init(style: TerminalStyle) { self.style = style }

  /// Takes a piece of news about what the view has become.
  public mutating func take(_ news: MatchNews, _ view: MatchView) {
    if news == .started {
      feed = []
      notice = nil
    }
    let tone: Tone
    switch news {
    case .liquidation, .knockedOut: tone = .bad
    case .marginCall: tone = .warning
    case .ended, .series, .paused, .resumed: tone = .strong
    case .order: tone = .quiet
    case .chat, .seat, .started, .tick, .fill, .funding, .position, .ranked, .skipped: tone = .plain
    }
    if news == .ranked || news == .started || news == .ended { return }
    for line in PlainBoard().lines(for: news, view) {
      feed.append(FeedLine(String(line.drop { $0 == " " }), tone))
    }
    if feed.count > Self.feedMax { feed.removeFirst() }
  }

  /// Says something that is not part of the match, such as that there is none; nil says nothing.
  public mutating func say(_ text: String?) { notice = text }

  /// The screen for a state of the match.
  public func screen(_ view: MatchView, width: Int, height: Int) -> CellGrid {
    var grid = CellGrid(width: width, height: height)
    guard !view.instruments.isEmpty else {
      grid.write(" margin-duel", row: 0, column: 0, .reverse)
      grid.fill(row: 0, .reverse)
      grid.write(" " + (notice ?? waiting(view)), row: 2, column: 0)
      return grid
    }
    title(view, &grid)
    bar(view, &grid)
    let table = 2 + (height >= 20 ? 1 : 0)
    var row = seats(view, &grid, from: table)
    if height >= 20 { row += 1 }
    let left = height - row
    let events = min(max(2, left / 3), 12)
    let room = left - events - (height >= 20 ? 1 : 0)
    if room >= 3 {
      charts(view, &grid, from: row, height: room)
      row += room + (height >= 20 ? 1 : 0)
    }
    for (index, line) in feed.suffix(max(0, height - row)).enumerated() {
      grid.write(line.text, row: row + index, column: 1, line.tone)
    }
    return grid
  }

  private func waiting(_ view: MatchView) -> String {
    let names = view.seats.compactMap(\.name)
    return names.isEmpty
      ? "waiting for a match" : "\(names.joined(separator: ", ")): waiting for the start"
  }

  private func title(_ view: MatchView, _ grid: inout CellGrid) {
    let names = view.seats.map { $0.name ?? "-" }.joined(separator: " vs ")
    grid.write(" \(view.match)  \(names)", row: 0, column: 0)
    let right = view.end == nil ? view.clock : "settled"
    let column = grid.width - right.count - 1
    if column > 8 + TextWidth.of(names) { grid.write(right, row: 0, column: column) }
    grid.fill(row: 0, .reverse)
  }

  private func bar(_ view: MatchView, _ grid: inout CellGrid) {
    let last = max(1, view.ticks - 1)
    let now = min(max(0, view.tick), last)
    let label = view.tick < 0 ? " before the start " : " tick \(now)/\(view.ticks - 1) "
    let tail = notice.map { " " + $0 } ?? view.timeLeft.map { " \($0) left" } ?? ""
    grid.write(label, row: 1, column: 0, .strong)
    let room = grid.width - label.count - TextWidth.of(tail) - 1
    guard room >= 8 else { return grid.write(tail, row: 1, column: label.count) }
    let done = room * now / last
    grid.write(String(repeating: "█", count: done), row: 1, column: label.count, .good)
    grid.write(
      String(repeating: "░", count: room - done), row: 1, column: label.count + done, .quiet)
    grid.write(tail, row: 1, column: label.count + room)
  }

  // MARK: - Seats

  /// Draws the table and answers the row below it.
  private func seats(_ view: MatchView, _ grid: inout CellGrid, from first: Int) -> Int {
    let longest = view.seats.map { TextWidth.of(shown($0)) }.max() ?? 0
    let name = min(max(6, longest), grid.width >= 60 ? 24 : 12)
    let equity = 4 + name
    let change = equity + 13
    let danger = change + 9
    let held = danger + 13
    let hasDanger = grid.width >= danger + 12
    let hasHeld = grid.width >= held + 12
    grid.write(" #", row: first, column: 0)
    grid.write("player", row: first, column: 3)
    grid.write("      equity", row: first, column: equity)
    grid.write("  change", row: first, column: change)
    if hasDanger { grid.write("liquidation", row: first, column: danger + 1) }
    if hasHeld { grid.write("holds", row: first, column: held + 1) }
    grid.fill(row: first, .quiet)
    var row = first + 1
    for (place, seat) in order(view).enumerated() where row < grid.height {
      let seen = view.seats[seat]
      grid.write("\(Display.right(String(place + 1), 2))", row: row, column: 0)
      grid.write(shown(seen), row: row, column: 3, limit: name, .strong)
      if let money = seen.equity {
        let stake = view.stake(of: seat)
        let text = Display.change(of: money, from: stake)
        grid.write(Display.right(Display.cents(money), 12), row: row, column: equity)
        grid.write(
          Display.right(text, 8), row: row, column: change, money < stake ? .bad : .good)
      }
      if hasDanger { nearest(view, seat, &grid, row, danger + 1) }
      if hasHeld {
        let text = holds(view, seat, width: grid.width - held - 1)
        grid.write(text, row: row, column: held + 1)
      }
      row += 1
    }
    return row
  }

  private func shown(_ seat: SeenSeat) -> String {
    (seat.name ?? "-") + (seat.isAway ? " (away)" : "")
  }

  /// The seats as ranked, then those that are not.
  private func order(_ view: MatchView) -> [Int] {
    let ranked = view.end?.ranking ?? view.ranking
    return ranked + view.seats.indices.filter { !ranked.contains($0) }
  }

  /// The nearest liquidation of a seat, as far as it may be seen.
  private func nearest(
    _ view: MatchView, _ seat: Int, _ grid: inout CellGrid, _ row: Int, _ column: Int
  ) {
    var best: (points: Int64, text: String)?
    for (index, position) in view.seats[seat].positions.enumerated() {
      guard position.quantity != .zero, let price = position.liquidation,
        view.quotes.indices.contains(index), view.quotes[index].mark > .zero
      else { continue }
      let mark = view.quotes[index].mark
      let points = Int64(clamping: Display.hundredths(of: price, from: mark).magnitude)
      guard best.map({ points < $0.points }) ?? true else { continue }
      best = (points, "\(view.instruments[index]) \(Display.distance(to: price, from: mark))")
    }
    if let best {
      grid.write(
        best.text, row: row, column: column, limit: 12, best.points < 200 ? .warning : .plain)
    } else if view.seats[seat].liquidations > 0 {
      grid.write("LIQ x\(view.seats[seat].liquidations)", row: row, column: column, .bad)
    }
  }

  /// What a seat holds: `+0.2 BTC 10x stop 58000.00, -3 ETH 5x, 1 waiting`; without stops, then
  /// without leverages where there is no room.
  private func holds(_ view: MatchView, _ seat: Int, width: Int) -> String {
    var guarded: [String] = []
    var long: [String] = []
    var short: [String] = []
    let orders = view.seats[seat].orders
    for (index, position) in view.seats[seat].positions.enumerated()
    where position.quantity != .zero && index < view.instruments.count {
      let sign = position.quantity > .zero ? "+" : ""
      let text = "\(sign)\(position.quantity) \(view.instruments[index])"
      long.append(text + (position.leverage.map { " \($0)x" } ?? ""))
      short.append(text)
      let own = orders.filter { $0.instrument == index && $0.isReduceOnly }
      guarded.append(
        ([long[long.count - 1]] + guards(own, isLong: sign == "+")).joined(separator: " "))
    }
    let entries = orders.count { !$0.isReduceOnly }
    let waiting = entries == 0 ? [] : ["\(entries) waiting"]
    if long.isEmpty { long = ["flat"] }
    let choices = [(guarded.isEmpty ? long : guarded) + waiting, long + waiting, long]
    let fitting = choices.map { $0.joined(separator: ", ") }.first { TextWidth.of($0) <= width }
    return fitting ?? (short.isEmpty ? "flat" : short.joined(separator: ", "))
  }

  /// What closes a position when it goes wrong: the first stop to be reached, and what trails.
  private func guards(_ orders: [SeenOrder], isLong: Bool) -> [String] {
    let stops = orders.filter { $0.kind == "stop" }.map(\.price)
    let trail = orders.first { $0.trail != nil }?.trail
    return [
      (isLong ? stops.max() : stops.min()).map { "stop \($0)" }, trail.map { "trail \($0)" },
    ].compactMap { $0 }
  }

  // MARK: - Prices

  /// Draws the charts side by side, as many as have room.
  private func charts(
    _ view: MatchView, _ grid: inout CellGrid, from row: Int, height: Int
  ) {
    let count = max(1, min(view.instruments.count, grid.width / 38))
    let width = grid.width / count
    for index in 0..<count {
      guard view.quotes.indices.contains(index) else { continue }
      let mark = view.quotes[index].mark
      let marks = view.marks[index]
      let change = Display.change(of: mark, from: marks.first ?? mark)
      let sign = PlayFeed.arrow(mark, marks.dropLast().last)
      let column = index * width
      let head = " \(view.instruments[index]) \(mark) \(sign) \(change)"
      grid.write(head, row: row, column: column, limit: width - 1, .strong)
      let chart = PriceChart(marks, style: style)
      for (line, text) in chart.lines(width: width - 2, height: height - 1).enumerated() {
        grid.write(text, row: row + 1 + line, column: column + 1, limit: width - 1)
      }
    }
    guard count < view.instruments.count, view.quotes.count == view.instruments.count else {
      return
    }
    let others = (count..<view.instruments.count).map {
      "\(view.instruments[$0]) \(view.quotes[$0].mark)"
    }.joined(separator: "  ")
    let column = grid.width - TextWidth.of(others) - 1
    if column > 30 { grid.write(others, row: row, column: column, .quiet) }
  }
}
