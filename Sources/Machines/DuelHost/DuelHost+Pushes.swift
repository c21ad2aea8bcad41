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
      case .readied(let seat): pushSeat(seat, .ready, place, effects: &effects)
      case .started: pushStart(place, effects: &effects)
      case .ticked(let tick):
        matches[place].tickedAt = now
        matches[place].isLastCall = false
        allowTick(place)
        let quotes = matches[place].match.quotes
        pushTick(tick, quotes, place, effects: &effects)
      case .margin(let event): push(event, place, effects: &effects)
      case .ranked(let tick): pushRank(tick, place, effects: &effects)
      case .settled: settle(place, effects: &effects)
      case .aborted: endMatch(place, effects: &effects)
      }
    }
    startFanOut(place)
    wind(place, now: now)
    if matches[place].isOver { removeIfDone(place, effects: &effects) }
  }

  /// Pushes to every seat and to the public what `fields` writes.
  mutating func push(
    _ type: PushType, to place: Int, effects: inout EffectBuffer,
    _ fields: (MessageWriter, borrowing HostedMatch, inout ByteBuffer) -> Void
  ) {
    encode(place, fields)
    deliver(type, to: .max, place, effects: &effects)
    publishBody(type, place)
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
    push(.seat, to: place, effects: &effects) { writer, hosted, out in
      writer.seatFields(seat, name: hosted.match.players[seat.index], change, &out)
    }
  }

  private mutating func pushStart(_ place: Int, effects: inout EffectBuffer) {
    lobby.removeAll { $0.match == matches[place].id }
    push(.start, to: place, effects: &effects) { writer, hosted, out in
      writer.startFields(hosted.match, &out)
    }
    let preroll = matches[place].match.preroll
    let rules = matches[place].match.rules
    for (index, marks) in preroll.enumerated() {
      let quotes = rules.quotes(marks: marks)
      pushTick(Tick(index - preroll.count), quotes, place, effects: &effects)
    }
  }

  private mutating func pushTick(
    _ tick: Tick, _ quotes: [Quote], _ place: Int, effects: inout EffectBuffer
  ) {
    push(.tick, to: place, effects: &effects) { writer, hosted, out in
      writer.tickFields(tick, quotes: quotes, names: hosted.instrumentNames, &out)
    }
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
    case .liquidation(let liquidation):
      push(.liquidation, to: place, effects: &effects) { writer, hosted, out in
        let name = hosted.instrumentNames[liquidation.instrument.index]
        writer.liquidationFields(liquidation, instrument: name, &out)
      }
      matches[place].markChanged(liquidation.seat, liquidation.instrument)
    case .marginCall(let call):
      push(.marginCall, to: place, effects: &effects) { writer, hosted, out in
        writer.marginCallFields(
          call, instrument: hosted.instrumentNames[call.instrument.index], &out)
      }
    }
  }

  /// Shows the positions that changed since the last ranking, then the ranking.
  private mutating func pushRank(_ tick: Tick, _ place: Int, effects: inout EffectBuffer) {
    for seat in matches[place].seats.indices where matches[place].seats[seat].changed != 0 {
      for index in matches[place].instrumentNames.indices
      where matches[place].seats[seat].changed & (1 << UInt8(index)) != 0 {
        let shown = matches[place].show(Seat(seat), Instrument(index))
        encode(place) { writer, hosted, out in
          writer.positionFields(
            shown.position, seat: Seat(seat), instrument: hosted.instrumentNames[index],
            liquidation: shown.liquidation, &out)
        }
        deliver(.position, to: ~(1 << UInt8(seat)), place, effects: &effects)
        publishBody(.position, place)
      }
      matches[place].seats[seat].changed = 0
    }
    let ranking = matches[place].match.ranking
    push(.rank, to: place, effects: &effects) { writer, _, out in
      writer.rankFields(tick, ranking, &out)
    }
  }

  private mutating func settle(_ place: Int, effects: inout EffectBuffer) {
    var text = ByteBuffer(capacity: 16_384)
    let digest = RecordWriter.write(matches[place].match, into: &text)
    shelf.add(matches[place].id, digest, text.bytes)
    matches[place].digest = digest
    endMatch(place, effects: &effects)
  }

  /// Tells everybody the end and frees the seats.
  private mutating func endMatch(_ place: Int, effects: inout EffectBuffer) {
    lobby.removeAll { $0.match == matches[place].id }
    push(.end, to: place, effects: &effects) { writer, hosted, out in
      writer.endFields(hosted.match, digest: hosted.digest, &out)
    }
    for seat in matches[place].seats.indices {
      guard let slot = matches[place].seats[seat].session else { continue }
      sessions[slot].link = nil
      matches[place].seats[seat].session = nil
    }
    matches[place].deadline = nil
    let digest = matches[place].digest?.description ?? "none"
    note("match=\(matches[place].id) event=end digest=\(digest)", &effects)
  }

  /// Each tick of a lockstep match allows its seats more lines.
  private mutating func allowTick(_ place: Int) {
    guard case .lockstep = matches[place].match.rules.values.clock else { return }
    for seat in matches[place].seats.indices {
      guard let slot = matches[place].seats[seat].session else { continue }
      sessions[slot].allowance.addTick()
    }
  }

  /// Writes a line for the operator.
  func note(_ text: String, _ effects: inout EffectBuffer) {
    let start = effects.bytes.count
    effects.bytes.append(text)
    effects.bytes.append("\n")
    effects.add(.note(start..<effects.bytes.count))
  }
}
