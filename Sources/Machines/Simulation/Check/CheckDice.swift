/// Chance out of a seed: the same seed always tells the same story (SplitMix64).
struct CheckDice: Sendable {
  private var state: UInt64

  init(seed: Int) { state = UInt64(truncatingIfNeeded: seed) &* 0xd134_2543_de82_ef95 }

  private mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
  }

  /// A whole number of a range.
  mutating func roll(_ range: ClosedRange<Int>) -> Int {
    let count = UInt64(range.upperBound - range.lowerBound) + 1
    return range.lowerBound + Int(next() % count)
  }

  /// A whole number of a range, each order of magnitude about as likely as another.
  mutating func rollLogarithmic(_ range: ClosedRange<Int>) -> Int {
    let span = range.upperBound - range.lowerBound
    let bits = span.bitWidth - span.leadingZeroBitCount
    let top = 1 << min(roll(0...bits), 62)
    return range.lowerBound + min(roll(0...top), span)
  }

  /// True once in so many times.
  mutating func once(in times: Int) -> Bool { roll(1...times) == 1 }

  /// One of several things; there must be one.
  mutating func pick<Thing>(_ things: [Thing]) -> Thing { things[roll(0...things.count - 1)] }
}
