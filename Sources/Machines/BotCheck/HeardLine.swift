import Primitives
import WireProtocol

/// A line from the server as far as a check must understand it, be it text or JSON.
struct HeardLine {
  /// `OK`, `ERR`, or the word of a push.
  let type: String
  /// Whether the connection speaks JSON.
  let isJSON: Bool
  private let line: [UInt8]
  private var tokens = LineTokens()

  init(_ line: [UInt8]) {
    self.line = line
    isJSON = line.first == UInt8(ascii: "{")
    if isJSON {
      type = Self.member("type", of: line) ?? ""
    } else {
      try? tokens.scan(line.span)
      type = tokens.count > 0 ? String(decoding: line.span.extracting(tokens[0].value)) : ""
    }
  }

  /// The value of a field as text has it; nil when it is missing.
  func text(_ key: StaticString) -> String? {
    if isJSON { return Self.member("\(key)", of: line) }
    return tokens.field(key, in: line.span).map { LineTokens.text(of: $0, in: line.span) }
  }

  func integer(_ key: StaticString) -> Int? { text(key).flatMap { Int($0) } }

  /// The value of a member, without its quotes. The server writes no blanks between, and a list as
  /// text does when its items are plain words.
  private static func member(_ key: String, of line: [UInt8]) -> String? {
    let pattern = Array("\"\(key)\":".utf8)
    var index = 0
    var isInside = false
    while index + pattern.count < line.count {
      if !isInside, line[index...].starts(with: pattern) {
        return value(line[(index + pattern.count)...])
      }
      if line[index] == UInt8(ascii: "\\") {
        index += 1
      } else if line[index] == UInt8(ascii: "\"") {
        isInside.toggle()
      }
      index += 1
    }
    return nil
  }

  private static func value(_ rest: ArraySlice<UInt8>) -> String? {
    guard let first = rest.first else { return nil }
    var kept: [UInt8] = []
    let end: [UInt8]
    switch first {
    case UInt8(ascii: "["): end = [UInt8(ascii: "]")]
    case UInt8(ascii: "\""): end = [UInt8(ascii: "\"")]
    default: end = [UInt8(ascii: ","), UInt8(ascii: "}")]
    }
    let isPlain = end.count == 2
    for byte in isPlain ? rest : rest.dropFirst() {
      if end.contains(byte) { break }
      if byte != UInt8(ascii: "\"") { kept.append(byte) }
    }
    let text = String(decoding: kept.span)
    return text == "null" ? "none" : text
  }
}
