public import ClientCore
public import Digests
import DuelRules
import Margin
import Primitives
public import Records
import WireProtocol

// Replays: a record shown again, on a terminal or to a program.
//
// Goals: a replay looks like the match did; any tick can be gone to; the JSON form is a contract.
// Non-goals: whether the record is true (RecordVerifier), files, keyboards.

/// What a spectator would have seen who may know everything, line by line, out of a replay.
///
/// It goes through the lines of the protocol, so that boards show a replay as they show a match.
public struct ReplayFeed: Sendable {
  /// The match as seen so far.
  public private(set) var view = MatchView()

  private let digest: Digest
  private let writer = MessageWriter(.text)
  private var reader = ServerLineReader()
  private var sequence = 0
  /// By seat: what was shown of each instrument; nil for what nothing was shown of.
  private var positions: [[Position?]] = []
  /// By seat: the orders that were shown as open.
  private var orders: [[OpenOrder]] = []
  private var abandonments = 0

  /// Makes a feed of a record with this digest that has told nothing yet.
  public init(digest: Digest) { self.digest = digest }

  /// Tells who plays what, the pre-roll and what everybody begins with.
  public mutating func begin(_ replay: borrowing Replay) -> [MatchNews] {
    var news: [MatchNews] = []
    for (index, name) in replay.match.players.enumerated() {
      tell(.seat, &news) { $0.seatFields(Seat(index), name: name, .taken, &$1) }
    }
    let match = replay.match.copy()
    tell(.start, &news) { $0.startFields(match, &$1) }
    let rules = match.rules
    let names = rules.values.instruments.map(\.name)
    for (index, marks) in match.preroll.enumerated() {
      let tick = Tick(index - match.preroll.count)
      let quotes = rules.quotes(marks: marks)
      tell(.tick, &news) { $0.tickFields(tick, quotes: quotes, names: names, &$1) }
    }
    positions = match.players.map { _ in names.map { _ in nil } }
    orders = match.players.map { _ in [] }
    tellHoldings(replay, &news)
    tellEnd(replay, &news)
    return news
  }

  /// Tells a tick that the replay has just come to: its marks, what they did, what the seats hold,
  /// and the ranking.
  public mutating func tick(_ replay: borrowing Replay) -> [MatchNews] {
    var news: [MatchNews] = []
    let names = replay.match.rules.values.instruments.map(\.name)
    for abandonment in replay.match.abandonments.dropFirst(abandonments) {
      let name = replay.match.players[abandonment.seat.index]
      tell(.seat, &news) { $0.seatFields(abandonment.seat, name: name, .abandoned, &$1) }
    }
    abandonments = replay.match.abandonments.count
    let (tick, quotes) = (replay.match.tick, replay.match.quotes)
    tell(.tick, &news) { $0.tickFields(tick, quotes: quotes, names: names, &$1) }
    for event in replay.events {
      switch event {
      case .margin(.liquidation(let liquidation)):
        let name = names[liquidation.instrument.index]
        tell(.liquidation, &news) { $0.liquidationFields(liquidation, instrument: name, &$1) }
      case .margin(.marginCall(let call)):
        let name = call.instrument.map { names[$0.index] }
        tell(.marginCall, &news) { $0.marginCallFields(call, instrument: name, &$1) }
      case .knockedOut(let seat): tell(.knockout, &news) { $0.knockoutFields(seat, tick, &$1) }
      case .margin, .joined, .left, .readied, .committed, .opened, .started, .ticked, .abandoned,
        .ranked, .settled, .aborted:
        break
      }
    }
    tellHoldings(replay, &news)
    let (ranking, values) = (replay.match.ranking, replay.match.rules.values)
    // The match is over: there are no secrets any more.
    var open = values
    open.visibility = .open
    let everybody = Audience(publicOf: open)
    tell(.rank, &news) { $0.rankFields(tick, ranking, to: everybody, of: open, &$1) }
    tellEnd(replay, &news)
    return news
  }

  private mutating func tellEnd(_ replay: borrowing Replay, _ news: inout [MatchNews]) {
    guard replay.isOver else { return }
    let match = replay.match.copy()
    let digest = digest
    tell(.end, &news) { $0.endFields(match, digest: digest, &$1) }
  }

  /// Tells what the seats hold and what waits, as far as it has changed.
  private mutating func tellHoldings(_ replay: borrowing Replay, _ news: inout [MatchNews]) {
    let instruments = replay.match.rules.values.instruments
    for seat in positions.indices.map({ Seat($0) }) {
      for (index, instrument) in instruments.enumerated() {
        let now = replay.match.position(of: seat, in: Instrument(index))
        let before = positions[seat.index][index]
        positions[seat.index][index] = now
        guard now.isOpen || before?.isOpen == true, !now.looksLike(before) else { continue }
        let price = replay.match.liquidationPrice(of: seat, in: Instrument(index))
        tell(.position, &news) {
          $0.positionFields(now, seat: seat, instrument: instrument.name, liquidation: price, &$1)
        }
      }
      let open = replay.match.openOrders(of: seat)
      let reserved = replay.match.reserved(of: seat)
      let shown = orders[seat.index]
      orders[seat.index] = open
      let gone = shown.filter { old in !open.contains { $0.number == old.number } }
      let new = open.filter { order in !shown.contains { $0.number == order.number } }
      for (order, state) in gone.map({ ($0, ToldOrderState.gone) }) + new.map({ ($0, .open) }) {
        let name = instruments[order.instrument.index].name
        tell(.order, &news) {
          $0.orderFields(order, of: seat, instrument: name, state, reserved: reserved, &$1)
        }
      }
    }
  }

  /// Writes a line and lets the view read it.
  private mutating func tell(
    _ type: PushType, _ news: inout [MatchNews],
    _ fields: (MessageWriter, inout ByteBuffer) -> Void
  ) {
    var line = ByteBuffer()
    sequence += 1
    writer.begin(type, &line)
    writer.field("match", word: "replay", &line)
    writer.field("seq", sequence, &line)
    fields(writer, &line)
    let bytes = line.bytes
    guard case .push(let type) = reader.read(bytes.span),
      let item = view.take(type, bytes.span, reader)
    else { return }
    news.append(item)
  }
}

extension Position {
  /// Whether a board would show the same: whatever a margin call has to do with it.
  fileprivate func looksLike(_ other: Position?) -> Bool {
    guard let other else { return false }
    return quantity == other.quantity && openCost == other.openCost && margin == other.margin
      && leverage == other.leverage && mode == other.mode
  }
}
