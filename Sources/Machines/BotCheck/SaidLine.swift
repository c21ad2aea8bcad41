import Primitives
import WireProtocol

/// A line from the bot: what it means as text, whichever way it was written.
struct SaidLine {
  /// The line as text, without its tag; as it was when it could not be read.
  let text: String
  let tag: String?
  /// nil when it could not be read, or is empty.
  let verb: Verb?
  /// Whether the server answers it.
  let isAnswered: Bool
  private let bytes: [UInt8]
  private let request: RequestLine

  init(_ line: [UInt8]) {
    var bytes = line
    if line.first == UInt8(ascii: "{") {
      var reader = JSONLineReader()
      var out = ByteBuffer()
      try? reader.read(line.span, into: &out)
      if !out.isEmpty { bytes = out.bytes }
    }
    var request = RequestLine()
    var verb: Verb?
    if case .success(let found) = request.parse(bytes.span) { verb = found }
    let whole = String(decoding: bytes.span)
    let tag = request.tag.map { String(decoding: bytes.span.extracting($0)) }
    text = tag.map { String(whole.dropFirst($0.utf8.count + 2)) } ?? whole
    self.tag = tag
    self.verb = verb
    let isBlank = bytes.allSatisfy { $0 == UInt8(ascii: " ") || $0 == 9 }
    isAnswered = !isBlank && verb != .pong
    self.bytes = bytes
    self.request = request
  }

  /// The value of a field; nil when it is missing.
  func field(_ key: StaticString) -> String? { request.field(key, in: bytes.span) }
}
