import PriceTape
import Primitives
import TestKit
import Testing

/// Files as they really are: broken, foreign, cut anywhere. Rules: TAPE-11, TAPE-18.
struct HistoryReaderTests {
  private func source(_ text: String) -> HistorySource {
    HistorySource(file: "X.csv", text: Array(text.utf8))
  }

  // MARK: - What is no CSV

  private static let foreign: [([UInt8], String)] = [
    ([0x1f, 0x8b, 8, 0], "X.csv: compressed with gzip; gunzip it first"),
    ([0x50, 0x4b, 3, 4, 20], "X.csv: a zip archive; unzip it first"),
    ([0xff, 0xfe, 0x64, 0], "X.csv: UTF-16 text; save it as UTF-8"),
    ([0x64, 0, 0x61, 0, 0x2c, 0], "X.csv:1: holds zero bytes: no CSV file"),
    (Array("PAR1....".utf8), "X.csv: a Parquet file; export it as CSV"),
    (Array("[{\"t\":1}]".utf8), "X.csv:1: this looks like JSON; history is read as CSV"),
    (Array("{\"t\":\n1}".utf8), "X.csv:1: this looks like JSON; history is read as CSV"),
    (Array("unix,close\r1,1\r".utf8), "X.csv:1: lines end with CR alone; save it with LF or CRLF"),
    (Array("margin-duel-tape 1\nname X\n".utf8), "X.csv: a tape already, no CSV file"),
    ([], "X.csv: the file is empty"), ([10, 10], "X.csv: there is no header with time and close"),
  ]

  @Test(arguments: foreign)
  func foreignFilesAreNamed(_ bytes: [UInt8], _ expected: String) {
    #expect(importError([HistorySource(file: "X.csv", text: bytes)]) == expected)
  }

  @Test(arguments: [65_536, 65_537, 200_000], [0, 1, 65_536])
  func aLineHasALimit(_ length: Int, _ cut: Int) {
    let line = String(repeating: "x", count: length - 1) + ","
    for end in ["", "\n", "\nunix,close\n1,1\n"] {
      let text = Array(("# title\n" + line + end).utf8)
      let reader = HistorySource(file: "X.csv", text: text)
      let expected =
        length > 65_536
        ? "X.csv:2: longer than 65536 bytes: this is no CSV file"
        : "X.csv:2: the header names no column for the time, such as date"
      #expect(throws: ImportError.self) { try reader.read(ImportOptions(), cuts: [cut]) }
      #expect(importError([reader]) == expected)
    }
  }

  // MARK: - Rows left out

  private static let spoiled = """
    date,close
    2018-01-10,1.1
    2018-01-11,x
    yesterday,1
    2018-01-12,1.2,3
    2018-01-13
    2018-01-10,9
    2018-01-11,1.2
    2018-01-09,9
    2018-01-14,0
    2018-01-15,1e9
    "2018-01-16,1
    2018-01-17,
    2018-01-18,1.3

    2018-01-18,9

    """

