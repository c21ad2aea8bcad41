public import Digests
public import Primitives
public import Records

/// How messages are written on a connection.
public enum MessageFormat: String, CaseIterable, Hashable, Sendable {
  /// Words and `key=value` fields separated by blanks.
  case text
  /// One flat JSON object a line.
  case json
}

/// How the items of a list are written in JSON; in text they look the same.
public enum ListItem: Hashable, Sendable {
  /// As strings, `none` as null.
  case word
  /// As numbers.
  case number
}

/// Writes messages field by field, in the format of the connection they are for.
///
/// Begin with `begin`, then fields in their fixed order, then `end`. Every message of the protocol
/// goes through here, so that the second format is a second spelling and not a second protocol.
public struct MessageWriter: Sendable {
  @usableFromInline let isJSON: Bool

  /// Makes a writer.
  public init(_ format: MessageFormat) { isJSON = format == .json }

  /// The format it writes.
  @inlinable public var format: MessageFormat { isJSON ? .json : .text }

  /// Begins a push with its type.
  public func begin(_ type: PushType, _ out: inout ByteBuffer) {
    beginLine(type.rawValue, &out)
  }

  /// Begins a push that belongs to the stream of a match.
  public func begin(
    _ type: PushType, match: MatchID, sequence: Int, _ out: inout ByteBuffer
  ) {
    begin(type, &out)
    open("match", &out)
    out.append(match)
    close(&out)
    field("seq", sequence, &out)
  }

  /// Begins the reply that accepts a command; the tag lies in `line`.
  public func beginOK(
    _ verb: Verb, tag: Range<Int>?, in line: Span<UInt8>, _ out: inout ByteBuffer
  ) {
    beginLine("OK", &out)
    if isJSON { field("verb", word: verb.rawValue, &out) }
    append(tag, in: line, &out)
    if isJSON { return }
    out.append(" ")
    out.append(verb.rawValue)
  }

  /// Writes the whole reply that refuses a command; the tag lies in `line`.
  public func error(
    _ refusal: Refusal, tag: Range<Int>?, in line: Span<UInt8>, _ out: inout ByteBuffer
  ) {
    beginLine("ERR", &out)
    append(tag, in: line, &out)
    field("code", word: refusal.code.rawValue, &out)
    if let wait = refusal.retryMilliseconds { field("retry_ms", wait, &out) }
    if let name = refusal.field { field("field", word: name, &out) }
    field("text", text: refusal.text, &out)
    end(&out)
  }

  private func beginLine(_ type: String, _ out: inout ByteBuffer) {
    if isJSON { out.append("{\"type\":\"") }
    out.append(type)
    if isJSON { out.append("\"") }
  }

  private func append(_ tag: Range<Int>?, in line: Span<UInt8>, _ out: inout ByteBuffer) {
    guard let tag else { return }
    if isJSON { open("tag", &out) } else { out.append(" #") }
    out.append(line.extracting(tag))
    if isJSON { close(&out) }
  }

  /// Ends a message.
  @inlinable public func end(_ out: inout ByteBuffer) {
    if isJSON { out.append(UInt8(ascii: "}")) }
    out.append(UInt8(ascii: "\n"))
  }

  // MARK: - Keys and raw values

  /// Writes the key of a field.
  @inlinable func key(_ key: StaticString, _ out: inout ByteBuffer) {
    out.append(isJSON ? UInt8(ascii: ",") : UInt8(ascii: " "))
    quoteMark(&out)
    out.append(key)
    quoteMark(&out)
    out.append(isJSON ? UInt8(ascii: ":") : UInt8(ascii: "="))
  }

  /// Writes a key that is not known beforehand, such as an instrument's name.
  func key(_ key: String, _ out: inout ByteBuffer) {
    out.append(isJSON ? UInt8(ascii: ",") : UInt8(ascii: " "))
    quoteMark(&out)
    out.append(key)
    quoteMark(&out)
    out.append(isJSON ? UInt8(ascii: ":") : UInt8(ascii: "="))
  }

  /// Opens a field whose value the caller appends: in JSON a string, so without quotes in it.
  @inlinable public func open(_ key: StaticString, _ out: inout ByteBuffer) {
    self.key(key, &out)
    quoteMark(&out)
  }

  /// Opens such a field with a key that is not known beforehand.
  public func open(key: String, _ out: inout ByteBuffer) {
    self.key(key, &out)
    quoteMark(&out)
  }

  /// Closes a field that `open` began.
  @inlinable public func close(_ out: inout ByteBuffer) { quoteMark(&out) }

  /// What stands on both sides of a JSON string.
  @inlinable func quoteMark(_ out: inout ByteBuffer) {
    if isJSON { out.append(UInt8(ascii: "\"")) }
  }

  // MARK: - Fields

  /// Writes a whole number.
  @inlinable public func field(_ key: StaticString, _ number: Int, _ out: inout ByteBuffer) {
    self.key(key, &out)
    out.append(integer: number)
  }

