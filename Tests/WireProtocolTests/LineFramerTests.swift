import Primitives
import TestKit
import Testing
import WireProtocol

struct LineFramerTests {
  /// The lines that pieces of a stream come to; throws where the framer does.
  private func lines(of pieces: [[UInt8]], lineMax: Int = 8) throws(FramingError) -> [[UInt8]] {
    var framer = LineFramer(lineMax: lineMax)
    var lines: [[UInt8]] = []
    for piece in pieces {
      var start = 0
      var isMore = true
      while isMore {
        switch try framer.next(in: piece.span, from: &start) {
        case .inPlace(let range): lines.append(Array(piece[range]))
        case .assembled(let line): lines.append(line)
        case .needsMore: isMore = false
        }
      }
      #expect(start == piece.count)
    }
    return lines
  }

  private func whole(_ text: String) -> [[UInt8]] { [Array(text.utf8)] }

  private func byteByByte(_ text: String) -> [[UInt8]] { text.utf8.map { [$0] } }

  /// What the stream means, computed the slow way.
  private func expected(_ bytes: [UInt8]) -> [[UInt8]] {
    let parts = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return parts.dropLast().map { part in
      Array(part.last == UInt8(ascii: "\r") ? part.dropLast() : part)
    }
  }

  @Test(arguments: [
    ("", []), ("abc", []), ("abc\n", ["abc"]), ("abc\r\n", ["abc"]), ("\n", [""]),
    ("\r\n", [""]), ("\n\n\n", ["", "", ""]), ("a\nb\nc", ["a", "b"]), ("a\rb\n", ["a\rb"]),
    ("a\r\r\n", ["a\r"]), ("\ra\n", ["\ra"]), ("12345678\n", ["12345678"]),
    ("12345678\r\n1\n", ["12345678", "1"]), ("grüße\n", ["grüße"]),
  ])
  func theSameLinesComeWholeAndByteByByte(_ text: String, _ expected: [String]) throws {
    let wanted = expected.map { Array($0.utf8) }
    #expect(try lines(of: whole(text)) == wanted)
    #expect(try lines(of: byteByByte(text)) == wanted)
  }

  @Test(arguments: 1...40)
  func chunksDoNotMatter(_ seed: Int) throws {
    var dice = Dice(seed: seed)
    var stream: [UInt8] = []
    for _ in 0..<30 {
      for _ in 0..<dice.roll(0...8) { stream.append(UInt8(dice.roll(14...255))) }
      stream += dice.once(in: 2) ? [13, 10] : [10]
    }
    var pieces: [[UInt8]] = []
    var rest = stream[...]
    while !rest.isEmpty {
      let size = dice.roll(1...min(rest.count, 20))
      pieces.append(Array(rest.prefix(size)))
      rest = rest.dropFirst(size)
    }
    #expect(try lines(of: pieces) == expected(stream))
    #expect(try lines(of: [stream]) == expected(stream))
  }

  @Test func aLineThatCameWholeIsNotCopied() throws {
    var framer = LineFramer()
    let bytes = Array("one\r\ntwo\nthr".utf8)
    var start = 0
    #expect(try framer.next(in: bytes.span, from: &start) == .inPlace(0..<3))
    #expect(try framer.next(in: bytes.span, from: &start) == .inPlace(5..<8))
    #expect(try framer.next(in: bytes.span, from: &start) == .needsMore)
    let rest = Array("ee\n".utf8)
    start = 0
    #expect(try framer.next(in: rest.span, from: &start) == .assembled(Array("three".utf8)))
    #expect(start == 3)
  }

  @Test func nothingInIsNothingOut() throws {
    var framer = LineFramer()
    var start = 0
    #expect(try framer.next(in: [UInt8]().span, from: &start) == .needsMore)
  }

  @Test(arguments: [
    "123456789\n", "123456789\r\n", "12345678\rx\n", "12345678\r\r\n", "1234567890",
    "ok\n123456789\n",
  ])
  func aLineBeyondTheLimitThrows(_ text: String) {
    #expect(throws: FramingError.lineTooLong) { try lines(of: whole(text)) }
    #expect(throws: FramingError.lineTooLong) { try lines(of: byteByByte(text)) }
  }

  /// The ninth byte is not a CR, so the line is too long whatever follows.
  @Test func theByteThatIsTooManyThrowsBeforeTheLineEnds() {
    #expect(throws: FramingError.lineTooLong) { try lines(of: whole("123456789")) }
    #expect(throws: FramingError.lineTooLong) { try lines(of: byteByByte("123456789")) }
  }

  @Test func aCarriageReturnBehindAFullLineMayStillBeItsEnd() throws {
    #expect(
      try lines(of: [Array("12345678\r".utf8), Array("\n".utf8)]) == [Array("12345678".utf8)])
    #expect(throws: FramingError.lineTooLong) {
      try lines(of: [Array("12345678\r".utf8), Array("x".utf8)])
    }
  }

  @Test func theWireAllows4096Bytes() throws {
    let most = Array(repeating: UInt8(ascii: "x"), count: 4096)
    #expect(try lines(of: [most, [10]], lineMax: Limits.lineMax) == [most])
    #expect(try lines(of: [most + [13, 10]], lineMax: Limits.lineMax) == [most])
    #expect(throws: FramingError.lineTooLong) {
      try lines(of: [most + [120, 10]], lineMax: Limits.lineMax)
    }
  }

  @Test func everyByteButTheEndPassesUnchanged() throws {
    for byte in UInt8.min ... .max where byte != 10 {
      let line = [65, byte, 66]
      #expect(try lines(of: [line + [10]]) == [line])
    }
  }

  @Test func allLinesOfAPieceAtOnce() throws {
    var framer = LineFramer()
    #expect(try framer.lines(in: Array("one\r\ntwo\nth".utf8).span) == ["one", "two"].bytes)
    #expect(try framer.lines(in: Array("ree\n\n".utf8).span) == ["three", ""].bytes)
    #expect(try framer.lines(in: Array("".utf8).span) == [])
  }
}

extension [String] {
  fileprivate var bytes: [[UInt8]] { map { [UInt8]($0.utf8) } }
}
