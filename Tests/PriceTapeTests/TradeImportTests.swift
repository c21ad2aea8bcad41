import PriceTape
import Primitives
import Testing

/// Trades and candles by the interval. Rule: TAPE-17.
struct TradeImportTests {
  private func source(_ text: String, file: String = "ABC.csv") -> HistorySource {
    HistorySource(file: file, text: Array(text.utf8))
  }

  private func marks(_ text: String, _ interval: String?) throws -> [String] {
    try importTape([source(text)], .with(interval: interval)).marks(ofInstrument: 0)
      .map(\.description)
  }

  /// The same trades as people have them: at second 0, 59.999, 60, 60 again, and 240.
  @Test(arguments: [
    // With ids and without header, as the largest exchange publishes them.
    "7,1.1,9,1,2,1515542400000,True\n8,1.2,9,3,4,1515542459999,false\n"
      + "9,1.3,9,5,6,1515542460000,False\n10,1.4,9,7,8,1515542460000,True\n"
      + "11,1.5,9,9,9,1515542640000,True\n",
    "3999999999,1.1,9,1,1515542400000000,True,True\n3999999999,1.2,9,1,1515542459999000,True,True\n"
      + "4000000000,1.3,9,1,1515542460000000,True,True\n"
      + "4000000001,1.4,9,1,1515542460000000,True,True\n"
      + "4000000002,1.5,9,1,1515542640000000,True,True\n",
    "1515542400,1.1,9\n1515542459.999,1.2,9\n1515542460,1.3,9\n1515542460,1.4,9\n1515542640,1.5,9",
    "side,size,price,created_at,trade_id\nbuy,1,1.1,2018-01-10T00:00:00Z,1\n"
      + "sell,1,1.2,2018-01-10T00:00:59.999Z,2\nbuy,1,1.3,2018-01-10T00:01:00Z,3\n"
      + "buy,1,1.4,2018-01-10T00:01:00Z,4\nbuy,1,1.5,2018-01-10T00:04:00Z,5\n",
    "Date;Time;Price;Amount\r\n2018-01-10;00:00;1.1;1\r\n2018-01-10;00:00:59.999;1.2;1\r\n"
      + "2018-01-10;00:01;1.3;1\r\n2018-01-10;00:01:00;1.4;1\r\n2018-01-10;00:04;15e-1;1\r\n",
    "id,price,qty,quote_qty,time,is_buyer_maker\n1,1.1,1,1,1515542400000,true\n"
      + "2,1.2,1,1,1515542459999,true\n3,1.3,1,1,1515542460000,true\n"
      + "4,1.4,1,1,1515542460000,true\n5,1.5,1,1,1515542640000,true\n",
    "a,p,q,f,l,T,m\n1,1.1,1,1,1,1515542400000,true\n2,1.2,1,1,1,1515542459999,true\n"
      + "3,1.3,1,1,1,1515542460000,true\n4,1.4,1,1,1,1515542460000,true\n"
      + "5,1.5,1,1,1,1515542640000,true\n",
    // Newest first: of two at one time the upper is the later.
    "price,quantity,timestamp\n1.5,1,1515542640\n1.4,1,1515542460\n1.3,1,1515542460\n"
      + "1.2,1,1515542459.999\n1.1,1,1515542400\n",
  ])
  func anIntervalTakesItsLastTrade(_ text: String) throws {
    #expect(try marks(text, "1m") == ["1.20", "1.40", "1.50"])
    #expect(try marks(text, "2m") == ["1.40", "1.50"])
    #expect(try marks(text, "1s") == ["1.10", "1.20", "1.40", "1.50"])
    #expect(try marks(text, "1d") == ["1.50"])
    #expect(
      importError([source(text)]).hasSuffix(
        ":1: these are single trades: say how long a tick is, such as --interval 1m"))
  }

  @Test func equalTimesAtTheTopOfAFileWaitForItsDirection() throws {
    let rows = ["60,1.1,1", "60,1.2,1"]
    #expect(try marks((rows + ["120,2.0,1"]).joined(separator: "\n"), "1m") == ["1.20", "2.00"])
    #expect(try marks((rows + ["30,2.0,1"]).joined(separator: "\n"), "1m") == ["2.00", "1.10"])
    #expect(try marks(rows.joined(separator: "\n"), "1m") == ["1.20"])
  }

  @Test(arguments: [
    ("10m", ["1.20", "1.50", "1.60"]), ("5m", ["1.10", "1.20", "1.30", "1.50", "1.60"]),
    ("1m", ["1.10", "1.20", "1.30", "1.40", "1.50", "1.60"]), ("1h", ["1.50", "1.60"]),
  ])
  func candlesBecomeLongerOnes(_ interval: String, _ expected: [String]) throws {
    let rows = [(0, 1.1), (300, 1.2), (600, 1.3), (900, 1.4), (1100, 1.5), (3600, 1.6)]
    let text = "unix,close\n" + rows.map { "\(1_515_542_400 + $0.0),\($0.1)\n" }.joined()
    #expect(try marks(text, interval) == expected)
  }

  @Test func timesBefore1970AreCutDownwardsToo() throws {
    let text = "date,close\n1969-12-31 23:58:30,1\n1969-12-31 23:59:30,2\n1970-01-01 00:00:30,3\n"
    #expect(try marks(text, "1m") == ["1.00", "2.00", "3.00"])
    #expect(try marks(text, "2m") == ["2.00", "3.00"])
  }

  @Test func tradesAndCandlesAreJoinedByTheirIntervals() throws {
    let trades = source("10,1.1,1\n70,1.2,1\n119,1.3,1\n190,1.4,1\n", file: "AAA.csv")
    let candles = source("unix,close\n0,2.1\n60,2.2\n120,2.3\n180,2.4\n", file: "BBB.csv")
    let tape = try importTape([trades, candles], .with(interval: "1m"))
    #expect(tape.marks(ofInstrument: 0).map(\.description) == ["1.10", "1.30", "1.40"])
    #expect(tape.marks(ofInstrument: 1).map(\.description) == ["2.10", "2.20", "2.40"])
    #expect(
      tape.notes == [
        "AAA: 4 trades, resampled to 1m",
        "BBB: 4 candles, resampled to 1m, 1 tick at times that another file lacks",
        "a tick every 1m, 1 gap; the longest is 2m after 1970-01-01T00:01:00Z",
      ])
  }

  @Test func timesThatOnlyMissEachOtherAreHelped() {
    let first = source("unix,close\n10,1\n70,1\n", file: "A.csv")
    let second = source("unix,close\n20,1\n80,1\n", file: "B.csv")
    #expect(importError([first, second]).hasSuffix("; --interval puts them on common times"))
    #expect(importError([first, second], .with(interval: "1m")) == "imported: A-B")
  }

  @Test(arguments: [
    ("unix,close\n0,1\n60,1\n120,1\n", nil, "a tick every 1m, no gaps"),
    (
      "unix,close\n0,1\n60,1\n120,1\n300,1\n360,1\n7560,1\n", nil,
      "a tick every 1m, 2 gaps; the longest is 2h after 1970-01-01T00:06:00Z"
    ),
    ("unix,close\n0,1\n", nil, nil),
    (
      "unix,close\n0,1\n60,1\n150,1\n", nil,
      "ticks at irregular times; the longest gap is 1m30s after 1970-01-01T00:01:00Z"
    ),
    (
      "unix,close\n0,1\n180,1\n", "1m",
      "a tick every 1m, 1 gap; the longest is 3m after 1970-01-01T00:00:00Z"
    ),
  ])
  func gapsAreCounted(_ text: String, _ interval: String?, _ expected: String?) throws {
    let notes = try importTape([source(text)], .with(interval: interval)).notes
    #expect(notes.dropFirst().first == expected)
  }

  @Test(arguments: [
    ("1s", "1s"), ("90s", "1m30s"), ("1m", "1m"), ("60m", "1h"), ("4h", "4h"), ("25h", "1d1h"),
    ("366d", "366d"),
  ])
  func anIntervalIsReadAndTold(_ text: String, _ expected: String) {
    #expect(TickInterval(text)?.description == expected)
  }

  @Test(arguments: [
    "", "m", "1", "0m", "-1m", "+1m", "1.5m", "1 m", "1M", "1w", "1ms", "367d", "é", "1mm",
    "999999999999999999d", "9999999999999999999s",
  ])
  func anythingElseIsNoInterval(_ text: String) { #expect(TickInterval(text) == nil) }
}
