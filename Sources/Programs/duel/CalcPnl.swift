import DuelRules
import Margin
import Primitives
import Terminal

/// `duel calc pnl`: what a trade from one price to another comes to.
enum CalcPnl {
  private static let profit = FigureName(
    "profit", "profit", "The quantity times the way from entry to exit; negative for a loss.")
  private static let feeIn = FigureName("feeIn", "fee in", "The taker fee of the entry.")
  private static let feeOut = FigureName("feeOut", "fee out", "The taker fee of the exit.")
  private static let funding = FigureName(
    "funding", "funding",
    "What --ticks bring, or cost when negative, reckoned at the entry.")
  private static let net = FigureName(
    "netProfit", "net profit", "The profit less both fees, with the funding.")
  private static let margin = FigureName(
    "initialMargin", "initial margin", "The margin given, or the notional divided by the leverage.")
  private static let onMargin = FigureName(
    "returnPercent", "return on margin in percent", "The net profit divided by the margin.")
  private static let breakEven = FigureName(
    "breakEvenPrice", "break-even price",
    "The exit that brings back cost, both fees and the funding.")
  private static let notional = FigureName(
    "notional", "notional at entry", "What the quantity is worth at the entry.")
  private static let liquidation = FigureName(
    "liquidationPrice", "liquidation price",
    "Where the position is closed by force if it has this margin to itself.")
  private static let isFirst = FigureName(
    "liquidatedFirst", "liquidated first",
    "Whether the exit lies at or beyond that price, so that it is never reached.")

  /// In the order in which they are shown.
  static let figures = [
    profit, feeIn, feeOut, funding, net, onMargin, breakEven, notional, margin, liquidation,
    isFirst,
  ]

  static func run(_ words: [String]) throws(CommandFailure) -> ExitCode {
    let arguments = try Arguments(
      words,
      flags: [
        "--side", "--entry", "--exit", "--quantity", "--leverage", "--margin", "--ticks",
        "--rules", "--instrument",
      ], switches: ["--json"])
    try arguments.expectWords(atMost: 0)
    let side = try arguments.side()
    let market = try CalcMarket(arguments)
    let entry = try market.price("--entry", arguments)
    let exit = try market.price("--exit", arguments)
    let quantity = try arguments.positive("--quantity", Bounds.quantityMax)
    guard fits(quantity, entry), fits(quantity, exit) else {
      throw CommandFailure(
        .usage, "position-limit: price times quantity is at most \(Bounds.notionalMax)")
    }
    let limits = try market.limits(upTo: max(entry, exit))
    let worth = Money(valueOf: quantity, at: entry, rounding: .up)
    let (leverage, stake) = try stake(worth, arguments)
    try market.check(quantity, at: entry, leverage: leverage, margin: stake, limits: limits)
    let ticks = try TicksOption.ticks(arguments) ?? 0
    guard
      let result = TradeResult(
        side, quantity: quantity, entry: entry, exit: exit, margin: stake, ticks: ticks,
        costs: market.costs, schedule: limits.maintenance,
        priceStep: limits.priceStep)
    else { throw CommandFailure(.usage, "--ticks: the funding would be beyond all bounds") }
    CalcCommand.show(
      [
        Figure(profit, result.profit), Figure(feeIn, result.entryFee),
        Figure(feeOut, result.exitFee), Figure(funding, result.funding),
        Figure(net, result.netProfit), Figure(onMargin, result.returnPercent),
        Figure(breakEven, result.breakEvenPrice), Figure(notional, worth), Figure(margin, stake),
        Figure(liquidation, result.liquidationPrice), Figure(isFirst, result.isLiquidatedFirst),
      ], arguments)
    return .done
  }

  /// The margin that is given, or that the leverage asks for.
  private static func stake(
    _ notional: Money, _ arguments: Arguments
  ) throws(CommandFailure) -> (leverage: Leverage, margin: Money) {
    switch (try arguments.leverage(), arguments.text("--margin")) {
    case (let leverage?, nil):
      return (leverage, notional.divided(by: leverage.value, rounding: .up))
    case (nil, .some): return (.one, try arguments.positive("--margin", Bounds.marginMax))
    case (.some, .some):
      throw CommandFailure(.usage, "--leverage and --margin exclude each other")
    case (nil, nil): throw CommandFailure(.usage, "pnl needs --leverage or --margin")
    }
  }
}
