import Digests
public import Primitives

/// Why a text is no tape file, or which line of it cannot be.
public enum TapeFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The first line is not that of a tape.
  case notATape
  /// A line is not what must stand there.
  case badLine(Int, reason: String)

  /// What is wrong, with the line it is in.
  public var description: String {
    switch self {
    case .notATape: "line 1: a tape file begins with 'margin-duel-tape 1'"
    case .badLine(let line, let reason): "line \(line): \(reason)"
    }
  }
}

/// A stored tape as a text file: one form, so that a digest names it. Rule: TAPE-10.
public enum TapeFile {
  /// The first line of every tape file.
  public static let magic: StaticString = "margin-duel-tape 1"

  /// Whether a text begins as a tape file does.
  public static func isTape(_ text: [UInt8]) -> Bool {
    let size = magic.utf8CodeUnitCount
    return text.count >= size && text.span.extracting(0..<size).equals(magic)
  }

  /// The most notes a tape may have.
  static let notesMax = 32
  /// The longest note, in bytes.
  static let noteLengthMax = 200

  /// Whether a text can be a note: printable ASCII that neither begins nor ends with a blank.
  static func isNote(_ text: String) -> Bool {
    (1...noteLengthMax).contains(text.utf8.count) && text.first != " " && text.last != " "
      && text.utf8.allSatisfy { $0 >= UInt8(ascii: " ") && $0 < 0x7f }
  }

  /// Appends a whole tape file.
  public static func append(_ tape: StoredTape, to buffer: inout ByteBuffer) {
    let start = buffer.count
    appendHead(name: tape.name, instruments: tape.instruments, notes: tape.notes, &buffer)
    for tick in 0..<tape.tickCount { appendTick(tape.marks(ofTick: tick)[...], &buffer) }
    let end = buffer.withSpan(of: start..<buffer.count) { Digest.of($0) }
    buffer.append("end sha256=")
    buffer.append(end)
    buffer.append("\n")
  }

  private static func appendHead(
    name: String, instruments: [StoredInstrument], notes: [String], _ buffer: inout ByteBuffer
  ) {
    buffer.append(magic)
    buffer.append("\nname ")
    buffer.append(name)
    buffer.append("\n")
    for instrument in instruments {
      buffer.append("instrument ")
      buffer.append(instrument.name)
      buffer.append(" price-step=")
      buffer.append(instrument.priceStep)
      buffer.append("\n")
    }
    for note in notes {
      buffer.append("note ")
      buffer.append(note)
      buffer.append("\n")
    }
  }

  private static func appendTick(_ marks: ArraySlice<Price>, _ buffer: inout ByteBuffer) {
    for index in marks.indices {
      buffer.append(marks[index])
      buffer.append(index + 1 == marks.endIndex ? UInt8(ascii: "\n") : UInt8(ascii: " "))
    }
  }

  /// The digest that names a tape: over its file without notes and without the last line.
  static func digest(
    name: String, instruments: [StoredInstrument], marks: [Price]
  ) -> Digest {
    var hasher = SHA256()
    var piece = ByteBuffer(capacity: 65_536)
    appendHead(name: name, instruments: instruments, notes: [], &piece)
    for start in stride(from: 0, to: marks.count, by: instruments.count) {
      appendTick(marks[start..<(start + instruments.count)], &piece)
      if piece.count > 60_000 {
        piece.withSpan { hasher.update($0) }
        piece.clear()
      }
    }
    piece.withSpan { hasher.update($0) }
    return hasher.finish()
  }

  /// Reads a whole tape file; every line must be exactly as it would be written.
  public static func read(_ text: [UInt8]) throws(TapeFileError) -> StoredTape {
    var reader = TapeFileReader()
    var start = 0
    while start < text.count {
      guard let end = text[start...].firstIndex(of: UInt8(ascii: "\n")) else {
        throw .badLine(reader.line + 1, reason: "the line feed at the end is missing")
      }
      try reader.take(text.span.extracting(start..<end), before: text.span.extracting(0..<start))
      start = end + 1
    }
    return try reader.finish()
  }
}

/// Reads a tape file line by line.
private struct TapeFileReader {
  private(set) var line = 0
  private var name: String?
  private var instruments: [StoredInstrument] = []
  private var notes: [String] = []
  private var marks: [Price] = []
  private var digest: Digest?

