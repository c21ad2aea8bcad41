public import Digests
public import Primitives
public import Records

/// How messages are written on a connection.
public enum MessageFormat: String, CaseIterable, Hashable, Sendable {
  /// Words and `key=value` fields separated by blanks.
  case text
}

/// Writes messages field by field, in the format of the connection they are for.
///
/// Begin with `begin`, then fields in their fixed order, then `end`. Every message of the protocol
/// goes through here, so that a second format is a second spelling and not a second protocol.
public struct MessageWriter: Sendable {
  /// The format it writes.
  public let format: MessageFormat

  /// Makes a writer.
  public init(_ format: MessageFormat) { self.format = format }

  /// Begins a push with its type.
  public func begin(_ type: PushType, _ out: inout ByteBuffer) {
    out.append(type.rawValue)
  }

  /// Begins a push that belongs to the stream of a match.
  public func begin(
    _ type: PushType, match: MatchID, sequence: Int, _ out: inout ByteBuffer
  ) {
    out.append(type.rawValue)
    open("match", &out)
    out.append(match)
    close(&out)
    field("seq", sequence, &out)
  }

  /// Begins the reply that accepts a command; the tag lies in `line`.
  public func beginOK(
    _ verb: Verb, tag: Range<Int>?, in line: Span<UInt8>, _ out: inout ByteBuffer
  ) {
    out.append("OK ")
    append(tag, in: line, &out)
    out.append(verb.rawValue)
  }

  /// Writes the whole reply that refuses a command; the tag lies in `line`.
  public func error(
    _ refusal: Refusal, tag: Range<Int>?, in line: Span<UInt8>, _ out: inout ByteBuffer
  ) {
    out.append("ERR ")
    append(tag, in: line, &out)
    out.append("code=")
    out.append(refusal.code.rawValue)
    if let wait = refusal.retryMilliseconds { field("retry_ms", wait, &out) }
    if let name = refusal.field { field("field", word: name, &out) }
    field("text", text: refusal.text, &out)
    end(&out)
  }

  private func append(_ tag: Range<Int>?, in line: Span<UInt8>, _ out: inout ByteBuffer) {
    guard let tag else { return }
    out.append("#")
    out.append(line.extracting(tag))
    out.append(" ")
  }

  /// Ends a message.
  @inlinable public func end(_ out: inout ByteBuffer) { out.append(UInt8(ascii: "\n")) }

  /// Opens a field whose value is appended by the caller.
  @inlinable public func open(_ key: StaticString, _ out: inout ByteBuffer) {
    out.append(UInt8(ascii: " "))
    out.append(key)
    out.append(UInt8(ascii: "="))
  }

  /// Opens a field with a key that is not known beforehand, such as an instrument's name.
  public func open(key: String, _ out: inout ByteBuffer) {
    out.append(UInt8(ascii: " "))
    out.append(key)
    out.append(UInt8(ascii: "="))
  }

  /// Closes a field that `open` began.
  @inlinable public func close(_ out: inout ByteBuffer) {}

  /// Writes a whole number.
  @inlinable public func field(_ key: StaticString, _ number: Int, _ out: inout ByteBuffer) {
    open(key, &out)
    out.append(integer: number)
    close(&out)
  }

  /// Writes a decimal.
  @inlinable public func field<Number: FixedPoint>(
    _ key: StaticString, _ number: Number, _ out: inout ByteBuffer
  ) {
    open(key, &out)
    out.append(number)
    close(&out)
  }

  /// Writes a decimal, or `none`.
  public func field<Number: FixedPoint>(
    _ key: StaticString, optional number: Number?, _ out: inout ByteBuffer
  ) {
    open(key, &out)
    if let number { out.append(number) } else { out.append("none") }
    close(&out)
  }

  /// Writes a word: text without blanks and quotes.
  public func field(_ key: StaticString, word: String, _ out: inout ByteBuffer) {
    open(key, &out)
    out.append(word)
    close(&out)
  }

  /// Writes a digest.
  public func field(_ key: StaticString, _ digest: Digest, _ out: inout ByteBuffer) {
    open(key, &out)
    out.append(digest)
    close(&out)
  }

  /// Writes free text.
  public func field(_ key: StaticString, text: String, _ out: inout ByteBuffer) {
    open(key, &out)
    out.append(quoted: text)
    close(&out)
  }

  /// Writes a list of values separated by commas.
  public func field<Values: Sequence>(
    _ key: StaticString, list values: Values, _ out: inout ByteBuffer,
    _ write: (Values.Element, inout ByteBuffer) -> Void
  ) {
    open(key, &out)
    var isFirst = true
    for value in values {
      if !isFirst { out.append(UInt8(ascii: ",")) }
      isFirst = false
      write(value, &out)
    }
    close(&out)
  }
}
