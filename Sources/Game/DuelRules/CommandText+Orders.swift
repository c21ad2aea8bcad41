import Margin
import Primitives

extension CommandText {
  /// Reads the arguments that follow `CLOSE`: INSTRUMENT [50% | q=0.1] [worst=P], without a size
  /// all of it; or `all`, every position.
  static func parseClose(
    _ tokens: borrowing LineTokens, from first: Int, in line: Span<UInt8>, names: InstrumentNames
  ) throws(CommandTextError) -> TradeCommand {
    if isAll(tokens, at: first, in: line, names: names) {
      _ = try TradeArguments(.closeAll, tokens, from: first + 1, in: line)
      return .closeAll
    }
    let instrument = try parseInstrument(tokens, at: first, in: line, names: names)
    let arguments = try TradeArguments(.close, tokens, from: first + 1, in: line)
    return .close(
      CloseOrder(
        instrument: instrument, size: arguments.closeSize ?? .share(.one),
        worst: arguments.worst))
  }

  /// Reads the arguments that follow `TAKE`: INSTRUMENT PRICE [50% | q=0.1] [worst=P].
  static func parseTake(
    _ tokens: borrowing LineTokens, from first: Int, in line: Span<UInt8>, names: InstrumentNames
  ) throws(CommandTextError) -> TradeCommand {
    try parseProtection(tokens, from: first, in: line, names: names) { (price) in .take(price) }
  }

  /// Reads a stop or take-profit of a position: INSTRUMENT PRICE [50% | q=0.1] [worst=P].
  static func parseProtection(
    _ tokens: borrowing LineTokens, from first: Int, in line: Span<UInt8>, names: InstrumentNames,
    _ make: (Price) -> Protection
  ) throws(CommandTextError) -> TradeCommand {
    let instrument = try parseInstrument(tokens, at: first, in: line, names: names)
    let price = try parsePrice(tokens, at: first + 1, in: line)
    let arguments = try TradeArguments(.protection, tokens, from: first + 2, in: line)
    return .protect(
      ProtectiveOrder(
        instrument: instrument, protection: make(price), size: arguments.closeSize,
        worst: arguments.worst))
  }

  /// Reads the arguments that follow `TRAIL`: INSTRUMENT 2% | 500 [50% | q=0.1] [worst=P].
  static func parseTrail(
    _ tokens: borrowing LineTokens, from first: Int, in line: Span<UInt8>, names: InstrumentNames
  ) throws(CommandTextError) -> TradeCommand {
    let instrument = try parseInstrument(tokens, at: first, in: line, names: names)
    guard first + 1 < tokens.count, !tokens[first + 1].isField else { throw .missing("distance") }
    let word = line.extracting(tokens[first + 1].value)
    let distance: TrailDistance
    if isPercent(word) {
      distance = .share(try parsePercent("distance", word))
    } else {
      distance = .price(try parsePositive("distance", word, max: Bounds.priceMax))
    }
    let arguments = try TradeArguments(.protection, tokens, from: first + 2, in: line)
    return .protect(
      ProtectiveOrder(
        instrument: instrument, protection: .trail(distance), size: arguments.closeSize,
        worst: arguments.worst))
  }

  /// Reads the arguments that follow `OCO`: INSTRUMENT stop=P take=P [50% | q=0.1].
  static func parsePair(
    _ tokens: borrowing LineTokens, from first: Int, in line: Span<UInt8>, names: InstrumentNames
  ) throws(CommandTextError) -> TradeCommand {
    let instrument = try parseInstrument(tokens, at: first, in: line, names: names)
    let arguments = try TradeArguments(.pair, tokens, from: first + 1, in: line)
    guard let stop = arguments.stop else { throw .missing("stop") }
    guard let take = arguments.take else { throw .missing("take") }
    return .protect(
      ProtectiveOrder(
        instrument: instrument, protection: .pair(stop: stop, take: take),
        size: arguments.closeSize))
  }

