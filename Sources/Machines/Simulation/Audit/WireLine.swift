import Primitives

/// A field of a line from the server, as text writes it: lists with commas, `none` for null.
struct WireField: Hashable {
  let key: String
  let value: String
}

/// A line from the server, taken apart by the auditor's own reading of Protocol/README.md.
struct WireLine: Hashable {
  /// `OK`, `ERR`, or the word of a push.
  var type = ""
  var tag: String?
  /// The verb of an `OK`.
  var verb: String?
  var fields: [WireField] = []

  /// Reads a line of text or JSON; nil when it is neither.
  init?(_ line: Span<UInt8>, _ tokens: inout LineTokens) {
    if line.count > 0, line[0] == UInt8(ascii: "{") {
      self.init(json: line)
    } else {
      self.init(text: line, &tokens)
    }
  }

  subscript(key: String) -> String? { fields.first { $0.key == key }?.value }

  func integer(_ key: String) -> Int? { self[key].flatMap { Int($0) } }

  private init?(text line: Span<UInt8>, _ tokens: inout LineTokens) {
    guard (try? tokens.scan(line)) != nil, tokens.count > 0, !tokens[0].isField else { return nil }
    type = String(decoding: line.extracting(tokens[0].value))
    var next = 1
    if type == "OK" || type == "ERR" {
      if next < tokens.count, !tokens[next].isField,
        line[tokens[next].value.lowerBound] == UInt8(ascii: "#")
      {
        tag = String(decoding: line.extracting(tokens[next].value).extracting(droppingFirst: 1))
        next += 1
      }
      if type == "OK" {
        guard next < tokens.count, !tokens[next].isField else { return nil }
        verb = String(decoding: line.extracting(tokens[next].value))
        next += 1
      }
    }
    fields.reserveCapacity(tokens.count - next)
    while next < tokens.count {
      guard tokens[next].isField else { return nil }
      fields.append(
        WireField(
          key: String(decoding: line.extracting(tokens[next].key)),
          value: LineTokens.text(of: tokens[next], in: line)))
      next += 1
    }
  }

  private init?(json line: Span<UInt8>) {
    var reader = FlatJSON(line)
    guard let members = reader.readObject() else { return nil }
    for member in members {
      switch member.key {
      case "type": type = member.value
      case "tag" where type == "OK" || type == "ERR": tag = member.value
      case "verb" where type == "OK" && verb == nil: verb = member.value
      default: fields.append(member)
      }
    }
    guard members.first?.key == "type", (type == "OK") == (verb != nil) else { return nil }
  }
}

/// One flat JSON object whose values are strings, numbers, null and arrays of these.
private struct FlatJSON {
  private let text: [UInt8]
  private var index = 0

  init(_ text: Span<UInt8>) { self.text = Array(text) }

  mutating func readObject() -> [WireField]? {
    guard take(UInt8(ascii: "{")) else { return nil }
    var members: [WireField] = []
    repeat {
      guard let key = readString(), take(UInt8(ascii: ":")), let value = readValue() else {
        return nil
      }
      members.append(WireField(key: key, value: value))
    } while take(UInt8(ascii: ","))
    return take(UInt8(ascii: "}")) && index == text.count ? members : nil
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard index < text.count, text[index] == byte else { return false }
    index += 1
    return true
  }

  private mutating func readValue() -> String? {
    guard take(UInt8(ascii: "[")) else { return readItem() }
    var items: [String] = []
    if take(UInt8(ascii: "]")) { return "" }
    repeat {
      guard let item = readItem() else { return nil }
      items.append(item)
    } while take(UInt8(ascii: ","))
    return take(UInt8(ascii: "]")) ? items.joined(separator: ",") : nil
  }

  private mutating func readItem() -> String? {
    guard index < text.count else { return nil }
    if text[index] == UInt8(ascii: "\"") { return readString() }
    let start = index
    while index < text.count, text[index] != UInt8(ascii: ","), text[index] != UInt8(ascii: "}"),
      text[index] != UInt8(ascii: "]")
    {
      index += 1
    }
    let word = String(decoding: text.span.extracting(start..<index))
    if word == "null" { return "none" }
    return Int(word) == nil ? nil : word
  }

  private mutating func readString() -> String? {
    guard take(UInt8(ascii: "\"")) else { return nil }
    var bytes: [UInt8] = []
    while index < text.count, text[index] != UInt8(ascii: "\"") {
      if text[index] == UInt8(ascii: "\\") {
        index += 1
        guard index < text.count,
          text[index] == UInt8(ascii: "\"") || text[index] == UInt8(ascii: "\\")
        else { return nil }
      }
      bytes.append(text[index])
      index += 1
    }
    return take(UInt8(ascii: "\"")) ? String(decoding: bytes.span) : nil
  }
}
