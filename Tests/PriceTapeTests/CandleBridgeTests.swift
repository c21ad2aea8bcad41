import Primitives
import TestKit
import Testing

@testable import PriceTape

/// Paths through candles. Rule: TAPE-19.
struct CandleBridgeTests {
  @Test(arguments: [
    ("bridge", "bridge:10:1"), ("bridge:4", "bridge:4:1"), ("bridge:1000:0", "bridge:1000:0"),
    ("bridge:12:345", "bridge:12:345"),
  ])
  func anExpansionIsRead(_ text: String, _ expected: String) {
    #expect(CandleBridge(text)?.description == expected)
  }

  @Test(arguments: [
    "", "line", "bridge:", "bridge:3", "bridge:1001", "bridge:10:", "bridge:10:-1", "bridge:10:1:1",
    "Bridge",
  ])
  func anythingElseIsNone(_ text: String) { #expect(CandleBridge(text) == nil) }

  /// Every path begins at the open, ends at the close, and touches high and low and no more.
  @Test(arguments: 1...10, [4, 5, 10, 100])
  func aPathStaysWithinItsCandle(_ seed: Int, _ ticks: Int) throws {
    var dice = Dice(seed: seed)
    let bridge = try #require(CandleBridge("bridge:\(ticks):\(seed)"))
    let step = price("0.01")
    func steps(_ count: Int) -> Price { Price(units: Int64(count) * step.units) }
    var candles: [CandleRange] = []
    var closes: [Price] = []
    for _ in 0..<30 {
      let low = dice.rollLogarithmic(1...100_000_000)
      let high = low + dice.rollLogarithmic(0...10_000_000)
      candles.append(
        CandleRange(open: steps(dice.roll(low...high)), high: steps(high), low: steps(low)))
      closes.append(steps(dice.roll(low...high)))
    }
    let marks = bridge.marks(of: candles, closes: closes, step: step, instrument: "AB")
    #expect(marks.count == 30 * ticks)
    for (index, candle) in candles.enumerated() {
      let path = marks[(index * ticks)..<((index + 1) * ticks)]
      #expect(path.first == candle.open && path.last == closes[index])
      #expect(path.max() == candle.high && path.min() == candle.low)
    }
  }

  private func tape(_ text: String, _ bridge: String) throws -> StoredTape {
    try importTape(
      [HistorySource(file: "AB.csv", text: Array(text.utf8))], .with(bridge: bridge))
  }

  private let candles =
    "unix,open,high,low,close\n60,10.00,10.50,9.80,10.20\n120,10.25,10.30,9.00,9.10\n"

  @Test func theTapeSaysThatItIsDrawn() throws {
    let tape = try tape(candles, "bridge:5:7")
    #expect(tape.tickCount == 10)
    #expect(
      tape.notes == [
        "AB: 2 candles", "a candle every 1m, no gaps",
        "5 ticks a candle drawn with seed 7 between open, high, low and close: they can tell the "
          + "next tick",
      ])
    #expect(try tape == self.tape(candles, "bridge:5:7"))
    #expect(try tape != self.tape(candles, "bridge:5:8"))
  }

  @Test(arguments: [
    ("unix,close\n60,1\n", ":1: --expand needs candles with open, high, low and close"),
    (
      "unix,open,high,low,close\n60,1,2,1,3\n",
      ":2: open and close do not lie between low and high"
    ),
    ("unix,open,high,low,close\n60,1,2,,2\n", ":2: the low is missing"),
    ("unix,open,high,low,close\n60,x,2,1,2\n", ":2: the open 'x' is not a price"),
  ])
  func whatHasNoPathIsRefused(_ text: String, _ expected: String) {
    let source = HistorySource(file: "AB.csv", text: Array(text.utf8))
    #expect(importError([source], .with(bridge: "bridge")) == "AB.csv" + expected)
  }

  @Test func aLowThatRoundsToNothingIsOneStep() throws {
    let tape = try tape("unix,open,high,low,close\n60,60000,60000.1,0.01,60000.1\n", "bridge:4")
    #expect(tape.marks(ofInstrument: 0).min() == price("0.10"))
  }

  @Test func tooManyTicksAreRefused() {
    let rows = (0..<1001).map { "\(60 * $0),1,1,1,1\n" }.joined()
    let source = HistorySource(
      file: "AB.csv", text: Array(("unix,open,high,low,close\n" + rows).utf8))
    #expect(
      importError([source], .with(bridge: "bridge:1000"))
        == "AB.csv: 1001 candles of 1000 ticks are more than 1000000 ticks")
  }
}
