import ClientCore
import Primitives

/// The sentences of a player's screen.
enum PlayFeed {
  /// How a number went against one before it.
  static func arrow(_ now: Price, _ before: Price?) -> String {
    guard let before, now != before else { return " " }
    return now > before ? "▲" : "▼"
  }

  /// The first minute: what is traded, what it costs, what to type.
  static func introduction(_ view: MatchView, rules: RuleFacts) -> [FeedLine] {
    let names = view.seats.map { $0.name ?? "-" }.joined(separator: " vs ")
    let first = view.instruments.first?.lowercased() ?? "btc"
    let last = view.instruments.last?.lowercased() ?? first
    var lines = [
      FeedLine(
        "\(view.match): \(names), \(view.ticks) ticks of "
          + "\(view.instruments.joined(separator: " and ")), \(view.stakes)",
        .strong)
    ]
    let prices = view.quotes.indices.map { "\(view.instruments[$0]) \(view.quotes[$0].mark)" }
    lines.append(FeedLine("  " + prices.joined(separator: "   ")))
    if let text = rules.sentence { lines.append(FeedLine("  " + text)) }
    lines.append(
      FeedLine(
        view.isLockstep
          ? "  Enter says that you are done with this tick; done 20 lets 20 pass."
          : "  Prices move by themselves; you can act at any moment."))
    for (example, what) in [
      ("long \(first) 500 10x", "buys with a margin of 500 at ten times"),
      ("q short \(last) 25% 5x", "tells what that would risk, before you do it"),
      ("stop \(first) \(example(view))", "closes it by itself when the price comes there"),
      ("close \(first)", "closes the position; help lists the rest"),
    ] {
      lines.append(FeedLine("    " + Display.left(example, 22) + what))
    }
    return lines
  }

  /// A round price some way below that of the first instrument.
  private static func example(_ view: MatchView) -> String {
    guard let mark = view.quotes.first?.mark else { return "58000" }
    let below = mark.units / 100 * 97
    var step: Int64 = 1
    while below / step >= 1000 { step *= 10 }
    return Price(units: below / step * step).description
  }

  /// A tick in one line.
  static func tick(_ view: MatchView) -> FeedLine {
    let prices = view.quotes.indices.map { index in
      let before = view.marks[index].dropLast().last
      let mark = view.quotes[index].mark
      return "\(view.instruments[index]) \(mark) \(arrow(mark, before))"
    }
    let seats = view.ranking.compactMap { seat -> String? in
      guard let equity = view.seats[seat].equity else { return nil }
      return "\(view.seats[seat].name ?? "-") \(Display.cents(equity))"
    }
    let width = String(view.ticks).count
    return FeedLine(
      "tick \(Display.right(String(view.tick), width))  "
        + (prices + [seats.joined(separator: "  ")]).joined(separator: "  "), .quiet)
  }

  /// One of the player's orders was filled.
  static func fill(_ fields: LineFields, _ view: MatchView) -> FeedLine {
    let name = fields.text("instrument") ?? "?"
    let verb = fields.text("side") == "sell" ? "sold" : "bought"
    var text = "\(verb) \(fields.text("quantity") ?? "?") \(name)"
    text += " at \(fields.text("price") ?? "?")"
    if let reason = fields.text("reason"), reason != "market", reason != "close" {
      text += " (\(reason), order \(fields.text("order") ?? "?"))"
    }
    for key in ["fee", "spread", "impact"] {
      guard let cost = fields.text(of: key).flatMap({ Money($0) }), cost != .zero else { continue }
      text += ", \(key) \(Display.cents(cost))"
    }
    let realized = fields.decimal("realized", as: Money.self) ?? .zero
    if realized != .zero { text += ", realized \(Display.signed(realized))" }
    let held: Quantity = fields.decimal("position") ?? .zero
    guard held != .zero else {
      return FeedLine(text + "; flat in \(name)", realized < .zero ? .bad : .good)
    }
    text += "; \(held > .zero ? "long" : "short") \(held.magnitude)"
    if let mode = fields.text("mode") { text += " \(mode)" }
    if let margin = fields.decimal("margin", as: Money.self), margin != .zero {
      text += ", margin \(Display.cents(margin))"
    }
    return FeedLine(text + ", " + liquidation(fields, name, view), .strong)
  }

  /// `liquidation 54000.00 (9.5% away)`.
  static func liquidation(_ fields: LineFields, _ name: String, _ view: MatchView) -> String {
    guard let price: Price = fields.decimal("liquidation") else { return "no liquidation price" }
    guard let index = view.index(of: name), view.quotes.indices.contains(index) else {
      return "liquidation \(price)"
    }
    let distance = Display.distance(to: price, from: view.quotes[index].mark)
    return "liquidation \(price) (\(distance) away)"
  }

  /// A margin call; a cross account's has no instrument.
  static func marginCall(_ fields: LineFields, _ view: MatchView) -> FeedLine {
    let owner = fields.integer("seat")
    let level = fields.text("level") ?? "?"
    let name = fields.text("instrument").flatMap { $0 == "none" ? nil : $0 }
    let subject = name ?? "the cross account"
    guard owner == view.seat else {
      let who = owner.flatMap { view.seats.indices.contains($0) ? view.seats[$0].name : nil }
      return FeedLine("\(who ?? "-"): MARGIN CALL \(subject), \(level)% left", .warning)
    }
    let help = name.map { "margin \($0.lowercased()) +200, half \($0.lowercased())" }
    return FeedLine(
      "MARGIN CALL \(subject): \(level)% of what stands before liquidation is left, "
        + (name.map { liquidation(fields, $0, view) } ?? "positions will be closed by force")
        + "; \(help ?? "close or half a position")", .warning)
  }

