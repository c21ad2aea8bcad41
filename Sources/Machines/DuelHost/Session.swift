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
  var watched: MatchID?

  /// Whether the connection is there.
  var isOpen = true
  let openedAt: Instant
  var heardAt: Instant
  var isPinged = false
  /// Set when the close was asked for; what still comes is ignored.
  var isClosing = false

  var allowance: LineAllowance
  /// Lines refused in a row because they came too fast.
  var refusedLines = 0

  /// Items that wait in the open batch and in the one that is being stored.
  var openItems = 0
  var storingItems = 0

  /// Whether the edge still holds bytes that the peer has not taken.
  var isStalled = false
  /// What a player is owed meanwhile.
  var backlog: [UInt8] = []
  /// How many lines a spectator has missed meanwhile.
  var skippedLines = 0

  init(id: ConnectionID, now: Instant) {
    self.id = id
    openedAt = now
    heardAt = now
    allowance = LineAllowance(now: now)
  }
}

/// How many lines a connection may send: a bucket that fills with time, and with lockstep ticks.
struct LineAllowance {
  private var left = Limits.linesPerSecond
  private var filledAt: Instant

  init(now: Instant) { filledAt = now }

  /// Takes one line; otherwise answers after how many milliseconds the next is allowed.
  mutating func take(now: Instant) -> Int? {
    if left > 0 {
      left -= 1
      return nil
    }
    let elapsed = now.milliseconds(since: filledAt)
    let gained = elapsed * Limits.linesPerSecond / 1000
    guard gained > 0 else { return max(1, 1000 / Limits.linesPerSecond - elapsed) }
    left = min(gained, Limits.linesPerSecond) - 1
    filledAt = now
    return nil
  }

  /// Adds what a tick allows.
  mutating func addTick() {
    left = min(left + Limits.linesPerTick, Limits.linesPerSecond)
  }
}
