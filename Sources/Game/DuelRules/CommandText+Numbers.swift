import Margin
import Primitives

extension CommandText {
  static func mode(_ word: Span<UInt8>) -> MarginMode? {
    if word.equalsIgnoringCase("isolated") { return .isolated }
    return word.equalsIgnoringCase("cross") ? .cross : nil
  }

  static func parseMode(_ word: Span<UInt8>) throws(CommandTextError) -> MarginMode {
    guard let mode = mode(word) else {
      throw .unexpected(String(decoding: word), expected: "the mode is isolated or cross")
    }
    return mode
  }

  /// Reads the price that must stand at a place, before any size.
  static func parsePrice(
    _ tokens: borrowing LineTokens, at index: Int, in line: Span<UInt8>
  ) throws(CommandTextError) -> Price {
    guard index < tokens.count, !tokens[index].isField else { throw .missing("price") }
    let word = line.extracting(tokens[index].value)
    guard isNumber(word) else {
      throw .unexpected(String(decoding: word), expected: "a price such as 59000 stands there")
    }
    return try parsePositive("price", word, max: Bounds.priceMax)
  }

  static func parsePrice(
    _ field: String, _ text: Span<UInt8>
  ) throws(CommandTextError) -> Price { try parsePositive(field, text, max: Bounds.priceMax) }

  static func parseLeverage(_ digits: Span<UInt8>) throws(CommandTextError) -> Leverage {
    guard let number = digits.parseInteger() else { throw .badNumber("leverage", .malformed) }
    guard let leverage = Leverage(number) else {
      throw .outOfRange("leverage", range: "1 to \(Bounds.leverageMax)")
    }
    return leverage
  }

  /// A part of something, as a fraction or in percent.
  static func parseShare(
    _ field: String, _ text: Span<UInt8>
  ) throws(CommandTextError) -> Rate {
    isPercent(text) ? try parsePercent(field, text) : try parsePositive(field, text, max: .one)
  }

  static func parsePercent(
    _ field: String, _ text: Span<UInt8>
  ) throws(CommandTextError) -> Rate {
    let hundred = Rate(units: 100 * unitsPerOne)
    let number = text.extracting(0..<(text.count - 1))
    let percent: Rate
    do throws(CommandTextError) {
      percent = try parsePositive(field, number, max: hundred)
    } catch {
      guard case .outOfRange = error else { throw error }
      throw .outOfRange(field, range: "above 0% to 100%")
    }
    guard percent.units % 100 == 0 else { throw .badNumber(field, .tooManyDecimals) }
    return Rate(units: percent.units / 100)
  }

  /// Whether a word ends as a percentage does.
  static func isPercent(_ word: Span<UInt8>) -> Bool {
    word.count > 1 && word[word.count - 1] == UInt8(ascii: "%")
  }

  /// Whether a word begins as a number does and does not end as a percentage or a leverage.
  static func isNumber(_ word: Span<UInt8>) -> Bool {
    guard word.count > 0, !isPercent(word), !isTimes(word) else { return false }
    let first = word[0]
    return (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) || first == UInt8(ascii: "-")
      || first == UInt8(ascii: "+") || first == UInt8(ascii: ".")
  }

  /// Whether a word ends as a leverage does: `10x`.
  static func isTimes(_ word: Span<UInt8>) -> Bool {
    word.count > 1 && asciiUppercased(word[word.count - 1]) == UInt8(ascii: "X")
  }

  static func parsePositive<Number: FixedPoint>(
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
