import Digests
import DuelRules
import Margin
import Primitives
import Records
import WireProtocol

/// A seat of a running match and who holds it.
struct HostedSeat {
  /// The connection's slot; nil while nobody is connected.
  var session: Int?
  /// What takes the seat again; nil while it is free.
  var token: SeatToken?
  /// The number of the last push to this seat.
  var sequence = 0
  /// What is left of the time bank, in milliseconds.
  var bankMilliseconds: Int
  /// Instruments whose position others have not been shown yet, one bit each.
  var changed: UInt8 = 0
  /// Whether a `leave` of this seat is in the log and not yet executed.
  var isLeaving = false
  /// When the seat counts as abandoned if nobody comes back; nil while that is not near.
  var abandonAt: Instant?

  /// Whether it is taken by somebody who is gone and has not given it back.
  var isDeserted: Bool { token != nil && session == nil && !isLeaving }
}

/// A position as the last ranking showed it to the other seats and to the public.
struct ShownPosition {
  let position: Position
  let liquidation: Price?
}

/// A spectator: a connection's slot, and the last public push it had seen when it came.
struct Watcher {
  var session: Int
  var since: Int
}

/// Public lines that are being sent to spectators.
struct PublicFrame {
  var bytes: [UInt8]
  /// How many lines it has.
  var lines: Int
  /// The number of its last push.
  var sequence: Int
}

/// A match on this server: the match itself, and what is around it.
struct HostedMatch: ~Copyable {
  let id: MatchID
  let names: InstrumentNames
  let instrumentNames: [String]
  var match: Match
  var seats: [HostedSeat]
  let terms: MatchTerms
  /// The number of a practice match, which its series counts on from.
  let practice: Int?
  /// By seat: what it may be told.
  let audiences: [Audience]
  let publicAudience: Audience
  /// Whether its seats may not know everything of each other.
  let hasSecrets: Bool
  /// How many ticks the public is behind.
  let spectatorDelay: Int
  /// How the series stands; of length 1 for a match that stands alone.
  var series: SeriesStanding
  /// When a match that follows another begins by itself; nil for any other and when it has begun.
  var startsAt: Instant?

  var watchers: [Watcher] = []
  /// The number of the last public push.
  var publicSequence = 0
  /// What the public has been told.
  var published: PublicState
  /// Whether there are no secrets any more.
  var hasEnded = false
  /// What it will be told later.
  var held = HeldLines()
  /// Public lines written since the last frame was closed.
  var news = ByteBuffer(capacity: 16)
  var newsLines = 0
  /// Closed frames, the first one being sent to watchers[frameNext...].
  var frames: [PublicFrame] = []
  var frameNext = 0
  /// Whether the match is in the host's list of matches with frames.
  var isFanningOut = false

  /// When the present tick was published.
  var tickedAt: Instant
  /// When the clock is to be looked at.
  var deadline: Instant?
  /// When the host's queue will look at it.
  var queuedAt: Instant?
  /// Until when the match waits for anybody to come back; nil while somebody is connected.
  var graceEnd: Instant?
  /// Whether the deadline has passed once and late bytes have had their chance.
  var isLastCall = false
  /// Whether an `advance` is in the log and not yet executed.
  var isAdvancing = false
  /// The record's digest, once there is one.
  var digest: Digest?

  init(_ opening: Opening, now: Instant) {
    let rules = opening.rules
    let values = rules.values
    id = opening.match
    terms = opening.terms
    series = opening.series
    practice = opening.practice
    names = InstrumentNames(rules)
    instrumentNames = values.instruments.map(\.name)
    match = Match(rules: rules, secret: opening.secret)
    seats = Array(
      repeating: HostedSeat(bankMilliseconds: values.timeBankMilliseconds), count: values.seats)
    audiences = (0..<values.seats).map { Audience(seat: Seat($0), values: values) }
    publicAudience = Audience(publicOf: values)
    hasSecrets = values.visibility != .open
    spectatorDelay = values.spectatorDelay
    published = PublicState(seats: values.seats, instruments: values.instruments.count)
    tickedAt = now
  }

  /// Whether its seats stay with the players of the match before it, here or not.
  var keepsSeats: Bool { terms.follows != nil }

  /// Whether the public must wait for what happens now.
  var isPublicLate: Bool {
    spectatorDelay > 0 && match.tick.number >= 0 && !hasEnded
  }

  var isOver: Bool { match.phase == .settled || match.phase == .aborted }

  var isAnybodyConnected: Bool { seats.contains { $0.session != nil } }

  /// Others are to be shown this position at the next ranking.
  mutating func markChanged(_ seat: Seat, _ instrument: Instrument) {
    seats[seat.index].changed |= 1 << UInt8(instrument.index)
  }

  /// What a seat holds of an instrument, as others may be shown it at a ranking.
  func shown(_ seat: Seat, _ instrument: Instrument) -> ShownPosition {
    ShownPosition(
      position: match.position(of: seat, in: instrument),
      liquidation: match.liquidationPrice(of: seat, in: instrument))
  }

  /// Closes the frame of the news so far, so that whoever comes now is not sent it.
  mutating func closeFrame() {
    guard newsLines > 0 else { return }
    if !watchers.isEmpty {
      frames.append(
        PublicFrame(bytes: news.bytes, lines: newsLines, sequence: publicSequence))
    }
    news.clear()
    newsLines = 0
  }

  /// Removes a spectator without disturbing who has been sent the present frame.
  mutating func removeWatcher(session: Int) {
    guard var hole = watchers.firstIndex(where: { $0.session == session }) else { return }
    if hole < frameNext {
      frameNext -= 1
      watchers[hole] = watchers[frameNext]
      hole = frameNext
    }
    watchers[hole] = watchers[watchers.count - 1]
    watchers.removeLast()
  }
}
