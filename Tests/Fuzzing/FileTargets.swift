import Digests
import DuelRules
import PriceTape
import Primitives
import Records

/// A CSV file is read the same however it comes, and what is made of it can be kept and read.
///
/// The first byte of the input chooses the options.
enum HistoryTarget {
  static func run(_ bytes: [UInt8]) throws(FuzzFailure) {
    guard let first = bytes.first else { return }
    var options = ImportOptions()
    options.skipsBadRows = first & 1 == 1
    options.interval = [nil, "1m", "1h", "1d"][Int(first >> 1 & 3)].flatMap { TickInterval($0) }
    options.bridge = first & 8 == 0 ? nil : CandleBridge("bridge:4")
    let rest = Array(bytes.dropFirst())
    let whole = read([rest], options)
    try require(whole == read(Cutter.pieces(of: rest), options), "a cut changes the tape")
    if case .success(let tape) = whole { try TapeTarget.checkKept(tape) }
  }

  private static func read(
    _ pieces: [[UInt8]], _ options: ImportOptions
  ) -> Result<StoredTape, ImportError> {
    var reader = HistoryReader(file: "BTC.csv", options: options)
    do throws(ImportError) {
      for piece in pieces { try reader.feed(piece.span) }
      let instrument = ImportedInstrument(try reader.finish())
      return .success(try TapeImport.tape(of: [instrument], options: options))
    } catch {
      return .failure(error)
    }
  }
}

/// A tape file that is accepted is written again as the same bytes.
enum TapeTarget {
  static func run(_ bytes: [UInt8]) throws(FuzzFailure) {
    for text in [bytes, Sealing.sealed(bytes)] {
      guard let tape = try? TapeFile.read(text) else { continue }
      try require(written(tape) == text, "accepted, and written differently")
    }
  }

  /// A tape can be written and read back.
  static func checkKept(_ tape: StoredTape) throws(FuzzFailure) {
    guard let again = try? TapeFile.read(written(tape)) else {
      throw FuzzFailure("an imported tape cannot be read back")
    }
    try require(again == tape, "a tape is another after it was kept")
  }

  private static func written(_ tape: StoredTape) -> [UInt8] {
    var out = ByteBuffer()
    TapeFile.append(tape, to: &out)
    return out.bytes
  }
}

/// Rules that are accepted are the same when they are written as a record writes them and read.
enum RulesTarget {
  static func run(_ bytes: [UInt8]) throws(FuzzFailure) {
    let rules: Rules
    do throws(RulesFileError) {
      rules = try RulesFile.read(bytes)
    } catch {
      try require(!error.description.isEmpty, "refused without a reason")
      return
    }
    var values = RulesPreset.standard.values
    for (key, value) in rules.values.text {
      guard (try? values.set(key, to: value)) != nil else {
        throw FuzzFailure("\(key)=\(value) is written and not read")
      }
    }
    try require(values == rules.values, "the rules are others after they were written")
    try require((try? Rules(values))?.digest == rules.digest, "the digest is another")
  }
}

/// A record that is verified is the one that its match is written as; no other is verified.
enum RecordTarget {
  /// The most ticks worth the time.
  private static let ticksMax = 400

  static func run(_ bytes: [UInt8]) throws(FuzzFailure) {
    guard !isLong(bytes) else { return }
    for text in [bytes, Sealing.sealed(bytes)] { try verify(text) }
  }

  private static func verify(_ text: [UInt8]) throws(FuzzFailure) {
    guard let found = try? RecordVerifier.verify(text) else { return }
    switch found {
    case .differs(let line, _, _):
      let count = Cutter.lines(of: text).count
      try require((1...(count + 1)).contains(line), "line \(line) of \(count) differs")
    case .verified:
      guard let contents = try? RecordReader.read(text) else {
        throw FuzzFailure("verified, and cannot be read")
      }
      var replay = Replay(contents)
      while replay.advance() { replay.act() }
      var written = ByteBuffer()
      _ = RecordWriter.write(replay.match, into: &written)
      try require(written.bytes == text, "verified, and written differently")
    }
  }

  private static func isLong(_ text: [UInt8]) -> Bool {
    Cutter.lines(of: text).contains { line in
      let words = String(decoding: line, as: UTF8.self).split(separator: "=")
      return words.count == 2 && words[0].hasSuffix("ticks") && (Int(words[1]) ?? 0) > ticksMax
    }
  }
}

/// Gives a file the last line that fits what stands before it, so that changes of it get further.
enum Sealing {
  static func sealed(_ bytes: [UInt8]) -> [UInt8] {
    var lines = Cutter.lines(of: bytes)
    guard lines.last?.starts(with: "end sha256=".utf8) == true else { return bytes }
    lines.removeLast()
    let body = lines.flatMap { $0 + [UInt8(ascii: "\n")] }
    return body + "end sha256=\(Digest.of(body.span))\n".utf8
  }
}
