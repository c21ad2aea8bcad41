import DuelRules
import Margin
import Primitives
import Records
import WireProtocol

extension DuelHost {
  /// Puts a seat's verb into the log; answers why not when its text is wrong.
  mutating func enterLog(
    _ verb: Verb, _ line: Span<UInt8>, _ link: SeatLink, from slot: Int, now: Instant
  ) -> Refusal? {
    guard let place = self.slot(of: link.match) else {
      return Refusal(.wrongPhase, "the match is over")
    }
    if verb == .ready || verb == .open {
      return enterNonce(verb, line, link, from: slot, now: now)
    }
    let entry: MatchEntry
    do throws(CommandTextError) {
      if let trade = verb.trade {
        let order = try CommandText.parse(
          trade, requestLine.tokens, from: requestLine.firstArgument, in: line,
          names: matches[place].names)
        let tick = try CommandText.parseTick(requestLine.tokens, in: line)
        entry = .command(link.seat, order, at: tick)
      } else if verb == .leave {
        entry = .leave(link.seat)
        matches[place].seats[link.seat.index].isLeaving = true
      } else {
        entry = .done(link.seat, try CommandText.parseTick(requestLine.tokens, in: line))
      }
    } catch {
      return Refusal(error, verb: verb, instruments: matches[place].instrumentNames)
    }
    appendChange(link.match, entry, connection: slot, tag: requestLine.tag, in: line, now: now)
    return nil
  }

  // MARK: - Answers

  /// The OK of a seat's entry.
  mutating func confirm(
    _ entry: MatchEntry, _ place: Int, _ slot: Int, _ tag: Range<Int>?,
    effects: inout EffectBuffer
  ) {
    switch entry {
    case .leave: reply(.leave, slot, tag, effects: &effects) { _, _ in }
    case .ready: reply(.ready, slot, tag, effects: &effects) { _, _ in }
    case .open: reply(.open, slot, tag, effects: &effects) { _, _ in }
    case .done: reply(.done, slot, tag, effects: &effects) { _, _ in }
    case .command(_, let command, _):
      switch command {
      case .setLeverage(let instrument, _):
        confirmSettings(.leverage, place, slot, tag, instrument, effects: &effects)
      case .setMode(let instrument, _):
        confirmSettings(.mode, place, slot, tag, instrument, effects: &effects)
      case .moveMargin(let instrument, _):
        confirmSettings(.margin, place, slot, tag, instrument, effects: &effects)
      case .enter, .close, .closeAll, .protect, .cancel:
        confirmOrder(command, slot, tag, effects: &effects)
      }
    case .join, .advance, .forfeit, .abandon, .abort: break
    }
  }

  /// The OK of an order: the number of the first one that it made, or how many it took back.
  private mutating func confirmOrder(
    _ command: TradeCommand, _ slot: Int, _ tag: Range<Int>?, effects: inout EffectBuffer
  ) {
    let first = events.lazy.compactMap(\.orderNumber).first
    let fills = events.count { if case .margin(.fill) = $0 { true } else { false } }
    let count = events.count { if case .margin(.order) = $0 { true } else { false } }
    reply(Verb(of: command), slot, tag, effects: &effects) { writer, out in
      if case .cancel = command { return writer.field("count", count, &out) }
      if let first { writer.field("order", first, &out) }
      if case .closeAll = command { writer.field("count", fills, &out) }
    }
  }

  /// The OK of what changes a position without a trade: where it stands now.
  private mutating func confirmSettings(
    _ verb: Verb, _ place: Int, _ slot: Int, _ tag: Range<Int>?, _ instrument: Instrument,
    effects: inout EffectBuffer
  ) {
    guard let seat = sessions[slot].link?.seat else { return }
    let name = matches[place].instrumentNames[instrument.index]
    let position = matches[place].match.position(of: seat, in: instrument)
    let wallet = matches[place].match.account(of: seat).wallet
    let liquidation = matches[place].match.liquidationPrice(of: seat, in: instrument)
    if position.isOpen { matches[place].markChanged(seat, instrument) }
    reply(verb, slot, tag, effects: &effects) { writer, out in
      writer.field("instrument", word: name, &out)
      writer.field("leverage", position.leverage.value, &out)
      writer.field("margin", position.margin, &out)
      writer.field("wallet", wallet, &out)
      writer.field("liquidation", optional: liquidation, &out)
      writer.field("mode", word: position.mode.rawValue, &out)
    }
  }
}

extension MatchEvent {
  /// The number of the order that was filled, or that came or went.
  fileprivate var orderNumber: Int? {
    switch self {
    case .margin(.fill(let fill)): fill.order
    case .margin(.order(let change)): change.order.number
    default: nil
    }
  }
}

extension Verb {
  /// The verb that an order was given by.
  fileprivate init(of command: TradeCommand) {
    switch command {
    case .enter(let order):
      switch order.timing {
      case .market: self = order.side == .buy ? .long : .short
      case .limit: self = .limit
      case .stop: self = .stop
      }
    case .close, .closeAll: self = .close
    case .protect(let order):
      switch order.protection {
      case .stop: self = .stop
      case .take: self = .take
      case .trail: self = .trail
      case .pair: self = .oco
      }
    case .cancel: self = .cancel
    case .setLeverage: self = .leverage
    case .setMode: self = .mode
    case .moveMargin: self = .margin
    }
  }
}
