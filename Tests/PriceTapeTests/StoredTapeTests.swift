import Digests
import PriceTape
import Primitives
import TestKit
import Testing

struct StoredTapeTests {
  private func refusal(
    _ marks: [String], name: String = "X", _ instruments: [(String, String)] = [("A", "1")]
  ) -> StoredTapeError? {
    do throws(StoredTapeError) {
      _ = try StoredTape(
        name: name,
        instruments: instruments.map { StoredInstrument(name: $0, priceStep: price($1)) },
        marks: marks.map { price($0) })
      return nil
    } catch {
      return error
    }
  }

  @Test func numbersAreChecked() {
    let nine = (1...9).map { ("A\($0)", "1") }
    #expect(refusal(["1"]) == nil)
    #expect(refusal(["1"], name: "") == .name(""))
    #expect(refusal(["1"], name: "a") == .name("a"))
    let long = String(repeating: "X", count: 105)
    #expect(refusal(["1"], name: long) == .name(long))
    #expect(refusal(["1"], []) == .instrumentCount)
    #expect(refusal(["1"], nine) == .instrumentCount)
    #expect(refusal(["1"], [("ABCDEFGHIJKLM", "1")]) == .instrumentName("ABCDEFGHIJKLM"))
    #expect(refusal(["1", "1"], [("A", "1"), ("A", "1")]) == .namedTwice("A"))
    #expect(refusal(["1"], [("A", "0")]) == .priceStep("A"))
    #expect(refusal(["1"], [("A", "-1")]) == .priceStep("A"))
    #expect(refusal([]) == .tickCount)
    #expect(refusal(["1", "1", "1"], [("A", "1"), ("B", "1")]) == .tickCount)
    #expect(refusal(["1", "0"]) == .mark(tick: 1, instrument: "A"))
    #expect(refusal(["1.5"]) == .mark(tick: 0, instrument: "A"))
    #expect(refusal(["625000000"]) == nil)
    #expect(refusal(["625000001"]) == .mark(tick: 0, instrument: "A"))
  }

  @Test func theHighestPriceIsSixteenTimesTheFirstOrTwiceTheHighest() throws {
    func highest(_ marks: [String]) throws -> Price {
      try StoredTape(
        name: "X", instruments: [StoredInstrument(name: "A", priceStep: price("1"))],
        marks: marks.map { price($0) }
      ).priceMax(ofInstrument: 0)
    }
    #expect(try highest(["10", "80"]) == price("160"))
    #expect(try highest(["10", "81"]) == price("162"))
    #expect(try highest(["10", "1"]) == price("160"))
  }

  @Test func anExcerptIsATapeOfItsOwn() throws {
    let tape = makeTape(ticks: 100, names: ["A", "B"])
    #expect(tape.excerpt(from: 0, ticks: 100) == tape)
    let middle = try #require(tape.excerpt(from: 10, ticks: 5))
    #expect(middle.tickCount == 5 && middle.digest != tape.digest)
    #expect(middle.marks(ofTick: 0) == tape.marks(ofTick: 10))
    #expect(middle.marks(ofInstrument: 1) == Array(tape.marks(ofInstrument: 1)[10..<15]))
    for (first, count) in [(-1, 5), (0, 0), (96, 5), (101, 1), (Int.max, 1)] {
      #expect(tape.excerpt(from: first, ticks: count) == nil)
    }
  }

  /// Kept marks play as they were made, whatever the seed.
  @Test func aTapeOfGivenMarksGivesThem() {
    let stored = makeTape(ticks: 3, names: ["A", "B"])
    let seed = Digest.of(domain: "any", [])
    var tape = Tape(source: .stored(stored), seed: seed)
    var marks = TapeSource.stored(stored).startPrices
    #expect(marks == stored.marks(ofTick: 0))
    for tick in 0..<3 {
      tape.next(into: &marks)
      #expect(marks == stored.marks(ofTick: tick))
    }
  }
}
