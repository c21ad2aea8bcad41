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
  /// The format of the connection that held it last.
  var format = MessageFormat.text
  /// When it was taken again.
  var resumeTimes = RecentTimes()
  /// What is left of the time bank, in milliseconds.
  var bankMilliseconds: Int
  /// Instruments whose position others have not been shown yet, one bit each.
  var changed: UInt8 = 0
  /// Whether its open orders may be others than the last ranking showed.
  var hasOtherOrders = false
  /// Whether a `leave` of this seat is in the log and not yet executed.
  var isLeaving = false
  /// How its player behaves.
  var conduct = SeatConduct()
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

/// An open order as a ranking showed it to the other seats and to the public, and what the seat's
/// entries reserved then.
struct ShownOrder {
  let order: OpenOrder
  let reserved: Money
}

/// A spectator: a connection's slot and format, and the last public push it had seen when it came.
struct Watcher {
  var session: Int
  var since: Int
  var format: MessageFormat
}

/// Public lines that are being sent to spectators.
struct PublicFrame {
  /// In each format that a spectator reads; empty in the other.
  var text: [UInt8]
  var json: [UInt8]
  /// How many lines it has.
  var lines: Int
  /// The number of its last push.
  var sequence: Int
  /// Whether it is talk among spectators, which is not for players.
  var isChat: Bool

  /// A frame of no lines, in which those who missed some are brought up to date.
  static func marker(upTo sequence: Int) -> PublicFrame {
    PublicFrame(text: [], json: [], lines: 0, sequence: sequence, isChat: false)
  }

  var isMarker: Bool { lines == 0 }
}

/// A match on this server: the match itself, and what is around it.
struct HostedMatch: ~Copyable {
  let id: MatchID
  let names: InstrumentNames
  let instrumentNames: [String]
  var match: Match
  var seats: [HostedSeat]
  /// The formats that players of this match read.
  private(set) var seatFormats: FormatSet = []
  let terms: MatchTerms
  /// Where the log begins to speak of it.
  let origin: LogPosition
  /// By seat: what it may be told.
  let audiences: [Audience]
  let publicAudience: Audience
  /// Whether its seats may not know everything of each other.
  let hasSecrets: Bool
  /// How many ticks the public is behind.
  let spectatorDelay: Int
  /// How the series stands; of length 1 for a match that stands alone.
  var series: SeriesStanding
  /// Whose connection arranged it for others.
  var arranger: ConnectionID?
  /// Until when an arranged match waits for its players to begin.
  var arrangedUntil: Instant?
  /// When a match that follows another begins by itself; nil for any other and when it has begun.
  var startsAt: Instant?

  /// When the time to open nonces is up; nil while there are none to open.
  var openingEndsAt: Instant?

  /// What came last, for players who come back; by format.
  private var textHistory = ResumeHistory()
  private var jsonHistory = ResumeHistory()

  private(set) var watchers: [Watcher] = []
  /// How many of them read JSON.
  private var jsonWatchers = 0
  /// The number of the last public push.
  var publicSequence = 0
  /// What the seats have been told, and what the public has been told.
  var told: ToldState
  var published: ToldState
  /// Whether there are no secrets any more.
  var hasEnded = false
  /// What the public will be told later.
  var held = HeldLines()
  /// Public lines written since the last frame was closed.
  var news = FormattedBytes()
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

  /// Until when the match waits for its players after the server was started again; nil while it
  /// goes on.
  var pausedUntil: Instant?
  /// Until when a match that is over is kept for those who were not there.
  var keptUntil: Instant?
  /// Whether only that keeps it.
  var isKept = false

