import Primitives
import TestKit
import WireProtocol

/// What every byte that is sent must look like.
enum WireLines {
  /// Lines that end with LF, within the limit, printable UTF-8, of tokens or one flat JSON object.
  static func check(_ bytes: [UInt8]) throws(FuzzFailure) {
    guard let last = bytes.last else { return }
    try require(last == UInt8(ascii: "\n"), "the last line is not ended")
    for line in Cutter.lines(of: bytes) { try check(line: line) }
  }

  /// The same for one line without its LF.
  static func check(line: [UInt8]) throws(FuzzFailure) {
    let text = String(decoding: line, as: UTF8.self)
    try require(line.count <= Limits.lineMax, "a line of \(line.count) bytes: \(text)")
    try require(
      line.allSatisfy { ($0 >= 32 && $0 != 127) || $0 == 9 }, "a control character: \(text)")
    try require(String(validating: line, as: UTF8.self) != nil, "no UTF-8: \(text)")
    if line.first == UInt8(ascii: "{") {
      try require(WireFields.json(text) != nil, "no flat JSON: \(text)")
    } else {
      var tokens = LineTokens()
      try require((try? tokens.scan(line.span)) != nil, "no tokens: \(text)")
    }
  }
}
