public import DuelRules
import Margin
public import Primitives

/// What a match was like: numbers for every tick and seat, from its record alone.
///
/// The record should have been verified: nothing is gathered from a line that the rules refuse.
public struct MatchStatistics: Sendable {
  /// What it was played by.
  public let rules: Rules
  /// How many ticks were played.
  public let ticks: Int
  /// The marks, by instrument, then tick.
  public private(set) var marks: [[Price]]
  /// The seats.
  public private(set) var seats: [SeatStatistics]
  /// What happened, in order.
  public private(set) var log: [LoggedStep] = []
  /// How the seats stood at the end.
  public let ranking: Ranking

  /// Plays a record again and takes everything down. Complexity: O(ticks x seats x instruments).
  public init(_ contents: RecordContents) {
    rules = contents.rules
    marks = contents.rules.values.instruments.map { _ in [] }
    var replay = Replay(contents)
    var seats = contents.players.enumerated().map { index, player in
      SeatStatistics(Seat(index), name: player.name, in: replay.match)
    }
    while replay.advance() {
      let tick = replay.match.tick
      for (index, quote) in replay.match.quotes.enumerated() { marks[index].append(quote.mark) }
      for event in replay.events {
        seats.take(event, at: tick, in: replay.match)
        if LoggedStep.isWorthALine(event) { log.append(.event(tick, event)) }
      }
      for index in seats.indices { seats[index].rank(replay.match) }
      replay.act()
      for command in replay.commands {
        for event in command.events { seats.take(event, at: tick, in: replay.match) }
        log.append(.command(command))
      }
      for index in seats.indices { seats[index].look(replay.match) }
      for seat in replay.abandoned { log.append(.abandoned(tick, seat)) }
    }
    for index in seats.indices { seats[index].settle(replay.match) }
    self.seats = seats
    ticks = replay.match.tick.number + 1
    ranking = replay.match.ranking
  }
}

extension [SeatStatistics] {
  /// Gives an event to the seat that it happened to.
  fileprivate mutating func take(
    _ event: MatchEvent, at tick: Tick, in match: borrowing Match
  ) {
    guard case .margin(let event) = event else { return }
    self[event.seat.index].take(event, at: tick, in: match)
  }
}

/// A line of the story of a match.
public enum LoggedStep: Sendable {
  /// A command and what it did.
  case command(ReplayedCommand)
  /// Something that the tick brought.
  case event(Tick, MatchEvent)
  /// A seat was given up.
  case abandoned(Tick, Seat)

  /// Whether an event of a tick belongs to the story.
  static func isWorthALine(_ event: MatchEvent) -> Bool {
    switch event {
    case .margin, .knockedOut: true
    case .joined, .left, .readied, .committed, .opened, .started, .ticked, .abandoned, .ranked,
      .settled, .aborted:
      false
    }
  }
}
