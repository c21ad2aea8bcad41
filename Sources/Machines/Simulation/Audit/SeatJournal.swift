/// A trade that a seat has asked for and that may stand in the record.
struct SaidTrade: Hashable {
  /// The command as it was said.
  let text: String
  /// What the server answered; nil when the answer was lost.
  let answer: TradeAnswer?
}

/// What an OK of a trade said.
struct TradeAnswer: Hashable {
  /// The tick that was out, as far as the client knew.
  let tick: Int?
  /// The number of its first order; nil when it said none.
  let order: Int?
}

/// All that was said for a seat: what was acknowledged must be in the record, nothing else may.
struct SeatJournal {
  let match: String
  let seat: Int
  /// By connection, in the order in which they were given the seat.
  private var segments: [(conversation: Int, trades: [SaidTrade])] = []
  /// How many trades were acknowledged.
  private(set) var acknowledged = 0
  /// Whether connections fought for it, so that nobody knows whose words came first.
  var isDisputed = false
  /// The last tick that its player has seen.
  var tick = -1

  init(match: String, seat: Int) {
    self.match = match
    self.seat = seat
  }

  /// A connection was given the seat.
  mutating func begin(_ conversation: Int) {
    if segments.last?.conversation != conversation { segments.append((conversation, [])) }
  }

  mutating func add(_ trade: SaidTrade, on conversation: Int) {
    if trade.answer != nil { acknowledged += 1 }
    guard let place = segments.lastIndex(where: { $0.conversation == conversation }) else {
      return segments.append((conversation, [trade]))
    }
    segments[place].trades.append(trade)
  }

  var trades: [SaidTrade] { segments.flatMap(\.trades) }
}

/// An accepted command as the record has it.
struct RecordedTrade: Hashable {
  /// The one form that the record writes.
  let text: [UInt8]
  let tick: Int
  let order: Int?

  func answers(_ answer: TradeAnswer) -> Bool {
    (answer.order == nil || answer.order == order) && (answer.tick == nil || answer.tick == tick)
  }
}

/// Whether what was said for a seat and what its record has can be the same.
struct TradeMatcher {
  /// What the record has, in its order.
  let recorded: [RecordedTrade]
  /// Lost commands that may have been meant for any seat.
  let stray: [[UInt8]]
  /// The one form of a command; nil for one that cannot be read.
  let canonical: (String) -> [UInt8]?

  /// The first thing that does not fit; nil when all does.
  func flaw(of journal: SeatJournal) -> String? {
    journal.isDisputed ? flawInAnyOrder(journal.trades) : flawInOrder(journal.trades)
  }

  /// Finds the places of the record that the commands said so far can have led to.
  private func flawInOrder(_ trades: [SaidTrade]) -> String? {
    var reached = pastStray([0])
    for trade in trades {
      let text = canonical(trade.text)
      let next = reached.filter { $0 < recorded.count && recorded[$0].text == text }
      if let answer = trade.answer {
        let before = reached
        reached = next.filter { recorded[$0].answers(answer) }.map { $0 + 1 }
        if reached.isEmpty {
          return "'\(trade.text)' was acknowledged in tick \(answer.tick.map(String.init) ?? "?") "
            + "with order \(answer.order.map(String.init) ?? "none"), but command "
            + "\(before.map { String($0 + 1) }.joined(separator: " or ")) of the record is "
            + "\(before.first.map(describe) ?? "missing")"
        }
      } else {
        reached = Self.merged(reached, next.map { $0 + 1 })
      }
      reached = pastStray(reached)
    }
    if reached.contains(recorded.count) { return nil }
    return "command \((reached.last ?? 0) + 1) of the record, \(describe(reached.last ?? 0)), "
      + "was not asked for"
  }

  private func describe(_ place: Int) -> String {
    guard place < recorded.count else { return "missing" }
    let trade = recorded[place]
    return "'\(String(decoding: trade.text, as: UTF8.self))' in tick \(trade.tick) with order "
      + "\(trade.order.map(String.init) ?? "none")"
  }

  /// What can be reached when stray commands fill the places that follow.
  private func pastStray(_ places: [Int]) -> [Int] {
    guard !stray.isEmpty else { return places }
    var reached = places
    var index = 0
    while index < reached.count {
      let place = reached[index]
      if place < recorded.count, !reached.contains(place + 1),
        stray.contains(recorded[place].text)
      {
        reached.append(place + 1)
      }
      index += 1
    }
    return reached.sorted()
  }

  private static func merged(_ first: [Int], _ second: [Int]) -> [Int] {
    (first + second.filter { !first.contains($0) }).sorted()
  }

  private func flawInAnyOrder(_ trades: [SaidTrade]) -> String? {
    var left = recorded
    for trade in trades {
      guard let answer = trade.answer else { continue }
      let text = canonical(trade.text)
      guard let place = left.firstIndex(where: { $0.text == text && $0.answers(answer) }) else {
        return "'\(trade.text)' was acknowledged and is not in the record"
      }
      left.remove(at: place)
    }
    var lost = trades.filter { $0.answer == nil }.map { canonical($0.text) }
    for trade in left where !stray.contains(trade.text) {
      guard let place = lost.firstIndex(of: trade.text) else {
        return "'\(String(decoding: trade.text, as: UTF8.self))' was not asked for"
      }
      lost.remove(at: place)
    }
    return nil
  }
}
