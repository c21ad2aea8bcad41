public import Digests
import Primitives

/// The end of a server's chain of commitments after one of its matches. Rule: TAPE-6a.
public struct ChainLink: Hashable, Sendable {
  /// How many commitments the chain has.
  public let number: Int
  /// What stands for all of them.
  public let digest: Digest

  /// Takes a number and a digest as they are said to be.
  public init(number: Int, digest: Digest) {
    self.number = number
    self.digest = digest
  }

  /// The end of a chain without commitments.
  public static let beginning = ChainLink(
    number: 0, digest: Digest(bytes: Array(repeating: 0, count: Digest.size)))

  /// The end of the chain when a commitment is added to it.
  public func next(_ commitment: Digest) -> ChainLink {
    var count = ByteBuffer(capacity: 8)
    count.append(bigEndian: UInt64(number + 1))
    return ChainLink(
      number: number + 1,
      digest: Digest.of(
        domain: "margin-duel/chain/1", [count.bytes, digest.bytes, commitment.bytes]))
  }
}
