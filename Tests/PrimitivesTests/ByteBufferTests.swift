import TestKit
import Testing

@testable import Primitives

struct ByteBufferTests {
  @Test func growsAsFarAsItIsFilled() {
    var buffer = ByteBuffer(capacity: 0)
    for index in 0..<10_000 { buffer.append(UInt8(truncatingIfNeeded: index * 7)) }
    #expect(buffer.count == 10_000)
    #expect(buffer.bytes == (0..<10_000).map { UInt8(truncatingIfNeeded: $0 * 7) })
  }

  @Test func aReserveKeepsTheContents() {
    var buffer = ByteBuffer(capacity: 16)
    buffer.append("0123456789abcdef")
    buffer.reserve(1_000_000)
    buffer.append("g")
    #expect(buffer.bytes == Array("0123456789abcdefg".utf8))
  }

  @Test func startsEmptyAndIsClearedToEmpty() {
    var buffer = ByteBuffer()
    let atFirst = (buffer.isEmpty, buffer.count, buffer.bytes)
    #expect(atFirst == (true, 0, []))
    buffer.append("x")
    let filled = buffer.isEmpty
    #expect(!filled)
    buffer.clear()
    let atLast = (buffer.isEmpty, buffer.count, buffer.bytes)
    #expect(atLast == (true, 0, []))
  }

  @Test func appendsLiteralsStringsAndSpans() {
    var buffer = ByteBuffer(capacity: 16)
    buffer.append("naïve ")
    buffer.append(String(repeating: "ü", count: 20))
    buffer.append([1, 2, 3].span)
    buffer.append([UInt8]().span)
    let expected = Array("naïve ".utf8) + Array(String(repeating: "ü", count: 20).utf8) + [1, 2, 3]
    #expect(buffer.bytes == expected)
  }

  @Test(arguments: [
    0, 1, -1, 9, 10, -10, 99, 100, 12_345, -98_765, Int.max, Int.min, 1_000_000_000_000_000_000,
  ])
  func appendsWholeNumbers(_ number: Int) {
    #expect(written { $0.append(integer: number) } == String(number))
  }

  @Test(arguments: [0, 9, 10, UInt64.max, 9_999_999_999_999_999_999])
  func appendsUnsignedNumbers(_ number: UInt64) {
    #expect(written { $0.append(unsigned: number) } == String(number))
  }

  @Test func appendsTheLastDigitsWithLeadingZeros() {
    #expect(written { $0.append(digits: 42, count: 5) } == "00042")
    #expect(written { $0.append(digits: 123_456, count: 3) } == "456")
    #expect(written { $0.append(digits: 7, count: 0) } == "")
  }

  @Test func appendsHexadecimalBytes() {
    for byte in UInt8.min...UInt8.max {
      let digits = String(byte, radix: 16)
      let expected = digits.count == 1 ? "0" + digits : digits
      #expect(written { $0.append(hex: byte) } == expected)
    }
  }

  @Test func appendsTheMostSignificantByteFirst() {
    var buffer = ByteBuffer()
    buffer.append(bigEndian: 0x0102_0304_0506_07f8)
    buffer.append(bigEndian: 1)
    #expect(buffer.bytes == [1, 2, 3, 4, 5, 6, 7, 0xf8, 0, 0, 0, 0, 0, 0, 0, 1])
  }

  @Test func truncateForgetsTheEnd() {
    var buffer = ByteBuffer()
    buffer.append("abcdef")
    buffer.truncate(to: 6)
    #expect(buffer.count == 6)
    buffer.truncate(to: 2)
    buffer.append("x")
    #expect(buffer.bytes == Array("abx".utf8))
    buffer.truncate(to: 0)
    #expect(buffer.bytes == [])
  }

  @Test(arguments: 0...40)
  func removeFirstMovesTheRestToTheFront(_ removed: Int) {
    let all = (0..<40).map { UInt8($0) }
    var buffer = ByteBuffer(capacity: 16)
    buffer.append(all.span)
    buffer.removeFirst(removed)
    #expect(buffer.bytes == Array(all.dropFirst(removed)))
    buffer.append(99)
    #expect(buffer.bytes == Array(all.dropFirst(removed)) + [99])
  }

  @Test func shrinkingLeavesAUsableBuffer() {
    var buffer = ByteBuffer()
    buffer.reserve(100_000)
    buffer.append("kept")
    buffer.shrink(to: 32)
    #expect(buffer.bytes == Array("kept".utf8))
    buffer.clear()
    buffer.shrink(to: 0)
    for index in 0..<100 { buffer.append(UInt8(index)) }
    #expect(buffer.bytes == (0..<100).map { UInt8($0) })
  }

