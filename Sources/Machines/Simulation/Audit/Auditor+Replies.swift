import Digests
import DuelRules
import Primitives
import WireProtocol

extension Auditor {
  /// An OK or ERR answers the oldest line that was not answered, and nothing else.
  mutating func takeReply(_ line: WireLine, on link: Int) throws(SimulationFailure) {
    guard let expected = conversations[link].takePending() else {
      throw failure(link, "was sent a reply to nothing")
    }
    let isOK = line.type == "OK"
    // What comes too fast is not read; after garbage the server may expect another format.
    let isTooFast = line["code"] == ErrorCode.rateLimit.rawValue
    let mayLackTag = !isOK && line.tag == nil && (isTooFast || conversations[link].isLoose)
    if expected.isReadable, line.tag != expected.tag, !mayLackTag {
      throw failure(link, "waits for the reply to #\(expected.tag ?? "") \(expected.text)")
    }
    guard isOK == (line.verb != nil), !isOK || line.verb == expected.verb?.rawValue else {
      throw failure(link, "was answered another verb than \(expected.text)")
    }
    count(isOK: isOK, isTrade: expected.isTrade)
    guard isOK else {
      let code = line["code"] ?? ""
      guard ErrorCode(rawValue: code) != nil else { throw failure(link, "was sent no known code") }
      return
    }
    try takeOK(line, expected, on: link)
  }

  private mutating func takeOK(
    _ line: WireLine, _ expected: ExpectedReply, on link: Int
  ) throws(SimulationFailure) {
    guard let verb = expected.verb else { return }
    switch verb {
    case .create, .join, .queue, .challenge: try takeSeat(line, after: 0, on: link)
    case .resume:
      try takeSeat(line, after: Self.number("seq", in: expected.text) ?? 0, on: link)
    case .leave:
      if let place = conversations[link].place, !conversations[link].isLoose {
        conversations[link].endStream(place.match)
      }
      conversations[link].place = nil
    case .watch:
      if !conversations[link].isLoose { conversations[link].endWatching() }
      let match = line["match"] ?? ""
      if conversations[link].place?.match == match { conversations[link].isLoose = true }
      conversations[link].begin(match, after: nil)
    case .unwatch: if !conversations[link].isLoose { conversations[link].endWatching() }
    case .list:
      expectRow("MATCH", line.integer("count"), from: nil, on: link)
      try checkLink(line.integer("number"), line["link"], on: link)
    case .tapes: expectRow("TAPE", line.integer("count"), from: nil, on: link)
    case .orders: expectRow("OPEN-ORDER", line.integer("count"), from: nil, on: link)
    case .record: try takeRecordHead(line, on: link)
    default: if expected.isTrade { try takeTrade(line, expected, on: link) }
    }
  }

  /// The whole number of a field in a command; nil when there is none.
  static func number(_ key: String, in text: String) -> Int? {
    text.split(separator: " ").first { $0.hasPrefix(key + "=") }
      .flatMap { Int($0.dropFirst(key.utf8.count + 1)) }
  }

  private mutating func expectRow(_ type: String, _ count: Int?, from next: Int?, on link: Int) {
    guard let count, count > 0 else { return }
    conversations[link].row = Conversation.Row(type: type, left: count, next: next)
  }

  /// A connection has a seat from now on; the pushes behind `sequence` follow, nil for any.
  mutating func takeSeat(
    _ line: WireLine, after sequence: Int?, on link: Int
  ) throws(SimulationFailure) {
    guard let match = line["match"], let seat = line.integer("seat") else { return }
    guard let slot = model.slot(of: match), model.matches[slot].match.seatCount > seat else {
      throw failure(link, "was given a seat that the log does not know")
    }
    let place = Conversation.Place(match: match, seat: seat)
    if conversations[link].stream(of: match) != nil { conversations[link].isLoose = true }
    conversations[link].place = place
    conversations[link].begin(match, after: sequence)
    let journal = journal(of: place)
    if !conversations[link].isHonest, line.verb == Verb.resume.rawValue {
      journals[journal].isDisputed = true
    }
    journals[journal].begin(link)
    // Whoever asks for all that it has not seen has seen the tick that was out then.
    if conversations[link].isHonest, let sequence, sequence > 0, journals[journal].tick >= 0,
      let stream = conversations[link].stream(of: match)
    {
      conversations[link][stream].tick = journals[journal].tick
    }
  }

  /// What is acknowledged has been in the log before.
  private mutating func takeTrade(
    _ line: WireLine, _ expected: ExpectedReply, on link: Int
  ) throws(SimulationFailure) {
    guard let place = conversations[link].place, let slot = model.slot(of: place.match) else {
      throw failure(link, "was acknowledged a trade without a seat")
    }
    let answer = TradeAnswer(tick: conversations[link].tick, order: line.integer("order"))
    let journal = journal(of: place)
    journals[journal].add(SaidTrade(text: expected.text, answer: answer), on: link)
    guard journals[journal].acknowledged <= model.matches[slot].orders[place.seat].count else {
      throw failure(link, "was acknowledged a trade that is not in the log")
    }
  }

  private mutating func takeRecordHead(
    _ line: WireLine, on link: Int
  ) throws(SimulationFailure) {
    let slot = try settled(line["match"], on: link)
    guard line["digest"] == model.matches[slot].digest?.description else {
      throw failure(link, "was promised another record than the log leads to")
    }
    guard let first = line.integer("from"), let last = line.integer("to"), first <= last,
      line.integer("lines") == model.matches[slot].recordLines.count
    else { throw failure(link, "was promised a record of another length") }
    expectRow("RECORD-LINE", last - first + 1, from: first, on: link)
  }

  /// The slot of a match that the log has settled.
  func settled(_ match: String?, on link: Int) throws(SimulationFailure) -> Int {
    guard let slot = match.flatMap({ model.slot(of: $0) }), model.matches[slot].digest != nil
    else { throw failure(link, "was told of a record that the log does not lead to") }
    return slot
  }

  /// A link of the chain is the one that the log leads to. Rule: TAPE-6a.
  func checkLink(_ number: Int?, _ link: String?, on connection: Int) throws(SimulationFailure) {
    let known = number.map { number in
      (model.links + model.practiceLinks).filter { $0.number == number }
    }
    guard known?.contains(where: { $0.digest.description == link }) == true else {
      throw failure(connection, "was told of a link that is not in the chain")
    }
  }
}
