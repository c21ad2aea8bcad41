import Digests
import DuelRules
import Margin
import Primitives
import Records

/// What must be true because the log says so: every match executed from durable entries alone.
///
/// The host executes a batch only when it is durable, so whatever crosses the wire is here before.
/// Matches are executed one beside the other and know nothing of connections, clocks and crashes.
struct LogModel: ~Copyable {
  private(set) var matches = Slab<ModelMatch>()
  /// By match number less one: the slot; nil for a number that no match has.
  private var slots: [Int?] = []
  private(set) var chain = ChainLink.beginning
  /// The links of the chain, the beginning first.
  private(set) var links = [ChainLink.beginning]
  /// The links of practice matches, which stand alone. Rule: TAPE-6a.
  private(set) var practiceLinks: [ChainLink] = []
  private var events: [MatchEvent] = []

  /// How many matches were opened.
  var count: Int { matches.limit }

  /// Whether every match has ended.
  var isOver: Bool {
    for slot in 0..<matches.limit where !matches[slot].isOver { return false }
    return true
  }

  /// The slot of a match; nil when the log has none of that name.
  func slot(of match: String) -> Int? {
    guard let id = MatchID(Array(match.utf8).span), slots.indices.contains(id.number - 1) else {
      return nil
    }
    return slots[id.number - 1]
  }

  /// Executes a batch.
  mutating func take(_ batch: [UInt8]) throws(SimulationFailure) {
    var reader = LogReader()
    var start = 0
    for end in batch.indices where batch[end] == UInt8(ascii: "\n") {
      try take(batch.span.extracting(start..<end), &reader)
      start = end + 1
    }
    guard start == batch.count else { throw SimulationFailure("a batch ends within a line") }
  }

  private mutating func take(
    _ line: Span<UInt8>, _ reader: inout LogReader
  ) throws(SimulationFailure) {
    let entry = reader.read(line) { id in
      slot(of: id).map { matches[$0].match.rules }
    }
    switch entry {
    case .create(let id, let rules, let secret, let terms):
      guard slot(of: id) == nil else { throw SimulationFailure("the log opens \(id) twice") }
      let isPractice = terms.practice != nil
      let match = ModelMatch(
        id, Match(rules: rules, secret: secret, after: isPractice ? .beginning : chain))
      if isPractice {
        practiceLinks.append(match.match.link)
      } else {
        chain = match.match.link
        links.append(chain)
      }
      while slots.count < id.number { slots.append(nil) }
      slots[id.number - 1] = matches.insert(match)
    case .join(let id, let name, _): try apply(.join(name), to: id)
    case .change(let id, let change): try apply(change, to: id)
    case .restart: break
    case nil:
      // What came too late for a match that is over may be written in names of another.
      if let late = reader.match(of: line), let slot = slot(of: late), matches[slot].isOver {
        return
      }
      throw SimulationFailure("the log has a line that is none: \(String(decoding: line))")
    }
  }

  private func slot(of id: MatchID) -> Int? {
    slots.indices.contains(id.number - 1) ? slots[id.number - 1] : nil
  }

  private mutating func apply(_ entry: MatchEntry, to id: MatchID) throws(SimulationFailure) {
    guard let slot = slot(of: id), !matches[slot].isOver else { return }
    events.removeAll(keepingCapacity: true)
    matches[slot].apply(entry, &events)
    if let flaw = matches[slot].flaw { throw SimulationFailure("\(id): \(flaw)") }
  }
}

/// A match as the log tells it, and what its seats must have been shown.
struct ModelMatch: ~Copyable {
  let id: MatchID
  private(set) var match: Match
  /// By tick from 0: mark, bid and ask of each instrument, in units.
  private(set) var quotes: [[Int64]] = []
  /// By tick from the first of the pre-roll: the same.
  private(set) var preroll: [[Int64]] = []
  /// By tick from 0: the seats, best first.
  private(set) var rankings: [[Int]] = []
  /// What its record must be; empty before it is settled.
  private(set) var record: [UInt8] = []
  private(set) var digest: Digest?
  /// Where each line of the record lies, without its LF.
  private(set) var recordLines: [Range<Int>] = []
  /// By seat: the number of the first order of each accepted command; nil for one that made none.
  private(set) var orders: [[Int?]]
  /// The seats that were knocked out, and when.
  private(set) var knockouts: [(tick: Int, seat: Seat)] = []
  /// The first broken promise of the engine.
  private(set) var flaw: String?
  private var total: Int128?

  init(_ id: MatchID, _ match: consuming Match) {
    self.id = id
    orders = Array(repeating: [], count: match.seatCount)
    self.match = match
  }

  var isOver: Bool { match.phase == .settled || match.phase == .aborted }

  /// The accepted commands of a seat, in order.
  func commands(of seat: Int) -> [AcceptedCommand] {
    match.commands.filter { $0.seat.index == seat }
  }

  mutating func apply(_ entry: MatchEntry, _ events: inout [MatchEvent]) {
    let rejection = match.apply(entry, events: &events)
    if case .command(let seat, _, _) = entry, rejection == nil {
      orders[seat.index].append(events.lazy.compactMap(\.orderNumber).first)
    }
    for event in events {
      switch event {
      case .started: begin()
      case .ticked:
        quotes.append(Self.units(match.quotes))
      case .knockedOut(let seat): knockouts.append((match.tick.number, seat))
      case .ranked: rankings.append(match.ranking.order.map(\.index))
      case .settled:
        var text = ByteBuffer(capacity: 16_384)
        digest = RecordWriter.write(match, into: &text)
        record = text.bytes
        keepLines()
      default: break
      }
    }
    checkMoney()
  }

  private mutating func keepLines() {
    var start = 0
    for end in record.indices where record[end] == UInt8(ascii: "\n") {
      recordLines.append(start..<end)
      start = end + 1
    }
  }

  private mutating func begin() {
    preroll = match.preroll.map { Self.units(match.rules.quotes(marks: $0)) }
    total = match.moneyTotal
  }

  /// Money is neither made nor lost, and nobody owes any. Rules: MARGIN-2, MARGIN-6.
  private mutating func checkMoney() {
    guard let total else { return }
    if match.moneyTotal != total { flaw = "MARGIN-6: money is not conserved" }
    for seat in 0..<match.seatCount {
      let wallet = match.account(of: Seat(seat)).wallet
      if wallet < .zero { flaw = "MARGIN-2: the wallet of seat \(seat) holds \(wallet)" }
    }
  }

  private static func units(_ quotes: [Quote]) -> [Int64] {
    quotes.flatMap { [$0.mark.units, $0.bid.units, $0.ask.units] }
  }
}

extension MatchEvent {
  /// The number of an order that was filled, or that came or went.
  fileprivate var orderNumber: Int? {
    switch self {
    case .margin(.fill(let fill)): fill.order
    case .margin(.order(let change)): change.order.number
    default: nil
    }
  }
}
