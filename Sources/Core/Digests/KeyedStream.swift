/// An endless stream of 32-bit words that only the holder of the key can continue.
///
/// Block i, from 0, is SHA-256(key | i as 8 bytes, most significant first): 8 words, each most
/// significant byte first. Nothing of the stream tells its next word. Rule: TAPE-2.
public struct KeyedStream: ~Copyable {
  private var hasher = SHA256()
  private var message: [UInt8]
  private var block = [UInt8](repeating: 0, count: Digest.size)
  private var counter: UInt64 = 0
  private var used = Digest.size

  /// Starts the stream of a key.
  public init(key: Digest) { message = key.bytes + [UInt8](repeating: 0, count: 8) }

  /// The same stream at the same place once more; each goes on by itself.
  public func copy() -> KeyedStream { KeyedStream(copying: self) }

  private init(copying other: borrowing KeyedStream) {
    message = other.message
    block = other.block
    counter = other.counter
    used = other.used
  }

  /// The next 32 bits.
  public mutating func nextWord() -> UInt32 {
    if used == Digest.size { refill() }
    let word =
      UInt32(block[used]) << 24 | UInt32(block[used + 1]) << 16
      | UInt32(block[used + 2]) << 8 | UInt32(block[used + 3])
    used += 4
    return word
  }

  /// A whole number from 0 up to but not including `limit`, each equally likely.
  ///
  /// Words in the incomplete last run of `limit` are drawn again.
  public mutating func next(below limit: UInt32) -> UInt32 {
    precondition(limit > 0, "KeyedStream: a positive limit")
    let whole = UInt64(1) << 32
    let accepted = whole - whole % UInt64(limit)
    while true {
      let word = nextWord()
      if UInt64(word) < accepted { return word % limit }
    }
  }

  /// The next 32 bytes, as a key, a seed or a token.
  public mutating func nextDigest() -> Digest {
    used = Digest.size
    refill()
    used = Digest.size
    return Digest(bytes: block)
  }

  private mutating func refill() {
    for index in 0..<8 {
      message[Digest.size + index] = UInt8(truncatingIfNeeded: counter >> UInt64(56 - 8 * index))
    }
    counter += 1
    let keyed = message
    hasher.update(keyed.span)
    hasher.finish(into: &block)
    used = 0
  }
}
