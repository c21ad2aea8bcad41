import Digests

/// Chance for one part of a simulated world; another part's dice do not move it.
struct WorldDice: ~Copyable {
  private var stream: KeyedStream

  init(_ part: String, seed: Int) {
    let words = [Array(part.utf8), Array(String(seed).utf8)]
    stream = KeyedStream(key: Digest.of(domain: "margin-duel/simulation/2", words))
  }

  /// A whole number from 0 up to but not including `sides`.
  mutating func roll(_ sides: Int) -> Int { Int(stream.next(below: UInt32(sides))) }

  /// A whole number of a range.
  mutating func roll(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + roll(range.count)
  }

  /// True once in so many times; never for 0.
  mutating func once(in times: Int) -> Bool { times > 0 && roll(times) == 0 }

  /// One of several things; there must be one.
  mutating func pick<Thing>(_ things: [Thing]) -> Thing { things[roll(things.count)] }

  /// A secret.
  mutating func nextDigest() -> Digest { stream.nextDigest() }

  /// Bytes without any order in them.
  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: stream.nextWord()) }
  }
}
