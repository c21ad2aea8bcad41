/// What is wrong with a line as a sequence of tokens.
public enum TokenError: Error, Hashable, Sendable {
  /// A quote that is opened and not closed, or text right after a closing quote.
  case badQuote
  /// More than `LineTokens.countMax` tokens.
  case tooMany
}

/// The blank-separated tokens of one line, as offsets into it.
///
/// A token is a word (`LONG`) or a field (`key=value`). A value may stand in double quotes, with
/// `\"` and `\\` for a quote and a backslash. The same grammar serves the wire, the log and the
/// record. One value is reused for many lines; it allocates nothing after its first.
public struct LineTokens: Sendable {
  /// One token: where its key and value lie in the line.
  public struct Token: Hashable, Sendable {
    /// Where the key of a field lies; empty for a word.
    public var key: Range<Int>
    /// Where the value, or the whole word, lies; without its quotes.
    public var value: Range<Int>
    /// Whether the value stood in quotes.
    public var isQuoted: Bool

    /// Whether it is a `key=value`.
    public var isField: Bool { !key.isEmpty }
  }

  /// How many tokens a line may have.
  public static let countMax = 128

  /// Only the first `count` mean something.
  private var tokens: [Token]

  /// How many tokens the line had.
  public private(set) var count = 0

  /// Makes an empty table.
  public init() {
    let none = Token(key: 0..<0, value: 0..<0, isQuoted: false)
    tokens = Array(repeating: none, count: Self.countMax)
  }

  /// The token at a place, counted from 0.
  public subscript(index: Int) -> Token {
    precondition(index < count, "LineTokens: a token of the line")
    return tokens[index]
  }

  /// Splits a line; a quote left open is found before there being too many. Complexity: O(length).
  public mutating func scan(_ line: Span<UInt8>) throws(TokenError) {
    count = 0
    let end = line.count
    var index = 0
    while true {
      while index < end, line[index] == UInt8(ascii: " ") || line[index] == 9 { index += 1 }
      guard index < end else { break }
      index = try scanToken(line, from: index)
    }
    guard count <= Self.countMax else {
      count = Self.countMax
      throw .tooMany
    }
  }

  private mutating func scanToken(_ line: Span<UInt8>, from start: Int) throws(TokenError) -> Int {
    let lineEnd = line.count
    var index = start
    var key = start..<start
    while index < lineEnd, line[index] != UInt8(ascii: " "), line[index] != 9 {
      if line[index] == UInt8(ascii: "="), key.isEmpty, index > start {
        key = start..<index
        if index + 1 < lineEnd, line[index + 1] == UInt8(ascii: "\"") {
          let end = try scanQuoted(line, from: index + 2)
          add(Token(key: key, value: (index + 2)..<end, isQuoted: true))
          return end + 1
        }
      }
      index += 1
    }
    let valueStart = key.isEmpty ? start : key.upperBound + 1
    add(Token(key: key, value: valueStart..<index, isQuoted: false))
    return index
  }

  private mutating func add(_ token: Token) {
    if count < Self.countMax { tokens[count] = token }
    count += 1
  }

  private func scanQuoted(_ line: Span<UInt8>, from start: Int) throws(TokenError) -> Int {
    var index = start
    while index < line.count {
      let byte = line[index]
      if byte == UInt8(ascii: "\\") {
        index += 2
        continue
      }
      if byte == UInt8(ascii: "\"") {
        let next = index + 1
        guard next == line.count || line[next] == UInt8(ascii: " ") || line[next] == 9 else {
          throw .badQuote
        }
        return index
      }
      index += 1
    }
    throw .badQuote
  }

  /// The value of the first field with this key, or nil; keys are compared exactly.
  public func field(_ key: StaticString, in line: Span<UInt8>) -> Token? {
    for index in 0..<count {
      let token = tokens[index]
      if token.isField, line.extracting(token.key).equals(key) { return token }
    }
    return nil
  }

  /// The text of a token's value, with the escapes of a quoted one resolved.
  public static func text(of token: Token, in line: Span<UInt8>) -> String {
    guard token.isQuoted else { return String(decoding: line.extracting(token.value)) }
    var plain: [UInt8] = []
    var index = token.value.lowerBound
    while index < token.value.upperBound {
      if line[index] == UInt8(ascii: "\\") { index += 1 }
      if index < token.value.upperBound { plain.append(line[index]) }
      index += 1
    }
    return String(decoding: plain.span)
  }
}

extension ByteBuffer {
  /// Appends a text in double quotes, with quotes and backslashes escaped and controls as blanks.
  public mutating func append(quoted text: String) {
    append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { append(UInt8(ascii: "\\")) }
      append(byte < 32 || byte == 127 ? UInt8(ascii: " ") : byte)
    }
    append(UInt8(ascii: "\""))
  }
}

extension Span<UInt8> {
  /// The bytes as a whole number of at most 18 digits, with an optional minus; nil for anything
  /// else.
  public func parseInteger() -> Int? {
    var index = 0
    var isNegative = false
    if count > 0, self[0] == UInt8(ascii: "-") {
      isNegative = true
      index = 1
    }
    guard index < count, count - index <= 18 else { return nil }
    var value = 0
    while index < count {
      let digit = self[index] &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      value = value * 10 + Int(digit)
      index += 1
    }
    return isNegative ? -value : value
  }
}