  /// Writes a whole number under a key that is not known beforehand.
  public func field(number key: String, _ number: Int, _ out: inout ByteBuffer) {
    self.key(key, &out)
    out.append(integer: number)
  }

  /// Writes a whole number, or that there is none.
  public func field(_ key: StaticString, optional number: Int?, _ out: inout ByteBuffer) {
    if let number { field(key, number, &out) } else { none(key, &out) }
  }

  /// Writes a decimal.
  @inlinable public func field<Number: FixedPoint>(
    _ key: StaticString, _ number: Number, _ out: inout ByteBuffer
  ) {
    open(key, &out)
    out.append(number)
    close(&out)
  }

  /// Writes a decimal, or that there is none.
  public func field<Number: FixedPoint>(
    _ key: StaticString, optional number: Number?, _ out: inout ByteBuffer
  ) {
    if let number { field(key, number, &out) } else { none(key, &out) }
  }

  /// Writes a word: text without blanks and quotes. The word `none` says that there is none.
  public func field(_ key: StaticString, word: String, _ out: inout ByteBuffer) {
    guard !isJSON || word != "none" else { return none(key, &out) }
    open(key, &out)
    out.append(word)
    close(&out)
  }

  private func none(_ key: StaticString, _ out: inout ByteBuffer) {
    self.key(key, &out)
    out.append(isJSON ? "null" : "none")
  }

  /// Writes a digest.
  public func field(_ key: StaticString, _ digest: Digest, _ out: inout ByteBuffer) {
    open(key, &out)
    out.append(digest)
    close(&out)
  }

  /// Writes a digest, or that there is none.
  public func field(_ key: StaticString, optional digest: Digest?, _ out: inout ByteBuffer) {
    if let digest { field(key, digest, &out) } else { none(key, &out) }
  }

  /// Writes free text.
  public func field(_ key: StaticString, text: String, _ out: inout ByteBuffer) {
    self.key(key, &out)
    out.append(quoted: text)
  }

  /// Writes a list: in text separated by commas, in JSON an array.
  public func field<Values: Sequence>(
    _ key: StaticString, list values: Values, as item: ListItem = .word, _ out: inout ByteBuffer,
    _ write: (Values.Element, inout ByteBuffer) -> Void
  ) {
    self.key(key, &out)
    if isJSON { out.append(UInt8(ascii: "[")) }
    var isFirst = true
    for value in values {
      if !isFirst { out.append(UInt8(ascii: ",")) }
      isFirst = false
      quote(isJSON && item == .word, &out) { write(value, &$0) }
    }
    if isJSON { out.append(UInt8(ascii: "]")) }
  }

  // MARK: - Values of several parts

  /// Opens a field of several parts, each written with `part`.
  public func openParts(key: String, _ out: inout ByteBuffer) {
    self.key(key, &out)
    if isJSON { out.append(UInt8(ascii: "[")) }
  }

  /// Writes a decimal as a part; `first` for the first one.
  @inlinable public func part<Number: FixedPoint>(
    _ number: Number, first: Bool = false, _ out: inout ByteBuffer
  ) {
    separate(first, &out)
    quoteMark(&out)
    out.append(number)
    quoteMark(&out)
  }

  /// Writes a decimal, or that there is none, as a part that is not the first.
  public func part<Number: FixedPoint>(optional number: Number?, _ out: inout ByteBuffer) {
    if let number { return part(number, &out) }
    separate(false, &out)
    out.append(isJSON ? "null" : "none")
  }

  /// Writes a whole number as a part that is not the first.
  public func part(_ number: Int, _ out: inout ByteBuffer) {
    separate(false, &out)
    out.append(integer: number)
  }

  /// Writes a word as a part; `first` for the first one.
  public func part(word: String, first: Bool = false, _ out: inout ByteBuffer) {
    separate(first, &out)
    quote(isJSON, &out) { $0.append(word) }
  }

  @inlinable func separate(_ isFirst: Bool, _ out: inout ByteBuffer) {
    if !isFirst { out.append(isJSON ? UInt8(ascii: ",") : UInt8(ascii: "/")) }
  }

  /// Closes a field that `openParts` began.
  public func closeParts(_ out: inout ByteBuffer) {
    if isJSON { out.append(UInt8(ascii: "]")) }
  }

  /// Writes a value in quotes if asked to; then `none` is null.
  private func quote(
    _ isQuoted: Bool, _ out: inout ByteBuffer, _ write: (inout ByteBuffer) -> Void
  ) {
    guard isQuoted else { return write(&out) }
    let start = out.count
    out.append(UInt8(ascii: "\""))
    write(&out)
    out.append(UInt8(ascii: "\""))
    if out.withSpan(of: start..<out.count, { $0.equals("\"none\"") }) {
      out.truncate(to: start)
      out.append("null")
    }
  }
}
