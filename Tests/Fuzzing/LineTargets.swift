import DuelRules
import Margin
import Primitives
import TestKit
import WireProtocol

/// Any cut of the bytes gives the same lines, none longer than allowed.
enum FramerTarget {
  static func run(_ bytes: [UInt8]) throws(FuzzFailure) {
    let whole = lines(of: [bytes])
    try require(whole == lines(of: Cutter.pieces(of: bytes)), "a cut changes the lines")
    try require(whole == lines(of: bytes.map { [$0] }), "single bytes change the lines")
    for line in whole.lines {
      try require(line.count <= Limits.lineMax, "a line of \(line.count) bytes")
      try require(!line.contains(UInt8(ascii: "\n")), "a line feed in a line")
    }
  }

  private struct Framed: Equatable {
    var lines: [[UInt8]] = []
    var isRefused = false
  }

  private static func lines(of pieces: [[UInt8]]) -> Framed {
    var framer = LineFramer()
    var framed = Framed()
    for piece in pieces {
      var start = 0
      do throws(FramingError) {
        reading: while true {
          switch try framer.next(in: piece.span, from: &start) {
          case .inPlace(let range): framed.lines.append(Array(piece[range]))
          case .assembled(let line): framed.lines.append(line)
          case .needsMore: break reading
          }
        }
      } catch {
        framed.isRefused = true
        return framed
      }
    }
    return framed
  }
}

/// What is read of a line lies within it, and its error can be written.
enum RequestTarget {
  static func run(_ bytes: [UInt8]) throws(FuzzFailure) {
    for line in Cutter.lines(of: bytes) { try readLine(line) }
  }

  private static func readLine(_ line: [UInt8]) throws(FuzzFailure) {
    var request = RequestLine()
    let read = request.parse(line.span)
    if let tag = request.tag {
      try require((1...Limits.tagMax).contains(tag.count), "a tag of \(tag.count) bytes")
      try require(tag.upperBound <= line.count, "a tag outside the line")
    }
    for index in 0..<request.tokens.count {
      let token = request.tokens[index]
      try require(token.value.upperBound <= line.count, "a token outside the line")
      _ = LineTokens.text(of: token, in: line.span)
    }
    if case .failure(let error) = read {
      var out = ByteBuffer()
      let refusal = Refusal(line: error.code, word: request.word(in: line.span))
      for format in [MessageFormat.text, .json] {
        MessageWriter(format).error(refusal, tag: request.tag, in: line.span, &out)
      }
      try WireLines.check(out.bytes)
    }
  }
}

/// What is accepted as a trade, on the wire or in the log, is written in a form that reads back as
/// the same, and is written the same again.
enum CommandTarget {
  static func run(_ bytes: [UInt8]) throws(FuzzFailure) {
    guard let rules = try? makeRules("instruments=BTC,ETH,SOL") else { return }
    let names = InstrumentNames(rules)
    for line in Cutter.lines(of: bytes) {
      guard let command = read(line, names) else { continue }
      var written = ByteBuffer()
      written.append(command, rules: rules)
      let first = written.bytes
      guard let again = read(first, names) else {
        throw FuzzFailure("cannot be read back: \(String(decoding: first, as: UTF8.self))")
      }
      try require(again == command, "\(command) is read back as \(again)")
      var rewritten = ByteBuffer()
      rewritten.append(again, rules: rules)
      try require(rewritten.bytes == first, "written in two ways")
    }
  }

  private static func read(_ line: [UInt8], _ names: InstrumentNames) -> TradeCommand? {
    var request = RequestLine()
    guard case .success(let verb?) = request.parse(line.span), let trade = verb.trade else {
      return nil
    }
    return try? CommandText.parse(
      trade, request.tokens, from: request.firstArgument, in: line.span, names: names)
  }
}
