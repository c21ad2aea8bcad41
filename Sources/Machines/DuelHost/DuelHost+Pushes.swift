import Digests
import DuelRules
import Margin
import Primitives
import Records
import WireProtocol

extension DuelHost {
  /// Tells everybody concerned what a match just did, and sets its clock.
  mutating func publish(_ place: Int, now: Instant, effects: inout EffectBuffer) {
    for index in events.indices {
      switch events[index] {
      case .joined(let seat): pushSeat(seat, .taken, place, effects: &effects)
      case .left(let seat): pushSeat(seat, .left, place, effects: &effects)
      case .readied(let seat):
        pushSeat(seat, .ready, place, effects: &effects)
        effects.add(.progress(.ready(matches[place].id, seat)))
      case .abandoned(let seat): pushSeat(seat, .abandoned, place, effects: &effects)
      case .committed: pushNonces(place, now: now, effects: &effects)
      case .opened(let seat):
        let nonce = matches[place].match.nonces.nonces[seat.index]
        push(.opened(seat, nonce: nonce), to: place, effects: &effects)
      case .started:
        pushStart(place, effects: &effects)
        effects.add(.progress(.began(matches[place].id)))
      case .ticked(let tick):
        matches[place].tickedAt = now
        matches[place].isLastCall = false
        statistics.ticks += 1
        allowTick(place)
        push(.tick(tick, matches[place].match.quotes), to: place, effects: &effects)
      case .margin(let event): push(event, place, effects: &effects)
      case .knockedOut(let seat):
        push(.knockout(seat, matches[place].match.tick), to: place, effects: &effects)
      case .ranked(let tick): pushRank(tick, place, effects: &effects)
      case .settled: settle(place, now: now, effects: &effects)
      case .aborted:
        if matches[place].told.hasStarted { archive(place, [], effects: &effects) }
        endMatch(place, now: now, effects: &effects)
      }
    }
    startFanOut(place)
    wind(place, now: now)
    if matches[place].isOver { removeIfDone(place, effects: &effects) }
  }

  /// Pushes a line to every seat that may know it, and to the public at once or later.
  mutating func push(_ line: StreamLine, to place: Int, effects: inout EffectBuffer) {
    matches[place].told.take(line)
    let isPersonal = line.isPersonal && matches[place].hasSecrets
    var hearers: UInt8 = 0
    for seat in matches[place].seats.indices {
      let audience = matches[place].audiences[seat]
      guard line.isFor(audience) else { continue }
      if isPersonal || hearers == 0 { encode(line, to: audience, place) }
      if isPersonal { deliver(line.type, to: 1 << UInt8(seat), place, effects: &effects) }
      hearers |= 1 << UInt8(seat)
    }
    if !isPersonal, hearers != 0 { deliver(line.type, to: hearers, place, effects: &effects) }
    guard line.isFor(matches[place].publicAudience) else { return }
    if matches[place].isPublicLate {
      matches[place].held.append(line, at: matches[place].match.tick)
    } else {
      release(line, isEncoded: !isPersonal && hearers != 0, place)
    }
  }

  /// Writes a line as an audience may read it, in each format that somebody reads.
  private mutating func encode(_ line: StreamLine, to audience: Audience, _ place: Int) {
    encode(place) { writer, hosted, out in line.write(writer, hosted, to: audience, &out) }
  }

  /// The public is told a line now; `isEncoded` when the body holds it already.
  private mutating func release(_ line: StreamLine, isEncoded: Bool, _ place: Int) {
    matches[place].published.take(line)
    if !isEncoded, !matches[place].watchers.isEmpty {
      encode(line, to: matches[place].publicAudience, place)
    }
    publishBody(line.type, place)
  }

  /// The public is told what it had to wait for, up to a tick.
  private mutating func releaseHeld(upTo tick: Tick, _ place: Int) {
    while let line = matches[place].held.take(upTo: tick) {
      release(line, isEncoded: false, place)
    }
  }

  /// Writes the body of a push in each format that somebody reads in this match.
  mutating func encode(
    _ place: Int, _ fields: (MessageWriter, borrowing HostedMatch, inout ByteBuffer) -> Void
  ) {
    let formats = matches[place].seatFormats.union(matches[place].watcherFormats)
    body.clear()
    if formats.contains(.text) { fields(MessageWriter(.text), matches[place], &body[.text]) }
    if formats.contains(.json) { fields(MessageWriter(.json), matches[place], &body[.json]) }
  }

