import DuelRules
import Primitives
import Records
import WireProtocol

/// Judges a run by what crosses the wire and what the store has; knows nothing of the host inside.
///
/// A connection is named by the number of its link. Every line is judged when a client hears it.
struct Auditor: ~Copyable {
  private(set) var model = LogModel()
  var conversations: [Conversation] = []
  var journals: [SeatJournal] = []
  /// Lost trades of connections whose seat nobody knows.
  var stray: [String] = []
  /// What END said of each match, to whoever heard it first.
  var ends: [(match: String, fields: [WireField])] = []
  /// Prices as somebody saw them first, by match and tick.
  var published = PublishedTicks()
  private(set) var tally = AuditTally()
  private var tokens = LineTokens()
  private var lastSequence = 0

  // MARK: - What happens

  /// A client has connected; links are numbered in this order.
  mutating func connects(isHonest: Bool) {
    conversations.append(Conversation(isHonest: isHonest))
  }

  /// A client has said a whole line.
  mutating func says(_ utterance: Utterance, on link: Int) {
    guard let expected = utterance.expected else { return }
    conversations[link].says(expected)
    if !expected.isReadable { conversations[link].isLoose = true }
    tally.said += 1
  }

  /// A client has heard bytes.
  mutating func hears(_ bytes: [UInt8], on link: Int) throws(SimulationFailure) {
    guard !conversations[link].isOver else { return }
    for line in conversations[link].lines(of: bytes) { try take(line, on: link) }
    if conversations[link].partialCount > Limits.lineMax {
      throw failure(link, "was sent more than \(Limits.lineMax) bytes without an end of line")
    }
  }

  /// A client hears nothing more: what was not answered may have happened or not.
  mutating func ends(_ link: Int) {
    guard !conversations[link].isOver else { return }
    conversations[link].isOver = true
    for reply in conversations[link].unanswered where reply.isTrade {
      let trade = SaidTrade(text: reply.text, answer: nil)
      // Nobody knows in which seat a hostile client was when it did not hear where it was.
      if let place = conversations[link].place, conversations[link].isHonest {
        journals[journal(of: place)].add(trade, on: link)
        // It may not have heard either that its match was over and the next one of the series
        // began.
        if isOver(place.match) { stray.append(reply.text) }
      } else {
        stray.append(reply.text)
      }
    }
  }

  private func isOver(_ match: String) -> Bool {
    model.slot(of: match).map { model.matches[$0].isOver } ?? true
  }

  /// A batch is in the log for good.
  mutating func stores(_ batch: SimulatedBatch) throws(SimulationFailure) {
    guard batch.sequence > lastSequence else {
      throw SimulationFailure("batch \(batch.sequence) comes behind batch \(lastSequence)")
    }
    lastSequence = batch.sequence
    try model.take(batch.bytes)
    tally.batches += 1
  }

  /// The journal of a seat.
  mutating func journal(of place: Conversation.Place) -> Int {
    let known = journals.firstIndex { $0.match == place.match && $0.seat == place.seat }
    if let known { return known }
    journals.append(SeatJournal(match: place.match, seat: place.seat))
    return journals.count - 1
  }

  func failure(_ link: Int, _ text: String) -> SimulationFailure {
    SimulationFailure("connection \(link) \(text)")
  }

  // MARK: - A line

  private mutating func take(_ bytes: [UInt8], on link: Int) throws(SimulationFailure) {
    tally.heard += 1
    let text = String(decoding: bytes, as: UTF8.self)
    guard bytes.count <= Limits.lineMax else {
      throw failure(link, "was sent a line of \(bytes.count) bytes")
    }
    guard text.utf8.elementsEqual(bytes), !bytes.contains(where: { $0 < 32 || $0 == 127 }),
      let line = WireLine(bytes.span, &tokens)
    else { throw failure(link, "was sent what is no line: \(text)") }
    if let flaw = WireSchema.flaw(of: line) {
      throw failure(link, "was sent a line that \(flaw): \(text)")
    }
    guard !conversations[link].hasSaidGoodbye else {
      throw failure(link, "was sent a line behind BYE: \(text)")
    }
    // A server that is full or stops says goodbye instead.
    let mayComeFirst = line.type == "INFO" || line.type == "BYE"
    guard conversations[link].isGreeted ? line.type != "INFO" : mayComeFirst else {
      throw failure(link, "was sent a greeting too late, or none: \(text)")
    }
    try takeRow(line, on: link)
    do throws(SimulationFailure) {
      switch line.type {
      case "INFO": conversations[link].isGreeted = true
      case "BYE": conversations[link].hasSaidGoodbye = true
      case "OK", "ERR": try takeReply(line, on: link)
      default: try takePush(line, on: link)
      }
    } catch {
      throw SimulationFailure("\(error) (\(text))")
    }
  }

  /// What belongs to a reply comes right behind it, in one row.
  private mutating func takeRow(_ line: WireLine, on link: Int) throws(SimulationFailure) {
    guard var row = conversations[link].row else { return }
    guard line.type == row.type else {
      // A connection may end anywhere.
      if line.type == "BYE" { return }
      throw failure(link, "was sent \(line.type) where \(row.type) must come")
    }
    if let number = row.next {
      guard line.integer("line") == number else {
        throw failure(link, "was sent line \(line["line"] ?? "none") for line \(number)")
      }
      row.next = number + 1
    }
    row.left -= 1
    conversations[link].row = row.left > 0 ? row : nil
  }

  /// Counts a reply.
  mutating func count(isOK: Bool, isTrade: Bool) {
    if isOK { tally.accepted += 1 } else { tally.refused += 1 }
    if isOK, isTrade { tally.trades += 1 }
  }

  /// Counts a match whose record was proven.
  mutating func countRecord() { tally.records += 1 }
}

/// What the auditor has seen.
public struct AuditTally: Hashable, Sendable {
  /// Lines that clients said and that must be answered.
  public var said = 0
  /// Lines that clients heard.
  public var heard = 0
  /// Commands that were accepted.
  public var accepted = 0
  /// Commands that were refused.
  public var refused = 0
  /// Trades among the accepted.
  public var trades = 0
  /// Batches in the log.
  public var batches = 0
  /// Records that were proven.
  public var records = 0

  /// Nothing was seen yet.
  public init() {}

  /// Adds what was seen elsewhere.
  public mutating func add(_ other: AuditTally) {
    said += other.said
    heard += other.heard
    accepted += other.accepted
    refused += other.refused
    trades += other.trades
    batches += other.batches
    records += other.records
  }
}

/// The prices of every tick as the wire showed them first.
struct PublishedTicks {
  private var matches: [(name: String, ticks: [[WireField]?])] = []
  /// Ticks of the pre-roll have negative numbers.
  private static let firstTick = -Rules.prerollTicks

  /// Notes a tick; false when it was shown with other prices before.
  mutating func take(_ tick: Int, of match: String, _ prices: [WireField]) -> Bool {
    let place = tick - Self.firstTick
    guard place >= 0 else { return false }
    let known = matches.firstIndex { $0.name == match }
    let index = known ?? matches.count
    if known == nil { matches.append((match, [])) }
    while matches[index].ticks.count <= place { matches[index].ticks.append(nil) }
    if let shown = matches[index].ticks[place] { return shown == prices }
    matches[index].ticks[place] = prices
    return true
  }
}
