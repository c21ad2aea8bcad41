public import Digests
import DuelRules

/// What a client gives to the seeds of the tapes it plays on. Rule: TAPE-7a.
public enum Contribution: Hashable, Sendable {
  /// Nothing: it cannot play where the rules ask for a nonce, and checks no tape.
  case nothing
  /// A nonce for each match whose rules take one, drawn from this secret.
  case always(Digest)
  /// A nonce where the rules ask for one, drawn from this secret.
  case whereRequired(Digest)

  /// The nonce of a client's match with this number; no two matches have the same.
  ///
  /// One that was opened before is known, and whoever knows all but the server's part of a seed can
  /// choose the tape together with the server.
  func nonce(ofMatch number: Int, rule: NonceRule) -> Digest? {
    switch self {
    case .nothing: nil
    case .always(let secret): rule == .none ? nil : Self.nonce(secret, number)
    case .whereRequired(let secret): rule == .required ? Self.nonce(secret, number) : nil
    }
  }

  /// The same kind of contribution, drawn from another secret.
  public func another(_ secret: Digest) -> Contribution {
    switch self {
    case .nothing: .nothing
    case .always: .always(secret)
    case .whereRequired: .whereRequired(secret)
    }
  }

  private static func nonce(_ secret: Digest, _ number: Int) -> Digest {
    Digest.of(
      domain: "margin-duel/client-nonce/1", [secret.bytes, Array(String(number).utf8)])
  }
}
