import Primitives
import TestKit
import Testing

@testable import PriceTape

struct TapeImportTests {
  private func source(
    _ text: String, file: String = "ABC-5m.csv", name: String? = nil
  ) -> HistorySource {
    HistorySource(file: file, name: name, text: Array(text.utf8))
  }

  private func closes(_ text: String) throws -> [String] {
    try importTape([source(text)]).marks(ofInstrument: 0).map(\.description)
  }

  /// The error of an import, as people read it.
  private func error(_ sources: [HistorySource]) -> String { importError(sources) }

  // MARK: - What people have

  @Test(arguments: [
    "date,open,high,low,close,volume\n2018-01-10T04:55:00Z,9,9,9,1.5,7\n"
      + "2018-01-10T05:00:00Z,9,9,9,2.5,7\n",
    ",Open,High,Low,Close,Volume\n2017-04-19 09:00:00,9,9,9,1.5,7\n"
      + "2017-04-19 10:00:00,9,9,9,2.5,7",
    "close,volume,timestamp\n1.5,1,1515560100\n2.5,1,1515560400\n",
    "Open time,Open,High,Low,Close\r\n1515560100000,9,9,9,1.5\r\n1515560400000,9,9,9,2.5\r\n",
    "\u{feff}\"Date\",\"Close\"\n\"2018-01-10\",\"1.5\"\n\"2018-01-11\",\"2.5\"\n",
    "# exported\nhttps://example.org\n\nunix;close\n1515560100;15e-1\n\n1515560400;2.50000\n",
    "<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\n"
      + "2018.01.10\t04:55:00\t9\t9\t9\t1.5\n2018.01.10\t05:00:00\t9\t9\t9\t2.5\n",
    "1515560100000,9,9,9,1.5,7,1515560399999\n1515560400000,9,9,9,2.5,7,1515560699999\n",
    "Date,Close/Last\n2018-01-11,2.5\n2018-01-10,1.5\n",
    "date , close ,\n2018-01-10, 1.5 ,\n2018-01-11, 2.5 ,\n",
    "Date,Adj Close,Close\n2018-01-10,8,1.5\n2018-01-11,8,2.5\n",
    "date,close\n2018-01-10,1.5\n2018-03-11,2.5\n",
  ])
  func manyFormsGiveTheSameCloses(_ text: String) throws {
    #expect(try closes(text) == ["1.50", "2.50"])
  }

  @Test(arguments: [
    ("date,close\n2018-01-10,1.5\n2018-01-11,x\n", "ABC-5m.csv:3: the close 'x' is not a price"),
    ("date,close\n2018-01-10,\n", "ABC-5m.csv:2: the close is missing"),
    ("date,close\n2018-01-10,0.0\n", "ABC-5m.csv:2: the close must be above 0"),
    ("date,close\n2018-01-10,-1\n", "ABC-5m.csv:2: the close '-1' is not a price"),
    ("date,close\nyesterday,1\n", "ABC-5m.csv:2: 'yesterday' is not a time"),
    ("date,close\n2018-01-10,1,2\n", "ABC-5m.csv:2: 3 fields, the header has 2"),
    ("date,open,close\n2018-01-10,1\n", "ABC-5m.csv:2: 2 fields, the header has 3"),
    ("date,close\n2018-01-10,\"1\n", "ABC-5m.csv:2: a quote is not closed"),
    (
      "date,close\n2018-01-10,1\n2018-01-10,2\n", "ABC-5m.csv:3: the same time as in line 2"
    ),
    (
      "date,close\n2018-01-10,1\n2018-01-12,2\n2018-01-11,3\n",
      "ABC-5m.csv:4: the times go forth and back from line 3"
    ),
    (
      "date,open\n2018-01-10,1\n",
      "ABC-5m.csv:1: the header names no column for the close or the price"
    ),
    (
      "day,close\n2018-01-10,1\n",
      "ABC-5m.csv:1: the header names no column for the time, such as date"
    ),
    ("date,close\n", "ABC-5m.csv: there are no candles"),
    ("", "ABC-5m.csv: the file is empty"),
    ("hello\nworld\n", "ABC-5m.csv: there is no header with time and close"),
    (
      "date,close\n2018-01-10,1e-12\n",
      "ABC-5m.csv:2: the close is less than half a price step of 0.00000001"
    ),
    (
      "date,close\n2018-01-10,60000\n2018-01-11,0.01\n",
      "ABC-5m.csv:3: the close is less than half a price step of 0.10"
    ),
    (
      "date,close\n2018-01-10,1e9\n",
      "ABC-5m.csv:2: the close is above 625000000.00, the highest mark of a tape"
    ),
    (
      "date,close\n2018-01-10,1e40\n",
      "ABC-5m.csv:2: the close is above 625000000.00, the highest mark of a tape"
    ),
  ])
  func aBadFileIsNamedWithLineAndReason(_ text: String, _ expected: String) {
    #expect(error([source(text)]) == expected)
  }

