import DuelRules
import Primitives
import Records
import WireProtocol

extension DuelHost {
  mutating func opened(_ id: ConnectionID, now: Instant, effects: inout EffectBuffer) {
    while sessions.count <= id.slot {
      var empty = Session(
        id: ConnectionID(slot: sessions.count, generation: .max),
        linesPerSecond: configuration.linesPerSecond, now: now)
      empty.isOpen = false
      sessions.append(empty)
    }
    sessions[id.slot] = Session(
      id: id, linesPerSecond: configuration.linesPerSecond, now: now)
    sessionCount += 1
    if isShuttingDown {
      close(id.slot, .shuttingDown, farewell, effects: &effects)
    } else if sessionCount > Limits.connectionsMax {
      close(id.slot, .serverFull, "the server has no room; try later", effects: &effects)
    } else {
      let start = effects.bytes.count
      sessions[id.slot].writer.info(
        durability: configuration.durability?.rawValue ?? "memory",
        linesPerSecond: configuration.linesPerSecond, &effects.bytes)
      send(to: id.slot, from: start, effects: &effects)
    }
  }

  mutating func received(
    _ id: ConnectionID, _ bytes: Span<UInt8>, now: Instant, effects: inout EffectBuffer
  ) {
    guard let slot = slot(of: id), !isShuttingDown else { return }
    sessions[slot].heardAt = now
    sessions[slot].isPinged = false
    var start = 0
    while !sessions[slot].isClosing {
      do throws(FramingError) {
        switch try sessions[slot].framer.next(in: bytes, from: &start) {
        case .inPlace(let range):
          take(bytes.extracting(range), from: slot, now: now, effects: &effects)
        case .assembled(let line):
          take(line.span, from: slot, now: now, effects: &effects)
        case .needsMore: return
        }
      } catch {
        close(
          slot, .lineTooLong, "a line has at most \(Limits.lineMax) bytes", effects: &effects)
      }
    }
  }

  /// The connection is gone, whoever ended it.
  mutating func closed(_ slot: Int, now: Instant, effects: inout EffectBuffer) {
    stopWatching(slot)
    sessions[slot].isOpen = false
    sessionCount -= 1
    sessions[slot].backlog = []
    sessions[slot].waiting = []
    sessions[slot].finished = nil
    if let name = sessions[slot].name { forgetChallenges(to: name, effects: &effects) }
    guard let link = sessions[slot].link, let place = self.slot(of: link.match) else { return }
    sessions[slot].link = nil
    matches[place].seats[link.seat.index].session = nil
    switch matches[place].match.phase {
    case .open, .ready:
      if matches[place].keepsSeats {
        showAway(link.seat, place, now: now, effects: &effects)
      } else {
        giveBackDeserted(place, now: now)
      }
    case .countdown, .live: showAway(link.seat, place, now: now, effects: &effects)
    case .settled, .aborted: break
    }
  }

  /// Leaves for those who are gone before the match began.
  mutating func giveBackDeserted(_ place: Int, now: Instant) {
    guard !matches[place].keepsSeats, !isRecovering, matches[place].pausedUntil == nil else {
      return
    }
    for index in matches[place].seats.indices where matches[place].seats[index].isDeserted {
      matches[place].seats[index].isLeaving = true
      appendChange(matches[place].id, .leave(Seat(index)), now: now)
    }
  }

  /// A seat of a running match has nobody connected any more.
  mutating func showAway(
    _ seat: Seat, _ place: Int, now: Instant, effects: inout EffectBuffer
  ) {
    let name = matches[place].match.players[seat.index]
    let milliseconds = startAbandonClock(of: seat, place, now: now)
    push(
      .seat(seat, name, .away, abandonMilliseconds: milliseconds), to: place, effects: &effects)
    startFanOut(place)
    if !matches[place].isAnybodyConnected {
      matches[place].graceEnd = now.adding(milliseconds: Limits.graceMilliseconds)
    }
    wind(place, now: now)
  }

  /// Says why, then closes after everything that was sent.
  mutating func close(
    _ slot: Int, _ code: ErrorCode?, _ text: String, effects: inout EffectBuffer
  ) {
    guard !sessions[slot].isClosing else { return }
    // What it is owed goes before the goodbye; the edge waits for as long as it takes.
    if !sessions[slot].backlog.isEmpty { sendBacklog(of: slot, effects: &effects) }
    sessions[slot].isStalled = false
    let start = effects.bytes.count
    sessions[slot].writer.bye(code, text: text, &effects.bytes)
    send(to: slot, from: start, effects: &effects)
    sessions[slot].isClosing = true
    effects.add(.close(sessions[slot].id))
  }

  /// Hands on the bytes written since `start`, or keeps them while the peer does not read.
  mutating func send(to slot: Int, from start: Int, effects: inout EffectBuffer) {
    let end = effects.bytes.count
    guard sessions[slot].isOpen, !sessions[slot].isClosing else {
      return effects.bytes.truncate(to: start)
    }
    guard sessions[slot].isStalled else {
      return effects.add(.send(sessions[slot].id, start..<end))
    }
    effects.bytes.withSpan(of: start..<end) { bytes in
      for index in bytes.indices { sessions[slot].backlog.append(bytes[index]) }
    }
    effects.bytes.truncate(to: start)
    if sessions[slot].backlog.count > Limits.backlogMax {
      sessions[slot].backlog = []
      close(
        slot, .slowConsumer, "you did not read \(Limits.backlogMax) bytes", effects: &effects)
    }
  }

  /// The peer reads again: a player gets all it is owed, a spectator the newest state.
  mutating func drained(_ slot: Int, now: Instant, effects: inout EffectBuffer) {
    sessions[slot].isStalled = false
    if !sessions[slot].backlog.isEmpty { sendBacklog(of: slot, effects: &effects) }
    if sessions[slot].skippedLines > 0, let watched = sessions[slot].watched,
      let place = self.slot(of: watched)
    {
      catchUp(slot, place, effects: &effects)
    }
  }

  private mutating func sendBacklog(of slot: Int, effects: inout EffectBuffer) {
    let start = effects.bytes.count
    let owed = sessions[slot].backlog
    sessions[slot].backlog = []
    effects.bytes.append(owed.span)
    effects.add(.send(sessions[slot].id, start..<effects.bytes.count))
  }

  /// Once a second: ping the silent, close who never said a word or has gone to sleep.
  mutating func sweepSessions(now: Instant, effects: inout EffectBuffer) {
    guard now >= nextSweep else { return }
    nextSweep = now.adding(milliseconds: Self.sweepMilliseconds)
    for slot in sessions.indices where sessions[slot].isOpen && !sessions[slot].isClosing {
      let silence = now.milliseconds(since: sessions[slot].heardAt)
      let isBusy = sessions[slot].link != nil || sessions[slot].watched != nil
      if sessions[slot].name == nil, !sessions[slot].hasWatched,
        now.milliseconds(since: sessions[slot].openedAt) >= Limits.loginMilliseconds
      {
        close(slot, .loginTimeout, "say HELLO name=NAME or WATCH first", effects: &effects)
      } else if !isBusy, silence >= Limits.idleMilliseconds {
        close(slot, .idle, "nothing was heard of you for too long", effects: &effects)
      } else if silence >= Limits.pingMilliseconds, !sessions[slot].isPinged {
        sessions[slot].isPinged = true
        let start = effects.bytes.count
        sessions[slot].writer.ping(&effects.bytes)
        send(to: slot, from: start, effects: &effects)
      }
    }
  }
}
