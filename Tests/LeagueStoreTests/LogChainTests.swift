import Digests
import Testing

@testable import LeagueStore

/// The chain depends on every row, its number and its place.
struct LogChainTests {
  private func chain(_ rows: [(Int, String)]) -> LogEnd {
    rows.reduce(LogEnd.empty) { $0.appending(Array($1.1.utf8).span, as: $1.0) }
  }

  @Test func theFirstRowHangsOnZeros() {
    // SHA-256 of 32 zero bytes, the number 1 in eight bytes, and "abc".
    #expect(
      "\(chain([(1, "abc")]).chain)"
        == "328976acf07e9b1c4a8967f2d63902c9a724235b6363ac83087246ad84cd222a")
  }

  @Test func everyChangeShows() {
    let whole = chain([(1, "a"), (2, "b")])
    #expect(whole == chain([(1, "a"), (2, "b")]))
    #expect(whole.chain != chain([(2, "b")]).chain)
    #expect(whole.chain != chain([(1, "a"), (3, "b")]).chain)
    #expect(whole.chain != chain([(1, "x"), (2, "b")]).chain)
    #expect(whole.chain != chain([(2, "b"), (1, "a")]).chain)
  }
}