  init(_ opening: Opening, after link: ChainLink, from origin: LogPosition, now: Instant) {
    let rules = opening.rules
    let values = rules.values
    id = opening.match
    terms = opening.terms
    series =
      opening.terms.standing
      ?? SeriesStanding(length: opening.terms.series, seats: values.seats)
    self.origin = origin
    names = InstrumentNames(rules)
    instrumentNames = values.instruments.map(\.name)
    match = Match(rules: rules, secret: opening.secret, after: link)
    seats = Array(
      repeating: HostedSeat(bankMilliseconds: values.timeBankMilliseconds), count: values.seats)
    audiences = (0..<values.seats).map { Audience(seat: Seat($0), values: values) }
    publicAudience = Audience(publicOf: values)
    hasSecrets = values.visibility != .open
    spectatorDelay = values.spectatorDelay
    told = ToldState(seats: values.seats, instruments: values.instruments.count)
    published = told
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

  /// What a seat holds of an instrument.
  func present(_ seat: Seat, _ instrument: Instrument) -> ShownPosition {
    ShownPosition(
      position: match.position(of: seat, in: instrument),
      liquidation: match.liquidationPrice(of: seat, in: instrument))
  }

  /// What a spectator or a seat may be told.
  func audience(of view: Viewpoint) -> Audience {
    view.seat.map { audiences[$0.index] } ?? publicAudience
  }

  // MARK: - Formats

  /// A seat was taken, left or taken again: a format that no player reads is not kept on.
  mutating func updateFormats() {
    seatFormats = []
    for index in seats.indices where seats[index].token != nil {
      seatFormats.insert(FormatSet(seats[index].format))
    }
    if !seatFormats.contains(.text), !textHistory.isEmpty { textHistory.clear() }
    if !seatFormats.contains(.json), !jsonHistory.isEmpty { jsonHistory.clear() }
  }

  /// The formats that spectators of this match read.
  var watcherFormats: FormatSet {
    var formats: FormatSet = []
    if jsonWatchers > 0 { formats.insert(.json) }
    if watchers.count > jsonWatchers { formats.insert(.text) }
    return formats
  }

  // MARK: - History

  /// Keeps a push to some seats for when they come back.
  mutating func keep(_ type: PushType, _ body: borrowing FormattedBytes, to seats: UInt8) {
    if seatFormats.contains(.text) { textHistory.append(type, body[.text], to: seats) }
    if seatFormats.contains(.json) { jsonHistory.append(type, body[.json], to: seats) }
  }

  /// Where the last `count` pushes to a seat begin in the history; nil when it does not have them.
  func history(in format: MessageFormat, ofLast count: Int, to seat: Seat) -> Int? {
    switch format {
    case .text: textHistory.start(ofLast: count, to: seat.index)
    case .json: jsonHistory.start(ofLast: count, to: seat.index)
    }
  }

  /// Calls `body` with the pushes to a seat, beginning where `history` says.
  func replay(
    in format: MessageFormat, to seat: Seat, from start: Int,
    _ body: (PushType, Span<UInt8>) -> Void
  ) {
    switch format {
    case .text: textHistory.forEach(to: seat.index, from: start, body)
    case .json: jsonHistory.forEach(to: seat.index, from: start, body)
    }
  }

  /// Nothing that was pushed can be asked for any more.
  mutating func clearHistories() {
    textHistory.clear()
    jsonHistory.clear()
  }

  // MARK: - Spectators

  /// Adds a spectator who has seen everything so far.
  mutating func addWatcher(session: Int, _ format: MessageFormat) {
    watchers.append(Watcher(session: session, since: publicSequence, format: format))
    if format == .json { jsonWatchers += 1 }
  }

  /// From now on this spectator counts as one who has seen everything.
  mutating func bringUpToDate(session: Int) {
    guard let index = watchers.firstIndex(where: { $0.session == session }) else { return }
    watchers[index].since = publicSequence
  }

  /// Closes the frame of the news so far, so that whoever comes now is not sent it.
  mutating func closeFrame(isChat: Bool = false) {
    guard newsLines > 0 else { return }
    if !watchers.isEmpty {
      frames.append(
        PublicFrame(
          text: news[.text].bytes, json: news[.json].bytes, lines: newsLines,
          sequence: publicSequence, isChat: isChat))
    }
    news.clear()
    newsLines = 0
  }

  /// Nobody watches any more.
  mutating func removeWatchers() {
    watchers = []
    jsonWatchers = 0
  }

  /// Removes a spectator without disturbing who has been sent the present frame.
  mutating func removeWatcher(session: Int) {
    guard var hole = watchers.firstIndex(where: { $0.session == session }) else { return }
    if watchers[hole].format == .json { jsonWatchers -= 1 }
    if hole < frameNext {
      frameNext -= 1
      watchers[hole] = watchers[frameNext]
      hole = frameNext
    }
    watchers[hole] = watchers[watchers.count - 1]
    watchers.removeLast()
  }
}
