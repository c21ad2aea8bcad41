public import Digests
public import DuelRules
import Margin
import PriceTape
public import Primitives

// Records: a match as text. The log holds what happens while it runs; the record holds what anybody
// needs to recompute it afterwards; verify does that.
//
// Goals: one canonical byte form; verify is "write it again and compare"; the first line that
// differs is named. Non-goals: where the bytes are kept, what a reader is shown of them.

/// Writes the record of a settled match. Rules: RECORD-1 to RECORD-5, RECORD-7, RECORD-8.
public enum RecordWriter {
  /// The first line of every record.
  public static let magic: StaticString = "margin-duel-record 1"

  /// Appends the whole record and returns its digest, which is also in its last line.
  ///
  /// The match must be settled.
  public static func write(_ match: borrowing Match, into buffer: inout ByteBuffer) -> Digest {
    precondition(match.phase == .settled, "RECORD-1: a settled match")
    let start = buffer.count
    appendBeginning(match, &buffer)
    appendAbandonments(match, &buffer)
    appendForfeits(match, &buffer)
    appendResults(match, &buffer)
    let digest = buffer.withSpan(of: start..<buffer.count) { Digest.of($0) }
    buffer.append("end sha256=")
    buffer.append(digest)
    buffer.append("\n")
    return digest
  }

  /// Appends what a record of this match begins with, as far as the match has come.
  static func appendBeginning(_ match: borrowing Match, _ buffer: inout ByteBuffer) {
    appendHeader(match, &buffer)
    appendCourse(match, &buffer)
  }

  private static func appendHeader(_ match: borrowing Match, _ buffer: inout ByteBuffer) {
    buffer.append(magic)
    buffer.append("\n")
    for (key, value) in match.rules.values.text {
      buffer.append("rule ")
      buffer.append(key)
      buffer.append("=")
      buffer.append(value)
      buffer.append("\n")
    }
    buffer.append("commitment ")
    buffer.append(match.commitment)
    append(match.link, after: match.previousLink, &buffer)
    buffer.append("seed ")
    buffer.append(match.secret.seed)
    buffer.append("\nsalt ")
    buffer.append(match.secret.salt)
    buffer.append("\n")
    for (seat, player) in match.players.enumerated() {
      buffer.append("seat ")
      buffer.append(integer: seat)
      buffer.append(" name=")
      buffer.append(player?.text ?? "")
      append(match.nonces, of: seat, &buffer)
      buffer.append("\n")
    }
    if let tape = match.rules.source.storedTape { TapeLines.append(tape, &buffer) }
  }

  private static func append(
    _ link: ChainLink, after previous: ChainLink, _ buffer: inout ByteBuffer
  ) {
    buffer.append("\nchain ")
    buffer.append(integer: link.number)
    buffer.append(" previous=")
    buffer.append(previous.digest)
    buffer.append(" link=")
    buffer.append(link.digest)
    buffer.append("\n")
  }

  private static func append(_ nonces: SeatNonces, of seat: Int, _ buffer: inout ByteBuffer) {
    guard let hash = nonces.hashes[seat] else { return buffer.append(" nonce=none hash=none") }
    buffer.append(" nonce=")
    if let nonce = nonces.nonces[seat] {
      buffer.append(nonce)
    } else {
      buffer.append("unopened")
    }
    buffer.append(" hash=")
    buffer.append(hash)
  }

  /// State digests and accepted commands in the order they took effect.
  private static func appendCourse(_ match: borrowing Match, _ buffer: inout ByteBuffer) {
    let commands = match.commands.sorted {
      ($0.tick, $0.seat, $0.number) < ($1.tick, $1.seat, $1.number)
    }
    let digests = match.stateDigests
    let rules = match.rules
    var next = 0
    for command in commands {
      while next < digests.count, digests[next].tick <= command.tick {
        append(digests[next], &buffer)
        next += 1
      }
      buffer.append("command ")
      buffer.append(integer: command.tick.number)
      buffer.append(" ")
      buffer.append(integer: command.seat.index)
      buffer.append(" ")
      buffer.append(integer: command.number)
      buffer.append(" ")
      buffer.append(command.command, rules: rules)
      buffer.append("\n")
    }
    while next < digests.count {
      append(digests[next], &buffer)
      next += 1
    }
  }

  private static func append(_ state: StateDigest, _ buffer: inout ByteBuffer) {
    buffer.append("state ")
    buffer.append(integer: state.tick.number)
    buffer.append(" ")
    buffer.append(state.digest)
    buffer.append("\n")
  }

  private static func appendAbandonments(
    _ match: borrowing Match, _ buffer: inout ByteBuffer
  ) {
    let sorted = match.abandonments.sorted { ($0.tick, $0.seat) < ($1.tick, $1.seat) }
    for abandonment in sorted {
      buffer.append("abandon ")
      buffer.append(integer: abandonment.tick.number)
      buffer.append(" ")
      buffer.append(integer: abandonment.seat.index)
      buffer.append("\n")
    }
  }

  private static func appendForfeits(_ match: borrowing Match, _ buffer: inout ByteBuffer) {
    for seat in match.forfeits {
      buffer.append("forfeit ")
      buffer.append(integer: seat.index)
      buffer.append("\n")
    }
  }

  private static func appendResults(_ match: borrowing Match, _ buffer: inout ByteBuffer) {
    let ranking = match.ranking
    for seat in 0..<match.seatCount {
      let standing = ranking.standings[seat]
      let account = match.account(of: Seat(seat))
      buffer.append("result ")
      buffer.append(integer: seat)
      buffer.append(" place=")
      buffer.append(integer: ranking.places[seat])
      buffer.append(" equity=")
      buffer.append(standing.equity)
      buffer.append(" drawdown=")
      buffer.append(standing.drawdown)
      buffer.append(" liquidations=")
      buffer.append(integer: standing.liquidations)
      buffer.append(" orders=")
      buffer.append(integer: account.orders)
      buffer.append(" fees=")
      buffer.append(account.fees)
      buffer.append(" funding=")
      buffer.append(account.funding)
      buffer.append(" insurance=")
      buffer.append(account.draws)
      buffer.append(" exposed=")
      buffer.append(integer: match.exposedTicks(of: Seat(seat)))
      buffer.append(" knockout=")
      if let tick = standing.knockedOut {
        buffer.append(integer: tick.number)
      } else {
        buffer.append("none")
      }
      buffer.append(match.isAbandoned(Seat(seat)) ? " abandoned=yes\n" : " abandoned=no\n")
    }
  }
}
