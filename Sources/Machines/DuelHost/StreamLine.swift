import Digests
import DuelRules
import Margin
import Primitives
import Records
import WireProtocol

/// Something that the seats and the public of a match are told, as a value: who may hear it is
/// decided by `isFor`, and the public may have to wait for it.
enum StreamLine {
  case seat(Seat, PlayerName?, SeatChange, abandonMilliseconds: Int?)
  case nonce(Seat, hash: Digest?)
  case opened(Seat, nonce: Digest?)
  case start
  case tick(Tick, [Quote])
  case liquidation(Liquidation)
  case marginCall(MarginCall)
  case position(Seat, Instrument, ShownPosition)
  case order(Seat, ShownOrder, isOpen: Bool)
  case knockout(Seat, Tick)
  case rank(Tick, Ranking)
  case series(SeriesStanding, next: MatchID?)
  case pause
  case goOn
  case end

  var type: PushType {
    switch self {
    case .seat: .seat
    case .nonce: .nonce
    case .opened: .opened
    case .start: .start
    case .tick: .tick
    case .liquidation: .liquidation
    case .marginCall: .marginCall
    case .position: .position
    case .order: .order
    case .knockout: .knockout
    case .rank: .rank
    case .series: .series
    case .pause: .pause
    case .goOn: .goOn
    case .end: .end
    }
  }

  /// Whether somebody may be told it at all. Rules: MATCH-8 and MATCH-9.
  func isFor(_ audience: Audience) -> Bool {
    switch self {
    case .seat, .nonce, .opened, .start, .tick, .rank, .series, .pause, .goOn, .end: true
    case .liquidation(let liquidation): audience.knowsAffairs(of: liquidation.seat)
    case .marginCall(let call): audience.knowsAffairs(of: call.seat)
    case .position(let seat, _, _), .order(let seat, _, _):
      audience.seat != seat && audience.knowsAffairs(of: seat)
    case .knockout(let seat, _): audience.knowsKnockout(of: seat)
    }
  }

  /// Whether it reads differently for each audience of a match with secrets.
  var isPersonal: Bool { if case .rank = self { true } else { false } }

  /// Writes its fields, as far as the audience may know them.
  func write(
    _ writer: MessageWriter, _ hosted: borrowing HostedMatch, to audience: Audience,
    _ out: inout ByteBuffer
  ) {
    switch self {
    case .seat(let seat, let name, let change, let milliseconds):
      writer.seatFields(seat, name: name, change, abandonMilliseconds: milliseconds, &out)
    case .nonce(let seat, let hash): writer.nonceFields(seat, hash: hash, &out)
    case .opened(let seat, let nonce): writer.openedFields(seat, nonce: nonce, &out)
    case .start: writer.startFields(hosted.match, &out)
    case .tick(let tick, let quotes):
      writer.tickFields(tick, quotes: quotes, names: hosted.instrumentNames, &out)
    case .liquidation(let liquidation):
      let name = hosted.instrumentNames[liquidation.instrument.index]
      writer.liquidationFields(liquidation, instrument: name, &out)
    case .marginCall(let call):
      writer.marginCallFields(
        call, instrument: call.instrument.map { hosted.instrumentNames[$0.index] }, &out)
    case .position(let seat, let instrument, let shown):
      writer.positionFields(
        shown.position, seat: seat, instrument: hosted.instrumentNames[instrument.index],
        liquidation: shown.liquidation, &out)
    case .order(let seat, let shown, let isOpen):
      writer.orderFields(
        shown.order, of: seat,
        instrument: hosted.instrumentNames[shown.order.instrument.index], isOpen ? .open : .gone,
        reserved: shown.reserved, &out)
    case .knockout(let seat, let tick): writer.knockoutFields(seat, tick, &out)
    case .rank(let tick, let ranking):
      writer.rankFields(tick, ranking, to: audience, of: hosted.match.rules.values, &out)
    case .series(let standing, let next): writer.seriesFields(standing, next: next, &out)
    case .pause: writer.pauseFields(graceMilliseconds: Limits.graceMilliseconds, &out)
    case .goOn: break
    case .end: writer.endFields(hosted.match, digest: hosted.digest, &out)
    }
  }
}

/// What was told so far, for those who come later.
struct ToldState {
  private(set) var hasStarted = false
  /// The seats whose players are away, and how; nil for those who are there.
  private(set) var absences: [SeatChange?]
  private(set) var tick: (Tick, [Quote])?
  private(set) var ranking: (Tick, Ranking)?
  /// By seat, then instrument; nil for what was never shown.
  private(set) var positions: [ShownPosition?]
  /// By seat: the orders that were shown as open, in that order.
  private var orders: [[ShownOrder]]
  private let instruments: Int

  init(seats: Int, instruments: Int) {
    self.instruments = instruments
    positions = Array(repeating: nil, count: seats * instruments)
    absences = Array(repeating: nil, count: seats)
    orders = Array(repeating: [], count: seats)
  }

  mutating func take(_ line: StreamLine) {
    switch line {
    case .start: hasStarted = true
    case .tick(let number, let quotes): tick = (number, quotes)
    case .rank(let number, let order): ranking = (number, order)
    case .position(let seat, let instrument, let shown):
      positions[seat.index * instruments + instrument.index] = shown
    case .order(let seat, let shown, let isOpen):
      orders[seat.index].removeAll { $0.order.number == shown.order.number }
      if isOpen { orders[seat.index].append(shown) }
    case .seat(let seat, _, let change, _):
      absences[seat.index] = change == .away || change == .abandoned ? change : nil
    case .nonce, .opened, .liquidation, .marginCall, .knockout, .series, .pause, .goOn,
      .end:
      break
    }
  }

  /// The orders of a seat that were shown as open.
  func orders(of seat: Seat) -> [ShownOrder] { orders[seat.index] }

  func position(_ seat: Seat, _ instrument: Instrument) -> ShownPosition? {
    positions[seat.index * instruments + instrument.index]
  }
}

/// Lines that the public may not be told yet, oldest first. Rule: MATCH-9.
struct HeldLines {
  private var lines: [(tick: Tick, line: StreamLine)] = []
  private var next = 0

  mutating func append(_ line: StreamLine, at tick: Tick) { lines.append((tick, line)) }

  /// Takes the oldest line of a tick up to `tick`; nil when there is none.
  mutating func take(upTo tick: Tick) -> StreamLine? {
    guard next < lines.count, lines[next].tick <= tick else { return nil }
    let line = lines[next].line
    next += 1
    if next >= 64, 2 * next >= lines.count {
      lines.removeFirst(next)
      next = 0
    }
    return line
  }
}
