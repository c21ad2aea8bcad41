import DuelRules
import Primitives
import Records
import WireProtocol

extension DuelHost {
  mutating func opened(
    _ id: ConnectionID, from address: PeerAddress, now: Instant, effects: inout EffectBuffer
  ) {
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
    guard admit(id.slot, from: address, now: now, effects: &effects) else { return }
    noteConnection(.info, "connected", id.slot, effects: &effects)
    let start = effects.bytes.count
    sessions[id.slot].writer.info(
      durability: configuration.durability?.rawValue ?? "memory",
      linesPerSecond: configuration.linesPerSecond, &effects.bytes)
    send(to: id.slot, from: start, effects: &effects)
  }

  /// Whether there is room for a connection; otherwise it is told why not.
  private mutating func admit(
    _ slot: Int, from address: PeerAddress, now: Instant, effects: inout EffectBuffer
  ) -> Bool {
    guard !isShuttingDown else {
      close(slot, .shuttingDown, farewell, effects: &effects)
      return false
    }
    guard sessionCount <= configuration.admission.connections else {
      close(
        slot, .serverFull, "the server has no room; try later",
        retryMilliseconds: Limits.comeBackMilliseconds, effects: &effects)
      return false
    }
    switch gate.admit(address, now: now) {
    case nil:
      sessions[slot].address = address
      return true
    case .tooMany?:
      let most = configuration.admission.connectionsPerAddress
      close(
        slot, .addressLimit, "at most \(most) connections from one address",
        retryMilliseconds: Limits.comeBackMilliseconds, effects: &effects)
    case .tooFast(let retryMilliseconds)?:
      close(
        slot, .connectionRate, "connections come too fast from your address",
        retryMilliseconds: retryMilliseconds, effects: &effects)
    }
    return false
  }

  mutating func received(
    _ id: ConnectionID, _ bytes: Span<UInt8>, now: Instant, effects: inout EffectBuffer
  ) {
    guard let slot = slot(of: id), !isShuttingDown else { return }
    sessions[slot].heardAt = now
    sessions[slot].pingedAt = nil
    statistics.bytesIn += bytes.count
    defer { recount(slot) }
    var start = 0
    while !sessions[slot].isClosing {
      do throws(FramingError) {
        switch try sessions[slot].framer.next(in: bytes, from: &start) {
        case .inPlace(let range):
          take(bytes.extracting(range), from: slot, now: now, effects: &effects)
        case .assembled(let line):
          sessions[slot].lineBeganAt = nil
          take(line.span, from: slot, now: now, effects: &effects)
        case .needsMore:
          let isWithin = sessions[slot].framer.keptCount > 0
          sessions[slot].lineBeganAt = isWithin ? sessions[slot].lineBeganAt ?? now : nil
          return
        }
      } catch {
        close(
          slot, .lineTooLong, "a line has at most \(Limits.lineMax) bytes", effects: &effects)
      }
    }
  }

