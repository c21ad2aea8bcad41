import DuelRules
import Margin
import Primitives
import Records
import WireProtocol

extension DuelHost {
  // MARK: - Into the log

  /// Puts a change of a match into the open batch.
  mutating func appendChange(
    _ match: MatchID, _ entry: MatchEntry, connection slot: Int?, tag: Range<Int>?,
    in line: Span<UInt8>, now: Instant
  ) {
    append(.change(match, entry), connection: slot, tag: tag, in: line, now: now)
  }

  /// Puts what the server itself does into the open batch.
  mutating func appendChange(_ match: MatchID, _ entry: MatchEntry, now: Instant) {
    let none: [UInt8] = []
    append(.change(match, entry), connection: nil, tag: nil, in: none.span, now: now)
  }

  /// Puts a work into the open batch, with its log lines. The tag lies in `line`.
  mutating func append(
    _ work: Work, connection slot: Int?, tag: Range<Int>?, in line: Span<UInt8>, now: Instant
  ) {
    guard !isRecovering else { return }
    switch work {
    case .create(let opening):
      let rules = opening.rules
      gathering.log.append(
        .create(opening.match, rules, opening.secret, opening.terms), rules: rules)
      for entrant in opening.entrants {
        gathering.log.append(.join(opening.match, entrant.name, entrant.token), rules: rules)
      }
    case .join(let match, let entrant, _):
      gathering.log.append(
        .join(match, entrant.name, entrant.token), rules: configuration.rules)
    case .change(let match, let entry):
      let place = self.slot(of: match)
      let rules = place.map { matches[$0].match.rules } ?? configuration.rules
      gathering.log.append(.change(match, entry), rules: rules)
    case .restart: gathering.log.append(.restart, rules: configuration.rules)
    }
    let kept = tag.map { gathering.keep(line.extracting($0)) }
    gathering.items.append(
      BatchItem(
        connection: slot.map { sessions[$0].id }, tag: kept, arrivedAt: now, work: work))
    if let slot { sessions[slot].unanswered += 1 }
  }

  /// Hands the open batch to the store, unless the store still has the one before.
  mutating func flushBatch(effects: inout EffectBuffer) {
    guard !isStoring, !gathering.isEmpty else { return }
    swap(&gathering, &storing)
    gathering.clear()
    ticket += 1
    isStoring = true
    let start = effects.bytes.count
    storing.log.withSpan { effects.bytes.append($0) }
    effects.add(.append(ticket: ticket, start..<effects.bytes.count))
  }

  // MARK: - Out of the log

  /// Executes a batch that the log has, in its order; or answers that nothing happened.
  mutating func stored(
    _ done: Int, _ outcome: StoreOutcome, now: Instant, effects: inout EffectBuffer
  ) {
    guard isStoring, done == ticket else { return }
    executing = LogPosition(sequence: done, chain: chain)
    if outcome == .failed {
      note(
        .error, "store-failed", "batch=\(done) entries=\(storing.items.count)",
        effects: &effects)
    }
    for index in storing.items.indices {
      let item = storing.items[index]
      let slot = item.connection.flatMap { self.slot(of: $0) }
      if let slot { sessions[slot].unanswered -= 1 }
      if outcome == .stored {
        execute(item, slot, now: now, effects: &effects)
      } else {
        abandon(item, slot, now: now, effects: &effects)
      }
    }
    isStoring = false
    for index in storing.items.indices {
      guard let slot = storing.items[index].connection.flatMap({ self.slot(of: $0) }) else {
        continue
      }
      if sessions[slot].unanswered == 0, !sessions[slot].waiting.isEmpty {
        takeWaiting(from: slot, now: now, effects: &effects)
      }
    }
    storing.clear()
  }

