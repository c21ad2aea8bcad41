import Primitives

/// The inside of a JSON object or list that is being written, without blanks.
struct JSONText {
  private var text = ""

  /// It as an object.
  var object: String { "{\(text)}" }

  /// It as a list.
  var list: String { "[\(text)]" }

  private mutating func begin(_ key: String) {
    if !text.isEmpty { text += "," }
    text += Self.quoted(key) + ":"
  }

  mutating func add(_ key: String, _ number: Int) {
    begin(key)
    text += String(number)
  }

  mutating func add(_ key: String, _ isSo: Bool) {
    begin(key)
    text += isSo ? "true" : "false"
  }

  /// An amount is a string, so that no reader loses a digit of it.
  mutating func add<Number: FixedPoint>(_ key: String, _ number: Number) {
    begin(key)
    text += "\"\(number)\""
  }

  mutating func add<Number: FixedPoint>(_ key: String, optional number: Number?) {
    if let number { return add(key, number) }
    begin(key)
    text += "null"
  }

  mutating func add(_ key: String, text value: String) {
    begin(key)
    text += Self.quoted(value)
  }

  mutating func add(_ key: String, optional value: String?) {
    begin(key)
    text += value.map(Self.quoted) ?? "null"
  }

  mutating func add(_ key: String, list: JSONText) {
    begin(key)
    text += list.list
  }

  mutating func add(_ key: String, _ write: (inout JSONText) -> Void) {
    begin(key)
    var inner = JSONText()
    write(&inner)
    text += inner.object
  }

  /// Adds an object to a list.
  mutating func item(_ write: (inout JSONText) -> Void) {
    if !text.isEmpty { text += "," }
    var inner = JSONText()
    write(&inner)
    text += inner.object
  }

  /// Adds a number to a list.
  mutating func item(number: Int) {
    if !text.isEmpty { text += "," }
    text += String(number)
  }

  /// A JSON string: the protocol's quoted texts are JSON strings.
  static func quoted(_ text: String) -> String {
    var buffer = ByteBuffer()
    buffer.append(quoted: text)
    return buffer.withSpan { String(decoding: $0) }
  }
}
