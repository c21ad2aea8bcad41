import Digests
import DuelRules
import PriceTape
import Primitives

/// The marks of a stored tape inside a record, one line a tick. Rule: RECORD-7.
///
/// Each line carries a check of its own, so that a changed mark is found where it stands; the
/// digest in the rules binds them all.
enum TapeLines {
  /// Appends the lines of a tape.
  static func append(_ tape: StoredTape, _ buffer: inout ByteBuffer) {
    for index in 0..<tape.tickCount {
      let start = buffer.count
      buffer.append("tape ")
      buffer.append(integer: index - Rules.prerollTicks)
      for mark in tape.marks(ofTick: index) {
        buffer.append(" ")
        buffer.append(mark)
      }
      let check = buffer.withSpan(of: start..<buffer.count) { Self.check($0) }
      buffer.append(" check=")
      buffer.append(check)
      buffer.append("\n")
    }
  }

  /// The first 8 hexadecimal digits of SHA-256 over a line as far as its last mark.
  private static func check(_ line: Span<UInt8>) -> String {
    String(Digest.of(line).description.prefix(8))
  }

  /// Reads a line: its marks, or what is wrong with it.
  static func read(
    _ line: Span<UInt8>, expecting tick: Int, instruments: [InstrumentValues]
  ) throws(TapeLineError) -> [Price] {
    let words = String(decoding: line).split(separator: " ", omittingEmptySubsequences: false)
    let count = instruments.count
    guard words.count == count + 3, words[1] == String(tick) else {
      throw TapeLineError(reason: "must be 'tape \(tick)', \(count) marks and check=")
    }
    var marks: [Price] = []
    for (word, instrument) in zip(words[2..<(count + 2)], instruments) {
      guard let mark = Price(String(word)), mark.description == word,
        StoredTape.isMark(mark, step: instrument.priceStep)
      else {
        throw TapeLineError(reason: "'\(word)' is not a mark of \(instrument.name)")
      }
      marks.append(mark)
    }
    let given = String(words[count + 2])
    let end = line.count - given.utf8.count - 1
    let expected = "check=\(check(line.extracting(0..<end)))"
    guard given == expected else { throw TapeLineError(reason: "these marks have \(expected)") }
    return marks
  }
}

/// What is wrong with a tape line.
struct TapeLineError: Error {
  let reason: String
}

extension ByteBuffer {
  /// Appends the marks of a tape as one value: ticks separated by commas, marks by slashes.
  mutating func append(marksOf tape: StoredTape) {
    for tick in 0..<tape.tickCount {
      if tick > 0 { append(",") }
      for (index, mark) in tape.marks(ofTick: tick).enumerated() {
        if index > 0 { append("/") }
        append(mark)
      }
    }
  }
}

extension RuleValues {
  /// The stored tape of these rules with marks in tick order; nil when they cannot be a tape.
  func storedTape(marks: [Price]) -> StoredTape? {
    guard let tape else { return nil }
    return try? StoredTape(
      name: tape.name,
      instruments: instruments.map { StoredInstrument(name: $0.name, priceStep: $0.priceStep) },
      marks: marks)
  }
}
