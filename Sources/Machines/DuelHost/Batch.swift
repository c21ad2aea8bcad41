import DuelRules
import Primitives
import Records

/// What is to be done when the log has it.
enum Work {
  /// Open a match and give its creator the first seat.
  case create(MatchID, Rules, MatchSecret, PlayerName, SeatToken)
  /// Give a player a seat; `isReserved` when the lobby counts on it.
  case join(MatchID, PlayerName, SeatToken, isReserved: Bool)
  /// Anything else that changes a match.
  case change(MatchID, MatchEntry)
  /// A line that came behind others of its connection; it changes nothing in the log itself.
  case line(Range<Int>)
}

/// One thing to do, and who is to be answered.
struct BatchItem {
  /// Nil for what the clock or the server itself does.
  var connection: ConnectionID?
  /// Where the tag of the command lies in the batch's text.
  var tag: Range<Int>?
  var work: Work
}

/// What goes to the log together. Executed in order once it is stored, never before.
struct Batch: ~Copyable {
  var items: [BatchItem] = []
  /// The log lines.
  var log = ByteBuffer(capacity: 1024)
  /// Tags and lines that the items point into.
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
