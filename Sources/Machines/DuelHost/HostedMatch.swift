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
  /// By seat, then instrument; nil for what was never shown.
  private var shown: [ShownPosition?]

  var watchers: [Watcher] = []
  /// The number of the last public push.
  var publicSequence = 0
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

  init(id: MatchID, rules: Rules, secret: MatchSecret, now: Instant) {
    self.id = id
    names = InstrumentNames(rules)
    instrumentNames = rules.values.instruments.map(\.name)
    match = Match(rules: rules, secret: secret)
    seats = Array(
      repeating: HostedSeat(bankMilliseconds: rules.values.timeBankMilliseconds),
      count: rules.values.seats)
    shown = Array(
      repeating: nil, count: seats.count * rules.values.instruments.count)
    tickedAt = now
  }

  var isOver: Bool { match.phase == .settled || match.phase == .aborted }

  var isAnybodyConnected: Bool { seats.contains { $0.session != nil } }

  /// Others are to be shown this position at the next ranking.
  mutating func markChanged(_ seat: Seat, _ instrument: Instrument) {
    seats[seat.index].changed |= 1 << UInt8(instrument.index)
  }

  /// From now on others may see what a seat holds of an instrument.
  mutating func show(_ seat: Seat, _ instrument: Instrument) -> ShownPosition {
    let now = ShownPosition(
      position: match.position(of: seat, in: instrument),
      liquidation: match.liquidationPrice(of: seat, in: instrument))
    shown[seat.index * instrumentNames.count + instrument.index] = now
    return now
  }

  /// What others may see of a seat.
  func shown(_ seat: Seat, _ instrument: Instrument) -> ShownPosition? {
    shown[seat.index * instrumentNames.count + instrument.index]
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
