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
      if let trade = verb.trade {
        let order = try CommandText.parse(
          trade, requestLine.tokens, from: requestLine.firstArgument, in: line,
          names: matches[place].names)
        entry = .command(link.seat, order)
      } else if verb == .leave {
        entry = .leave(link.seat)
        matches[place].seats[link.seat.index].isLeaving = true
      } else if verb == .ready {
        entry = .ready(link.seat)
      } else {
        guard let expected = expectedTick(in: line) else {
          return Refusal(.badNumber, field: "tick", "tick= takes the number of a tick")
        }
        entry = .done(link.seat, expected)
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
    let isSealed = matches[place].match.rules.values.visibility == .sealed
    let cross = matches[place].match.crossAccount(of: link.seat)
    var margin = cross?.initialMargin ?? .zero
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
      writer.field(
        "place", optional: isSealed ? nil : standing.places[link.seat.index], &out)
      writer.field("maintenance", cross?.maintenanceMargin ?? .zero, &out)
      writer.field("balance", cross?.balance ?? account.wallet, &out)
      writer.field("ratio", optional: cross?.marginRatio.map(Self.percent), &out)
    }
    return nil
  }

  /// A rate in percent, half-even to two decimals.
  private static func percent(_ rate: Rate) -> Rate {
    let hundredths = rate.units.divided(by: unitsPerOne / 10_000, rounding: .halfEven)
    return Rate(units: hundredths * (unitsPerOne / 100))
  }

  /// QUOTE: what an order would cost and risk, or why it would be refused.
  mutating func showQuote(
    _ line: Span<UInt8>, from slot: Int, effects: inout EffectBuffer
  ) -> Refusal? {
    guard let link = sessions[slot].link, let place = self.slot(of: link.match) else {
      return requireSeat(slot)
    }
    guard matches[place].match.phase == .live else {
      return Refusal(
        .wrongPhase, "not possible while the match is \(matches[place].match.phase.rawValue)")
    }
    let first = requestLine.firstArgument
    guard first < requestLine.tokens.count, !requestLine.tokens[first].isField,
      let trade = Verb(line.extracting(requestLine.tokens[first].value))?.trade,
      trade == .long || trade == .short
    else {
      return Refusal(.missingArgument, field: "side", "quote what? \(Verb.quote.usage)")
    }
    let command: TradeCommand
    do throws(CommandTextError) {
      command = try CommandText.parse(
        trade, requestLine.tokens, from: first + 1, in: line, names: matches[place].names)
    } catch {
      return Refusal(error, verb: .quote, instruments: matches[place].instrumentNames)
    }
    guard case .enter(let order) = command else { preconditionFailure("QUOTE: an entry") }
    switch matches[place].match.quote(order, for: link.seat) {
    case .failure(let refusal): return Refusal(refusal.rejection)
    case .success(let quote):
      let name = matches[place].instrumentNames[order.instrument.index]
      let mark = matches[place].match.quotes[order.instrument.index].mark
      let deviation = matches[place].match.recentDeviation(of: order.instrument)
      accept(.quote, slot, tag: requestLine.tag, in: line, effects: &effects) { writer, out in
        writer.field("instrument", word: name, &out)
        writer.field("side", word: order.side.rawValue, &out)
        writer.quoteFields(quote, mark: mark, deviation: deviation, &out)
      }
      return nil
    }
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
        writer.openParts(key: names[index], &out)
        writer.positionValue(
          position, mark: quotes[index].mark, liquidation: liquidations[index], &out)
        writer.closeParts(&out)
      }
    }
    return nil
  }
}
