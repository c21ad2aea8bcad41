import DuelRules
import Margin
import Primitives
import TestKit

/// Reads and writes the text of commands in a match of BTC and ETH.
struct CommandLines {
  let rules: Rules

  init() throws { rules = try makeRules() }

  /// In a match whose instruments have these names.
  init(names: [String]) throws {
    var values = RulesPreset.standard.values
    values.ticks = 10
    rules = try Rules(values, on: makeTape(ticks: 70, names: names))
  }

  func read(_ text: String, from first: Int = 0) throws -> TradeCommand {
    let line = Array(text.utf8)
    var tokens = LineTokens()
    try tokens.scan(line.span)
    return try CommandText.parse(
      tokens, from: first, in: line.span, names: InstrumentNames(rules))
  }

  func write(_ command: TradeCommand) -> String {
    written { $0.append(command, rules: rules) }
  }
}

/// An entry at the quote.
func entry(
  _ side: Side, _ size: EntrySize, leverage value: Int? = nil, instrument: Int = 0,
  _ change: (inout EntryOrder) -> Void = { _ in }
) -> TradeCommand {
  var order = EntryOrder(
    side: side, instrument: Instrument(instrument), size: size,
    leverage: value.map { leverage($0) })
  change(&order)
  return .enter(order)
}

/// A close at the quote.
func close(_ size: CloseSize, instrument: Int = 0, worst: String? = nil) -> TradeCommand {
  .close(
    CloseOrder(instrument: Instrument(instrument), size: size, worst: worst.map { price($0) }))
}

/// An order that closes a position later.
func protect(
  _ protection: Protection, _ size: CloseSize? = nil, instrument: Int = 0, worst: String? = nil
) -> TradeCommand {
  .protect(
    ProtectiveOrder(
      instrument: Instrument(instrument), protection: protection, size: size,
      worst: worst.map { price($0) }))
}