  /// A position was closed by force.
  static func liquidated(_ fields: LineFields, _ view: MatchView) -> FeedLine {
    let owner = fields.integer("seat")
    let isOwn = owner == view.seat
    let who = owner.flatMap { view.seats.indices.contains($0) ? view.seats[$0].name : nil }
    let loss = fields.decimal("loss", as: Money.self).map { Display.loss($0) } ?? "loss ?"
    return FeedLine(
      (isOwn ? "LIQUIDATED: your " : "\(who ?? "-") was LIQUIDATED: ")
        + "\(fields.text("quantity") ?? "?") \(fields.text("instrument") ?? "?") went at "
        + "\(fields.text("price") ?? "?"), \(loss)", isOwn ? .bad : .strong)
  }

  /// The account in lines.
  static func account(_ fields: LineFields) -> [FeedLine] {
    var parts = ["equity", "available", "wallet", "margin", "realized", "fees"].compactMap { key in
      fields.text(of: key).flatMap { Money($0) }.map { "\(key) \(Display.cents($0))" }
    }
    for key in ["funding", "reserved"] {
      guard let amount = fields.text(of: key).flatMap({ Money($0) }), amount != .zero else {
        continue
      }
      parts.append("\(key) \(Display.cents(amount))")
    }
    if let ratio = fields.text("ratio"), ratio != "none" { parts.append("cross ratio \(ratio)%") }
    if let place = fields.text("place") { parts.append("place \(place)") }
    return [FeedLine(parts.joined(separator: ", "))]
  }

  /// The positions in lines.
  static func positions(_ holdings: [Holding], _ view: MatchView) -> [FeedLine] {
    guard !holdings.isEmpty else { return [FeedLine("no positions")] }
    return holdings.map { holding in
      var text = "\(view.instruments[holding.instrument]) \(holding.isLong ? "long" : "short") "
      text += "\(holding.quantity)"
      if let entry = holding.entry { text += " from \(entry)" }
      text += ", \(holding.mode) \(holding.leverage)x"
      if holding.mode != "cross", let margin = holding.margin {
        text += ", margin \(Display.cents(margin))"
      }
      if let profit = holding.profit { text += ", profit \(Display.signed(profit))" }
      if let price = holding.liquidation {
        text += ", liquidation \(price)"
        if view.quotes.indices.contains(holding.instrument) {
          let mark = view.quotes[holding.instrument].mark
          text += " (\(Display.distance(to: price, from: mark)) away)"
        }
      }
      return FeedLine(text, (holding.profit ?? .zero) < .zero ? .bad : .good)
    }
  }

  /// The seats, best first.
  static func standings(_ view: MatchView) -> [FeedLine] {
    view.ranking.enumerated().map { place, seat in
      let money = view.seats[seat].equity.map { equity in
        Display.cents(equity) + " " + Display.change(of: equity, from: view.stake(of: seat))
      }
      return FeedLine(
        "\(place + 1). \(Display.left(view.seats[seat].name ?? "-", 12)) \(money ?? "-")",
        seat == view.seat ? .strong : .plain)
    }
  }

  /// What can be typed.
  static func help(_ word: String?) -> [FeedLine] {
    let known = word.flatMap { PlayWord.named($0) }
    let shown = known.map { [$0] } ?? PlayWord.all
    var lines = shown.map { FeedLine("  " + Display.left($0.usage, 32) + $0.summary) }
    if let word, known == nil {
      let near = NearestName.of(word, among: PlayWord.all.map(\.name))
      let hint = near.map { "; did you mean \($0)?" } ?? ", but:"
      lines.insert(FeedLine("there is no word '\(word)'\(hint)"), at: 0)
    }
    if known == nil {
      lines.append(
        FeedLine("  Verbs of the wire can be typed too: LIST, RULES, LEAVE …", .quiet))
    }
    return lines
  }
}

/// The rules that a player is told of at the start.
struct RuleFacts: Hashable, Sendable {
  var preset: String?
  var leverageMax: String?
  var takerFee: Rate?
  var maintenanceRate: Rate?
  /// Maintenance margin by notional; nil when the rules of it cannot be understood.
  var maintenance: MaintenanceFacts?
  var fundingRate: Rate?
  /// How many ticks lie between two fundings; nil for none.
  var fundingInterval: Int?

  /// Reads them out of what RULES answered.
  init(_ fields: LineFields?) {
    preset = fields?.text("preset")
    leverageMax = fields?.text("leverage-max")
    takerFee = fields?.decimal("taker-fee")
    maintenanceRate = fields?.decimal("maintenance-rate")
    maintenance = MaintenanceFacts(rate: maintenanceRate, brackets: fields?.text("brackets"))
    fundingRate = fields?.decimal("funding-rate")
    fundingInterval = fields?.integer("funding-interval").flatMap { $0 > 0 ? $0 : nil }
  }

  /// One sentence; nil when nothing is known.
  var sentence: String? {
    var parts: [String] = []
    if let leverageMax { parts.append("leverage up to \(leverageMax)x") }
    if let takerFee {
      parts.append(takerFee == .zero ? "no fees" : "fee \(Display.percent(takerFee))")
    }
    if let maintenanceRate {
      let more = maintenance?.hasBrackets == true ? " and more of large positions" : ""
      parts.append("maintenance margin \(Display.percent(maintenanceRate))\(more)")
    }
    if let fundingRate, fundingRate != .zero, let fundingInterval {
      parts.append("funding \(Display.percent(fundingRate)) every \(fundingInterval) ticks")
    }
    if let preset { parts.append("rules \(preset)") }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }
}
