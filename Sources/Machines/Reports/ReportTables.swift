import DuelRules
import Margin
import Primitives
import Records
import WireProtocol

/// The tables of the page: results and order log.
struct ReportTables {
  private let statistics: MatchStatistics
  private let debriefs: [Debrief]

  init(_ statistics: MatchStatistics, _ debriefs: [Debrief]) {
    self.statistics = statistics
    self.debriefs = debriefs
  }

  // MARK: - Results

  func results(_ html: inout HTMLText) {
    html.element("h2", text: "Results")
    let order = statistics.ranking.order.map { debriefs[$0.index] }
    let rows: [(String, (Debrief) -> String)] = [
      ("place", { String(statistics.ranking.places[$0.seat.seat.index]) }),
      ("start", { Figures.money($0.seat.balance) }),
      ("equity at the end", { Figures.money($0.seat.equity) }),
      ("result", { Figures.signed($0.seat.result) }),
      ("return", { Figures.signedPercent($0.seat.returnRate) }),
      ("largest fall of equity", { Figures.money($0.seat.drawdown) }),
      ("liquidations", { String($0.seat.account.liquidations) }),
      ("orders", { String($0.seat.account.orders) }),
      ("fees", { Figures.money($0.seat.account.fees) }),
      ("spread and impact", { Figures.money($0.seat.spread + $0.seat.impact) }),
      ("funding", { Figures.signed($0.seat.account.funding) }),
      ("paid by the insurance fund", { Figures.money($0.seat.account.draws) }),
      ("time at risk", { Figures.percent($0.timeAtRisk, decimals: 0) }),
      ("highest leverage of the account", { Figures.times($0.seat.leveragePeak.rate) }),
    ]
    html.element("div", [("class", "scroll"), ("tabindex", "0")]) { html in
      html.element("table") { html in
        html.element("thead") { html in
          html.element("tr") { html in
            html.element("td", text: "")
            for debrief in order {
              let style = "n p\(debrief.seat.seat.index)"
              html.element(
                "th", [("scope", "col"), ("class", style)], text: debrief.seat.name.text)
            }
          }
        }
        html.element("tbody") { html in
          for (name, value) in rows {
            html.element("tr") { html in
              html.element("th", [("scope", "row")], text: name)
              for debrief in order {
                html.element("td", [("class", "n\(tone(name, debrief))")], text: value(debrief))
              }
            }
          }
        }
      }
    }
  }

  private func tone(_ row: String, _ debrief: Debrief) -> String {
    guard row == "result" || row == "return", debrief.seat.result != .zero else { return "" }
    return debrief.seat.result > .zero ? " good" : " bad"
  }

  // MARK: - Log

  /// Up to how many lines the log is open when the page is.
  private static let openMax = 60

  func log(_ html: inout HTMLText) {
    html.element("h2", text: "Order log")
    let isOpen = statistics.log.count <= Self.openMax
    html.element("details", isOpen ? [("open", "open")] : []) { html in
      html.element(
        "summary",
        text: Figures.count(statistics.log.count, "line") + ": commands, and what ticks did")
      html.element("div", [("class", "scroll"), ("tabindex", "0")]) { html in
        html.element("table", [("class", "log")]) { html in
          html.element("thead") { html in
            html.element("tr") { html in
              for name in ["tick", "player", "what", "what came of it"] {
                html.element("th", [("scope", "col")], text: name)
              }
            }
          }
          html.element("tbody") { html in
            for step in statistics.log {
              line(step, &html)
              html.newLine()
            }
          }
        }
      }
    }
  }

  private func line(_ step: LoggedStep, _ html: inout HTMLText) {
    switch step {
    case .command(let command):
      var text = ByteBuffer()
      text.append(command.recorded.command, rules: statistics.rules)
      let outcome = command.events.compactMap { self.outcome($0) }.joined(separator: "; ")
      row(
        command.recorded.tick, command.recorded.seat, text.withSpan { String(decoding: $0) },
        outcome.isEmpty ? "done" : outcome, isCode: true, &html)
    case .event(let tick, .margin(let event)):
      row(tick, event.seat, Self.name(event), outcome(.margin(event)) ?? "", &html)
    case .event(let tick, .knockedOut(let seat)):
      row(tick, seat, "knocked out", "less than 1 % of the start is left", &html)
    case .event: break
    case .abandoned(let tick, let seat): row(tick, seat, "gave the seat up", "", &html)
    }
  }

  private func row(
    _ tick: Tick, _ seat: Seat, _ what: String, _ outcome: String, isCode: Bool = false,
    _ html: inout HTMLText
  ) {
    html.element("tr") { html in
      html.element("td", text: String(tick.number))
      html.element(
        "td", [("class", "p\(seat.index)")], text: statistics.seats[seat.index].name.text)
      html.element("td") { html in
        if isCode { html.element("code", text: what) } else { html.write(what) }
      }
      html.element("td", text: outcome)
    }
  }

  private static func name(_ event: MarginEvent) -> String {
    switch event {
    case .fill(let fill):
      switch fill.reason {
      case .stop: "stop reached"
      case .take: "take-profit reached"
      case .trail: "trailing stop reached"
      case .limit, .market, .close: "limit reached"
      }
    case .liquidation: "✕ liquidation"
    case .marginCall(let call): "margin call at \(call.level.percent) %"
    case .order: "order"
    case .funding: "funding"
    }
  }

  private func outcome(_ event: MatchEvent) -> String? {
    guard case .margin(let event) = event else { return nil }
    func name(_ instrument: Instrument) -> String { statistics.rules.name(of: instrument) }
    switch event {
    case .fill(let fill):
      let verb = fill.side == .buy ? "bought" : "sold"
      var text = "\(verb) \(fill.quantity) \(name(fill.instrument)) at \(Figures.price(fill.price))"
      if fill.fee != .zero { text += ", fee \(Figures.money(fill.fee))" }
      if fill.realizedProfit != .zero { text += ", \(Self.profit(fill.realizedProfit))" }
      return text
    case .liquidation(let liquidation):
      var text = "\(liquidation.quantity) \(name(liquidation.instrument)) closed by force at "
      text += "\(Figures.price(liquidation.price)), \(Self.profit(-liquidation.loss))"
      if liquidation.fee != .zero { text += ", fee \(Figures.money(liquidation.fee))" }
      if liquidation.insurance != .zero {
        text += "; the insurance fund paid \(Figures.money(liquidation.insurance))"
      }
      return text
    case .marginCall(let call):
      let what = call.instrument.map { name($0) } ?? "the cross positions"
      return "\(call.level.percent) % or less of the margin of \(what) is left above maintenance"
    case .order(let change): return order(change)
    case .funding(let funding):
      return "\(Figures.signed(funding.amount)) for \(name(funding.instrument))"
    }
  }

  private static func profit(_ money: Money) -> String {
    money < .zero ? "loss \(Figures.size(money))" : "profit \(Figures.money(money))"
  }

  private func order(_ change: OrderChange) -> String {
    let order = change.order
    let name = statistics.rules.name(of: order.instrument)
    let size = order.quantity.map { "\($0)" } ?? "all"
    let what =
      "\(order.kind.name) \(order.number) (\(order.side.rawValue) \(size) \(name) at "
      + "\(Figures.price(order.price)))"
    switch change.state {
    case .open: return "\(what) waits"
    case .cancelled(let reason): return "\(what) is cancelled: \(reason.name)"
    }
  }
}
