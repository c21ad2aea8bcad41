import ClientCore
import Primitives

// What an order would cost and risk, in words, before it is given.

extension PlayFeed {
  /// What QUOTE answered, and what of it should give pause.
  static func quote(
    _ fields: LineFields, _ view: MatchView, rules: RuleFacts?
  ) -> [FeedLine] {
    let side = fields.text("side") == "sell" ? "short" : "long"
    var first = "\(side) \(fields.text("quantity") ?? "?") \(fields.text("instrument") ?? "?")"
    first += " at \(fields.text("price") ?? "?"): exposure \(money(fields, "notional"))"
    first += ", margin \(money(fields, "margin")), fee \(money(fields, "fee"))"
    var second = "  liquidation \(fields.text("liquidation") ?? "none")"
    if let distance = fields.text("distance"), distance != "none" {
      second += ", \(distance)% away"
      if let deviations = fields.text("deviations"), deviations != "none" {
        second += " (\(deviations) deviations of a tick)"
      }
    }
    var third = "  worst loss \(money(fields, "worst"))"
    if let price = fields.text("breakeven") { third += ", break-even \(price)" }
    if let price = fields.text("bankruptcy") { third += ", bankruptcy \(price)" }
    var lines = [FeedLine(first, .strong), FeedLine(second), FeedLine(third)]
    if let text = costs(fields, rules) { lines.append(FeedLine("  " + text)) }
    return lines + warnings(fields, view).map { FeedLine("  ! " + $0, .warning) }
  }

  /// What it costs beside the fee; nil when that is nothing.
  private static func costs(_ fields: LineFields, _ rules: RuleFacts?) -> String? {
    var parts: [String] = []
    for (key, words) in [
      ("spread", "spread"), ("impact", "moving the price"), ("close_fee", "fee to close"),
    ] {
      guard let amount = fields.text(of: key).flatMap({ Money($0) }), amount != .zero else {
        continue
      }
      parts.append("\(words) \(Display.cents(amount))")
    }
    if let funding = fields.decimal("funding", as: Money.self), funding != .zero {
      let verb = funding < .zero ? "takes" : "brings"
      let amount = Display.cents(funding < .zero ? -funding : funding)
      let every = rules?.fundingInterval.map { "every \($0) ticks" } ?? "each time"
      parts.append("funding \(verb) \(amount) \(every)")
    }
    return parts.isEmpty ? nil : "costs: " + parts.joined(separator: ", ")
  }

  /// Facts with numbers that people should have seen before. Rule: MARGIN-23.
  private static func warnings(_ fields: LineFields, _ view: MatchView) -> [String] {
    var warnings: [String] = []
    if let deviations: Rate = fields.decimal("deviations") {
      // A random walk comes n deviations far in about n x n ticks.
      let tenths = Int128(deviations.units).divided(
        by: Int128(unitsPerOne / 10), rounding: .halfEven)
      let ticks = max(1, (tenths * tenths).divided(by: 100, rounding: .halfEven))
      let left = view.ticks - 1 - max(0, view.tick)
      if ticks <= Int128(left) {
        warnings.append(
          "liquidation is inside normal volatility: about \(ticks) ticks of it, and \(left) are "
            + "left")
      }
    }
    if let text = fields.text("correlation"), text != "none" {
      let parts = text.split(separator: ":").map(String.init)
      let name = fields.text("instrument") ?? "?"
      if parts.count == 2 {
        let how = parts[1].hasPrefix("-") ? "against" : "with"
        warnings.append(
          "stacked: \(parts[0]) moves \(how) \(name) (\(parts[1])); your position there loses when "
            + "this one does")
      }
    }
    if let volatility: Rate = fields.decimal("volatility"), volatility >= Self.muchVolatility {
      warnings.append("the last 20 ticks moved \(volatility) times as much as the pre-roll")
    }
    return warnings
  }

  /// From which multiple of the pre-roll's on volatility is worth a word.
  private static let muchVolatility = Rate(units: unitsPerOne * 3 / 2)

  static func money(_ fields: LineFields, _ key: StaticString) -> String {
    fields.decimal(key, as: Money.self).map { Display.cents($0) } ?? fields.text(key) ?? "?"
  }
}
