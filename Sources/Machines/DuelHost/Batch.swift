import DuelRules
import Primitives
import Records
import WireProtocol

/// What is to be done when the log has it.
enum Work {
  /// Open a match and give its first seats to those who open it; apart, because it is large.
  indirect case create(Opening)
  /// Give a player a seat; `isReserved` when the lobby counts on it.
  case join(MatchID, Entrant, isReserved: Bool)
  /// Anything else that changes a match.
  case change(MatchID, MatchEntry)
  /// Note that the server was started again.
  case restart
}

/// A match that is to be opened.
struct Opening {
  var match: MatchID
  var rules: Rules
  var secret: MatchSecret
  var terms = MatchTerms()
  /// Who is to be told of it.
  var challenged: PlayerName?
  /// Who takes the first seats, in order.
  var entrants: [Entrant] = []

  /// Whether it was opened for others.
  var isArranged: Bool { !terms.players.isEmpty && terms.follows == nil }
}

/// Who takes a seat, and what takes the seat again.
struct Entrant {
  var name: PlayerName
  var token: SeatToken
  var origin: SeatOrigin
}

/// How a player came to a seat.
enum SeatOrigin {
  /// By a command, which is answered.
  case verb(Verb)
  /// From the match before, on this connection if it is still there.
  case follow(ConnectionID?, SeatingReason)
  /// From the log of a server that ended.
  case log
}

/// One thing to do, and who is to be answered.
struct BatchItem {
  /// Nil for what the clock or the server itself does.
  var connection: ConnectionID?
  /// Where the tag of the command lies in the batch's text.
  var tag: Range<Int>?
  var arrivedAt: Instant
  var work: Work
}

/// What goes to the log together. Executed in order once it is stored, never before.
struct Batch: ~Copyable {
  var items: [BatchItem] = []
  /// The log lines.
  var log = ByteBuffer(capacity: 1024)
  /// Tags that the items point into.
  var text = ByteBuffer(capacity: 1024)

  var isEmpty: Bool { items.isEmpty }

  mutating func clear() {
    items.removeAll(keepingCapacity: true)
    log.clear()
    text.clear()
  }

  /// Copies a tag out of a line that will be gone.
  mutating func keep(_ bytes: Span<UInt8>) -> Range<Int> {
    let start = text.count
    text.append(bytes)
    return start..<text.count
  }
}
