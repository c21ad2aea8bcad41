import DuelRules
import Margin
import Primitives
import Records

/// The charts of the page.
struct ReportCharts {
  private let statistics: MatchStatistics

  init(_ statistics: MatchStatistics) { self.statistics = statistics }

  private var ticks: Int { statistics.ticks }

  func write(_ html: inout HTMLText) {
    html.element("h2", text: "The tape and the trades")
    html.element("p", [("class", "soft")]) { html in
      html.write(
        "▲ bought, ▼ sold, S a stop, T a take-profit, ✕ liquidated. The lanes below show who held a "
          + "position and when: light above the middle for long, dark below it for short.")
    }
    for instrument in statistics.marks.indices { tape(Instrument(instrument), &html) }
    html.element("h2", text: "How the accounts went")
    html.element("div", [("class", "grid2")]) { html in
      equity(&html)
      leverage(&html)
      ratio(&html)
      distance(&html)
      exposure(&html)
      costs(&html)
    }
  }

  // MARK: - Tapes

  private func tape(_ instrument: Instrument, _ html: inout HTMLText) {
    let marks = statistics.marks[instrument.index]
    let name = statistics.rules.name(of: instrument)
    guard let first = marks.first, let last = marks.last, let low = marks.min(),
      let high = marks.max()
    else { return }
    let change = Rate(
      Money(units: last.units - first.units), of: Money(units: first.units))
    let words =
      "from \(Figures.price(first)) to \(Figures.price(last)) (\(Figures.signedPercent(change))), "
      + "between \(Figures.price(low)) and \(Figures.price(high))"
    let line = PlotLine(name: name, style: "mark", values: marks.map(\.units), last: "")
    var plot = Plot(ticks: ticks, lines: [line])
    for seat in statistics.seats {
      for point in seat.points where point.instrument == instrument {
        plot.signs.append(sign(point, seat))
      }
    }
    html.element("figure", [("class", "tall")]) { html in
      html.element("figcaption") { html in
        html.element("b", text: name)
        html.write(" \(words)")
      }
      plot.write("The mark of \(name) went \(words).", &html)
      html.element("div", [("class", "lanes")]) { html in
        for seat in statistics.seats { lane(seat, instrument, &html) }
      }
    }
    html.newLine()
  }

  private func sign(_ point: TradePoint, _ seat: SeatStatistics) -> PlotSign {
    let (glyph, style) = Self.glyph(point)
    return PlotSign(
      tick: point.tick.number, value: point.price.units, glyph: glyph,
      style: "p\(seat.seat.index)\(style)",
      title: "tick \(point.tick.number), \(seat.name): \(words(point))")
  }

  private static func glyph(_ point: TradePoint) -> (String, String) {
    switch point.kind {
    case .entry, .exit: (point.side == .buy ? "▲" : "▼", "")
    case .stop: ("S", " letter")
    case .take: ("T", " letter")
    case .liquidation: ("✕", " cross")
    }
  }

  private func words(_ point: TradePoint) -> String {
    let verb = point.side == .buy ? "bought" : "sold"
    let why =
      switch point.kind {
      case .entry, .exit: ""
      case .stop: " by a stop"
      case .take: " by a take-profit"
      case .liquidation: " by liquidation"
      }
    let name = statistics.rules.name(of: point.instrument)
    return "\(verb) \(point.quantity) \(name) at \(Figures.price(point.price))\(why)"
  }

  /// When a seat held an instrument, and what it did.
  private func lane(
    _ seat: SeatStatistics, _ instrument: Instrument, _ html: inout HTMLText
  ) {
    let trips = seat.trips.filter { $0.instrument == instrument }
    let points = seat.points.filter { $0.instrument == instrument }
    let style = "p\(seat.seat.index)"
    html.element("div", [("class", "lane \(style)")]) { html in
      html.element("b", [("title", seat.name.text)], text: seat.name.text)
      html.element("div") { html in
        html.open(
          "svg",
          [
            ("viewBox", "0 0 \(Plot.width) 100"), ("preserveAspectRatio", "none"), ("role", "img"),
            ("aria-label", "\(seat.name) held \(Figures.count(trips.count, "position"))"),
          ])
        for trip in trips {
          let left = Plot.left(trip.opened.number, of: ticks)
          let right = Plot.left(trip.closed?.number ?? (ticks - 1), of: ticks)
          let isShort = trip.side == .sell
          html.element(
            "rect",
            [
              ("class", isShort ? "held short" : "held"), ("x", String(left)),
              ("width", String(max(20, right - left))), ("y", isShort ? "52" : "8"),
              ("height", "40"),
            ], text: "")
        }
        html.close("svg")
        for point in points {
          let (glyph, style) = Self.glyph(point)
          let left = Plot.share(Plot.left(point.tick.number, of: ticks))
          html.element(
            "span",
            [
              ("class", "sign\(style)"), ("style", "left:\(left);top:50%"),
              ("title", "tick \(point.tick.number): \(words(point))"),
            ], text: glyph)
        }
      }
    }
  }