  /// The connection is gone, whoever ended it.
  mutating func closed(_ slot: Int, now: Instant, effects: inout EffectBuffer) {
    if !sessions[slot].isClosing {
      noteConnection(.info, "disconnected", slot, effects: &effects)
    }
    stopWatching(slot)
    sessions[slot].isOpen = false
    sessionCount -= 1
    gate.release(sessions[slot].address)
    drop(slot)
    sessions[slot].finished = nil
    if let name = sessions[slot].name {
      names.remove(name, slot: slot)
      forgetChallenges(to: name, effects: &effects)
    }
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
    case .countdown, .live:
      matches[place].seats[link.seat.index].conduct.disconnections += 1
      showAway(link.seat, place, now: now, effects: &effects)
    case .settled, .aborted: break
    }
  }

  /// A connection goes by a name from now on, or by none.
  mutating func rename(_ slot: Int, _ name: PlayerName?) {
    if let old = sessions[slot].name { names.remove(old, slot: slot) }
    sessions[slot].name = name
    if let name { names.insert(name, slot: slot) }
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
    _ slot: Int, _ code: ErrorCode?, _ text: String, retryMilliseconds: Int? = nil,
    effects: inout EffectBuffer
  ) {
    guard !sessions[slot].isClosing else { return }
    if let code, let (place, seat) = seat(of: slot) {
      matches[place].seats[seat].conduct.dismissal = code
    }
    if let code { statistics.dismiss(code) }
    let reason = "code=\(code?.rawValue ?? "quit")"
    noteConnection(
      code == nil ? .info : .warn, "dismissed", slot, reason, effects: &effects)
    // What it is owed goes before the goodbye; the edge waits for as long as it takes.
    if !sessions[slot].backlog.isEmpty { sendBacklog(of: slot, effects: &effects) }
    sessions[slot].isStalled = false
    let start = effects.bytes.count
    sessions[slot].writer.bye(
      code, text: text, retryMilliseconds: retryMilliseconds, &effects.bytes)
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
    guard sessions[slot].isStalled else { return hand(start..<end, to: slot, effects: &effects) }
    effects.bytes.withSpan(of: start..<end) { bytes in
      for index in bytes.indices { sessions[slot].backlog.append(bytes[index]) }
    }
    effects.bytes.truncate(to: start)
    recount(slot)
    if sessions[slot].backlog.count > Limits.backlogMax {
      drop(slot)
      close(
        slot, .slowConsumer, "you did not read \(Limits.backlogMax) bytes", effects: &effects)
    }
  }

  /// Gives bytes to the edge, and counts them.
  mutating func hand(_ range: Range<Int>, to slot: Int, effects: inout EffectBuffer) {
    if sessions[slot].sentRound != round {
      sessions[slot].sentRound = round
      sessions[slot].sentBytes = 0
    }
    sessions[slot].sentBytes += range.count
    statistics.bytesOut += range.count
    effects.add(.send(sessions[slot].id, range))
  }

  /// The peer reads again: a player gets all it is owed, a spectator the newest state.
  mutating func drained(_ slot: Int, now: Instant, effects: inout EffectBuffer) {
    sessions[slot].isStalled = false
    sessions[slot].keptOutside = 0
    if !sessions[slot].backlog.isEmpty { sendBacklog(of: slot, effects: &effects) }
    recount(slot)
    if sessions[slot].unanswered == 0, !sessions[slot].waiting.isEmpty {
      takeWaiting(from: slot, now: now, effects: &effects)
    }
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
    hand(start..<effects.bytes.count, to: slot, effects: &effects)
  }

  /// Once a second: ping the silent, close who never said a word, does not end a line or is dead.
  mutating func sweepSessions(now: Instant, effects: inout EffectBuffer) {
    guard now >= nextSweep else { return }
    nextSweep = now.adding(milliseconds: Self.sweepMilliseconds)
    noteSkipped(effects: &effects)
    gate.forgetIdle(now: now)
    for slot in sessions.indices where sessions[slot].isOpen && !sessions[slot].isClosing {
      if sessions[slot].name == nil, !sessions[slot].hasWatched,
        now.milliseconds(since: sessions[slot].openedAt) >= Limits.loginMilliseconds
      {
        close(slot, .loginTimeout, "say HELLO name=NAME or WATCH first", effects: &effects)
      } else if let began = sessions[slot].lineBeganAt,
        now.milliseconds(since: began) >= Limits.lineMilliseconds
      {
        let seconds = Limits.lineMilliseconds / 1000
        close(slot, .lineTimeout, "a line comes within \(seconds) s", effects: &effects)
      } else if let pinged = sessions[slot].pingedAt {
        guard now.milliseconds(since: pinged) >= Limits.pongMilliseconds else { continue }
        close(slot, .pingTimeout, "PING was not answered", effects: &effects)
      } else if now.milliseconds(since: sessions[slot].heardAt) >= Limits.pingMilliseconds {
        sessions[slot].pingedAt = now
        let start = effects.bytes.count
        sessions[slot].writer.ping(&effects.bytes)
        send(to: slot, from: start, effects: &effects)
      }
    }
  }
}
