import DuelRules
import Primitives
import Records
import WireProtocol

extension DuelHost {
  /// Gives a seat to a connection that knows its token, and sends it what it has missed.
  mutating func resume(
    _ line: Span<UInt8>, from slot: Int, now: Instant, effects: inout EffectBuffer
  ) -> Refusal? {
    if isShuttingDown { return Refusal(.shuttingDown, "the server is stopping") }
    if let refusal = seatedAlready(slot) { return refusal }
    guard let name = requestLine.field("match", in: line) else {
      return Refusal(.missingArgument, field: "match", "match is missing: \(Verb.resume.usage)")
    }
    guard let token = requestLine.tokens.field("token", in: line) else {
      return Refusal(.missingArgument, field: "token", "token is missing: \(Verb.resume.usage)")
    }
    var seen = 0
    if let field = requestLine.tokens.field("seq", in: line) {
      guard let number = line.extracting(field.value).parseInteger() else {
        return Refusal(.badNumber, field: "seq", "seq= takes the number of the last push you saw")
      }
      seen = number
    }
    guard let match = MatchID(Array(name.utf8).span), let place = self.slot(of: match) else {
      return unknownMatch(name)
    }
    guard let seat = matches[place].seat(of: line.extracting(token.value)) else {
      sessions[slot].wrongTokens += 1
      return Refusal(.badToken, field: "token", "no seat of \(match) has this token")
    }
    let last = matches[place].seats[seat.index].sequence
    guard (0...last).contains(seen) else {
      return Refusal(.outOfRange, field: "seq", "seq must be 0 to \(last)")
    }
    guard !matches[place].seats[seat.index].isLeaving else {
      return Refusal(.wrongPhase, "the seat is being given back; JOIN the match anew")
    }
    let wait = matches[place].seats[seat.index].resumeTimes.take(
      now: now, atMost: Limits.resumesMax, within: Limits.resumeMilliseconds)
    if let wait {
      return Refusal(.rateLimit, retryMilliseconds: wait, "the seat was taken again too often")
    }
    guard !matches[place].isOver else {
      seeTheEnd(seat, place, slot, missed: last - seen, line, now: now, effects: &effects)
      return nil
    }
    let wasAway = matches[place].seats[seat.index].session == nil
    takeAgain(seat, place, slot, effects: &effects)
    acceptResume(seat, place, slot, line, effects: &effects)
    bringUpToDate(seat, place, slot, missed: last - seen, effects: &effects)
    if wasAway {
      let name = matches[place].match.players[seat.index]
      push(.seat(seat, name, .back, abandonMilliseconds: nil), to: place, effects: &effects)
      startFanOut(place)
    }
    endPauseIfComplete(place, now: now, effects: &effects)
    wind(place, now: now)
    return nil
  }

  /// A player comes back to a match that is over: sees its end, and is seated in the next one of
  /// the series if a seat waits there.
  private mutating func seeTheEnd(
    _ seat: Seat, _ place: Int, _ slot: Int, missed: Int, _ line: Span<UInt8>, now: Instant,
    effects: inout EffectBuffer
  ) {
    let name = matches[place].match.players[seat.index]
    if sessions[slot].name == nil, let name, self.slot(ofPlayer: name) == nil {
      rename(slot, name)
    }
    acceptResume(seat, place, slot, line, effects: &effects)
    bringUpToDate(seat, place, slot, missed: missed, effects: &effects)
    guard let token = matches[place].seats[seat.index].token,
      let (next, nextSeat) = seatThatFollows(matches[place].id, token)
    else { return }
    takeAgain(nextSeat, next, slot, effects: &effects)
    let start = effects.bytes.count
    sessions[slot].writer.seated(
      matches[next].id, nextSeat, token, after: matches[place].id, .series, &effects.bytes)
    send(to: slot, from: start, effects: &effects)
    tellCommitment(next, slot, effects: &effects)
    showState(Viewpoint(slot: slot, place: next, seat: nextSeat), effects: &effects)
    push(
      .seat(nextSeat, name, .back, abandonMilliseconds: nil), to: next, effects: &effects)
    startFanOut(next)
    endPauseIfComplete(next, now: now, effects: &effects)
    wind(next, now: now)
  }

