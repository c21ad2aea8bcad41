import Primitives
import Terminal

/// `duel calc`: the engine's own formulas, before anything is at stake.
enum CalcCommand {
  private static let parts = ["liquidation", "size", "pnl", "table"]

  static func run(_ words: [String]) throws(CommandFailure) -> ExitCode {
    let rest = Array(words.dropFirst())
    switch words.first {
    case "liquidation": return try CalcLiquidation.run(rest)
    case "size": return try CalcSize.run(rest)
    case "pnl": return try CalcPnl.run(rest)
    case "table": return try CalcTable.run(rest)
    case let word?:
      let near = NearestName.of(word, among: parts)
      let hint = near.map { "; did you mean \($0)?" } ?? ";"
      throw CommandFailure(.usage, "calc has no '\(word)'\(hint) duel help calc")
    case nil:
      throw CommandFailure(
        .usage, "calc what? \(parts.joined(separator: ", ")); duel help calc")
    }
  }

  /// Writes figures as one JSON object, or as lines of words.
  static func show(_ figures: [Figure], _ arguments: Arguments) {
    guard !arguments.has("--json") else { return Output.line(Figure.json(figures)) }
    for line in Figure.text(figures) { Output.line(line) }
  }

  /// What `duel help calc` says.
  static var help: String {
    """
    duel calc liquidation --mode isolated|cross --side long|short --entry P --quantity Q
             [--leverage L] [--margin M] [--wallet W] [--maintenance-rate R]
             [--maintenance-amount A] [--price-step S]
             [--position SIDE,QTY,ENTRY,MARK,RATE,AMOUNT]... [--rules PRESET|FILE] [--json]
    duel calc size --side long|short --entry P --stop P --equity E --risk 2% [--leverage L]
             [--instrument NAME] [--rules PRESET|FILE] [--json]
    duel calc pnl --side long|short --entry P --exit P --quantity Q --leverage L|--margin M
             [--ticks N] [--instrument NAME] [--rules PRESET|FILE] [--json]
    duel calc table [--rules PRESET|FILE] [--entry P] [--margin M] [--price-step S] [--json]

    Entry and exit are the prices at which orders fill. Fees, spread at a stop, funding and
    maintenance brackets are those of --rules (standard); a given maintenance rate or amount takes
    the place of the brackets. --instrument adds its price and quantity steps, its smallest order
    and its largest position. How an order moves its own price is not counted.

    liquidation: where one position is liquidated, alone or beside others.
    \(explained(CalcLiquidation.figures))
    size: how much to trade so that a stop loses a given share of the equity. --wallet is another
    word for --equity; without --leverage it is the rules'.
    \(explained(CalcSize.figures))
    pnl: what a trade from one price to another comes to. --ticks is how long it is held, for the
    funding, beginning right behind one.
    \(explained(CalcPnl.figures))
    table: which move wipes out 2x to 100x; without --rules as in the textbook (classroom).
    """
  }

  private static func explained(_ figures: [FigureName]) -> String {
    let width = figures.map(\.key.count).max() ?? 0
    return figures.map { figure in
      let gap = String(repeating: " ", count: width - figure.key.count)
      return "  \(figure.key)\(gap)  \(figure.meaning)"
    }.joined(separator: "\n")
  }
}
