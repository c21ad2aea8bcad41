import Primitives
import WireProtocol

/// What the auditor knows of one connection: what was said on it and not answered yet, what came.
struct Conversation {
  /// The seat that the server has given it, as far as the client has been told.
  struct Place: Hashable {
    let match: String
    let seat: Int
  }

  /// Lines that must come next, in one row.
  struct Row {
    let type: String
    var left: Int
    /// The number that the next one carries, where they are numbered.
    var next: Int?
  }

  private(set) var pending: [ExpectedReply] = []
  private var answered = 0
  private var partial: [UInt8] = []

  var isGreeted = false
  var hasSaidGoodbye = false
  /// Nobody listens any more.
  var isOver = false
  /// Whether its client asks for every push from the last one that it has seen.
  let isHonest: Bool
  /// Whether it said something that nobody can read, or watches the match it plays: its streams
  /// cannot be told apart then.
  var isLoose = false
  var place: Place?
  var row: Row?
  private(set) var streams: [SeenStream] = []

  init(isHonest: Bool) { self.isHonest = isHonest }

  /// What was said and has not been answered.
  var unanswered: ArraySlice<ExpectedReply> { pending[answered...] }

  mutating func says(_ reply: ExpectedReply) { pending.append(reply) }

  /// The oldest unanswered line is answered.
  mutating func takePending() -> ExpectedReply? {
    guard answered < pending.count else { return nil }
    answered += 1
    return pending[answered - 1]
  }

  /// Cuts bytes into lines without their LF; what is left is kept.
  mutating func lines(of bytes: [UInt8]) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    for byte in bytes {
      if byte == UInt8(ascii: "\n") {
        lines.append(partial)
        partial = []
      } else {
        partial.append(byte)
      }
    }
    return lines
  }

  /// From now on the pushes of a match come; the first one follows `sequence`, nil for any.
  mutating func begin(_ match: String, after sequence: Int?) {
    streams.removeAll { $0.match == match }
    streams.append(SeenStream(match: match, sequence: sequence, isSnapshot: sequence == nil))
  }

  /// No more pushes of a match come.
  mutating func endStream(_ match: String) { streams.removeAll { $0.match == match } }

  /// No more pushes come but those of the match it sits in.
  mutating func endWatching() { streams.removeAll { $0.match != place?.match } }

  /// The stream of a match, to be changed in place.
  func stream(of match: String) -> Int? { streams.firstIndex { $0.match == match } }

  subscript(stream: Int) -> SeenStream {
    get { streams[stream] }
    _modify { yield &streams[stream] }
  }

  /// The tick that its match has come to, as far as it knows.
  var tick: Int? {
    isLoose ? nil : place.flatMap { stream(of: $0.match) }.flatMap { streams[$0].tick }
  }

  /// How many bytes of an unfinished line there are.
  var partialCount: Int { partial.count }
}

/// The stream of a match on one connection.
struct SeenStream {
  let match: String
  /// The number of the last push; nil before the first when it may be any.
  var sequence: Int?
  /// Whether pushes may carry that number once more: the match is shown as it stands.
  var isSnapshot: Bool
  /// The last tick that it has shown.
  var tick: Int?

  /// Takes the number of a push; false when a push is missing, or comes twice.
  mutating func take(_ number: Int, isSkip: Bool) -> Bool {
    guard let last = sequence else {
      sequence = number
      return true
    }
    if isSkip {
      isSnapshot = true
      sequence = number
      return number >= last
    }
    if isSnapshot, number == last { return true }
    isSnapshot = false
    sequence = number
    return number == last + 1
  }
}