  @Test func badRowsAreLeftOutCountedAndNamed() throws {
    let options = ImportOptions.with(skipsBadRows: true)
    let history = try source(Self.spoiled).read(options)
    #expect(history.rowCount == 3)
    #expect(history.skipped.count == 11)
    #expect(
      history.skipped.first.map(\.description) == [
        "X.csv:3: the close 'x' is not a price", "X.csv:4: 'yesterday' is not a time",
        "X.csv:5: 3 fields, the header has 2", "X.csv:6: 1 fields, the header has 2",
        "X.csv:7: the same time as in line 2",
      ])
    let tape = try importTape([source(Self.spoiled)], options)
    #expect(tape.marks(ofInstrument: 0).map(\.description) == ["1.10", "1.20", "1.30"])
    #expect(tape.notes.first == "X: 3 candles, 11 rows skipped")
    #expect(importError([source(Self.spoiled)]) == "X.csv:3: the close 'x' is not a price")
  }

  @Test func whatIsLeftOutIsNoPartOfTheDigest() throws {
    let clean = "date,close\n2018-01-10,1.1\n2018-01-11,1.2\n2018-01-18,1.3\n"
    let options = ImportOptions.with(skipsBadRows: true)
    let (dirty, plain) = (
      try importTape([source(Self.spoiled)], options), try importTape([source(clean)], options)
    )
    #expect(dirty.digest == plain.digest && dirty.notes != plain.notes)
  }

  @Test(arguments: [
    ("date,close\nx,1\ny,2\n", "X.csv:2: 'x' is not a time, and no row can be read"),
    ("date,close\n", "X.csv: there are no candles"),
    ("time,price,size\n", "X.csv: there are no trades"),
    ("open,close\n1,2\n", "X.csv:1: the header names no column for the time, such as date"),
    ("unix,close\n1,60000\n2,0.01\n", "X.csv:3: the close is less than half a price step of 0.10"),
    ("\u{1}x,close\n1,2\n", "X.csv:1: the header names no column for the time, such as date"),
  ])
  func leavingOutDoesNotHelpAFileWithoutRows(_ text: String, _ expected: String) {
    #expect(
      importError([source(text)], .with(interval: "1s", skipsBadRows: true)) == expected)
  }

  @Test(arguments: [
    ("unix,close\n9,1\n1,1\n2,1\n3,1\n4,1\n", "X.csv:3: 3 other rows"),
    ("unix,close\n1,1\n999,1\n2,1\n3,1\n4,1\n", "X.csv:3: 3 other rows"),
    ("unix,close\n1,1\n2,1\n9,1\n3,1\n4,1\n", "imported: X"),
  ])
  func oneWrongTimeIsNotPreferredToAllTheOthers(_ text: String, _ expected: String) {
    #expect(importError([source(text)], .with(skipsBadRows: true)).hasPrefix(expected))
  }

  @Test func whatIsShownOfAFieldCannotMoveTheCursor() {
    #expect(
      importError([source("date,close\n\u{1b}[2Jé,1\n")]) == "X.csv:2: '?[2J??' is not a time")
  }

  // MARK: - Cuts

  private static let files = [
    "\u{feff}date,open,high,low,close\r\n2018-01-10T04:55:00Z,1,3,1,2\r\n\r\n"
      + "\"2018-01-11\",1,2,1,\"1\"",
    "# x\ntitle\n1515560100,1.1,1\n1515560100,1.2,1\nbad\n1515560220,1.3,1\n",
    "unix;close\n2;2\n1;1\nx;1\n",
  ]

  @Test(arguments: files)
  func everyCutGivesTheSame(_ text: String) throws {
    let source = source(text)
    let options = ImportOptions.with(interval: "1s", skipsBadRows: true)
    let whole = try importTape([source], options)
    for cut in 0...source.text.count {
      #expect(try importTape([source], options, cuts: [cut]) == whole, "cut at \(cut)")
    }
    #expect(try importTape([source], options, cuts: Array(0..<source.text.count)) == whole)
  }

  // MARK: - Anything at all

  /// What an import gives, as one text.
  private func outcome(_ source: HistorySource, _ options: ImportOptions, cuts: [Int]) -> String {
    do throws(ImportError) {
      let tape = try importTape([source], options, cuts: cuts)
      #expect(tape.tickCount > 0)
      return "\(tape.digest) \(tape.notes)"
    } catch {
      return error.description
    }
  }

  /// Whatever is in a file, it is a tape or an error that names the file, wherever it is cut.
  @Test(arguments: 1...20)
  func noBytesAreTooStrange(_ seed: Int) {
    var dice = Dice(seed: seed)
    let letters = Array("0123456789eE+-.,;:\"#TZ\n\r\t /\u{0}é".utf8)
    let options = [
      ImportOptions(), .with(interval: "1m", skipsBadRows: true),
      .with(skipsBadRows: true, bridge: "bridge:4"),
    ]
    for _ in 0..<100 {
      var bytes = Array(dice.pick(Self.files).utf8)
      for _ in 0...dice.roll(0...6) {
        let place = dice.roll(0...bytes.count - 1)
        let letter = dice.pick(letters)
        switch dice.roll(0...2) {
        case 0: bytes[place] = letter
        case 1: bytes.insert(letter, at: place)
        default: if bytes.count > 1 { bytes.remove(at: place) }
        }
      }
      let source = HistorySource(file: "X.csv", text: bytes)
      let chosen = dice.pick(options)
      let whole = outcome(source, chosen, cuts: [])
      #expect(whole.hasPrefix("X.csv:") || whole.contains("X: "), "seed \(seed)")
      let cuts = [dice.roll(0...bytes.count), dice.roll(0...bytes.count)].sorted()
      #expect(outcome(source, chosen, cuts: cuts) == whole, "seed \(seed)")
    }
  }

  @Test(arguments: 1...10)
  func chanceAloneIsNeverATape(_ seed: Int) {
    var dice = Dice(seed: seed)
    let bytes = (0..<2000).map { _ in UInt8(dice.roll(0...255)) }
    let text = importError([HistorySource(file: "X.csv", text: bytes)], .with(skipsBadRows: true))
    #expect(text.hasPrefix("X.csv:"))
  }
}
