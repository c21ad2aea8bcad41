import Digests

/// The dice of a bot: the same for the same seed, and none depends on how often others were thrown.
struct BotDice: Sendable {
  private let seed: Int
  private let domain: String

  init(_ domain: String, seed: Int) {
    self.domain = domain
    self.seed = seed
  }

  /// 32 numbers of 0 to 255 that belong to a number, such as a tick.
  func bytes(_ number: Int) -> [Int] {
    Digest.of(domain: domain, [Array(String(seed).utf8), Array(String(number).utf8)])
      .bytes.map(Int.init)
  }
}
