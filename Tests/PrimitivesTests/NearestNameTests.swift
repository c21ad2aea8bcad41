import Testing

@testable import Primitives

struct NearestNameTests {
  private let keys = ["seats", "ticks", "clock", "taker-fee", "leverage-max", "BTC.drift"]

  @Test(arguments: [
    ("tiks", "ticks"), ("tickss", "ticks"), ("tcisk", "ticks"), ("TICKS", "ticks"),
    ("taker_fee", "taker-fee"), ("takerfee", "taker-fee"), ("leverage-maximum", "leverage-max"),
    ("btc.drfit", "BTC.drift"), ("clok", "clock"), ("seat", "seats"),
  ])
  func findsWhatWasMeant(_ word: String, _ meant: String) {
    #expect(NearestName.of(word, among: keys) == meant)
  }

  @Test(arguments: ["", "x", "volatility", "qqqqq", "balance"])
  func namesNothingThatIsFarAway(_ word: String) {
    #expect(NearestName.of(word, among: keys) == nil)
  }

  /// A third of the length, rounded down, plus one edit: 2 for 3 letters, 3 for 6.
  @Test func theLimitGrowsWithTheWord() {
    #expect(NearestName.of("abc", among: ["axy"]) == "axy")
    #expect(NearestName.of("abc", among: ["xyz"]) == nil)
    #expect(NearestName.of("abcdef", among: ["abcxyz"]) == "abcxyz")
    #expect(NearestName.of("abcdef", among: ["abwxyz"]) == nil)
  }

  @Test(arguments: [
    ("seat", "seats"), ("sezts", "seats"), ("estas", nil), ("SEATS", "seats"), ("sesats", "seats"),
    ("taeks", nil), ("sears", "seats"), ("esats", "seats"), ("seats", nil), ("", nil), ("se", nil),
  ])
  func aSlipIsOneEdit(_ word: String, _ meant: String?) {
    #expect(NearestName.slip(of: word, among: keys) == meant)
  }

  @Test func theFirstOfEqualsWins() {
    #expect(NearestName.of("cat", among: ["bat", "rat", "car"]) == "bat")
    #expect(NearestName.of("cat", among: ["dog", "rat", "bat"]) == "rat")
    #expect(NearestName.of("cat", among: ["bat", "cat"]) == "cat")
    #expect(NearestName.of("cat", among: []) == nil)
  }

  @Test(arguments: [
    ("", "", 0), ("", "abc", 3), ("abc", "", 3), ("abc", "abc", 0), ("abc", "abd", 1),
    ("abc", "ab", 1), ("abc", "xabc", 1), ("ab", "ba", 1), ("abcd", "badc", 2),
    ("kitten", "sitting", 3), ("ca", "abc", 3),
  ])
  func countsEdits(_ left: String, _ right: String, _ edits: Int) {
    #expect(NearestName.distance(Array(left.utf8), Array(right.utf8)) == edits)
    #expect(NearestName.distance(Array(right.utf8), Array(left.utf8)) == edits)
  }

  /// Every pair of words of up to four of two letters against the definition, by recursion.
  @Test func agreesWithTheDefinition() {
    var words: [[UInt8]] = [[]]
    for _ in 0..<4 { words += words.flatMap { [$0 + [1], $0 + [2]] } }
    let distinct = Set(words)
    for left in distinct {
      for right in distinct {
        #expect(NearestName.distance(left, right) == defined(left[...], right[...]))
      }
    }
  }

  private func defined(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int {
    guard let a = left.last else { return right.count }
    guard let b = right.last else { return left.count }
    let change = defined(left.dropLast(), right.dropLast()) + (a == b ? 0 : 1)
    if a == b { return change }
    var best = min(
      change, defined(left.dropLast(), right) + 1, defined(left, right.dropLast()) + 1)
    if left.count > 1, right.count > 1, left.dropLast().last == b, right.dropLast().last == a {
      best = min(best, defined(left.dropLast(2), right.dropLast(2)) + 1)
    }
    return best
  }
}
