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
    let entry: MatchEntry
    do throws(CommandTextError) {
      let first = requestLine.firstArgument
      let names = matches[place].names
      switch verb {
      case .leave:
        entry = .leave(link.seat)
        matches[place].seats[link.seat.index].isLeaving = true
      case .ready: entry = .ready(link.seat)
      case .done:
        guard let expected = expectedTick(in: line) else {
          return Refusal(.badNumber, field: "tick", "tick= takes the number of a tick")
        }
        entry = .done(link.seat, expected)
      case .long, .short:
        let side: Side = verb == .long ? .buy : .sell
        let order = try CommandText.parseEntry(
          side, requestLine.tokens, from: first, in: line, names: names)
        entry = .command(link.seat, order)
      case .close:
        let order = try CommandText.parseClose(
          requestLine.tokens, from: first, in: line, names: names)
        entry = .command(link.seat, order)
      case .leverage:
        let order = try CommandText.parseLeverage(
          requestLine.tokens, from: first, in: line, names: names)
        entry = .command(link.seat, order)
      case .hello, .create, .join, .queue, .list, .rules, .tapes, .watch, .unwatch, .account,
        .positions, .record, .ping, .pong, .sync, .help, .quit:
        preconditionFailure("DuelHost: a seat's verb")
      }
    } catch {
      return Refusal(error, verb: verb, instruments: matches[place].instrumentNames)
    }
    appendChange(link.match, entry, connection: slot, tag: requestLine.tag, in: line, now: now)
    return nil
  }

  /// The tick that DONE was meant for: `.some(nil)` when it names none, nil when it is no number.
  private func expectedTick(in line: Span<UInt8>) -> Tick?? {
    guard let field = requestLine.tokens.field("tick", in: line) else { return .some(nil) }
    return line.extracting(field.value).parseInteger().map { Tick($0) }
  }

  mutating func showAccount(
    _ line: Span<UInt8>, from slot: Int, effects: inout EffectBuffer
  ) -> Refusal? {
    guard let link = sessions[slot].link, let place = self.slot(of: link.match) else {
      return requireSeat(slot)
    }
    let account = matches[place].match.account(of: link.seat)
    let available = matches[place].match.available(to: link.seat)
    let equity = matches[place].match.equity(of: link.seat).rounded(.down)
    let tick = matches[place].match.tick
    let standing = matches[place].match.ranking
    var margin = Money.zero
    for index in matches[place].instrumentNames.indices {
      margin += matches[place].match.position(of: link.seat, in: Instrument(index)).margin
    }
    accept(.account, slot, tag: requestLine.tag, in: line, effects: &effects) { writer, out in
      writer.field("match", word: link.match.description, &out)
      writer.field("tick", tick.number, &out)
      writer.field("wallet", account.wallet, &out)
      writer.field("available", available, &out)
      writer.field("margin", margin, &out)
      writer.field("equity", equity, &out)
      writer.field("realized", account.realizedProfit, &out)
      writer.field("fees", account.fees, &out)
      writer.field("insurance", account.draws, &out)
      writer.field("place", standing.places[link.seat.index], &out)
    }
    return nil
  }

  mutating func showPositions(
    _ line: Span<UInt8>, from slot: Int, effects: inout EffectBuffer
  ) -> Refusal? {
    guard let link = sessions[slot].link, let place = self.slot(of: link.match) else {
      return requireSeat(slot)
    }
    let names = matches[place].instrumentNames
    let tick = matches[place].match.tick
    let quotes = matches[place].match.quotes
    let positions = names.indices.map {
      matches[place].match.position(of: link.seat, in: Instrument($0))
    }
    let liquidations = names.indices.map {
      matches[place].match.liquidationPrice(of: link.seat, in: Instrument($0))
    }
    accept(.positions, slot, tag: requestLine.tag, in: line, effects: &effects) { writer, out in
      writer.field("match", word: link.match.description, &out)
      writer.field("tick", tick.number, &out)
      writer.field("count", positions.count { $0.isOpen }, &out)
      for (index, position) in positions.enumerated() where position.isOpen {
        writer.open(key: names[index], &out)
        writer.positionValue(
          position, mark: quotes[index].mark, liquidation: liquidations[index], &out)
        writer.close(&out)
      }
    }
    return nil
  }
}
