public import Primitives

// Digests: SHA-256 and what is derived from it, over libcrypto.
//
// Goals: one digest type, streams that nobody can predict from their past, and no ambiguity about
// which bytes were hashed. Non-goals: other algorithms, signatures, secrecy of the process memory.

/// A SHA-256 digest: 32 bytes.
public struct Digest: Hashable, Sendable, CustomStringConvertible {
  /// The bytes, 32 of them.
  public let bytes: [UInt8]

  /// How many bytes a digest has.
  public static let size = 32

  /// Takes 32 bytes; traps for any other number.
  public init(bytes: [UInt8]) {
    precondition(bytes.count == Self.size, "Digest: 32 bytes")
    self.bytes = bytes
  }

  /// Reads 64 hexadecimal digits; nil for anything else.
  public init?(hex: String) {
    let digits = Array(hex.utf8)
    guard digits.count == 2 * Self.size else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.size)
    for index in 0..<Self.size {
      guard let high = hexValue(digits[2 * index]), let low = hexValue(digits[2 * index + 1])
      else { return nil }
      bytes.append(high << 4 | low)
    }
    self.bytes = bytes
  }

  /// 64 lower-case hexadecimal digits.
  public var description: String {
    var buffer = ByteBuffer(capacity: 64)
    buffer.append(self)
    return buffer.withSpan { String(decoding: $0) }
  }

  /// Digest of parts, each preceded by its length as four bytes, most significant first.
  ///
  /// The first part is `domain`, so that digests of different kinds never meet. Rule: TAPE-1.
  public static func of(domain: String, _ parts: [[UInt8]]) -> Digest {
    var hasher = SHA256()
    hasher.update(lengthPrefixed: Array(domain.utf8).span)
    for part in parts { hasher.update(lengthPrefixed: part.span) }
    return hasher.finish()
  }

  /// Digest of plain bytes.
  public static func of(_ bytes: Span<UInt8>) -> Digest {
    var hasher = SHA256()
    hasher.update(bytes)
    return hasher.finish()
  }
}

extension ByteBuffer {
  /// Appends a digest as 64 lower-case hexadecimal digits.
  public mutating func append(_ digest: Digest) {
    for byte in digest.bytes { append(hex: byte) }
  }
}

/// The value of a hexadecimal digit; nil for any other byte.
func hexValue(_ byte: UInt8) -> UInt8? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
  default: nil
  }
}