  /// The deserted seat with a token in the match that follows one in its series.
  private func seatThatFollows(_ match: MatchID, _ token: SeatToken) -> (place: Int, Seat)? {
    for entry in directory where matches[entry.slot].terms.follows == match {
      guard !matches[entry.slot].isOver else { continue }
      for index in matches[entry.slot].seats.indices {
        let seat = matches[entry.slot].seats[index]
        if seat.token == token, seat.session == nil { return (entry.slot, Seat(index)) }
      }
    }
    return nil
  }

  /// A connection that guesses at tokens is closed.
  mutating func closeGuesser(_ slot: Int, effects: inout EffectBuffer) {
    guard sessions[slot].wrongTokens >= Limits.wrongTokensMax else { return }
    close(slot, .flood, "too many wrong tokens", effects: &effects)
  }

  /// Moves a seat to a connection, and says goodbye to the one that held it.
  private mutating func takeAgain(
    _ seat: Seat, _ place: Int, _ slot: Int, effects: inout EffectBuffer
  ) {
    if let old = matches[place].seats[seat.index].session {
      sessions[old].link = nil
      rename(old, nil)
      close(old, .takenOver, "your seat was taken again elsewhere", effects: &effects)
    }
    matches[place].seats[seat.index].session = slot
    matches[place].seats[seat.index].abandonAt = nil
    matches[place].seats[seat.index].format = sessions[slot].writer.format
    matches[place].updateFormats()
    matches[place].graceEnd = nil
    rename(slot, matches[place].match.players[seat.index])
    sessions[slot].link = SeatLink(match: matches[place].id, seat: seat)
  }

  private mutating func acceptResume(
    _ seat: Seat, _ place: Int, _ slot: Int, _ line: Span<UInt8>, effects: inout EffectBuffer
  ) {
    let match = matches[place].id
    let name = matches[place].match.players[seat.index]
    let last = matches[place].seats[seat.index].sequence
    accept(.resume, slot, tag: requestLine.tag, in: line, effects: &effects) { writer, out in
      writer.field("match", word: match.description, &out)
      writer.field("seat", seat.index, &out)
      writer.field("player", word: name?.text ?? "none", &out)
      writer.field("seq", last, &out)
    }
    tellCommitment(place, slot, effects: &effects)
  }

  /// Sends the pushes that were missed, or the match as it stands when they are forgotten.
  private mutating func bringUpToDate(
    _ seat: Seat, _ place: Int, _ slot: Int, missed: Int, effects: inout EffectBuffer
  ) {
    let writer = sessions[slot].writer
    let begin = matches[place].history(in: writer.format, ofLast: missed, to: seat)
    guard let begin else {
      let view = Viewpoint(slot: slot, place: place, seat: seat)
      show(.skipped, view, effects: &effects) { writer, _, out in
        writer.skippedFields(missed, &out)
      }
      return showState(view, effects: &effects)
    }
    let start = effects.bytes.count
    let match = matches[place].id
    var number = matches[place].seats[seat.index].sequence - missed
    matches[place].replay(in: writer.format, to: seat, from: begin) { type, body in
      number += 1
      writer.begin(type, match: match, sequence: number, &effects.bytes)
      effects.bytes.append(body)
      writer.end(&effects.bytes)
    }
    send(to: slot, from: start, effects: &effects)
  }
}

extension HostedMatch {
  /// The seat that a token belongs to; takes as long for any token of the same length.
  func seat(of token: Span<UInt8>) -> Seat? {
    var found: Seat?
    for index in seats.indices {
      if let own = seats[index].token, own.isEqual(to: token) { found = Seat(index) }
    }
    return found
  }
}
