import DuelRules
import Primitives
import Records
import WireProtocol

/// Where a connection sits.
struct SeatLink: Hashable {
  var match: MatchID
  var seat: Seat
}

/// One connection, as the host knows it.
struct Session {
  let id: ConnectionID
  var framer = LineFramer()
  var writer = MessageWriter(.text)
  var name: PlayerName?
  var link: SeatLink?
  /// Whether a seat in the next match of its series, or in a rematch, is in the log for it.
  var isPromised = false
  /// The match it played last, for as long as it may ask for another.
  var finished: FinishedMatch?
  var watched: MatchID?
  /// Whether it came to watch; then it needs no name.
  var hasWatched = false

  /// Whether the connection is there.
  var isOpen = true
  let openedAt: Instant
  var heardAt: Instant
  /// When it was asked whether it is there; nil when it was heard since.
  var pingedAt: Instant?
  /// When the line began that is not complete yet; nil for none.
  var lineBeganAt: Instant?
  /// Where it comes from, while it counts there.
  var address = PeerAddress.unknown
  /// Set when the close was asked for; what still comes is ignored.
  var isClosing = false

  var allowance: LineAllowance
  var chatTimes = RecentTimes()
  /// How often it offered a token that no seat has.
  var wrongTokens = 0
  /// Lines refused in a row because they came too fast.
  var refusedLines = 0

  /// How many of its lines are in the log, or on the way there, and not answered yet.
  var unanswered = 0
  /// What came behind those and cannot be answered before them, in order.
  var waiting: [WaitingLine] = []
  /// What those come to.
  var waitingBytes = 0
  /// Whether they are in the host's list of those that go on in the next round.
  var isPaced = false
  /// The round in which a line of it was taken last, and how many in that.
  var takenRound = 0
  var takenLines = 0
  /// The round in which it was sent something last, and how much in that.
  var sentRound = 0
  var sentBytes = 0

  /// Whether the edge still holds bytes that the peer has not taken.
  var isStalled = false
  /// What the edge holds of it.
  var keptOutside = 0
  /// What a player is owed meanwhile.
  var backlog: [UInt8] = []
  /// How much of the host's count of held bytes is its.
  var heldBytes = 0
  /// How many lines a spectator has missed meanwhile.
  var skippedLines = 0

  init(id: ConnectionID, linesPerSecond: Int, now: Instant) {
    self.id = id
    openedAt = now
    heardAt = now
    allowance = LineAllowance(perSecond: linesPerSecond, now: now)
  }
}

/// A line that waits for its turn.
struct WaitingLine {
  var bytes: [UInt8]
  /// For a line that came too fast: after how many milliseconds it would be taken.
  var tooFast: Int?

  /// What it counts among what the server holds.
  var heldBytes: Int { bytes.count + Limits.waitingLineBytes }
}

/// How many lines a connection may send: a bucket that fills with time, and with lockstep ticks.
struct LineAllowance {
  private let perSecond: Int
  private var left: Int
  private var filledAt: Instant

  init(perSecond: Int, now: Instant) {
    self.perSecond = perSecond
    left = perSecond
    filledAt = now
  }

  /// Takes one line; otherwise answers after how many milliseconds the next is allowed.
  mutating func take(now: Instant) -> Int? {
    let lineTime = Int64(1_000_000_000).divided(by: Int64(perSecond), rounding: .down)
    let elapsed = now.nanoseconds - filledAt.nanoseconds
    if elapsed >= lineTime {
      let gained = elapsed.divided(by: lineTime, rounding: .down)
      left = Int(min(Int64(left) + gained, Int64(perSecond)))
      filledAt = Instant(nanoseconds: filledAt.nanoseconds + gained * lineTime)
    }
    guard left > 0 else {
      return Int((lineTime - elapsed % lineTime).divided(by: 1_000_000, rounding: .up))
    }
    left -= 1
    return nil
  }

  /// Adds what a tick allows.
  mutating func addTick() {
    left = min(left + Limits.linesPerTick, perSecond)
  }
}