  mutating func take(_ text: Span<UInt8>, before: Span<UInt8>) throws(TapeFileError) {
    line += 1
    if line == 1 {
      guard text.equals(TapeFile.magic) else { throw .notATape }
      return
    }
    guard digest == nil else { throw bad("nothing stands behind the end line") }
    let words = String(decoding: text).split(separator: " ", omittingEmptySubsequences: false)
      .map(String.init)
    if line == 2 {
      guard words.count == 2, words[0] == "name", StoredTape.isName(words[1]) else {
        throw bad("must be 'name NAME', 1 to 104 of A-Z, 0-9 and -")
      }
      name = words[1]
    } else if words[0] == "instrument" {
      try takeInstrument(words)
    } else if words[0] == "note" {
      try takeNote(words.dropFirst().joined(separator: " "))
    } else if words[0] == "end" {
      try takeEnd(words, Digest.of(before))
    } else {
      try takeMarks(words)
    }
  }

  func finish() throws(TapeFileError) -> StoredTape {
    guard line > 0 else { throw .notATape }
    guard let name, digest != nil else {
      throw .badLine(line + 1, reason: "the end line is missing; the file is cut off")
    }
    do throws(StoredTapeError) {
      return try StoredTape(name: name, instruments: instruments, marks: marks, notes: notes)
    } catch {
      throw bad(error.description)
    }
  }

  private func bad(_ reason: String) -> TapeFileError { .badLine(line, reason: reason) }

  private mutating func takeInstrument(_ words: [String]) throws(TapeFileError) {
    let prefix = "price-step="
    guard marks.isEmpty, notes.isEmpty else { throw bad("instruments stand before the marks") }
    guard words.count == 3, words[2].hasPrefix(prefix),
      let step = Price(String(words[2].dropFirst(prefix.count))),
      words[2] == prefix + step.description
    else { throw bad("must be 'instrument NAME price-step=STEP'") }
    guard StoredInstrument.isName(words[1]) else {
      throw bad(StoredTapeError.instrumentName(words[1]).description)
    }
    guard step > .zero, step <= Bounds.priceMax else {
      throw bad(StoredTapeError.priceStep(words[1]).description)
    }
    guard !instruments.contains(where: { $0.name == words[1] }) else {
      throw bad(StoredTapeError.namedTwice(words[1]).description)
    }
    guard instruments.count < Bounds.instrumentsMax else {
      throw bad(StoredTapeError.instrumentCount.description)
    }
    instruments.append(StoredInstrument(name: words[1], priceStep: step))
  }

  private mutating func takeNote(_ text: String) throws(TapeFileError) {
    guard !instruments.isEmpty, marks.isEmpty else {
      throw bad("notes stand between instruments and marks")
    }
    guard TapeFile.isNote(text), notes.count < TapeFile.notesMax else {
      throw bad(StoredTapeError.notes.description)
    }
    notes.append(text)
  }

  private mutating func takeMarks(_ words: [String]) throws(TapeFileError) {
    guard !instruments.isEmpty else { throw bad("an instrument line must stand here") }
    guard words.count == instruments.count else {
      throw bad("\(words.count) marks for \(instruments.count) instruments")
    }
    guard marks.count / instruments.count < StoredTape.ticksMax else {
      throw bad(StoredTapeError.tickCount.description)
    }
    for (word, instrument) in zip(words, instruments) {
      guard let mark = Price(word) else { throw bad("'\(word)' is not a price") }
      guard StoredTape.isMark(mark, step: instrument.priceStep) else {
        let tick = marks.count / instruments.count
        throw bad(StoredTapeError.mark(tick: tick, instrument: instrument.name).description)
      }
      guard word == mark.description else {
        throw bad("'\(word)' must be written \(mark)")
      }
      marks.append(mark)
    }
  }

  private mutating func takeEnd(
    _ words: [String], _ expected: Digest
  ) throws(TapeFileError) {
    guard !marks.isEmpty else { throw bad("there are no marks before the end") }
    guard words.count == 2, words[1] == "sha256=\(expected)" else {
      throw bad("the lines before it give sha256=\(expected): the file was changed")
    }
    digest = expected
  }
}
