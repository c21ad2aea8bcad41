public import Margin
public import Primitives

/// Why the text of a command is refused.
public enum CommandTextError: Error, Hashable, Sendable {
  /// Something that must stand there is missing.
  case missing(String)
  /// A word that means nothing here; says what may stand there.
  case unexpected(String, expected: String)
  /// A number that is not one, with the name of its field.
  case badNumber(String, DecimalError)
  /// A number outside its range, with the range in words.
  case outOfRange(String, range: String)
  /// No such instrument, with what was written.
  case unknownInstrument(String)
}

/// The instruments of a match by name.
public struct InstrumentNames: Sendable {
  private let names: [[UInt8]]

  /// Takes the names of a match's instruments in tape order.
  public init(_ rules: Rules) { names = rules.values.instruments.map { Array($0.name.utf8) } }

  /// The instrument with a name in any letter case; nil for none.
  public func find(_ word: Span<UInt8>) -> Instrument? {
    for (index, name) in names.enumerated() where name.count == word.count {
      var isSame = true
      for place in name.indices where name[place] != asciiUppercased(word[place]) {
        isSame = false
      }
      if isSame { return Instrument(index) }
    }
    return nil
  }
}

/// Trade commands as text: the same on the wire, in the log and in the record.
///
/// Reads the short forms that players type and writes one canonical form that reads back the same.
/// Rule: RECORD-3.
public enum CommandText {
  /// Reads the arguments that follow `LONG` (buy) or `SHORT` (sell): INSTRUMENT SIZE [10x].
  ///
  /// SIZE is `500` or `margin=500`, `n=500` or `notional=500`, `q=0.2` or `quantity=0.2`, `25%` or
  /// `share=0.25`; leverage is `10x` or `leverage=10`; the margin mode is `isolated` or `cross`, or
  /// `mode=cross`. Unknown fields are passed over.
  private static func parseEntry(
    _ side: Side, _ tokens: borrowing LineTokens, from first: Int, in line: Span<UInt8>,
    names: InstrumentNames
  ) throws(CommandTextError) -> TradeCommand {
    let instrument = try parseInstrument(tokens, at: first, in: line, names: names)
    var size: EntrySize?
    var leverage: Leverage?
    var mode: MarginMode?
    var index = first + 1
    while index < tokens.count {
      let token = tokens[index]
      index += 1
      let value = line.extracting(token.value)
      if token.isField {
        let key = line.extracting(token.key)
        if key.equals("leverage") || key.equals("lev") {
          leverage = try parseLeverage(value)
        } else if key.equals("mode") {
          mode = try parseMode(value)
        } else if let named = try parseSize(key: key, value) {
          try refuseSecond(size, value)
          size = named
        }
        continue
      }
      if let named = Self.mode(value) {
        mode = named
        continue
      }
      let last = value.count > 1 ? value[value.count - 1] : 0
      if asciiUppercased(last) == UInt8(ascii: "X") {
        leverage = try parseLeverage(value.extracting(0..<(value.count - 1)))
      } else {
        try refuseSecond(size, value)
        size = try parseSize(value)
      }
    }
    guard let size else { throw .missing("size") }
    return .enter(
      EntryOrder(
        side: side, instrument: instrument, size: size, leverage: leverage, mode: mode))
  }

  private static func mode(_ word: Span<UInt8>) -> MarginMode? {
    if word.equalsIgnoringCase("isolated") { return .isolated }
    return word.equalsIgnoringCase("cross") ? .cross : nil
  }

  private static func parseMode(_ word: Span<UInt8>) throws(CommandTextError) -> MarginMode {
    guard let mode = mode(word) else {
      throw .unexpected(String(decoding: word), expected: "the mode is isolated or cross")
    }
    return mode
  }

  /// Reads the arguments that follow `MODE`: INSTRUMENT isolated or cross.
  private static func parseMode(
    _ tokens: borrowing LineTokens, from first: Int, in line: Span<UInt8>, names: InstrumentNames
  ) throws(CommandTextError) -> TradeCommand {
    let instrument = try parseInstrument(tokens, at: first, in: line, names: names)
    guard first + 1 < tokens.count, !tokens[first + 1].isField else { throw .missing("mode") }
    return .setMode(instrument, try parseMode(line.extracting(tokens[first + 1].value)))
  }