  /// Sends the body to the seats with a bit in `seats`, each in its own count, and keeps it.
  mutating func deliver(
    _ type: PushType, to seats: UInt8, _ place: Int, effects: inout EffectBuffer
  ) {
    matches[place].keep(type, body, to: seats)
    for seat in matches[place].seats.indices where seats & (1 << UInt8(seat)) != 0 {
      sendBody(type, Seat(seat), place, effects: &effects)
    }
  }

  /// Sends the body to one seat, numbered in its own stream.
  private mutating func sendBody(
    _ type: PushType, _ seat: Seat, _ place: Int, effects: inout EffectBuffer
  ) {
    matches[place].seats[seat.index].sequence += 1
    guard let slot = matches[place].seats[seat.index].session else { return }
    let start = effects.bytes.count
    let writer = sessions[slot].writer
    let sequence = matches[place].seats[seat.index].sequence
    writer.begin(type, match: matches[place].id, sequence: sequence, &effects.bytes)
    body[writer.format].withSpan { effects.bytes.append($0) }
    writer.end(&effects.bytes)
    send(to: slot, from: start, effects: &effects)
  }

  /// Adds the body to the news for spectators, numbered in the public stream.
  mutating func publishBody(_ type: PushType, _ place: Int) {
    matches[place].publicSequence += 1
    let formats = matches[place].watcherFormats
    guard !formats.isEmpty else { return }
    if formats.contains(.text) { addNews(type, .text, place) }
    if formats.contains(.json) { addNews(type, .json, place) }
    matches[place].newsLines += 1
  }

  private mutating func addNews(_ type: PushType, _ format: MessageFormat, _ place: Int) {
    let writer = MessageWriter(format)
    let id = matches[place].id
    let sequence = matches[place].publicSequence
    writer.begin(type, match: id, sequence: sequence, &matches[place].news[format])
    body[format].withSpan { matches[place].news[format].append($0) }
    writer.end(&matches[place].news[format])
  }

  private mutating func pushSeat(
    _ seat: Seat, _ change: SeatChange, _ place: Int, effects: inout EffectBuffer
  ) {
    let name = matches[place].match.players[seat.index]
    push(.seat(seat, name, change, abandonMilliseconds: nil), to: place, effects: &effects)
  }

  private mutating func pushStart(_ place: Int, effects: inout EffectBuffer) {
    forgetOffers(of: matches[place].id)
    matches[place].startsAt = nil
    // From now on the clock is that of the ticks.
    matches[place].openingEndsAt = nil
    matches[place].isLastCall = false
    matches[place].deadline = nil
    let players = matches[place].match.players.map { $0?.text ?? "none" }
    note(
      .info, "started",
      "match=\(matches[place].id) players=\(players.joined(separator: ","))", effects: &effects)
    push(.start, to: place, effects: &effects)
    if matches[place].series.length > 1 {
      push(.series(matches[place].series, next: nil), to: place, effects: &effects)
    }
    let preroll = matches[place].match.preroll
    let rules = matches[place].match.rules
    for (index, marks) in preroll.enumerated() {
      let tick = Tick(index - preroll.count)
      push(.tick(tick, rules.quotes(marks: marks)), to: place, effects: &effects)
    }
    pushInventory(place, effects: &effects)
  }

  private mutating func push(
    _ event: MarginEvent, _ place: Int, effects: inout EffectBuffer
  ) {
    switch event {
    case .fill(let fill):
      let name = matches[place].instrumentNames[fill.instrument.index]
      let liquidation = matches[place].match.liquidationPrice(of: fill.seat, in: fill.instrument)
      encode(place) { writer, _, out in
        writer.fillFields(fill, instrument: name, liquidation: liquidation, &out)
      }
      deliver(.fill, to: 1 << UInt8(fill.seat.index), place, effects: &effects)
      matches[place].markChanged(fill.seat, fill.instrument)
      // It may have waited.
      matches[place].seats[fill.seat.index].hasOtherOrders = true
    case .liquidation(let liquidation):
      push(.liquidation(liquidation), to: place, effects: &effects)
      matches[place].markChanged(liquidation.seat, liquidation.instrument)
    case .marginCall(let call): push(.marginCall(call), to: place, effects: &effects)
    case .order(let change):
      let name = matches[place].instrumentNames[change.order.instrument.index]
      encode(place) { writer, _, out in
        writer.orderFields(
          change.order, of: change.seat, instrument: name, ToldOrderState(change.state),
          reserved: change.reserved, &out)
      }
      deliver(.order, to: 1 << UInt8(change.seat.index), place, effects: &effects)
      matches[place].seats[change.seat.index].hasOtherOrders = true
    case .funding(let funding):
      let name = matches[place].instrumentNames[funding.instrument.index]
      encode(place) { writer, _, out in
        writer.fundingFields(funding, instrument: name, &out)
      }
      deliver(.funding, to: 1 << UInt8(funding.seat.index), place, effects: &effects)
      matches[place].markChanged(funding.seat, funding.instrument)
    }
  }

