import Digests
import DuelRules
import TestKit
import Testing

struct MatchSeedTests {
  private let secret = MatchSecret(
    seed: Digest(bytes: Array(repeating: 1, count: 32)),
    salt: Digest(bytes: Array(repeating: 2, count: 32)))

  /// A part as it is hashed: its length as four bytes, then itself.
  private func part(_ bytes: [UInt8]) -> [UInt8] { [0, 0, 0, UInt8(bytes.count)] + bytes }

  /// SHA-256 over a domain and parts, each as above.
  private func digest(_ domain: String, _ parts: [[UInt8]]) -> Digest {
    let bytes = part(Array(domain.utf8)) + parts.flatMap { part($0) }
    return Digest.of(bytes.span)
  }

  @Test func theCommitmentBindsSaltSeedAndRules() throws {
    let rules = try makeRules()
    let expected = digest(
      "margin-duel/commitment/1", [secret.salt.bytes, secret.seed.bytes, rules.digest.bytes])
    #expect(secret.commitment(rules: rules) == expected)
    let others = [
      MatchSecret(seed: secret.salt, salt: secret.seed).commitment(rules: rules),
      secret.commitment(rules: try makeRules("ticks=361")),
      secret.commitment(rules: rules),
    ]
    #expect(Set(others).count == 3)
  }

  @Test func theTapeSeedTakesInEveryNonceInSeatOrder() {
    let expected = digest("margin-duel/match-seed/1", [secret.seed.bytes, [7, 7], []])
    #expect(secret.tapeSeed(nonces: [[7, 7], []]) == expected)
    let seeds: Set<Digest> = [
      secret.tapeSeed(nonces: [[7, 7], []]), secret.tapeSeed(nonces: [[], [7, 7]]),
      secret.tapeSeed(nonces: [[7], [7]]), secret.tapeSeed(nonces: [[], []]),
      secret.tapeSeed(nonces: [[]]),
    ]
    #expect(seeds.count == 5)
  }

  /// The salt hides the seed; it does not change the tape.
  @Test func theSaltDoesNotTouchTheTape() {
    let other = MatchSecret(seed: secret.seed, salt: secret.seed)
    #expect(other.tapeSeed(nonces: [[]]) == secret.tapeSeed(nonces: [[]]))
  }

  /// Computed by another program in another language.
  @Test func aPracticeMatchIsKnownByItsNumber() {
    let seventh = MatchSecret(practice: 7)
    #expect(
      seventh.seed.description
        == "b25621a3a2b451493745427cce649efb3c8b0c77fa1acd2873b5903401002983")
    #expect(
      seventh.salt.description
        == "0597edcd580eadf19293fd0a635f14570de9f699c5d93a276c57e187177cc53f")
    #expect(
      seventh.tapeSeed(nonces: [[], []]).description
        == "1dc160e70ccb2bdd6402fb3925b34b7a4ee4690e63b46c13e1d95d30d4eb4277")
    #expect(MatchSecret(practice: 8) != seventh)
    #expect(MatchSecret(practice: -7) != seventh)
  }
}
