import COpenSSL

/// An endless stream of 32-bit words that only the holder of the key can continue.
///
/// Block i, from 0, is SHA-256(key | i as 8 bytes, most significant first): 8 words, each most
/// significant byte first. Nothing of the stream tells its next word. Rule: TAPE-2.
///
/// A block is one compression: key, counter and padding fill 64 bytes, and its eight result words
/// are the stream's. The general interface would cost several times as much for each.
@safe public struct KeyedStream: ~Copyable {
  private var context = SHA256_CTX()
  private var message: [UInt8]
  private var words = [UInt32](repeating: 0, count: 8)
  private var counter: UInt64 = 0
  private var used = 8

  /// Starts the stream of a key.
  public init(key: Digest) {
    // FIPS 180-4, 5.1.1: 40 bytes of message, a one bit, zeros, the length in bits.
    message = key.bytes + [UInt8](repeating: 0, count: 32)
    message[40] = 0x80
    message[62] = 0x01
    message[63] = 0x40
  }

  /// The same stream at the same place once more; each goes on by itself.
  public func copy() -> KeyedStream { KeyedStream(copying: self) }

  private init(copying other: borrowing KeyedStream) {
    context = other.context
    message = other.message
    words = other.words
    counter = other.counter
    used = other.used
  }

  /// The next 32 bits.
  public mutating func nextWord() -> UInt32 {
    if used == 8 { refill() }
    used += 1
    return words[used - 1]
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
    refill()
    used = 8
    return Digest(
      bytes: words.flatMap { word in
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> UInt32($0)) }
      })
  }

  private mutating func refill() {
    for index in 0..<8 {
      message[Digest.size + index] = UInt8(truncatingIfNeeded: counter >> UInt64(56 - 8 * index))
    }
    counter += 1
    let isDone = unsafe message.withUnsafeBufferPointer { block in
      let isStarted = unsafe SHA256_Init(&context)
      unsafe SHA256_Transform(&context, block.baseAddress)
      return isStarted
    }
    precondition(isDone == 1, "SHA256: libcrypto offers SHA-256")
    let state = context.h
    (words[0], words[1], words[2], words[3]) = (state.0, state.1, state.2, state.3)
    (words[4], words[5], words[6], words[7]) = (state.4, state.5, state.6, state.7)
    used = 0
  }
}
