import DuelRules
import Margin
import Primitives
import Records
import WireProtocol

// What a seat may ask about itself; nothing of it changes the match.

extension DuelHost {
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
    let reserved = matches[place].match.reserved(of: link.seat)
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
      writer.field("funding", account.funding, &out)
      writer.field("reserved", reserved, &out)
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
    let order: EntryOrder
    do throws(CommandTextError) {
      guard let named = try quotedOrder(line, names: matches[place].names) else {
        return Refusal(.missingArgument, field: "side", "quote what? \(Verb.quote.usage)")
      }
      order = named
    } catch {
      return Refusal(error, verb: .quote, instruments: matches[place].instrumentNames)
    }
    switch matches[place].match.quote(order, for: link.seat) {
    case .failure(let refusal): return Refusal(refusal.rejection)
    case .success(let quote):
      let names = matches[place].instrumentNames
      let mark = matches[place].match.quotes[order.instrument.index].mark
      let facts = matches[place].match.facts(
        of: quote.position, in: order.instrument, for: link.seat)
      accept(.quote, slot, tag: requestLine.tag, in: line, effects: &effects) { writer, out in
        writer.field("instrument", word: names[order.instrument.index], &out)
        writer.field("side", word: order.side.rawValue, &out)
        writer.quoteFields(quote, mark: mark, facts: facts, names: names, &out)
      }
      return nil
    }
  }

  /// The entry that QUOTE asks about; nil when it asks about something else.
  private func quotedOrder(
    _ line: Span<UInt8>, names: InstrumentNames
  ) throws(CommandTextError) -> EntryOrder? {
    let first = requestLine.firstArgument
    guard first < requestLine.tokens.count, !requestLine.tokens[first].isField,
      let trade = Verb(line.extracting(requestLine.tokens[first].value))?.trade,
      trade == .long || trade == .short || trade == .limit || trade == .stop
    else { return nil }
    let command = try CommandText.parse(
      trade, requestLine.tokens, from: first + 1, in: line, names: names)
    guard case .enter(let order) = command else { return nil }
    return order
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

  /// ORDERS: how many orders are open, then a line for each.
  mutating func showOrders(
    _ line: Span<UInt8>, from slot: Int, effects: inout EffectBuffer
  ) -> Refusal? {
    guard let link = sessions[slot].link, let place = self.slot(of: link.match) else {
      return requireSeat(slot)
    }
    let orders = matches[place].match.openOrders(of: link.seat)
    let reserved = matches[place].match.reserved(of: link.seat)
    let tick = matches[place].match.tick
    accept(.orders, slot, tag: requestLine.tag, in: line, effects: &effects) { writer, out in
      writer.field("match", word: link.match.description, &out)
      writer.field("tick", tick.number, &out)
      writer.field("count", orders.count, &out)
      writer.field("reserved", reserved, &out)
    }
    let start = effects.bytes.count
    let writer = sessions[slot].writer
    for order in orders {
      let name = matches[place].instrumentNames[order.instrument.index]
      writer.openOrder(order, instrument: name, &effects.bytes)
    }
    if !orders.isEmpty { send(to: slot, from: start, effects: &effects) }
    return nil
  }
}
