import Glibc
import Testing

@testable import Digests

struct SHA256Tests {
  /// The examples of FIPS 180 and its companion page.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopq"
        + "klmnopqrlmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
  ])
  func agreesWithPublishedExamples(_ message: String, _ hex: String) {
    #expect(Digest.of(Array(message.utf8).span).description == hex)
  }

  @Test func aMillionLettersInOddPieces() {
    var hasher = SHA256()
    let piece = [UInt8](repeating: UInt8(ascii: "a"), count: 997)
    var left = 1_000_000
    while left > 0 {
      let size = min(left, piece.count)
      hasher.update(piece.span.extracting(0..<size))
      left -= size
    }
    #expect(
      hasher.finish().description
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test func startsAnewAfterEachDigest() {
    var hasher = SHA256()
    let abc = Array("abc".utf8)
    hasher.update(abc.span)
    let first = hasher.finish()
    let nothing = hasher.finish()
    hasher.update(abc.span)
    let second = hasher.finish()
    #expect(first == second)
    #expect(nothing == Digest.of([UInt8]().span))
  }

  @Test func aLengthIsFourBytesMostSignificantFirst() {
    let long = [UInt8](repeating: 7, count: 0x0102)
    var prefixed = SHA256()
    prefixed.update(lengthPrefixed: long.span)
    prefixed.update(lengthPrefixed: [UInt8]().span)
    #expect(prefixed.finish() == Digest.of(([0, 0, 1, 2] + long + [0, 0, 0, 0]).span))
  }

  @Test func writesOverTheFirst32Bytes() {
    var hasher = SHA256()
    var bytes = [UInt8](repeating: 0xee, count: 40)
    hasher.finish(into: &bytes)
    #expect(Array(bytes.prefix(32)) == Digest.of([UInt8]().span).bytes)
    #expect(Array(bytes.suffix(8)) == [UInt8](repeating: 0xee, count: 8))
  }

  @Test func aDigestNeedsRoom() async {
    await #expect(processExitsWith: .failure) {
      var hasher = SHA256()
      var bytes = [UInt8](repeating: 0, count: 31)
      hasher.finish(into: &bytes)
    }
  }

  /// A program may leave while its other threads still compute: a handler of the exit that was
  /// registered before libcrypto was used runs after all of libcrypto's own.
  @Test func computesUntilTheProcessIsGone() async {
    await #expect(processExitsWith: .success) {
      atexit { precondition(SHA256Tests.abc() == SHA256Tests.abcDigest) }
      precondition(SHA256Tests.abc() == SHA256Tests.abcDigest)
      exit(0)
    }
  }

  private static let abcDigest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

  private static func abc() -> String { Digest.of(Array("abc".utf8).span).description }
}
