import Primitives

/// The members of one flat JSON object: strings, numbers, true, false and null, no nesting.
///
/// Strict: RFC 8259 but for nesting, and keys must differ. Numbers stay the text they are written
/// as. Strings hold no control characters, not even as escapes, but for the tab.
struct FlatObject: Sendable {
  private struct Member {
    var key: Range<Int>
    var value: Range<Int>
    var isNull: Bool
  }

  private var members: [Member] = []
  /// Keys and values with their escapes resolved.
  private var text: [UInt8] = []
  private var index = 0

  /// How many members there are.
  var count: Int { members.count }

  /// The key of a member, escapes resolved.
  func key(_ member: Int) -> ArraySlice<UInt8> { text[members[member].key] }

  /// The value of a member as text, escapes resolved.
  func value(_ member: Int) -> ArraySlice<UInt8> { text[members[member].value] }

  /// Whether the value of a member is null.
  func isNull(_ member: Int) -> Bool { members[member].isNull }

  /// The member with a key; nil for none.
  func find(_ key: StaticString) -> Int? {
    for member in members.indices where text[members[member].key].span.equals(key) {
      return member
    }
    return nil
  }

  /// Takes a line apart. Complexity: O(length), and O(members²) for finding a key given twice.
  mutating func parse(_ line: Span<UInt8>) throws(JSONLineError) {
    members.removeAll(keepingCapacity: true)
    text.removeAll(keepingCapacity: true)
    index = 0
    try expect("{", line, "it begins with {")
    skipBlanks(line)
    if peek(line) == UInt8(ascii: "}") {
      index += 1
    } else {
      try parseMember(line)
      skipBlanks(line)
      while peek(line) == UInt8(ascii: ",") {
        index += 1
        try parseMember(line)
        skipBlanks(line)
      }
      try expect("}", line, "after a member comes , or }")
    }
    skipBlanks(line)
    guard index == line.count else { throw .badJSON("text follows the closing }") }
    guard members.count <= LineTokens.countMax else { throw .tooManyFields }
  }

  private mutating func parseMember(_ line: Span<UInt8>) throws(JSONLineError) {
    skipBlanks(line)
    guard peek(line) == UInt8(ascii: "\"") else { throw .badJSON("a key stands in quotes") }
    let key = try parseString(line)
    for member in members where text[member.key] == text[key] {
      throw .badJSON("the key '\(Refusal.echo(String(decoding: text[key].span)))' stands twice")
    }
    try expect(":", line, "after a key comes :")
    skipBlanks(line)
    let start = text.count
    var isNull = false
    switch peek(line) {
    case UInt8(ascii: "\""): _ = try parseString(line)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try parseNumber(line)
    case UInt8(ascii: "t"): try parseLiteral("true", line)
    case UInt8(ascii: "f"): try parseLiteral("false", line)
    case UInt8(ascii: "n"):
      try parseLiteral("null", line)
      isNull = true
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      throw .badJSON("a value is no object and no array")
    default: throw .badJSON("a value is a string, a number, true, false or null")
    }
    if members.count <= LineTokens.countMax {
      members.append(Member(key: key, value: start..<text.count, isNull: isNull))
    }
  }

  // MARK: - Values

  private mutating func parseString(_ line: Span<UInt8>) throws(JSONLineError) -> Range<Int> {
    let start = text.count
    index += 1
    while index < line.count {
      let byte = line[index]
      index += 1
      if byte == UInt8(ascii: "\"") { return start..<text.count }
      if byte == 9 { throw .badJSON("a tab in a string is written \\t") }
      if byte == UInt8(ascii: "\\") { try parseEscape(line) } else { text.append(byte) }
    }
    throw .badJSON("a string is not closed")
  }

  private mutating func parseEscape(_ line: Span<UInt8>) throws(JSONLineError) {
    let letter = peek(line)
    index += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
    case UInt8(ascii: "t"): text.append(9)
    case UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"):
      throw .badEncoding
    case UInt8(ascii: "u"): try append(try parseScalar(line))
    default: throw .badJSON("there is no such escape in a string")
    }
  }

  /// The scalar of the digits behind `\u`, and of a second `\u` when they are a surrogate pair.
  private mutating func parseScalar(_ line: Span<UInt8>) throws(JSONLineError) -> UInt32 {
    let first = try parseHex(line)
    guard (0xd800...0xdfff).contains(first) else { return first }
    guard first < 0xdc00, peek(line) == UInt8(ascii: "\\"), index + 1 < line.count,
      line[index + 1] == UInt8(ascii: "u")
    else { throw .badJSON("half a surrogate pair stands alone") }
    index += 2
    let second = try parseHex(line)
    guard (0xdc00...0xdfff).contains(second) else {
      throw .badJSON("half a surrogate pair stands alone")
    }
    return 0x10000 + (first - 0xd800) << 10 + (second - 0xdc00)
  }

  private mutating func parseHex(_ line: Span<UInt8>) throws(JSONLineError) -> UInt32 {
    guard index + 4 <= line.count else { throw .badJSON("\\u takes four hexadecimal digits") }
    var value: UInt32 = 0
    for place in index..<(index + 4) {
      let byte = line[place]
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
      default: throw .badJSON("\\u takes four hexadecimal digits")
      }
      value = value << 4 | UInt32(digit)
    }
    index += 4
    return value
  }

  private mutating func append(_ value: UInt32) throws(JSONLineError) {
    guard let scalar = Unicode.Scalar(value), value == 9 || (value >= 32 && value != 127) else {
      throw .badEncoding
    }
    text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
  }

  private mutating func parseNumber(_ line: Span<UInt8>) throws(JSONLineError) {
    if peek(line) == UInt8(ascii: "-") { take(line) }
    if peek(line) == UInt8(ascii: "0") { take(line) } else { try takeDigits(line) }
    if peek(line) == UInt8(ascii: ".") {
      take(line)
      try takeDigits(line)
    }
    if peek(line) == UInt8(ascii: "e") || peek(line) == UInt8(ascii: "E") {
      take(line)
      if peek(line) == UInt8(ascii: "+") || peek(line) == UInt8(ascii: "-") { take(line) }
      try takeDigits(line)
    }
  }

  private mutating func takeDigits(_ line: Span<UInt8>) throws(JSONLineError) {
    let start = index
    while (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(peek(line)) { take(line) }
    guard index > start else { throw .badJSON("a number lacks digits") }
  }

  private mutating func take(_ line: Span<UInt8>) {
    text.append(line[index])
    index += 1
  }

  private mutating func parseLiteral(
    _ word: StaticString, _ line: Span<UInt8>
  ) throws(JSONLineError) {
    let end = index + word.utf8CodeUnitCount
    guard end <= line.count, line.extracting(index..<end).equals(word) else {
      throw .badJSON("a value is a string, a number, true, false or null")
    }
    while index < end { take(line) }
  }

  // MARK: - Bytes

  /// The next byte; 0, which no line holds, at the end.
  private func peek(_ line: Span<UInt8>) -> UInt8 { index < line.count ? line[index] : 0 }

  private mutating func skipBlanks(_ line: Span<UInt8>) {
    while peek(line) == UInt8(ascii: " ") || peek(line) == 9 { index += 1 }
  }

  private mutating func expect(
    _ byte: Unicode.Scalar, _ line: Span<UInt8>, _ reason: String
  ) throws(JSONLineError) {
    skipBlanks(line)
    guard peek(line) == UInt8(ascii: byte) else { throw .badJSON(reason) }
    index += 1
  }
}