  /// Shows the positions and orders that changed since the last ranking, then the ranking.
  private mutating func pushRank(_ tick: Tick, _ place: Int, effects: inout EffectBuffer) {
    for seat in matches[place].seats.indices {
      for index in matches[place].instrumentNames.indices
      where matches[place].seats[seat].changed & (1 << UInt8(index)) != 0 {
        let shown = matches[place].present(Seat(seat), Instrument(index))
        push(.position(Seat(seat), Instrument(index), shown), to: place, effects: &effects)
      }
      matches[place].seats[seat].changed = 0
      if matches[place].seats[seat].hasOtherOrders {
        pushOrders(of: Seat(seat), place, effects: &effects)
      }
    }
    push(.rank(tick, matches[place].match.ranking), to: place, effects: &effects)
    let delay = matches[place].spectatorDelay
    if delay > 0 { releaseHeld(upTo: Tick(tick.number - delay), place) }
  }

  /// Shows the orders of a seat that came or went since they were shown last.
  private mutating func pushOrders(of seat: Seat, _ place: Int, effects: inout EffectBuffer) {
    matches[place].seats[seat.index].hasOtherOrders = false
    let open = matches[place].match.openOrders(of: seat)
    let reserved = matches[place].match.reserved(of: seat)
    let shown = matches[place].told.orders(of: seat)
    for old in shown where !open.contains(where: { $0.number == old.order.number }) {
      let gone = ShownOrder(order: old.order, reserved: reserved)
      push(.order(seat, gone, isOpen: false), to: place, effects: &effects)
    }
    for order in open where !shown.contains(where: { $0.order.number == order.number }) {
      let new = ShownOrder(order: order, reserved: reserved)
      push(.order(seat, new, isOpen: true), to: place, effects: &effects)
    }
  }

  private mutating func settle(_ place: Int, now: Instant, effects: inout EffectBuffer) {
    var text = ByteBuffer(capacity: 16_384)
    let digest = RecordWriter.write(matches[place].match, into: &text)
    shelf.add(matches[place].id, digest, text.bytes)
    matches[place].digest = digest
    archive(place, text.bytes, effects: &effects)
    openUp(place)
    matches[place].series.record(winner: matches[place].match.ranking.winner)
    let next = continueSeries(place, now: now)
    if matches[place].series.length > 1 {
      push(.series(matches[place].series, next: next), to: place, effects: &effects)
    }
    if next == nil { keepForRematch(place, now: now) }
    endMatch(place, now: now, effects: &effects)
  }

  /// The match is over: the public need not wait any longer.
  private mutating func openUp(_ place: Int) {
    matches[place].hasEnded = true
    releaseHeld(upTo: matches[place].match.tick, place)
  }

  /// Tells everybody the end and frees the seats.
  private mutating func endMatch(_ place: Int, now: Instant, effects: inout EffectBuffer) {
    forgetOffers(of: matches[place].id)
    openUp(place)
    push(.end, to: place, effects: &effects)
    for seat in matches[place].seats.indices {
      guard let slot = matches[place].seats[seat].session else { continue }
      sessions[slot].link = nil
      matches[place].seats[seat].session = nil
    }
    matches[place].deadline = nil
    matches[place].pausedUntil = nil
    matches[place].keptUntil = now.adding(milliseconds: Limits.keptMilliseconds)
    hasForgettable = true
    let digest = matches[place].digest?.description ?? "none"
    note(
      .info, "ended",
      "match=\(matches[place].id) ticks=\(matches[place].match.tick.number + 1) "
        + "digest=\(digest)", effects: &effects)
  }

  /// Each tick of a lockstep match allows its seats more lines.
  private mutating func allowTick(_ place: Int) {
    guard case .lockstep = matches[place].match.rules.values.clock else { return }
    for seat in matches[place].seats.indices {
      guard let slot = matches[place].seats[seat].session else { continue }
      sessions[slot].allowance.addTick()
    }
  }
}

extension ToldOrderState {
  /// What the seat of an order is told.
  fileprivate init(_ state: OrderState) {
    switch state {
    case .open: self = .open
    case .cancelled(let reason): self = .cancelled(reason)
    }
  }
}
