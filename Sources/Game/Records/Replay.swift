public import DuelRules
import Margin
public import Primitives

/// A command of a record as it was played again.
public struct ReplayedCommand: Sendable {
  /// What the record says.
  public let recorded: RecordedCommand
  /// The seat's count of accepted commands, from 1.
  public let number: Int
  /// What it did, in order.
  public let events: [MatchEvent]
}

/// A record played again, tick by tick: a fold over its entries, and the only one there is.
///
/// A tick has two halves. `advance` brings its marks and what follows from them, as far as the
/// ranking; `act` its commands and abandonments. Between the two stands the state that a replay
/// shows for the tick. Rule: RECORD-6.
public struct Replay: ~Copyable {
  /// The record it plays.
  public let contents: RecordContents
  /// The match as far as it has come.
  public private(set) var match: Match
  /// What the tick brought, as far as its ranking.
  public private(set) var events: [MatchEvent] = []
  /// The commands of this tick; empty until `act`.
  public private(set) var commands: [ReplayedCommand] = []
  /// The seats that were given up in this tick; empty until `act`.
  public private(set) var abandoned: [Seat] = []
  /// The first line that the rules refuse; nothing is played from there on.
  private(set) var flaw: RecordFlaw?

  private var nextCommand = 0
  private var nextAbandonment = 0
  private var hasActed = false
  /// How many ticks lie between two states that are kept; 0 keeps none.
  private let interval: Int
  /// The states at tick 0, `interval`, 2 x `interval` and so on, as far as it has been.
  private var kept = Slab<ReplayState>()

  /// Seats the players of a record and begins the countdown.
  ///
  /// With an interval every so many ticks the state is kept, so that going back costs at most so
  /// many ticks; without one it plays again from the beginning.
  public init(_ contents: RecordContents, keepingEvery interval: Int = 0) {
    self.contents = contents
    self.interval = interval
    match = Self.match(of: contents)
    flaw = Self.begin(&match, contents)
  }

  private static func match(of contents: RecordContents) -> Match {
    Match(rules: contents.rules, secret: contents.secret, after: contents.previousLink)
  }

  /// Seats the players, lets them commit to their nonces and open them; whoever owes one then has
  /// forfeited. The line that cannot be, if any. Rule: RECORD-8.
  static func begin(_ match: inout Match, _ contents: RecordContents) -> RecordFlaw? {
    var events: [MatchEvent] = []
    let players = contents.players
    for player in players where match.apply(.join(player.name), events: &events) != nil {
      return RecordFlaw(line: player.line, reason: "another name than that of an earlier seat")
    }
    for (seat, player) in players.enumerated() {
      if match.apply(.ready(Seat(seat), hash: player.hash), events: &events) == .nonceUnwanted {
        return RecordFlaw(line: player.line, reason: "nonce=none hash=none")
      }
    }
    for (seat, player) in players.enumerated() {
      guard let nonce = player.nonce else { continue }
      if match.apply(.open(Seat(seat), nonce: nonce), events: &events) != nil {
        return RecordFlaw(line: player.line, reason: "a nonce that has this hash in this seat")
      }
    }
    if match.phase == .ready { _ = match.apply(.forfeit(.hash), events: &events) }
    if match.awaitsNonces { _ = match.apply(.forfeit(.nonce), events: &events) }
    return nil
  }

  /// Whether the last tick is out.
  public var isOver: Bool { match.phase == .settled }

  /// Takes the commands of this tick if that has not been done, then brings the next tick as far as
  /// its ranking; false when there is none.
  public mutating func advance() -> Bool {
    act()
    guard flaw == nil, match.phase == .countdown || match.phase == .live else { return false }
    events.removeAll(keepingCapacity: true)
    commands.removeAll(keepingCapacity: true)
    abandoned.removeAll(keepingCapacity: true)
    _ = match.apply(.advance(from: match.tick), events: &events)
    hasActed = false
    keep()
    return true
  }

