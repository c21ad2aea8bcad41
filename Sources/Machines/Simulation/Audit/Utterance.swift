import DuelRules
import Primitives
import WireProtocol

/// A whole line that a client says, and what it will be answered with.
struct Utterance {
  /// What goes to the server, with its LF.
  let bytes: [UInt8]
  /// How the line must be answered; nil for one that gets no answer.
  let expected: ExpectedReply?

  /// A command in text, with a tag if it has none of its own.
  init(_ line: String, tag: Int) { self.init(line, tag: tag, isJSON: false) }

  /// A command in JSON that says the same as a line of text.
  static func json(_ line: String, tag: Int) -> Utterance {
    Utterance(line, tag: tag, isJSON: true)
  }

  private init(_ line: String, tag: Int, isJSON: Bool) {
    var words = line.split(separator: " ", maxSplits: 1)
    var name = "a\(tag)"
    if let first = words.first, first.hasPrefix("#") {
      name = String(first.dropFirst())
      words = words.count > 1 ? words[1].split(separator: " ", maxSplits: 1) : []
    }
    let rest = words.joined(separator: " ")
    let verb = words.first.flatMap { Verb(Array($0.utf8).span) }
    if isJSON {
      let quoted = rest.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined()
      bytes = Array("{\"tag\":\"\(name)\",\"line\":\"\(quoted)\"}\n".utf8)
    } else if verb == .pong {
      bytes = Array("\(rest)\n".utf8)
    } else {
      bytes = Array("#\(name) \(rest)\n".utf8)
    }
    expected =
      verb == .pong
      ? nil : ExpectedReply(tag: name, verb: verb, text: rest, isReadable: true)
  }

  /// A line that cannot be read.
  static func garbage(_ bytes: [UInt8]) -> Utterance {
    let isBlank = bytes.allSatisfy { $0 == UInt8(ascii: " ") || $0 == 9 }
    return Utterance(
      bytes: bytes + [UInt8(ascii: "\n")],
      expected: isBlank
        ? nil : ExpectedReply(tag: nil, verb: nil, text: "", isReadable: false))
  }

  private init(bytes: [UInt8], expected: ExpectedReply?) {
    self.bytes = bytes
    self.expected = expected
  }
}

/// The answer that a line waits for.
struct ExpectedReply: Hashable {
  let tag: String?
  let verb: Verb?
  /// The command without its tag.
  let text: String
  /// Whether the server can read it, so that it must answer with the tag.
  let isReadable: Bool

  /// Whether it is a trade, which a record keeps.
  var isTrade: Bool { verb?.trade != nil }
}
