public import Digests
import DuelRules
import Margin
import Primitives
public import Records

// Reports: a match as one page to read, to print and to teach with.
//
// Goals: everything in one file, without scripts and without a network; colour never the only sign
// of anything; sentences that explain and do not blame.
// Non-goals: computing (Records does), files.

/// A match as one page of HTML.
public struct ReportPage: Sendable {
  private let contents: RecordContents
  private let digest: Digest
  private let file: String
  private let statistics: MatchStatistics
  private let debriefs: [Debrief]

  /// Gathers what the page tells of a record that was verified; `file` is what its file is called.
  public init(_ contents: RecordContents, digest: Digest, file: String) {
    self.contents = contents
    self.digest = digest
    self.file = file
    statistics = MatchStatistics(contents)
    debriefs = Debrief.all(contents, statistics)
  }

  /// The page.
  public var html: String {
    var html = HTMLText()
    html.raw("<!DOCTYPE html>\n")
    html.element("html", [("lang", "en")]) { html in
      html.element("head") { html in
        html.raw("<meta charset=\"utf-8\">\n")
        html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        html.element("title", text: title)
        html.element("style") { $0.raw(ReportStyle.css) }
      }
      html.newLine()
      html.element("body") { html in
        html.element("header") { header(&$0) }
        html.newLine()
        html.element("main") { html in
          ReportTables(statistics, debriefs).results(&html)
          html.newLine()
          debrief(&html)
          html.newLine()
          ReportCharts(statistics).write(&html)
          html.newLine()
          ReportTables(statistics, debriefs).log(&html)
        }
        html.newLine()
        html.element("footer") { footer(&$0) }
      }
    }
    html.newLine()
    return html.text
  }

  private var title: String {
    let names = statistics.seats.map(\.name.text)
    return names.count == 1 ? "A match of \(names[0])" : names.joined(separator: " against ")
  }

  // MARK: - The head of the page

  private func header(_ html: inout HTMLText) {
    html.element("h1", text: title)
    html.element("p", [("class", "lead")], text: result)
    html.element("p", [("class", "soft")], text: course)
    html.element("h2", text: "The match")
    html.element("dl", [("class", "facts")]) { html in
      for (name, value) in facts { fact(name, value, &html) }
      fact("commitment", contents.secret.commitment(rules: contents.rules).description, &html, true)
      fact("digest", digest.description, &html, true)
      html.element("dt", text: "to verify it")
      html.element("dd") { html in
        html.element("code", text: "duel verify \(file) --expect \(digest)")
        html.write(
          " computes the tape, every trade and the ranking again and says whether a single byte of "
            + "the record differs. The commitment was published before the first tick.")
      }
    }
  }

  private func fact(
    _ name: String, _ value: String, _ html: inout HTMLText, _ isCode: Bool = false
  ) {
    html.element("dt", text: name)
    html.element("dd") { html in
      if isCode { html.element("code", text: value) } else { html.write(value) }
    }
  }

  private var result: String {
    let ranking = statistics.ranking
    guard let first = ranking.order.first else { return "" }
    let best = statistics.seats[first.index]
    let money = "\(Figures.money(best.equity)) (\(Figures.signedPercent(best.returnRate)))"
    if statistics.seats.count == 1 { return "\(best.name) ended with \(money)." }
    guard let winner = ranking.winner else {
      return ranking.standings.contains { $0.hasParticipated }
        ? "A draw: the best ended with \(money)." : "A draw: nobody took part as the rules ask."
    }
    let others = statistics.seats.filter { $0.seat != winner }.map {
      "\($0.name) with \(Figures.money($0.equity)) (\(Figures.signedPercent($0.returnRate)))"
    }
    let name = statistics.seats[winner.index].name
    return "\(name) won with \(money), before \(others.joined(separator: ", "))."
  }

  private var course: String {
    let values = contents.rules.values
    let names = values.instruments.map(\.name).joined(separator: " and ")
    var text = "\(Figures.count(statistics.ticks, "tick")) of \(names)"
    if statistics.ticks < values.ticks {
      text += "; a knock-out ended it before its \(values.ticks) ticks were over"
    }
    return text + "."
  }

  private var facts: [(String, String)] {
    let values = contents.rules.values
    let costs = contents.rules.margin.costs
    let schedule = contents.rules.margin.instruments[0].maintenance
    var funding = "none"
    if costs.fundingInterval > 0, costs.fundingRate != .zero {
      funding =
        "\(Figures.percent(costs.fundingRate, decimals: 4)) every "
        + "\(costs.fundingInterval) ticks"
    }
    let players = statistics.seats.map { "\($0.name) with \(Figures.money($0.balance))" }
    let brackets = schedule.brackets.count > 1 ? ", more for larger positions" : ""
    let maintenance = "\(Figures.percent(values.maintenanceRate)) of the notional\(brackets)"
    var tape = "made from the seed when the match began"
    if let choice = values.tape { tape = "\(choice.name), given beforehand: practice" }
    return [
      ("players", players.joined(separator: ", ")),
      ("rules", "\(values.preset), leverage to \(values.leverageMax)x, clock \(values.clock)"),
      ("maintenance margin", maintenance),
      (
        "costs",
        "taker fee \(Figures.percent(costs.takerFee, decimals: 3)), half-spread "
          + "\(Figures.percent(costs.halfSpread, decimals: 3)), funding \(funding), liquidation fee "
          + Figures.percent(costs.liquidationFee)
      ),
      ("tape", tape),
    ]
  }

  // MARK: - The rest

  private func debrief(_ html: inout HTMLText) {
    html.element("h2", text: "Debrief")
    html.element(
      "p",
      text:
        "Leverage is notional divided by the margin behind it: it multiplies what a move of the "
        + "price does to that margin, in both directions. Maintenance margin is what must be left; "
        + "a position whose margin falls to it is closed by force. What that meant here:")
    let words = DebriefWords(contents.rules)
    for debrief in debriefs {
      html.element("section", [("class", "debrief")]) { html in
        let style = "p\(debrief.seat.seat.index)"
        html.element("h3", [("class", style)], text: debrief.seat.name.text)
        for (heading, text) in words.paragraphs(debrief) {
          html.element("h4", text: heading)
          html.element("p", text: text)
        }
      }
      html.newLine()
    }
  }

  private func footer(_ html: inout HTMLText) {
    html.element(
      "p", [("class", "soft")],
      text: "Equity is what an account is worth if everything were closed at once: spread and "
        + "closing fee are taken off, and so is what the insurance fund had to pay. Numbers are "
        + "rounded for reading; the record has all decimals.")
  }
}