  /// Takes the commands of this tick, in their order, and then its abandonments.
  public mutating func act() {
    guard !hasActed, match.phase == .live, flaw == nil else { return }
    hasActed = true
    while nextCommand < contents.commands.count,
      contents.commands[nextCommand].tick == match.tick
    {
      let recorded = contents.commands[nextCommand]
      var events: [MatchEvent] = []
      let entry = MatchEntry.command(recorded.seat, recorded.command)
      if let rejection = match.apply(entry, events: &events) {
        flaw = RecordFlaw(
          line: recorded.line, reason: "a command that the rules allow, not \(rejection)")
        return
      }
      let number = match.commands.last?.number ?? 0
      commands.append(ReplayedCommand(recorded: recorded, number: number, events: events))
      nextCommand += 1
    }
    var events: [MatchEvent] = []
    while nextAbandonment < contents.abandonments.count,
      contents.abandonments[nextAbandonment].tick == match.tick
    {
      guard contents.rules.values.knowsAbandonment else {
        flaw = RecordFlaw(
          line: contents.abandonments[nextAbandonment].line,
          reason: "no seat can be given up under these rules")
        return
      }
      let seat = contents.abandonments[nextAbandonment].seat
      _ = match.apply(.abandon(seat), events: &events)
      abandoned.append(seat)
      nextAbandonment += 1
    }
  }

  /// Whether every command of the record has been taken.
  var isOutOfCommands: Bool { nextCommand == contents.commands.count }

  /// The first line of the record that no tick has taken.
  var remainder: RecordFlaw? {
    guard isOutOfCommands else {
      return RecordFlaw(
        line: contents.commands[nextCommand].line,
        reason: "a command of a tick that takes commands, in order of ticks")
    }
    guard nextAbandonment == contents.abandonments.count else {
      return RecordFlaw(
        line: contents.abandonments[nextAbandonment].line,
        reason: "a tick before the last one, in order of ticks")
    }
    return nil
  }

  // MARK: - Going to and fro

  /// Goes to the ranking of a tick, before its commands; to the first or last one when there is no
  /// such tick.
  ///
  /// Complexity: O(interval) backward, and forward where it has been before.
  public mutating func seek(to tick: Tick) {
    let wanted = max(0, tick.number)
    if wanted < match.tick.number || (wanted == match.tick.number && hasActed) {
      rewind(to: wanted)
    }
    if interval > 0 {
      let nearest = min(wanted / interval, kept.count - 1)
      if nearest >= 0, nearest * interval > match.tick.number { restore(nearest) }
    }
    while match.tick.number < wanted, advance() {}
  }

  /// Goes back to the last kept state at or before a tick, or to the beginning.
  private mutating func rewind(to tick: Int) {
    if interval > 0, kept.count > 0 { return restore(min(tick / interval, kept.count - 1)) }
    match = Self.match(of: contents)
    flaw = Self.begin(&match, contents)
    events = []
    commands = []
    abandoned = []
    nextCommand = 0
    nextAbandonment = 0
    hasActed = false
  }

  private mutating func keep() {
    guard interval > 0, match.tick.number == kept.count * interval else { return }
    _ = kept.insert(
      ReplayState(
        match: match.copy(), events: events, nextCommand: nextCommand,
        nextAbandonment: nextAbandonment))
  }

  private mutating func restore(_ place: Int) {
    match = kept[place].match.copy()
    events = kept[place].events
    nextCommand = kept[place].nextCommand
    nextAbandonment = kept[place].nextAbandonment
    commands = []
    abandoned = []
    hasActed = false
  }
}

// Not private: the compiler of Swift 6.3 fails on a slab of a private type that another file uses.

/// What a replay must know to go on from the ranking of a tick.
struct ReplayState: ~Copyable {
  let match: Match
  let events: [MatchEvent]
  let nextCommand: Int
  let nextAbandonment: Int
}

extension RuleValues {
  /// Whether a seat may count as abandoned at all. Rule: MATCH-11.
  fileprivate var knowsAbandonment: Bool {
    if case .live = clock { abandonAfterSeconds > 0 } else { false }
  }
}
