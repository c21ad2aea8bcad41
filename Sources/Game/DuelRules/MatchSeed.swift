public import Digests
import Primitives

/// The secret that a match's tape comes from, and how it is committed to beforehand.
public struct MatchSecret: Hashable, Sendable {
  /// The server's part of the seed.
  public let seed: Digest
  /// What keeps the seed from being guessed out of its commitment.
  public let salt: Digest

  /// Takes both parts, which should be random.
  public init(seed: Digest, salt: Digest) {
    self.seed = seed
    self.salt = salt
  }

  /// The secret of a practice match that everybody can play again by its number. Rule: TAPE-6.
  public init(practice number: Int) {
    let text = Array(String(number).utf8)
    seed = Digest.of(domain: "margin-duel/practice-seed/1", [text])
    salt = Digest.of(domain: "margin-duel/practice-salt/1", [text])
  }

  /// What is published before the first tick: it binds seed and rules and tells nothing of either.
  /// Rule: TAPE-6.
  public func commitment(rules: Rules) -> Digest {
    Digest.of(
      domain: "margin-duel/commitment/1", [salt.bytes, seed.bytes, rules.digest.bytes])
  }

  /// The seed of the tape: the server's part and each seat's nonce, empty for none. Rule: TAPE-7.
  public func tapeSeed(nonces: [[UInt8]]) -> Digest {
    Digest.of(domain: "margin-duel/match-seed/1", [seed.bytes] + nonces)
  }
}
