/// A JSON value of a file: what it is, and the line it begins in.
///
/// Numbers stay the text they are written as, and members stay in their order.
struct JSONTree: Hashable, Sendable {
  /// What a value is.
  enum Kind: Hashable, Sendable {
    case string(String)
    /// The digits as they are written.
    case number(String)
    case boolean(Bool)
    case null
    case array([JSONTree])
    case object([Member])
  }

  /// A key and its value.
  struct Member: Hashable, Sendable {
    let key: String
    let line: Int
    let value: JSONTree
  }

  let kind: Kind
  let line: Int

  /// Reads a whole text: RFC 8259, but keys of an object differ and nesting ends at `depthMax`.
  init(_ text: [UInt8]) throws(JSONTreeError) {
    var reader = JSONTreeReader(text)
    self = try reader.readAll()
  }

  fileprivate init(_ kind: Kind, line: Int) {
    self.kind = kind
    self.line = line
  }

  /// How deep arrays and objects may lie in each other.
  static let depthMax = 8
}

/// Why a text is not JSON.
struct JSONTreeError: Error, Hashable, Sendable {
  let line: Int
  let reason: String
}

/// Takes a text apart, byte by byte.
private struct JSONTreeReader {
  private let text: [UInt8]
  private var index = 0
  private var line = 1

  init(_ text: [UInt8]) {
    self.text = text
    // Some editors begin a file with a byte order mark.
    if text.starts(with: [0xef, 0xbb, 0xbf]) { index = 3 }
  }

  mutating func readAll() throws(JSONTreeError) -> JSONTree {
    skipBlanks()
    let value = try readValue(depth: 1)
    skipBlanks()
    guard index == text.count else { throw wrong("text follows the value") }
    return value
  }

  private func wrong(_ reason: String) -> JSONTreeError {
    JSONTreeError(line: line, reason: reason)
  }

  private mutating func readValue(depth: Int) throws(JSONTreeError) -> JSONTree {
    let start = line
    switch next ?? 0 {
    case UInt8(ascii: "{"): return JSONTree(.object(try readObject(depth)), line: start)
    case UInt8(ascii: "["): return JSONTree(.array(try readArray(depth)), line: start)
    case UInt8(ascii: "\""): return JSONTree(.string(try readString()), line: start)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      return JSONTree(.number(try readNumber()), line: start)
    default:
      for (word, kind) in [
        ("true", JSONTree.Kind.boolean(true)), ("false", .boolean(false)), ("null", .null),
      ] where text[index...].starts(with: word.utf8) {
        index += word.utf8.count
        return JSONTree(kind, line: start)
      }
      throw wrong("a value is {…}, […], \"…\", a number, true, false or null")
    }
  }

  private mutating func readObject(_ depth: Int) throws(JSONTreeError) -> [JSONTree.Member] {
    var members: [JSONTree.Member] = []
    try readItems(until: UInt8(ascii: "}"), depth) { (reader) throws(JSONTreeError) in
      guard reader.next == UInt8(ascii: "\"") else {
        throw reader.wrong("a key stands in double quotes")
      }
      let start = reader.line
      let key = try reader.readString()
      guard !members.contains(where: { $0.key == key }) else {
        throw reader.wrong("the key '\(key)' stands twice")
      }
      reader.skipBlanks()
      guard reader.next == UInt8(ascii: ":") else {
        throw reader.wrong("after the key '\(key)' comes :")
      }
      reader.index += 1
      reader.skipBlanks()
      let value = try reader.readValue(depth: depth + 1)
      members.append(JSONTree.Member(key: key, line: start, value: value))
    }
    return members
  }

  private mutating func readArray(_ depth: Int) throws(JSONTreeError) -> [JSONTree] {
    var values: [JSONTree] = []
    try readItems(until: UInt8(ascii: "]"), depth) { (reader) throws(JSONTreeError) in
      values.append(try reader.readValue(depth: depth + 1))
    }
    return values
  }

