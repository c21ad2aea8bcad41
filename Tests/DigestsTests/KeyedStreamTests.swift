import Digests
import Testing

struct KeyedStreamTests {
  private let key = Digest.of(Array("a key".utf8).span)

  /// SHA-256(key | counter as 8 bytes, most significant first), by hand.
  private func block(_ counter: UInt8, _ high: UInt8 = 0) -> [UInt8] {
    Digest.of((key.bytes + [0, 0, 0, 0, 0, 0, high, counter]).span).bytes
  }

  private func words(of block: [UInt8]) -> [UInt32] {
    stride(from: 0, to: 32, by: 4).map { place in
      block[place..<place + 4].reduce(0) { $0 * 256 + UInt32($1) }
    }
  }

  @Test func blocksAreDigestsOfKeyAndCounter() {
    var stream = KeyedStream(key: key)
    let drawn = (0..<32).map { _ in stream.nextWord() }
    let expected = (0...3).flatMap { words(of: block(UInt8($0))) }
    #expect(drawn == expected)
  }

  @Test func theCounterCarriesOver() {
    var stream = KeyedStream(key: key)
    for _ in 0..<256 * 8 { _ = stream.nextWord() }
    #expect(stream.nextWord() == words(of: block(0, 1))[0])
  }

  @Test func aDigestIsAWholeBlock() {
    var stream = KeyedStream(key: key)
    #expect(stream.nextDigest().bytes == block(0))
    #expect(stream.nextDigest().bytes == block(1))
    #expect(stream.nextWord() == words(of: block(2))[0])
    // What is left of block 2 is passed over: no byte serves twice.
    #expect(stream.nextDigest().bytes == block(3))
    #expect(stream.nextWord() == words(of: block(4))[0])
  }

  @Test func anotherKeyGivesAnotherStream() {
    var one = KeyedStream(key: key)
    var other = KeyedStream(key: Digest.of(Array("another key".utf8).span))
    #expect(one.nextDigest() != other.nextDigest())
  }

  @Test(arguments: [1, 2, 3, 7, 10, 1000, 0x8000_0001, .max] as [UInt32])
  func numbersStayBelowTheLimit(_ limit: UInt32) {
    var stream = KeyedStream(key: key)
    for _ in 0..<200 { #expect(stream.next(below: limit) < limit) }
  }

  /// With a limit of 2^31 + 1 nearly half of all words are drawn again.
  @Test func wordsOfTheIncompleteRunAreDrawnAgain() {
    let limit: UInt32 = 0x8000_0001
    var words = KeyedStream(key: key)
    var numbers = KeyedStream(key: key)
    var rejected = 0
    for _ in 0..<100 {
      var word = words.nextWord()
      while word >= limit {
        rejected += 1
        word = words.nextWord()
      }
      #expect(numbers.next(below: limit) == word)
    }
    #expect(rejected > 50)
  }

  /// 6,000 throws of a die: chi-squared with 5 degrees of freedom stays below its 99.9 % point.
  @Test func eachNumberIsAboutEquallyLikely() {
    var stream = KeyedStream(key: key)
    var counts = [Int](repeating: 0, count: 6)
    for _ in 0..<6_000 { counts[Int(stream.next(below: 6))] += 1 }
    let squares = counts.map { ($0 - 1_000) * ($0 - 1_000) }.reduce(0, +)
    #expect(Double(squares) / 1_000 < 20.5)
  }

  @Test func eachBitIsSetAboutHalfTheTime() {
    var stream = KeyedStream(key: key)
    var counts = [Int](repeating: 0, count: 32)
    for _ in 0..<4_000 {
      let word = stream.nextWord()
      for bit in 0..<32 where word >> UInt32(bit) & 1 == 1 { counts[bit] += 1 }
    }
    // Four and a half standard deviations of sqrt(4000) / 2 each.
    for count in counts { #expect(abs(count - 2_000) < 143) }
  }

  @Test(arguments: [0, 1, 7, 8, 9, 300])
  func aCopyGoesOnAtTheSamePlace(_ words: Int) {
    var stream = KeyedStream(key: key)
    for _ in 0..<words { _ = stream.nextWord() }
    var copy = stream.copy()
    let first = (0..<20).map { _ in copy.nextWord() }
    // The copy went on; the stream did not.
    #expect((0..<20).map { _ in stream.nextWord() } == first)
  }

  @Test func aLimitMustBePositive() async {
    await #expect(processExitsWith: .failure) {
      var stream = KeyedStream(key: Digest(bytes: Array(repeating: 1, count: 32)))
      _ = stream.next(below: 0)
    }
  }
}
