import Primitives
import WireProtocol

/// A JSON line becomes a text line of the same tag and verb; a text line wrapped in JSON comes back
/// as it was, and its fields, spelt as JSON, keep their values.
enum JSONTarget {
  static func run(_ bytes: [UInt8]) throws(FuzzFailure) {
    for line in Cutter.lines(of: bytes) {
      if line.first == UInt8(ascii: "{") { try readJSON(line) } else { try readText(line) }
    }
  }

  private static func readJSON(_ line: [UInt8]) throws(FuzzFailure) {
    var reader = JSONLineReader()
    var out = ByteBuffer()
    do throws(JSONLineError) {
      try reader.read(line.span, into: &out)
    } catch {
      _ = Refusal(error)
      return
    }
    let text = out.bytes
    var request = RequestLine()
    let parsed = request.parse(text.span)
    if case .failure(let error) = parsed {
      // A text that was given whole may be anything, and long lists can be too long.
      let isWhole = String(decoding: line, as: UTF8.self).contains("line")
      try require(
        isWhole || error.code == .tooManyFields, "JSON gives text that is refused: \(error)")
    }
    if let tag = reader.tag, case .success = parsed {
      try require(request.tag == tag, "the tag is lost")
    }
  }

  private static func readText(_ line: [UInt8]) throws(FuzzFailure) {
    var request = RequestLine()
    guard case .success(let verb?) = request.parse(line.span), line.count < 2000 else { return }
    let text = String(decoding: line, as: UTF8.self)
    var wrapped = ByteBuffer()
    try read("{\"line\":\"\(escaped(text))\"}", &wrapped)
    try require(wrapped.bytes == line, "the wrapped line is another")
    guard let members = members(of: request, verb, line) else { return }
    var json = "{\"verb\":\"\(verb.rawValue)\""
    for (key, value) in members { json += ",\"\(key)\":\"\(escaped(value))\"" }
    var spelt = ByteBuffer()
    try read(json + "}", &spelt)
    var again = RequestLine()
    let back = spelt.bytes
    guard case .success(let other?) = again.parse(back.span), other == verb else {
      throw FuzzFailure("the verb is lost: \(String(decoding: back, as: UTF8.self))")
    }
    for (index, member) in members.enumerated() {
      let token = again.tokens[again.firstArgument + index]
      let value = LineTokens.text(of: token, in: back.span)
      // A tab stands for a blank.
      let expected = member.value.replacing("\t", with: " ")
      try require(value == expected, "\(member.key) is '\(value)' rather than '\(expected)'")
    }
  }

  /// The fields of a line that has nothing else; nil when JSON has no form for them.
  private static func members(
    of request: RequestLine, _ verb: Verb, _ line: [UInt8]
  ) -> [(key: String, value: String)]? {
    guard verb.words.isEmpty else { return nil }
    var members: [(key: String, value: String)] = []
    for index in request.firstArgument..<request.tokens.count {
      let token = request.tokens[index]
      let key = String(decoding: line.span.extracting(token.key))
      let isPlain = key.utf8.allSatisfy { $0 == UInt8(ascii: "_") || isLetter($0) }
      guard token.isField, isPlain, !["tag", "verb", "line"].contains(key),
        !members.contains(where: { $0.key == key })
      else { return nil }
      members.append((key, LineTokens.text(of: token, in: line.span)))
    }
    return members.count < LineTokens.countMax - 2 ? members : nil
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
  }

  private static func read(_ json: String, _ out: inout ByteBuffer) throws(FuzzFailure) {
    var reader = JSONLineReader()
    do throws(JSONLineError) {
      try reader.read(Array(json.utf8).span, into: &out)
    } catch {
      throw FuzzFailure("\(json) is refused: \(error)")
    }
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      .replacing("\t", with: "\\t")
  }
}
