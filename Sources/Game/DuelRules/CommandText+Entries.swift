import Margin
import Primitives

extension CommandText {
  /// Reads the arguments that follow `LONG` (buy) or `SHORT` (sell): INSTRUMENT SIZE [10x] ….
  static func parseMarket(
    _ side: Side, _ tokens: borrowing LineTokens, from first: Int, in line: Span<UInt8>,
    names: InstrumentNames
  ) throws(CommandTextError) -> TradeCommand {
    let instrument = try parseInstrument(tokens, at: first, in: line, names: names)
    return try parseEntry(
      side, instrument, .market, tokens, from: first + 1, in: line)
  }

  /// Reads the arguments that follow `LIMIT`: LONG|SHORT INSTRUMENT PRICE SIZE ….
  static func parseLimit(
    _ tokens: borrowing LineTokens, from first: Int, in line: Span<UInt8>, names: InstrumentNames
  ) throws(CommandTextError) -> TradeCommand {
    guard first < tokens.count, !tokens[first].isField else { throw .missing("side") }
    let word = line.extracting(tokens[first].value)
    guard let side = side(word) else { throw noSide(word) }
    let instrument = try parseInstrument(tokens, at: first + 1, in: line, names: names)
    let price = try parsePrice(tokens, at: first + 2, in: line)
    return try parseEntry(
      side, instrument, .limit(price), tokens, from: first + 3, in: line)
  }

  /// Reads the arguments that follow `STOP`: LONG|SHORT INSTRUMENT PRICE SIZE … to enter,
  /// INSTRUMENT PRICE [50%] to leave a position.
  static func parseStop(
    _ tokens: borrowing LineTokens, from first: Int, in line: Span<UInt8>, names: InstrumentNames
  ) throws(CommandTextError) -> TradeCommand {
    guard first < tokens.count, !tokens[first].isField else { throw .missing("instrument") }
    let word = line.extracting(tokens[first].value)
    // An instrument may be called LONG: then the next word decides.
    let isFollowed =
      first + 1 < tokens.count && !tokens[first + 1].isField
      && names.find(line.extracting(tokens[first + 1].value)) != nil
    guard let side = side(word), isFollowed || names.find(word) == nil else {
      if isFollowed, names.find(word) == nil { throw noSide(word) }
      return try parseProtection(tokens, from: first, in: line, names: names) {
        (price) in .stop(price)
      }
    }
    let instrument = try parseInstrument(tokens, at: first + 1, in: line, names: names)
    let price = try parsePrice(tokens, at: first + 2, in: line)
    return try parseEntry(
      side, instrument, .stop(price), tokens, from: first + 3, in: line)
  }

  private static func side(_ word: Span<UInt8>) -> Side? {
    if word.equalsIgnoringCase("LONG") { return .buy }
    return word.equalsIgnoringCase("SHORT") ? .sell : nil
  }

  private static func noSide(_ word: Span<UInt8>) -> CommandTextError {
    .unexpected(String(decoding: word), expected: "the side is LONG (it buys) or SHORT (it sells)")
  }

  /// Reads a size and what goes with it, in any order.
  ///
  /// SIZE is `500` or `margin=500`, `n=500` or `notional=500`, `q=0.2` or `quantity=0.2`, `25%` or
  /// `share=0.25`, `risk=2%`; leverage is `10x` or `leverage=10`; the margin mode is `isolated` or
  /// `cross`, or `mode=cross`; `reduce-only` or `reduce=yes`.
  private static func parseEntry(
    _ side: Side, _ instrument: Instrument, _ timing: EntryTiming,
    _ tokens: borrowing LineTokens, from first: Int, in line: Span<UInt8>
  ) throws(CommandTextError) -> TradeCommand {
    let arguments = try TradeArguments(.entry, tokens, from: first, in: line)
    guard let size = arguments.size else { throw .missing("size") }
    var order = EntryOrder(
      side: side, instrument: instrument, size: size, leverage: arguments.leverage,
      mode: arguments.mode)
    order.timing = timing
    order.isReduceOnly = arguments.isReduceOnly ?? false
    order.worst = arguments.worst
    order.stop = arguments.stop
    order.take = arguments.take
    try check(order)
    return .enter(order)
  }

  /// What does not go together in one order.
  private static func check(_ order: EntryOrder) throws(CommandTextError) {
    if case .limit = order.timing, order.worst != nil {
      throw .contradiction(
        "worst", reason: "the price of a limit is its worst already; leave worst= out")
    }
    if order.isReduceOnly {
      let given = [
        order.stop.map { _ in "stop" }, order.take.map { _ in "take" },
        order.leverage.map { _ in "leverage" }, order.mode.map { _ in "mode" },
      ]
      if let field = given.compactMap({ $0 }).first {
        throw .contradiction(
          field, reason: "a reduce-only order opens nothing; leave the \(field) out")
      }
    }
    if case .risk = order.size, order.stop == nil {
      throw .contradiction("risk", reason: "the risk is measured up to a stop; add stop=PRICE")
    }
  }
}
