import Digests
import PriceTape
import Primitives
import TestKit
import Testing

struct TapeFileTests {
  private let tape = makeTape(ticks: 4, names: ["AB", "C9"], start: "1.5", step: "0.01")

  private func text(_ tape: StoredTape) -> String { written { TapeFile.append(tape, to: &$0) } }

  private func error(_ text: String) -> String {
    do throws(TapeFileError) {
      return "read: \(try TapeFile.read(Array(text.utf8)).name)"
    } catch {
      return error.description
    }
  }

  /// The lines with an end line that fits them.
  private func sealed(_ lines: [String]) -> String {
    let body = lines.map { $0 + "\n" }.joined()
    return body + "end sha256=\(Digest.of(Array(body.utf8).span))\n"
  }

  @Test func aTapeIsWrittenAsSpecified() {
    let lines = [
      "margin-duel-tape 1", "name HISTORY", "instrument AB price-step=0.01",
      "instrument C9 price-step=0.01", "1.50 1.51", "1.57 1.58", "1.53 1.54", "1.60 1.61",
    ]
    #expect(text(tape) == sealed(lines))
    #expect(text(tape).hasSuffix("end sha256=\(tape.digest)\n"))
  }

  @Test(arguments: [1, 61, 500])
  func aTapeReadsBackTheSame(_ ticks: Int) throws {
    let tape = makeTape(ticks: ticks, names: ["A", "B", "C"])
    #expect(TapeFile.isTape(Array(text(tape).utf8)))
    #expect(try TapeFile.read(Array(text(tape).utf8)) == tape)
  }

  @Test func notesAreKeptAndChangeNoDigest() throws {
    let marks = (0..<4).flatMap { tape.marks(ofTick: $0) }
    let notes = ["AB: 4 candles", "~ no gaps, \"none\""]
    let noted = try StoredTape(
      name: tape.name, instruments: tape.instruments, marks: marks, notes: notes)
    #expect(noted.digest == tape.digest && noted != tape)
    let lines = [
      "margin-duel-tape 1", "name HISTORY", "instrument AB price-step=0.01",
      "instrument C9 price-step=0.01", "note AB: 4 candles", "note ~ no gaps, \"none\"",
      "1.50 1.51", "1.57 1.58", "1.53 1.54", "1.60 1.61",
    ]
    #expect(text(noted) == sealed(lines))
    #expect(try TapeFile.read(Array(text(noted).utf8)) == noted)
    #expect(noted.excerpt(from: 0, ticks: 4) == tape)
  }

  @Test(arguments: ["", " x", "x ", "é", "a\nb", String(repeating: "x", count: 201)])
  func whatIsNoNoteIsRefused(_ note: String) {
    #expect(throws: StoredTapeError.notes) {
      try StoredTape(
        name: "X", instruments: tape.instruments, marks: tape.marks(ofTick: 0), notes: [note])
    }
  }

  @Test func everyChangedByteIsNoticed() throws {
    let noted = try StoredTape(
      name: "X", instruments: tape.instruments, marks: tape.marks(ofTick: 0), notes: ["from AB"])
    let bytes = Array(text(noted).utf8)
    for place in bytes.indices {
      var changed = bytes
      changed[place] ^= 1
      #expect(throws: TapeFileError.self, "byte \(place)") { try TapeFile.read(changed) }
    }
    for count in bytes.indices {
      #expect(throws: TapeFileError.self) { try TapeFile.read(Array(bytes[..<count])) }
    }
  }

  @Test(arguments: [
    (["hello"], "line 1: a tape file begins with 'margin-duel-tape 1'"),
    (["margin-duel-tape 1", "nam X"], "line 2: must be 'name NAME', 1 to 104 of A-Z, 0-9 and -"),
    (["margin-duel-tape 1", "name x"], "line 2: must be 'name NAME', 1 to 104 of A-Z, 0-9 and -"),
    (["margin-duel-tape 1", "name X", "1.00"], "line 3: an instrument line must stand here"),
    (
      ["margin-duel-tape 1", "name X", "instrument A price-step=1"],
      "line 3: must be 'instrument NAME price-step=STEP'"
    ),
    (
      ["margin-duel-tape 1", "name X", "instrument a price-step=1.00"],
      "line 3: 'a' is not 1 to 12 of A-Z and 0-9"
    ),
    (
      ["margin-duel-tape 1", "name X", "instrument A price-step=0.00"],
      "line 3: the price step of A must be above 0 to 10000000000.00"
    ),
    (
      [
        "margin-duel-tape 1", "name X", "instrument A price-step=1.00",
        "instrument A price-step=1.00",
      ], "line 4: A is named twice"
    ),
    (
      ["margin-duel-tape 1", "name X", "note x"],
      "line 3: notes stand between instruments and marks"
    ),
    (
      ["margin-duel-tape 1", "name X", "instrument A price-step=1.00", "1.00", "note x"],
      "line 5: notes stand between instruments and marks"
    ),
    (
      ["margin-duel-tape 1", "name X", "instrument A price-step=1.00", "note x "],
      "line 4: a tape has at most 32 notes, each 1 to 200 printable ASCII characters"
    ),
    (
      ["margin-duel-tape 1", "name X", "instrument A price-step=1.00", "1.00 2.00"],
      "line 4: 2 marks for 1 instruments"
    ),
    (
      ["margin-duel-tape 1", "name X", "instrument A price-step=1.00", "5.00", "1.50"],
      "line 5: the mark of A in tick 1 must be above 0, on the price step and at most 625000000.00"
    ),
    (
      ["margin-duel-tape 1", "name X", "instrument A price-step=1.00", "5"],
      "line 4: '5' must be written 5.00"
    ),
    (
      ["margin-duel-tape 1", "name X", "instrument A price-step=1.00", "x"],
      "line 4: 'x' is not a price"
    ),
    (
      [
        "margin-duel-tape 1", "name X", "instrument A price-step=1.00", "5.00",
        "instrument B price-step=1.00",
      ], "line 5: instruments stand before the marks"
    ),
    (
      ["margin-duel-tape 1", "name X", "instrument A price-step=1.00"],
      "line 4: there are no marks before the end"
    ),
  ])
  func aBadFileIsNamedWithItsLine(_ lines: [String], _ expected: String) {
    #expect(error(sealed(lines)) == expected)
  }

  @Test func aCutOrChangedFileIsNamed() {
    let whole = text(tape)
    #expect(error("") == "line 1: a tape file begins with 'margin-duel-tape 1'")
    #expect(error(whole + "x\n") == "line 10: nothing stands behind the end line")
    #expect(error(String(whole.dropLast())) == "line 9: the line feed at the end is missing")
    let cut = whole.split(separator: "\n").dropLast().map { $0 + "\n" }.joined()
    #expect(error(cut) == "line 9: the end line is missing; the file is cut off")
    let changed = whole.replacing("1.57", with: "1.56")
    #expect(error(changed).hasSuffix(": the file was changed"))
    #expect(error(changed).hasPrefix("line 9: the lines before it give sha256="))
  }
}