  /// Reads the argument that follows `CANCEL`: a number, an instrument, or `all`.
  ///
  /// The record writes `order=3`: an instrument may be called 3. Only one of them is taken, so that
  /// nobody believes that several are gone.
  static func parseCancel(
    _ tokens: borrowing LineTokens, from first: Int, in line: Span<UInt8>, names: InstrumentNames
  ) throws(CommandTextError) -> TradeCommand {
    var index = first + 1
    while index < tokens.count {
      if !tokens[index].isField {
        let word = line.extracting(tokens[index].value)
        throw .unexpected(String(decoding: word), expected: "one thing to cancel at a time")
      }
      index += 1
    }
    if isAll(tokens, at: first, in: line, names: names) { return .cancel(.all) }
    if let field = tokens.field("order", in: line) {
      return .cancel(.order(try parseOrder(line.extracting(field.value))))
    }
    guard first < tokens.count, !tokens[first].isField else { throw .missing("target") }
    let word = line.extracting(tokens[first].value)
    if let instrument = names.find(word) { return .cancel(.instrument(instrument)) }
    guard isNumber(word) else {
      throw .unexpected(
        String(decoding: word), expected: "an order's number, an instrument, or all")
    }
    return .cancel(.order(try parseOrder(word)))
  }

  private static func parseOrder(_ text: Span<UInt8>) throws(CommandTextError) -> Int {
    guard let number = text.parseInteger() else { throw .badNumber("order", .malformed) }
    guard number > 0 else { throw .outOfRange("order", range: "1 or more") }
    return number
  }

  // MARK: - Settings

  /// Reads the arguments that follow `MODE`: INSTRUMENT isolated or cross.
  static func parseMode(
    _ tokens: borrowing LineTokens, from first: Int, in line: Span<UInt8>, names: InstrumentNames
  ) throws(CommandTextError) -> TradeCommand {
    let instrument = try parseInstrument(tokens, at: first, in: line, names: names)
    guard first + 1 < tokens.count, !tokens[first + 1].isField else { throw .missing("mode") }
    return .setMode(instrument, try parseMode(line.extracting(tokens[first + 1].value)))
  }

  /// Reads the arguments that follow `MARGIN`: INSTRUMENT +200 or -50; without a sign it is added.
  static func parseMargin(
    _ tokens: borrowing LineTokens, from first: Int, in line: Span<UInt8>, names: InstrumentNames
  ) throws(CommandTextError) -> TradeCommand {
    let instrument = try parseInstrument(tokens, at: first, in: line, names: names)
    guard first + 1 < tokens.count, !tokens[first + 1].isField else { throw .missing("amount") }
    let word = line.extracting(tokens[first + 1].value)
    func isSign(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") }
    let sign = word.count > 1 && isSign(word[0]) ? word[0] : 0
    let digits = sign == 0 ? word : word.extracting(1..<word.count)
    guard !isSign(digits[0]) else { throw .badNumber("amount", .malformed) }
    let amount: Money = try parsePositive("amount", digits, max: Bounds.marginMax)
    return .moveMargin(instrument, sign == UInt8(ascii: "-") ? -amount : amount)
  }

  /// Reads the arguments that follow `LEVERAGE`: INSTRUMENT 20 (or 20x).
  static func parseLeverage(
    _ tokens: borrowing LineTokens, from first: Int, in line: Span<UInt8>, names: InstrumentNames
  ) throws(CommandTextError) -> TradeCommand {
    let instrument = try parseInstrument(tokens, at: first, in: line, names: names)
    guard first + 1 < tokens.count, !tokens[first + 1].isField else { throw .missing("leverage") }
    let word = line.extracting(tokens[first + 1].value)
    let isMarked = word.count > 1 && asciiUppercased(word[word.count - 1]) == UInt8(ascii: "X")
    let digits = isMarked ? word.extracting(0..<(word.count - 1)) : word
    return .setLeverage(instrument, try parseLeverage(digits))
  }
}