  /// Reads the arguments that follow `MARGIN`: INSTRUMENT +200 or -50; without a sign it is added.
  private static func parseMargin(
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

  /// Reads the arguments that follow `CLOSE`: INSTRUMENT [50% | q=0.1]; without a size, all of it.
  private static func parseClose(
    _ tokens: borrowing LineTokens, from first: Int, in line: Span<UInt8>, names: InstrumentNames
  ) throws(CommandTextError) -> TradeCommand {
    let instrument = try parseInstrument(tokens, at: first, in: line, names: names)
    var size = CloseSize.share(.one)
    var index = first + 1
    while index < tokens.count {
      let token = tokens[index]
      index += 1
      let value = line.extracting(token.value)
      if token.isField {
        let key = line.extracting(token.key)
        if key.equals("share") {
          size = .share(try parseShare(value))
        } else if key.equals("quantity") || key.equals("q") {
          size = .quantity(try parsePositive("quantity", value, max: Bounds.quantityMax))
        }
      } else if value.count > 1, value[value.count - 1] == UInt8(ascii: "%") {
        size = .share(try parsePercent(value))
      } else {
        throw .unexpected(String(decoding: value), expected: "a share such as 50%, or q=0.1")
      }
    }
    return .close(CloseOrder(instrument: instrument, size: size))
  }

  /// Reads the arguments that follow `LEVERAGE`: INSTRUMENT 20 (or 20x).
  private static func parseLeverage(
    _ tokens: borrowing LineTokens, from first: Int, in line: Span<UInt8>, names: InstrumentNames
  ) throws(CommandTextError) -> TradeCommand {
    let instrument = try parseInstrument(tokens, at: first, in: line, names: names)
    guard first + 1 < tokens.count, !tokens[first + 1].isField else { throw .missing("leverage") }
    let word = line.extracting(tokens[first + 1].value)
    let isMarked = word.count > 1 && asciiUppercased(word[word.count - 1]) == UInt8(ascii: "X")
    let digits = isMarked ? word.extracting(0..<(word.count - 1)) : word
    return .setLeverage(instrument, try parseLeverage(digits))
  }

  /// Reads a canonical command: the verb and its arguments from token `first` on.
  public static func parse(
    _ tokens: borrowing LineTokens, from first: Int, in line: Span<UInt8>, names: InstrumentNames
  ) throws(CommandTextError) -> TradeCommand {
    guard first < tokens.count else { throw .missing("verb") }
    let verb = line.extracting(tokens[first].value)
    if let known = TradeVerb(rawValue: String(decoding: verb)) {
      return try parse(known, tokens, from: first + 1, in: line, names: names)
    }
    throw .unexpected(
      String(decoding: verb), expected: "LONG, SHORT, CLOSE, LEVERAGE, MODE or MARGIN")
  }

  /// Reads the arguments of a trade's verb from token `first` on.
  public static func parse(
    _ verb: TradeVerb, _ tokens: borrowing LineTokens, from first: Int, in line: Span<UInt8>,
    names: InstrumentNames
  ) throws(CommandTextError) -> TradeCommand {
    switch verb {
    case .long: try parseEntry(.buy, tokens, from: first, in: line, names: names)
    case .short: try parseEntry(.sell, tokens, from: first, in: line, names: names)
    case .close: try parseClose(tokens, from: first, in: line, names: names)
    case .leverage: try parseLeverage(tokens, from: first, in: line, names: names)
    case .mode: try parseMode(tokens, from: first, in: line, names: names)
    case .margin: try parseMargin(tokens, from: first, in: line, names: names)
    }
  }

  private static func parseInstrument(
    _ tokens: borrowing LineTokens, at index: Int, in line: Span<UInt8>, names: InstrumentNames
  ) throws(CommandTextError) -> Instrument {
    guard index < tokens.count, !tokens[index].isField else { throw .missing("instrument") }
    let word = line.extracting(tokens[index].value)
    guard let instrument = names.find(word) else {
      throw .unknownInstrument(String(decoding: word))
    }
    return instrument
  }

  private static func refuseSecond(
    _ size: EntrySize?, _ value: Span<UInt8>
  ) throws(CommandTextError) {
    if size != nil { throw .unexpected(String(decoding: value), expected: "one size only") }
  }

  /// A size written as a field; nil when the key is not a size's.
  private static func parseSize(
    key: Span<UInt8>, _ value: Span<UInt8>
  ) throws(CommandTextError) -> EntrySize? {
    if key.equals("margin") || key.equals("m") {
      return .margin(try parsePositive("margin", value, max: Bounds.balanceMax))
    }
    if key.equals("notional") || key.equals("n") {
      return .notional(try parsePositive("notional", value, max: Bounds.notionalMax))
    }
    if key.equals("quantity") || key.equals("q") {
      return .quantity(try parsePositive("quantity", value, max: Bounds.quantityMax))
    }
    if key.equals("share") { return .share(try parseShare(value)) }
    return nil
  }

  /// A size written as a bare word: `500` or `25%`.
  private static func parseSize(_ value: Span<UInt8>) throws(CommandTextError) -> EntrySize {
    if value.count > 1, value[value.count - 1] == UInt8(ascii: "%") {
      return .share(try parsePercent(value))
    }
    return .margin(try parsePositive("margin", value, max: Bounds.balanceMax))
  }

  private static func parseLeverage(_ digits: Span<UInt8>) throws(CommandTextError) -> Leverage {
    guard let number = digits.parseInteger() else { throw .badNumber("leverage", .malformed) }
    guard let leverage = Leverage(number) else {
      throw .outOfRange("leverage", range: "1 to \(Bounds.leverageMax)")
    }
    return leverage
  }

  private static func parseShare(_ text: Span<UInt8>) throws(CommandTextError) -> Rate {
    try parsePositive("share", text, max: .one)
  }

  private static func parsePercent(_ text: Span<UInt8>) throws(CommandTextError) -> Rate {
    let hundred = Rate(units: 100 * unitsPerOne)
    let number = text.extracting(0..<(text.count - 1))
    let percent: Rate
    do throws(CommandTextError) {
      percent = try parsePositive("share", number, max: hundred)
    } catch {
      guard case .outOfRange = error else { throw error }
      throw .outOfRange("share", range: "above 0% to 100%")
    }
    guard percent.units % 100 == 0 else { throw .badNumber("share", .tooManyDecimals) }
    return Rate(units: percent.units / 100)
  }

  private static func parsePositive<Number: FixedPoint>(
    _ field: String, _ text: Span<UInt8>, max: Number
  ) throws(CommandTextError) -> Number {
    switch DecimalText.parse(text) {
    case .success(let units) where units > 0 && units <= max.units:
      return Number(units: units)
    case .success, .failure(.tooLarge): throw .outOfRange(field, range: "above 0 to \(max)")
    case .failure(let error): throw .badNumber(field, error)
    }
  }
}

extension ByteBuffer {
  /// Appends the canonical form of a command.
  public mutating func append(_ command: TradeCommand, rules: Rules) {
    switch command {
    case .enter(let order):
      append(order.side == .buy ? "LONG " : "SHORT ")
      append(rules.name(of: order.instrument))
      switch order.size {
      case .margin(let money):
        append(" margin=")
        append(money)
      case .notional(let money):
        append(" notional=")
        append(money)
      case .quantity(let quantity):
        append(" quantity=")
        append(quantity)
      case .share(let rate):
        append(" share=")
        append(rate)
      case .risk: preconditionFailure("WIP")
      }
      if let leverage = order.leverage {
        append(" leverage=")
        append(integer: leverage.value)
      }
      if let mode = order.mode {
        append(" mode=")
        append(mode.rawValue)
      }
    case .close(let order):
      append("CLOSE ")
      append(rules.name(of: order.instrument))
      switch order.size {
      case .share(let rate):
        append(" share=")
        append(rate)
      case .quantity(let quantity):
        append(" quantity=")
        append(quantity)
      }
    case .closeAll, .protect, .cancel: preconditionFailure("WIP")
    case .setLeverage(let instrument, let leverage):
      append("LEVERAGE ")
      append(rules.name(of: instrument))
      append(UInt8(ascii: " "))
      append(integer: leverage.value)
    case .setMode(let instrument, let mode):
      append("MODE ")
      append(rules.name(of: instrument))
      append(UInt8(ascii: " "))
      append(mode.rawValue)
    case .moveMargin(let instrument, let amount):
      append("MARGIN ")
      append(rules.name(of: instrument))
      append(UInt8(ascii: " "))
      append(amount)
    }
  }
}
