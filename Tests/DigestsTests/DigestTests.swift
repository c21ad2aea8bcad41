import Primitives
import Testing

@testable import Digests

struct DigestTests {
  private let digits = "00112233445566778899aabbccddeeff0123456789abcdef0123456789abcdef"

  @Test func readsAndWritesHexadecimal() throws {
    let digest = try #require(Digest(hex: digits))
    #expect(digest.bytes.count == 32)
    #expect(digest.bytes.prefix(6) == [0, 0x11, 0x22, 0x33, 0x44, 0x55])
    #expect(digest.bytes.last == 0xef)
    #expect(digest.description == digits)
    #expect(Digest(hex: digits.uppercased()) == digest)
    #expect(Digest(bytes: digest.bytes) == digest)
  }

  @Test func refusesAnythingElse() {
    #expect(Digest(hex: "") == nil)
    #expect(Digest(hex: String(digits.dropLast())) == nil)
    #expect(Digest(hex: digits + "0") == nil)
    #expect(Digest(hex: digits.dropLast() + "g") == nil)
    #expect(Digest(hex: " " + digits.dropLast()) == nil)
    #expect(Digest(hex: "0x" + digits.dropLast(2)) == nil)
    #expect(Digest(hex: "é" + digits.dropLast(2)) == nil)
  }

  @Test func exactly22BytesAreHexadecimalDigits() {
    let values = Dictionary(
      uniqueKeysWithValues: "0123456789abcdef".utf8.enumerated().map { ($1, UInt8($0)) }
        + "ABCDEF".utf8.enumerated().map { ($1, UInt8($0 + 10)) })
    for byte in UInt8.min...UInt8.max { #expect(hexValue(byte) == values[byte]) }
  }

  @Test func eachPartStandsAfterItsLength() {
    let parts: [[UInt8]] = [[1, 2, 3], [], [4]]
    let bytes: [UInt8] =
      [0, 0, 0, 2, 0x6d, 0x64] + [0, 0, 0, 3, 1, 2, 3] + [0, 0, 0, 0] + [0, 0, 0, 1, 4]
    #expect(Digest.of(domain: "md", parts) == Digest.of(bytes.span))
  }

  @Test func bordersBetweenPartsCount() {
    let digests: Set<Digest> = [
      Digest.of(domain: "a", [[1, 2], [3]]), Digest.of(domain: "a", [[1], [2, 3]]),
      Digest.of(domain: "a", [[1, 2, 3]]), Digest.of(domain: "a", [[1, 2, 3], []]),
      Digest.of(domain: "b", [[1, 2, 3]]), Digest.of(domain: "", [[97], [1, 2, 3]]),
      Digest.of(domain: "a", []), Digest.of(domain: "", [[97]]),
    ]
    #expect(digests.count == 8)
  }

  @Test func aBufferTakesItAsText() throws {
    let digest = try #require(Digest(hex: digits))
    var buffer = ByteBuffer()
    buffer.append("sha256=")
    buffer.append(digest)
    #expect(buffer.withSpan { String(decoding: $0) } == "sha256=" + digits)
  }

  @Test func aDigestHas32Bytes() async {
    await #expect(processExitsWith: .failure) { _ = Digest(bytes: Array(repeating: 0, count: 31)) }
    await #expect(processExitsWith: .failure) { _ = Digest(bytes: Array(repeating: 0, count: 33)) }
  }
}
