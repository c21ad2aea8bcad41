import Digests
import DuelRules
import Margin
import Primitives
import Records
import TestKit

/// A record as lines that a test may change, with or without a new trailer.
struct PlayedRecord {
  /// The lines without their line feeds; the last one is the trailer.
  var lines: [String]

  /// Writes the record of a settled match.
  init(_ duel: Duel) {
    var buffer = ByteBuffer()
    _ = RecordWriter.write(duel.match, into: &buffer)
    let text = buffer.withSpan { String(decoding: $0) }
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(
      String.init)
  }

  /// A match played by the dice.
  static func random(_ rules: Rules, seed: Int) -> PlayedRecord {
    var dice = Dice(seed: seed)
    let duel = Duel(rules, practice: seed)
    duel.playRandomly(&dice)
    return PlayedRecord(duel)
  }

  /// A match of 2 seats and 6 ticks: both buy at tick 1, seat 0 closes at 3, seat 1 half at 4.
  static func small() throws -> PlayedRecord {
    let duel = Duel(try makeRules("ticks=6", "instruments=BTC"))
    duel.begin()
    duel.advance()
    let buy = TradeCommand.enter(
      EntryOrder(
        side: .buy, instrument: Instrument(0), size: .quantity(quantity("0.1")),
        leverage: leverage(10)))
    duel.trade(0, buy)
    duel.trade(1, buy)
    duel.advance(2)
    duel.trade(0, .close(CloseOrder(instrument: Instrument(0), size: .share(.one))))
    duel.advance()
    duel.trade(1, .close(CloseOrder(instrument: Instrument(0), size: .share(rate("0.5")))))
    duel.finish()
    return PlayedRecord(duel)
  }

  /// All lines, each ended by a line feed.
  var bytes: [UInt8] { Array(lines.map { $0 + "\n" }.joined().utf8) }

  /// The same lines with a trailer that fits them.
  var sealed: PlayedRecord {
    var copy = self
    copy.lines.removeLast()
    let digest = copy.bytes.withDigest
    copy.lines.append("end sha256=\(digest)")
    return copy
  }

  /// The number of the first line that begins so, from 1.
  func number(of start: String) -> Int? {
    lines.firstIndex { $0.hasPrefix(start) }.map { $0 + 1 }
  }

  /// The same record with the first line that begins so changed, and a trailer that fits.
  func changing(_ start: String, _ change: (String) -> String) -> PlayedRecord {
    var copy = self
    if let index = lines.firstIndex(where: { $0.hasPrefix(start) }) {
      copy.lines[index] = change(lines[index])
    }
    return copy.sealed
  }

  func replacing(_ line: String, with other: String) -> PlayedRecord {
    changing(line) { _ in other }
  }

  /// What verification says; nil when the text is no record.
  func verify() -> Verification? { try? RecordVerifier.verify(bytes) }
}

extension Array<UInt8> {
  /// The SHA-256 digest of the bytes.
  var withDigest: Digest { Digest.of(span) }
}

extension Verification {
  var isVerified: Bool { if case .verified = self { true } else { false } }

  /// The line that differs; nil when it is verified.
  var line: Int? { if case .differs(let line, _, _) = self { line } else { nil } }
}