  /// Nothing of this item was kept: says so, and lets the clock try again.
  private mutating func abandon(
    _ item: BatchItem, _ slot: Int?, now: Instant, effects: inout EffectBuffer
  ) {
    if let slot {
      let refusal = Refusal(
        .storeFull, retryMilliseconds: Self.retryMilliseconds,
        "the server could not write its log; nothing happened, try again")
      reply(refusal, slot, item.tag, effects: &effects)
    }
    switch item.work {
    case .create(let opening):
      lobby.removeAll { $0.match == opening.match }
      if opening.terms.follows != nil { postponed.append(opening) }
    case .join(let match, _, let isReserved): if isReserved { promise(1, of: match) }
    case .change(let match, .advance(_)):
      guard let place = self.slot(of: match) else { return }
      matches[place].isAdvancing = false
      setDeadline(now.adding(milliseconds: Self.retryMilliseconds), of: place)
    case .change(let match, .leave(let seat)):
      guard let place = self.slot(of: match) else { return }
      matches[place].seats[seat.index].isLeaving = false
      wind(place, now: now)
    case .change(let match, .abandon(let seat)):
      guard let place = self.slot(of: match) else { return }
      setAbandonClock(of: seat, place, at: now.adding(milliseconds: Self.retryMilliseconds))
    case .change(let match, .forfeit):
      guard let place = self.slot(of: match) else { return }
      retryForfeit(place, now: now)
    case .change(let match, .ready), .change(let match, .abort):
      guard item.connection == nil, let place = self.slot(of: match) else { return }
      matches[place].startsAt = now.adding(milliseconds: Self.retryMilliseconds)
      wind(place, now: now)
    case .change: break
    case .restart:
      guard !isShuttingDown else { return }
      restartDueAt = now.adding(milliseconds: Self.retryMilliseconds)
    }
  }

  /// Does what the log has.
  mutating func execute(
    _ item: BatchItem, _ slot: Int?, now: Instant, effects: inout EffectBuffer
  ) {
    events.removeAll(keepingCapacity: true)
    switch item.work {
    case .create(let opening): open(opening, item, slot, now: now, effects: &effects)
    case .join(let match, let entrant, let isReserved):
      guard let place = self.slot(of: match) else {
        if let slot { reply(unknownMatch("\(match)"), slot, item.tag, effects: &effects) }
        return
      }
      let isSeated = seat(entrant, in: place, item, slot, now: now, effects: &effects)
      // The lobby counts this seat as taken since it was asked for, or does so from now on.
      if isReserved != isSeated { promise(isReserved ? 1 : -1, of: match) }
    case .change(let match, let entry):
      guard let place = self.slot(of: match), !matches[place].isOver else {
        let refusal = Refusal(.wrongPhase, "the match is over")
        if let slot { reply(refusal, slot, item.tag, effects: &effects) }
        return
      }
      change(place, entry, item, slot, now: now, effects: &effects)
    case .restart: break
    }
  }

  /// The log has a match: opens it and seats those who open it.
  private mutating func open(
    _ opening: Opening, _ item: BatchItem, _ slot: Int?, now: Instant,
    effects: inout EffectBuffer
  ) {
    // Everybody can know the tape of a practice match before it is opened: it is no link. TAPE-6a.
    let isPractice = opening.terms.practice != nil
    let link = isPractice ? ChainLink.beginning : chain
    let place = matches.insert(HostedMatch(opening, after: link, from: executing, now: now))
    if !isPractice { chain = matches[place].match.link }
    note(
      .info, "opened", "match=\(opening.match) seats=\(opening.rules.values.seats)",
      effects: &effects)
    let index = directory.lastIndex { $0.match < opening.match }.map { $0 + 1 } ?? 0
    directory.insert(DirectoryEntry(match: opening.match, slot: place), at: index)
    guard opening.terms.follows == nil else {
      return openFollower(opening, place, now: now, effects: &effects)
    }
    if opening.isArranged { confirmArranged(place, item, slot, now: now, effects: &effects) }
    for entrant in opening.entrants {
      seat(entrant, in: place, item, slot, now: now, effects: &effects)
      guard let player = opening.challenged else { continue }
      announceChallenge(to: player, by: entrant.name, place, effects: &effects)
    }
  }