  // MARK: - Steps

  @Test(arguments: [
    (["1.07219", "1.0726"], "0.00001"), (["1.5", "2.25"], "0.001"), (["60000.12"], "0.10"),
    (["60123.4"], "0.10"), (["61000", "62000"], "10.00"), (["5.29e-05"], "0.00000001"),
    (["0.0994766", "0.09969000000000001"], "0.0000001"), (["100", "7"], "0.10"),
  ])
  func theStepLeavesFourToSixDigits(_ closes: [String], _ expected: String) throws {
    let rows = closes.enumerated().map { "\(86_400 * ($0 + 1)),\($1)\n" }.joined()
    let tape = try importTape([source("unix,close\n" + rows)])
    #expect(tape.instruments[0].priceStep.description == expected)
  }

  @Test func noiseOfFloatingPointIsRoundedAway() throws {
    #expect(
      try closes("unix,close\n60,5.330000000000001e-05\n120,5.2900000000000005e-05\n")
        == ["0.0000533", "0.0000529"])
  }

  // MARK: - Joins and names

  @Test func filesAreJoinedOnCommonTimesOnly() throws {
    let first = source("unix,close\n60,1.1\n120,1.2\n180,1.3\n300,1.5\n", file: "dir/AAA_1m.csv")
    let second = source("close,unix\n9,30\n2.2,120\n2.3,180\n2.4,240\n2.5,300\n", file: "bbb.csv")
    let tape = try importTape([first, second])
    #expect(tape.name == "AAA-BBB")
    #expect(tape.instruments.map(\.name) == ["AAA", "BBB"])
    #expect(tape.marks(ofInstrument: 0).map(\.description) == ["1.20", "1.30", "1.50"])
    #expect(tape.marks(ofInstrument: 1).map(\.description) == ["2.20", "2.30", "2.50"])
  }

  @Test func namesComeFromTheFileOrFromTheCaller() throws {
    let text = "unix,close\n60,1\n"
    #expect(try importTape([source(text, file: "a/eth btc.csv")]).name == "ETH")
    #expect(try importTape([source(text, name: "gold")]).name == "GOLD")
  }

  @Test func whatCannotBeJoinedOrNamedIsRefused() {
    let one = source("unix,close\n60,1\n")
    #expect(error([]) == "tape: there is no file to import")
    #expect(
      error([one, source("unix,close\n61,1\n", file: "B.csv")])
        == "B.csv: no time is in all the files: ABC has 1970-01-01T00:01:00Z to "
        + "1970-01-01T00:01:00Z, B has 1970-01-01T00:01:01Z to 1970-01-01T00:01:01Z")
    #expect(error([one, one]) == "ABC-5m.csv: ABC is named twice; give it another name")
    #expect(
      error([source("unix,close\n60,1\n", file: "_.csv")])
        == "_.csv: '' is not 1 to 12 of A-Z and 0-9; give it another name")
    let nine = (0..<9).map { source("unix,close\n60,1\n", file: "F\($0).csv") }
    #expect(error(nine) == "F0.csv: a tape has 1 to 8 instruments")
  }
}
