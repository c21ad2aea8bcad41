public import Margin
public import Primitives

/// Why the text of a command is refused.
public enum CommandTextError: Error, Hashable, Sendable {
  /// Something that must stand there is missing.
  case missing(String)
  /// A word that means nothing here; says what may stand there.
  case unexpected(String, expected: String)
  /// A field that does not belong to this kind of trade.
  case misplaced(String)
  /// An argument that does not go with the others, and why.
  case contradiction(String, reason: String)
  /// A number that is not one, with the name of its field.
  case badNumber(String, DecimalError)
  /// A number outside its range, with the range in words.
  case outOfRange(String, range: String)
  /// No such instrument, with what was written.
  case unknownInstrument(String)
}

/// Trade commands as text: the same on the wire, in the log and in the record.
///
/// Reads the short forms that players type; `ByteBuffer.append(_:rules:)` writes one canonical form
/// that reads back the same. Rule: RECORD-3.
public enum CommandText {
  /// Reads a canonical command: the verb and its arguments from token `first` on.
  public static func parse(
    _ tokens: borrowing LineTokens, from first: Int, in line: Span<UInt8>, names: InstrumentNames
  ) throws(CommandTextError) -> TradeCommand {
    guard first < tokens.count else { throw .missing("verb") }
    let verb = line.extracting(tokens[first].value)
    if let known = TradeVerb(rawValue: String(decoding: verb)) {
      return try parse(known, tokens, from: first + 1, in: line, names: names)
    }
    let verbs = TradeVerb.allCases.map(\.rawValue)
    throw .unexpected(
      String(decoding: verb),
      expected: verbs.dropLast().joined(separator: ", ") + " or \(verbs[verbs.count - 1])")
  }

  /// Reads the arguments of a trade's verb from token `first` on.
  public static func parse(
    _ verb: TradeVerb, _ tokens: borrowing LineTokens, from first: Int, in line: Span<UInt8>,
    names: InstrumentNames
  ) throws(CommandTextError) -> TradeCommand {
    switch verb {
    case .long: try parseMarket(.buy, tokens, from: first, in: line, names: names)
    case .short: try parseMarket(.sell, tokens, from: first, in: line, names: names)
    case .close: try parseClose(tokens, from: first, in: line, names: names)
    case .limit: try parseLimit(tokens, from: first, in: line, names: names)
    case .stop: try parseStop(tokens, from: first, in: line, names: names)
    case .take: try parseTake(tokens, from: first, in: line, names: names)
    case .trail: try parseTrail(tokens, from: first, in: line, names: names)
    case .oco: try parsePair(tokens, from: first, in: line, names: names)
    case .cancel: try parseCancel(tokens, from: first, in: line, names: names)
    case .leverage: try parseLeverage(tokens, from: first, in: line, names: names)
    case .mode: try parseMode(tokens, from: first, in: line, names: names)
    case .margin: try parseMargin(tokens, from: first, in: line, names: names)
    }
  }

  /// Reads which tick a command is meant for: `tick=17`; nil when it names none. Rule: ORDER-5.
  public static func parseTick(
    _ tokens: borrowing LineTokens, in line: Span<UInt8>
  ) throws(CommandTextError) -> Tick? {
    guard let field = tokens.field("tick", in: line) else { return nil }
    guard let number = line.extracting(field.value).parseInteger() else {
      throw .badNumber("tick", .malformed)
    }
    return Tick(number)
  }

  static func parseInstrument(
    _ tokens: borrowing LineTokens, at index: Int, in line: Span<UInt8>, names: InstrumentNames
  ) throws(CommandTextError) -> Instrument {
    guard index < tokens.count, !tokens[index].isField else { throw .missing("instrument") }
    let word = line.extracting(tokens[index].value)
    guard let instrument = names.find(word) else {
      throw .unknownInstrument(String(decoding: word))
    }
    return instrument
  }

  /// Whether the bare word `all` stands at a place; no instrument is written so in lower case.
  static func isAll(
    _ tokens: borrowing LineTokens, at index: Int, in line: Span<UInt8>, names: InstrumentNames
  ) -> Bool {
    guard index < tokens.count, !tokens[index].isField else { return false }
    let word = line.extracting(tokens[index].value)
    return word.equals("all") || (word.equalsIgnoringCase("all") && names.find(word) == nil)
  }
}
