import DuelRules
import Margin
import Primitives
import Terminal
import TextUI

/// `duel calc table`: what leverage means, from 2x to 100x.
enum CalcTable {
  private struct Row {
    let leverage: Int
    let notional: Money
    let long: Price?
    let short: Price?
    let longMove: Rate?
    let shortMove: Rate?
    /// What a rise of 10 % earns a long.
    let earned: Money
    /// The same, in percent of the margin.
    let earnedPercent: Rate
  }

  static func run(_ words: [String]) throws(CommandFailure) -> ExitCode {
    let arguments = try Arguments(
      words, flags: ["--rules", "--entry", "--margin", "--price-step"], switches: ["--json"])
    try arguments.expectWords(atMost: 0)
    let rules = try RulesOption.rules(arguments, or: .classroom)
    let schedule = rules.margin.instruments[0].maintenance
    let entry = try arguments.decimal("--entry") ?? Price(whole: 50_000)
    let margin = try arguments.decimal("--margin") ?? Money(whole: 1000)
    let step = try arguments.decimal("--price-step") ?? Price(units: 1_000_000)
    guard entry > .zero, entry <= Price(whole: 1_000_000), step > .zero, step <= entry else {
      throw CommandFailure(.usage, "--entry is above 0 to 1000000, --price-step at most that")
    }
    guard margin >= Money(whole: 1), margin <= Money(whole: 1_000_000) else {
      throw CommandFailure(.usage, "--margin is 1 to 1000000")
    }
    guard quantity(margin, times: 100, at: entry) <= Bounds.quantityMax else {
      throw CommandFailure(.usage, "--margin is too much for so low an --entry")
    }
    let rows = [2, 5, 10, 20, 50, 100].filter { leverage in
      let size = quantity(margin, times: leverage, at: entry)
      return leverage <= schedule.bracket(of: size, at: entry).leverageMax.value
    }.map { row($0, margin: margin, entry: entry, step: step, schedule: schedule) }
    if arguments.has("--json") {
      for row in rows { Output.line(json(row)) }
    } else {
      write(rows, rules.values, margin: margin, entry: entry)
    }
    return .done
  }

  /// What a margin buys at a leverage; more than any position can be when it is beyond 64 bits.
  private static func quantity(_ margin: Money, times leverage: Int, at entry: Price) -> Quantity {
    let notional = Int128(margin.units) * Int128(leverage)
    return Quantity(units: Int64(clamping: notional * Int128(unitsPerOne) / Int128(entry.units)))
  }

  private static func row(
    _ leverage: Int, margin: Money, entry: Price, step: Price, schedule: MaintenanceSchedule
  ) -> Row {
    let notional = Money(units: margin.units * Int64(leverage))
    let quantity = quantity(margin, times: leverage, at: entry)
    func price(_ quantity: Quantity, _ rounding: Rounding) -> Price? {
      LiquidationEquation(
        quantity: quantity,
        openCost: Money(valueOf: quantity.magnitude, at: entry, rounding: rounding),
        collateral: ExactMoney(margin), schedule: schedule
      ).liquidationPrice(priceStep: step)
    }
    let long = price(quantity, .up)
    let short = price(-quantity, .down)
    let earned = notional.divided(by: 10, rounding: .down)
    return Row(
      leverage: leverage, notional: notional, long: long, short: short,
      longMove: long.flatMap { distancePercent(from: entry, to: $0) },
      shortMove: short.flatMap { distancePercent(from: entry, to: $0) }, earned: earned,
      earnedPercent: Rate(units: Int64(leverage) * 10 * unitsPerOne))
  }

  /// A percentage with two decimals at most, half-even.
  private static func hundredths(_ percent: Rate) -> Rate {
    Rate(units: percent.units.divided(by: 1_000_000, rounding: .halfEven) * 1_000_000)
  }

  private static func json(_ row: Row) -> String {
    Figure.json([
      Figure("leverage", "", Quantity(whole: Int64(row.leverage))),
      Figure("notional", "", row.notional),
      Figure("longLiquidationPrice", "", row.long),
      Figure("longDistancePercent", "", row.longMove),
      Figure("shortLiquidationPrice", "", row.short),
      Figure("shortDistancePercent", "", row.shortMove),
      Figure("tenPercentRiseEarns", "", row.earned),
      Figure("onMarginPercent", "", row.earnedPercent),
    ])
  }

  private static func write(_ rows: [Row], _ values: RuleValues, margin: Money, entry: Price) {
    Output.line(
      "rules \(values.preset): margin \(margin), entry \(entry), "
        + "maintenance rate \(values.maintenanceRate)"
        + (values.brackets.isEmpty ? "" : ", more in higher brackets"))
    Output.line(
      "leverage     notional   long is gone at  after   short is gone at  after   "
        + "10% rise earns  on margin")
    for row in rows {
      Output.line(
        Display.right("\(row.leverage)x", 8) + "  " + Display.right("\(row.notional)", 11)
          + Display.right(row.long?.description ?? "never", 18)
          + Display.right(row.longMove.map { "-\(hundredths($0))%" } ?? "", 10)
          + Display.right(row.short?.description ?? "never", 16)
          + Display.right(row.shortMove.map { "+\(hundredths($0))%" } ?? "", 10)
          + Display.right("\(row.earned)", 14)
          + Display.right("+\(row.earnedPercent)%", 11))
    }
  }
}