  // MARK: - Accounts

  private func lines(
    _ last: (SeatStatistics) -> String, _ value: (SeatMoment) -> Int64?
  ) -> [PlotLine] {
    statistics.seats.map { seat in
      PlotLine(
        name: seat.name.text, style: "p\(seat.seat.index)", values: seat.course.map(value),
        last: last(seat))
    }
  }

  private func figure(
    _ title: String, _ text: String, _ plot: Plot, _ html: inout HTMLText
  ) {
    html.element("figure") { html in
      html.element("figcaption") { html in
        html.element("b", text: title)
        html.write(" \(text)")
      }
      plot.writeLegend(&html)
      let said = plot.lines.map { "\($0.name): \($0.last)" }.joined(separator: "; ")
      plot.write("\(title). \(said)", &html)
    }
    html.newLine()
  }

  private func equity(_ html: inout HTMLText) {
    let lines = lines({ Figures.money($0.equity) }, { $0.equity.units })
    var plot = Plot(ticks: ticks, lines: lines)
    plot.baseline = statistics.rules.values.balance.units
    figure(
      "Equity", "What each account was worth if all had been closed at once; dotted: the start.",
      plot, &html)
  }

  private func leverage(_ html: inout HTMLText) {
    let lines = lines(
      { "at most \(Figures.times($0.leveragePeak.rate))" },
      { $0.equity > .zero ? $0.leverage.units : nil })
    var plot = Plot(ticks: ticks, lines: lines)
    plot.baseline = 0
    plot.unit = "x"
    figure(
      "Leverage of the account",
      "Everything held, by its notional, divided by the equity: at 3x a move of 1 % changes the "
        + "account by 3 %.", plot, &html)
  }

  private func ratio(_ html: inout HTMLText) {
    let schedule = statistics.rules.margin.instruments[0].maintenance
    let isNothing = schedule.brackets.allSatisfy { $0.rate == .zero }
    let most: (SeatStatistics) -> String = { seat in
      let ratio = seat.course.compactMap(\.marginRatio).max()
      return ratio.map { "at most \(Figures.percent(min($0, .one)))" } ?? "no position"
    }
    let lines = lines(most, { $0.marginRatio.map { min($0, .one).units } })
    var plot = Plot(ticks: ticks, lines: lines)
    plot.baseline = 0
    plot.factor = 100
    plot.unit = "%"
    let text =
      isNothing
      ? "These rules ask for no maintenance margin, so this stays 0 % until nothing is left."
      : "Maintenance margin divided by what the margin was worth: 100 % is liquidation. The highest "
        + "of what was held."
    figure("Margin ratio", text, plot, &html)
  }

  /// From here on it does not matter how far away liquidation is.
  private static let farAway = Rate(units: unitsPerOne / 5)

  private func distance(_ html: inout HTMLText) {
    let least: (SeatStatistics) -> String = { seat in
      let distance = seat.course.compactMap(\.distance).min()
      return distance.map { "at least \(Figures.percent($0))" } ?? "none"
    }
    let lines = lines(least, { $0.distance.map { min($0, Self.farAway).units } })
    var plot = Plot(ticks: ticks, lines: lines)
    plot.baseline = 0
    plot.factor = 100
    plot.unit = "%"
    figure(
      "Distance to liquidation",
      "How far the price of the most endangered position was from its liquidation, drawn up to "
        + "20 %; a gap is a time without such a position.", plot, &html)
  }

  private func exposure(_ html: inout HTMLText) {
    let most: (SeatStatistics) -> String = { seat in
      "at most \(Figures.money(seat.course.map(\.exposure).max() ?? .zero))"
    }
    var plot = Plot(ticks: ticks, lines: lines(most, { $0.exposure.units }))
    plot.baseline = 0
    figure("Exposure", "The notional of everything held, long or short, at the mark.", plot, &html)
  }

  private func costs(_ html: inout HTMLText) {
    let words: (SeatStatistics) -> String = { seat in
      "fees \(Figures.money(seat.account.fees)), funding \(Figures.signed(seat.account.funding))"
    }
    var plot = Plot(ticks: ticks, lines: lines(words, { ($0.fees - $0.funding).units }))
    plot.baseline = 0
    figure(
      "Fees and funding", "Paid so far; what funding brought is taken off.", plot, &html)
  }
}