  /// Seats a player: the creator of a match or one who joins it; false when it is refused.
  @discardableResult
  private mutating func seat(
    _ entrant: Entrant, in place: Int, _ item: BatchItem, _ slot: Int?, now: Instant,
    effects: inout EffectBuffer
  ) -> Bool {
    if let rejection = matches[place].match.apply(
      .join(entrant.name, seat: matches[place].terms.seat(of: entrant.name)), events: &events)
    {
      if let slot { reply(Refusal(rejection), slot, item.tag, effects: &effects) }
      return false
    }
    guard case .joined(let seat)? = events.first else { return false }
    let match = matches[place].id
    matches[place].seats[seat.index].token = entrant.token
    matches[place].seats[seat.index].sequence = 0
    if let slot {
      sessions[slot].link = SeatLink(match: match, seat: seat)
      matches[place].seats[seat.index].session = slot
      matches[place].seats[seat.index].format = sessions[slot].writer.format
      if case .verb(let verb) = entrant.origin {
        let key = verb == .challenge ? matches[place].terms.key : nil
        reply(verb, slot, item.tag, effects: &effects) { writer, out in
          writer.field("match", word: match.description, &out)
          writer.field("seat", seat.index, &out)
          writer.field("token", word: entrant.token.description, &out)
          if let key { writer.field("key", word: key.text, &out) }
        }
        tellCommitment(place, slot, effects: &effects)
      }
    }
    matches[place].updateFormats()
    challenges.removeAll { $0.match == match && $0.player == entrant.name }
    publish(place, now: now, effects: &effects)
    // The player may have gone while the log was written.
    giveBackDeserted(place, now: now)
    return true
  }

  private mutating func change(
    _ place: Int, _ entry: MatchEntry, _ item: BatchItem, _ slot: Int?, now: Instant,
    effects: inout EffectBuffer
  ) {
    if entry.isOfTheClock { matches[place].isAdvancing = false }
    if case .leave(let seat) = entry { matches[place].seats[seat.index].isLeaving = false }
    let late = lateSeats(entry, place)
    let missing = seatsThatMiss(entry, place)
    let tickedAt = matches[place].tickedAt
    if let rejection = matches[place].match.apply(entry, events: &events) {
      if let slot { reply(Refusal(rejection), slot, item.tag, effects: &effects) }
      if case .leave(let seat) = entry, matches[place].seats[seat.index].isDeserted {
        // Gone too late to leave: the match has begun.
        showAway(seat, place, now: now, effects: &effects)
      }
      if entry.isOfTheClock { wind(place, now: now) }
      return
    }
    for seat in late { spendBank(of: seat, in: place, until: item.arrivedAt) }
    for seat in missing {
      noteMissedMove(of: seat, place, since: tickedAt)
      effects.add(.progress(.missed(matches[place].id, seat)))
    }
    if case .done(let seat, _) = entry { matches[place].seats[seat.index].missingSince = nil }
    if let slot { confirm(entry, place, slot, item.tag, effects: &effects) }
    if case .leave(let seat) = entry {
      if let session = matches[place].seats[seat.index].session { sessions[session].link = nil }
      matches[place].seats[seat.index].session = nil
      matches[place].seats[seat.index].token = nil
      matches[place].updateFormats()
      if matches[place].keepsSeats {
        appendChange(matches[place].id, .abort, now: now)
      } else {
        promise(1, of: matches[place].id)
      }
    }
    publish(place, now: now, effects: &effects)
  }

  /// Changes how many seats of a match QUEUE may count on.
  private mutating func promise(_ seats: Int, of match: MatchID) {
    guard let index = lobby.firstIndex(where: { $0.match == match }) else { return }
    lobby[index].free += seats
  }

  // MARK: - Answers to what was stored

  private mutating func reply(
    _ refusal: Refusal, _ slot: Int, _ tag: Range<Int>?, effects: inout EffectBuffer
  ) {
    statistics.refused += 1
    countRefusal(refusal, slot)
    let start = effects.bytes.count
    let writer = sessions[slot].writer
    storing.text.withSpan { writer.error(refusal, tag: tag, in: $0, &effects.bytes) }
    send(to: slot, from: start, effects: &effects)
  }

  mutating func reply(
    _ verb: Verb, _ slot: Int, _ tag: Range<Int>?, effects: inout EffectBuffer,
    _ fields: (MessageWriter, inout ByteBuffer) -> Void
  ) {
    let start = effects.bytes.count
    let writer = sessions[slot].writer
    storing.text.withSpan { writer.beginOK(verb, tag: tag, in: $0, &effects.bytes) }
    fields(writer, &effects.bytes)
    writer.end(&effects.bytes)
    send(to: slot, from: start, effects: &effects)
  }
}