  /// Reads what stands between brackets, separated by commas.
  private mutating func readItems(
    until end: UInt8, _ depth: Int,
    _ item: (inout JSONTreeReader) throws(JSONTreeError) -> Void
  ) throws(JSONTreeError) {
    guard depth <= JSONTree.depthMax else { throw wrong("it is nested too deeply") }
    index += 1
    skipBlanks()
    if next == end {
      index += 1
      return
    }
    while true {
      try item(&self)
      skipBlanks()
      let byte = next
      if byte == end {
        index += 1
        return
      }
      guard byte == UInt8(ascii: ",") else {
        let closing = String(decoding: [end], as: UTF8.self)
        throw wrong(byte == nil ? "\(closing) is missing at the end" : "here comes , or \(closing)")
      }
      index += 1
      skipBlanks()
    }
  }

  // MARK: - Strings and numbers

  private mutating func readString() throws(JSONTreeError) -> String {
    index += 1
    var bytes: [UInt8] = []
    while let byte = next {
      guard byte >= 32 else { break }
      index += 1
      if byte == UInt8(ascii: "\"") {
        guard let string = String(validating: bytes, as: UTF8.self) else {
          throw wrong("it is not UTF-8")
        }
        return string
      }
      if byte == UInt8(ascii: "\\") { try readEscape(&bytes) } else { bytes.append(byte) }
    }
    throw wrong("a string is not closed")
  }

  private mutating func readEscape(_ bytes: inout [UInt8]) throws(JSONTreeError) {
    let letter = next
    index += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): bytes.append(letter ?? 0)
    case UInt8(ascii: "b"): bytes.append(8)
    case UInt8(ascii: "f"): bytes.append(12)
    case UInt8(ascii: "n"): bytes.append(10)
    case UInt8(ascii: "r"): bytes.append(13)
    case UInt8(ascii: "t"): bytes.append(9)
    case UInt8(ascii: "u"): bytes += try readScalar()
    default: throw wrong("there is no such escape in a string")
    }
  }

  /// The UTF-8 of the digits behind `\u`, and of a second `\u` when they are a surrogate pair.
  private mutating func readScalar() throws(JSONTreeError) -> [UInt8] {
    var units = [try readHex()]
    if UTF16.isLeadSurrogate(units[0]), text[index...].starts(with: "\\u".utf8) {
      index += 2
      units.append(try readHex())
    }
    guard let string = String(validating: units, as: UTF16.self) else {
      throw wrong("half a surrogate pair stands alone")
    }
    return Array(string.utf8)
  }

  private mutating func readHex() throws(JSONTreeError) -> UInt16 {
    let digits = text[index...].prefix(4)
    let isHex = digits.allSatisfy { UInt8(ascii: "+") != $0 && UInt8(ascii: "-") != $0 }
    guard digits.count == 4, isHex,
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw wrong("\\u takes four hexadecimal digits") }
    index += 4
    return unit
  }

  private mutating func readNumber() throws(JSONTreeError) -> String {
    let start = index
    skip(UInt8(ascii: "-"))
    if !skip(UInt8(ascii: "0")) { try skipDigits() }
    if skip(UInt8(ascii: ".")) { try skipDigits() }
    if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) {
      if !skip(UInt8(ascii: "+")) { skip(UInt8(ascii: "-")) }
      try skipDigits()
    }
    return String(decoding: text[start..<index], as: UTF8.self)
  }

  private mutating func skipDigits() throws(JSONTreeError) {
    let start = index
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { index += 1 }
    guard index > start else { throw wrong("a number lacks digits") }
  }

  // MARK: - Bytes

  /// The next byte; nil at the end.
  private var next: UInt8? { index < text.count ? text[index] : nil }

  /// Passes over a byte if it is the next one, and says whether it was.
  @discardableResult
  private mutating func skip(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    index += 1
    return true
  }

  private mutating func skipBlanks() {
    while let byte = next, [9, 10, 13, 32].contains(byte) {
      if byte == 10 { line += 1 }
      index += 1
    }
  }
}