  /// Growth doubles, so that n bytes cost O(n); only an empty buffer gives memory back.
  @Test func capacityFollowsItsRules() {
    var buffer = ByteBuffer(capacity: 20)
    var capacities = [ByteBuffer(capacity: 0).capacity, buffer.capacity]
    for _ in 0..<21 { buffer.append(1) }
    capacities.append(buffer.capacity)
    buffer.reserve(1_000)
    capacities.append(buffer.capacity)
    buffer.shrink(to: 30)
    capacities.append(buffer.capacity)
    buffer.clear()
    buffer.shrink(to: 2_000)
    capacities.append(buffer.capacity)
    buffer.shrink(to: 30)
    capacities.append(buffer.capacity)
    buffer.shrink(to: 1)
    capacities.append(buffer.capacity)
    #expect(capacities == [16, 20, 40, 1_021, 1_021, 1_021, 30, 16])
  }

  @Test func showsARange() {
    var buffer = ByteBuffer()
    buffer.append("abcdef")
    #expect(buffer.withSpan(of: 1..<4) { Array($0) } == Array("bcd".utf8))
    #expect(buffer.withSpan(of: 6..<6) { $0.count } == 0)
    #expect(buffer.withUnsafeBytes { Array($0) } == Array("abcdef".utf8))
  }

  @Test func passesOnWhatTheBodyThrows() {
    struct Refusal: Error {}
    let buffer = ByteBuffer()
    var caught = false
    do { try buffer.withSpan { (_) throws(Refusal) in throw Refusal() } } catch { caught = true }
    #expect(caught)
  }

  @Test func decodesUTF8WithReplacements() {
    let good = Array("grüß".utf8)
    #expect(String(decoding: good.span) == "grüß")
    let bad: [UInt8] = [0x61, 0xff, 0x62]
    #expect(String(decoding: bad.span) == "a\u{fffd}b")
    let none: [UInt8] = []
    #expect(String(decoding: none.span) == "")
  }

  @Test func comparesBytesExactly() {
    let word = Array("Long".utf8)
    let answers = [
      word.span.equals("Long"), word.span.equals("LONG"), word.span.equals("Lon"),
      word.span.equals("Longs"), word.span.equals("Lung"),
    ]
    #expect(answers == [true, false, false, false, false])
    let others = ["Long", "Lone", "Lon", ""].map { word.span.equals(Array($0.utf8).span) }
    #expect(others == [true, false, false, false])
  }

  @Test func comparesBytesButForTheCaseOfLetters() {
    let word = Array("Long".utf8)
    let answers = [
      word.span.equalsIgnoringCase("lONG"), word.span.equalsIgnoringCase("Long"),
      word.span.equalsIgnoringCase("LINK"), word.span.equalsIgnoringCase("LONGS"),
    ]
    #expect(answers == [true, true, false, false])
  }

  @Test func onlyLettersHaveACase() {
    for byte in UInt8.min...UInt8.max {
      let isLower = byte >= 97 && byte <= 122
      #expect(asciiUppercased(byte) == (isLower ? byte - 32 : byte))
    }
    // '@' and '`' are 32 apart, too, and are no letters.
    let isSame = [UInt8(ascii: "@")].span.equalsIgnoringCase("`")
    #expect(!isSame)
  }

  @Test func aTruncateBeyondTheContentsTraps() async {
    await #expect(processExitsWith: .failure) {
      var buffer = ByteBuffer()
      buffer.append("abc")
      buffer.truncate(to: 4)
    }
    await #expect(processExitsWith: .failure) {
      var buffer = ByteBuffer()
      buffer.truncate(to: -1)
    }
  }

  @Test func aRemovalBeyondTheContentsTraps() async {
    await #expect(processExitsWith: .failure) {
      var buffer = ByteBuffer()
      buffer.append("abc")
      buffer.removeFirst(4)
    }
    await #expect(processExitsWith: .failure) {
      var buffer = ByteBuffer()
      buffer.append("abc")
      buffer.removeFirst(-1)
    }
  }

  @Test func aRangeBeyondTheContentsTraps() async {
    await #expect(processExitsWith: .failure) {
      var buffer = ByteBuffer()
      buffer.append("abc")
      buffer.withSpan(of: 1..<4) { _ in }
    }
  }

  @Test func aRangeBeforeTheContentsTraps() async {
    await #expect(processExitsWith: .failure) {
      var buffer = ByteBuffer()
      buffer.append("abc")
      buffer.withSpan(of: -1..<2) { _ in }
    }
  }
}
