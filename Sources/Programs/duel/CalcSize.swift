import DuelRules
import Margin
import Primitives
import Terminal

/// `duel calc size`: how much to trade so that the stop costs a given share. Rule: MARGIN-8.
enum CalcSize {
  private static let quantity = FigureName(
    "quantity", "quantity", "The most whose loss at the stop is within the risk.")
  private static let notional = FigureName(
    "notional", "notional at entry", "What that is worth at the entry.")
  private static let margin = FigureName(
    "initialMargin", "initial margin", "The notional divided by the leverage.")
  private static let budget = FigureName(
    "risk", "at risk", "The equity times the share that may be lost.")
  private static let loss = FigureName(
    "lossAtStop", "loss at the stop", "What closing at the stop loses, both fees included.")
  private static let feeIn = FigureName("feeIn", "fee in", "The taker fee of the entry.")
  private static let feeOut = FigureName("feeOut", "fee out", "The taker fee at the stop.")
  private static let liquidation = FigureName(
    "liquidationPrice", "liquidation price",
    "Where the position is closed by force if it has this margin to itself.")
  private static let isFirst = FigureName(
    "stopComesFirst", "stop comes first", "Whether the stop is reached before the liquidation.")
  private static let isAffordable = FigureName(
    "affordable", "margin and fee fit", "Whether initial margin and fee in are within the equity.")

  /// In the order in which they are shown.
  static let figures = [
    quantity, notional, margin, budget, loss, feeIn, feeOut, liquidation, isFirst, isAffordable,
  ]

  static func run(_ words: [String]) throws(CommandFailure) -> ExitCode {
    let arguments = try Arguments(
      words,
      flags: [
        "--side", "--entry", "--stop", "--equity", "--wallet", "--risk", "--leverage", "--rules",
        "--instrument",
      ], switches: ["--json"])
    try arguments.expectWords(atMost: 0)
    let side = try arguments.side()
    let market = try CalcMarket(arguments)
    let (entry, stop) = try prices(side, market, arguments)
    let equity = try equity(arguments)
    let share = try arguments.share("--risk")
    let leverage = try arguments.leverage() ?? market.leverageDefault
    let limits = try market.limits(upTo: max(entry, stop))
    let size = PositionSize(
      side, entry: entry, stop: stop, equity: equity, share: share, leverage: leverage,
      of: limits, costs: market.costs)
    let risk = equity.times(share, rounding: .down)
    guard size.quantity > .zero else {
      throw CommandFailure(
        .usage,
        "below-step: \(risk) is less than \(limits.quantityStep) would lose at the stop")
    }
    try market.check(
      size.quantity, at: entry, leverage: leverage, margin: size.margin, limits: limits)
    CalcCommand.show(
      [
        Figure(quantity, size.quantity), Figure(notional, size.notional),
        Figure(margin, size.margin), Figure(budget, risk), Figure(loss, size.lossAtStop),
        Figure(feeIn, size.entryFee), Figure(feeOut, size.exitFee),
        Figure(liquidation, size.liquidationPrice), Figure(isFirst, size.isStopFirst),
        Figure(isAffordable, size.isAffordable),
      ], arguments)
    return .done
  }

  private static func prices(
    _ side: Side, _ market: CalcMarket, _ arguments: Arguments
  ) throws(CommandFailure) -> (entry: Price, stop: Price) {
    let entry = try market.price("--entry", arguments)
    let stop = try market.price("--stop", arguments)
    guard side == .buy ? stop < entry : stop > entry else {
      let place = side == .buy ? "a long lies below" : "a short lies above"
      throw CommandFailure(.usage, "would-trigger: the stop of \(place) the entry")
    }
    return (entry, stop)
  }

  private static func equity(_ arguments: Arguments) throws(CommandFailure) -> Money {
    let flags = ["--equity", "--wallet"].filter { arguments.text($0) != nil }
    guard flags.count < 2 else {
      throw CommandFailure(.usage, "--equity and --wallet say the same; give one of them")
    }
    return try arguments.positive(flags.first ?? "--equity", Bounds.walletMax)
  }
}
