import DuelRules
import Margin
import PriceTape
public import Primitives

/// What is changed about the commands of a match to see what would have become of it.
public enum WhatIfChange: Hashable, Sendable {
  /// Isolated where it was cross, and cross where it was isolated.
  case modesExchanged
  /// No stops and no trailing stops; take-profits stay.
  case stopsLeftOut
}

/// What would have become of a seat.
public struct WhatIfOutcome: Hashable, Sendable {
  /// Ranking equity at the tick at which the match really ended, down.
  public fileprivate(set) var equity: Money
  /// How many liquidations it would have had.
  public fileprivate(set) var liquidations: Int
  /// How many of its trades and settings the rules would have refused; cancellations not counted.
  public fileprivate(set) var refused = 0
  /// Whether any of its commands was another one.
  public fileprivate(set) var isDifferent = false
}

/// A match played again on the same tape with the same commands, but for one change.
///
/// Seats are independent, so all of them are changed at once. Sizes that depend on what is free
/// come out by what is free then. An order is cancelled when the one in its place was; when
/// numbers shift, orders that came in the same command or tick are paired off in their order.
public struct WhatIf: ~Copyable {
  private let change: WhatIfChange
  private var match: Match
  private var outcomes: [WhatIfOutcome]
  /// By seat: for each number of an order the number of the one in its place; nil for none.
  private var places: [[Int?]]
  private var events: [MatchEvent] = []

  /// What would have become of each seat, as of the last tick that was really played.
  public static func outcomes(
    of contents: RecordContents, _ change: WhatIfChange
  ) -> [WhatIfOutcome] {
    var values = contents.rules.values
    values.knockout = .playsOn
    if change == .modesExchanged { values.marginMode = values.marginMode.other }
    guard let rules = try? Rules(values, tape: contents.rules.source.storedTape) else {
      preconditionFailure("MARGIN-13: rules allow both margin modes")
    }
    var replay = Replay(contents)
    var other = WhatIf(change, rules, contents)
    while replay.advance() {
      other.advance(beside: replay.match)
      replay.act()
      for command in replay.commands { other.take(command, beside: replay.match) }
    }
    return other.finish()
  }

  private init(_ change: WhatIfChange, _ rules: Rules, _ contents: RecordContents) {
    self.change = change
    match = Match(rules: rules, secret: contents.secret)
    _ = Replay.begin(&match, contents)
    outcomes = contents.players.indices.map { seat in
      WhatIfOutcome(equity: rules.values.startingBalance(of: Seat(seat)), liquidations: 0)
    }
    places = contents.players.map { _ in [nil] }
    guard change == .modesExchanged, rules.inventory.contains(where: { $0 != .zero }) else {
      return
    }
    for seat in outcomes.indices { outcomes[seat].isDifferent = true }
  }

  private mutating func advance(beside original: borrowing Match) {
    let before = places.indices.map { match.account(of: Seat($0)).orders }
    events.removeAll(keepingCapacity: true)
    _ = match.apply(.advance(from: match.tick), events: &events)
    for seat in places.indices { pairOff(seat, from: before[seat], original) }
  }

  private mutating func take(_ replayed: ReplayedCommand, beside original: borrowing Match) {
    let seat = replayed.recorded.seat
    let before = match.account(of: seat).orders
    if let command = changed(replayed) {
      if command != replayed.recorded.command, !command.isCancellation {
        outcomes[seat.index].isDifferent = true
      }
      events.removeAll(keepingCapacity: true)
      let rejection = match.apply(.command(seat, command), events: &events)
      if rejection != nil, !command.isCancellation { outcomes[seat.index].refused += 1 }
    } else if !replayed.recorded.command.isCancellation {
      outcomes[seat.index].isDifferent = true
    }
    // Of several commands in one tick the original has all numbers already: only those that this
    // command really gave out count.
    let given = replayed.events.compactMap { $0.orderGiven }.max() ?? 0
    pairOff(seat.index, from: before, upTo: given)
  }

  private mutating func pairOff(_ seat: Int, from before: Int, _ original: borrowing Match) {
    pairOff(seat, from: before, upTo: original.account(of: Seat(seat)).orders)
  }

  /// Puts the orders that came since `before` in the places of those that really came.
  private mutating func pairOff(_ seat: Int, from before: Int, upTo given: Int) {
    var mine = before
    let last = match.account(of: Seat(seat)).orders
    while places[seat].count <= given {
      mine += 1
      places[seat].append(mine <= last ? mine : nil)
    }
  }

  private consuming func finish() -> [WhatIfOutcome] {
    let standings = match.ranking.standings
    for seat in outcomes.indices {
      outcomes[seat].equity = standings[seat].equity
      outcomes[seat].liquidations = standings[seat].liquidations
    }
    return outcomes
  }

  // MARK: - Commands

  /// The command to give instead; nil for none.
  private func changed(_ replayed: ReplayedCommand) -> TradeCommand? {
    let command = replayed.recorded.command
    if case .cancel(.order(let number)) = command {
      let known = places[replayed.recorded.seat.index]
      guard known.indices.contains(number), let place = known[number] else { return nil }
      return .cancel(.order(place))
    }
    switch change {
    case .modesExchanged: return command.withModeExchanged
    case .stopsLeftOut: return command.withoutStop(filling: replayed.quantity)
    }
  }
}

extension ReplayedCommand {
  /// What an entry came to: what it filled, or what waits.
  fileprivate var quantity: Quantity? {
    var filled = Quantity.zero
    for case .margin(let event) in events {
      if case .fill(let fill) = event { filled = filled + fill.quantity }
      if case .order(let change) = event, filled == .zero, let waiting = change.order.quantity {
        return waiting
      }
    }
    return filled == .zero ? nil : filled
  }
}

extension MatchEvent {
  /// The number of the order that was given with it; nil when none was.
  fileprivate var orderGiven: Int? {
    guard case .margin(let event) = self else { return nil }
    switch event {
    case .fill(let fill): return fill.order
    case .order(let change): return change.state == .open ? change.order.number : nil
    case .liquidation, .marginCall, .funding: return nil
    }
  }
}

extension TradeCommand {
  fileprivate var isCancellation: Bool { if case .cancel = self { true } else { false } }

  /// The same in the other margin mode.
  fileprivate var withModeExchanged: TradeCommand {
    switch self {
    case .enter(var order):
      order.mode = order.mode?.other
      return .enter(order)
    case .setMode(let instrument, let mode): return .setMode(instrument, mode.other)
    case .close, .closeAll, .protect, .cancel, .setLeverage, .moveMargin: return self
    }
  }

  /// The same without a stop; nil when nothing else is in it. A size that was counted from the
  /// stop is what it came to.
  fileprivate func withoutStop(filling quantity: Quantity?) -> TradeCommand? {
    switch self {
    case .enter(var order):
      order.stop = nil
      if case .risk = order.size, let quantity { order.size = .quantity(quantity) }
      return .enter(order)
    case .protect(var order):
      switch order.protection {
      case .stop, .trail: return nil
      case .take: return self
      case .pair(_, let take):
        order.protection = .take(take)
        return .protect(order)
      }
    case .close, .closeAll, .cancel, .setLeverage, .setMode, .moveMargin: return self
    }
  }
}

extension MarginMode {
  /// The other one.
  fileprivate var other: MarginMode { self == .isolated ? .cross : .isolated }
}
