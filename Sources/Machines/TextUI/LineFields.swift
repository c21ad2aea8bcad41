import ClientCore
import Primitives

/// A line of the server with its fields, kept while sentences are made of it.
struct LineFields: Sendable {
  let bytes: [UInt8]
  let kind: ServerLine
  private let reader: ServerLineReader

  /// Reads a line.
  init(_ line: Span<UInt8>) {
    bytes = Array(line)
    var reader = ServerLineReader()
    kind = reader.read(line)
    self.reader = reader
  }

  /// The first word.
  var word: String {
    guard reader.tokens.count > 0 else { return "" }
    return String(decoding: bytes.span.extracting(reader.tokens[0].value))
  }

  /// The number of a tag of ours; nil when the reply has none.
  var tag: Int? {
    guard reader.tokens.count > 1, !reader.tokens[1].isField else { return nil }
    let word = bytes.span.extracting(reader.tokens[1].value)
    guard word.count > 1, word[0] == UInt8(ascii: "#") else { return nil }
    return word.extracting(1..<word.count).parseInteger()
  }

  /// Everything behind the first words of a reply.
  var rest: String {
    let skipped = tag == nil ? 1 : 2
    guard reader.tokens.count > skipped else { return "" }
    let token = reader.tokens[skipped]
    let start = token.isField ? token.key.lowerBound : token.value.lowerBound
    return String(decoding: bytes.span.extracting(start..<bytes.count))
  }

  /// The value of a field as text; nil when it is missing.
  func text(_ key: StaticString) -> String? { reader.text(key, in: bytes.span) }

  /// The value of a field whose key is not known beforehand.
  func text(of key: String) -> String? {
    for index in 0..<reader.tokens.count where reader.tokens[index].isField {
      let token = reader.tokens[index]
      if String(decoding: bytes.span.extracting(token.key)) == key {
        return LineTokens.text(of: token, in: bytes.span)
      }
    }
    return nil
  }

  /// The order that it speaks of; nil when that cannot be read.
  func order(in view: MatchView) -> SeenOrder? {
    SeenOrder(bytes.span, reader, instruments: view.instruments)
  }

  /// The value of a field as a whole number.
  func integer(_ key: StaticString) -> Int? { reader.integer(key, in: bytes.span) }

  /// The value of a field as a decimal.
  func decimal<Number: FixedPoint>(
    _ key: StaticString, as type: Number.Type = Number.self
  ) -> Number? { reader.decimal(key, in: bytes.span) }
}
