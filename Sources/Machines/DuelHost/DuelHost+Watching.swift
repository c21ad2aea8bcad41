import DuelRules
import Margin
import Primitives
import Records
import WireProtocol

extension DuelHost {
  mutating func watch(
    _ line: Span<UInt8>, from slot: Int, effects: inout EffectBuffer
  ) -> Refusal? {
    let place: Int
    if let text = requestLine.field("match", in: line) {
      guard let match = MatchID(Array(text.utf8).span), let found = self.slot(of: match),
        !matches[found].isOver
      else { return unknownMatch(text) }
      if sessions[slot].link?.match != match, let refusal = requireKey(of: match, line) {
        return refusal
      }
      place = found
    } else {
      let listed = directory.filter {
        !matches[$0.slot].isOver && matches[$0.slot].terms.key == nil
      }
      let running = listed.first { matches[$0.slot].match.phase == .live }
      guard let entry = running ?? listed.first else {
        return Refusal(.unknownMatch, "no match is open or running; CREATE one")
      }
      place = entry.slot
    }
    stopWatching(slot)
    matches[place].closeFrame()
    matches[place].watchers.append(
      Watcher(session: slot, since: matches[place].publicSequence))
    sessions[slot].watched = matches[place].id
    sessions[slot].hasWatched = true
    let match = matches[place].id
    accept(.watch, slot, tag: requestLine.tag, in: line, effects: &effects) {
      $0.field("match", word: match.description, &$1)
    }
    startFanOut(place)
    showState(slot, place, effects: &effects)
    return nil
  }

  mutating func unwatch(
    _ line: Span<UInt8>, from slot: Int, effects: inout EffectBuffer
  ) -> Refusal? {
    guard let match = sessions[slot].watched else {
      return Refusal(.notWatching, "you are not watching; WATCH match=M does")
    }
    stopWatching(slot)
    accept(.unwatch, slot, tag: requestLine.tag, in: line, effects: &effects) {
      $0.field("match", word: match.description, &$1)
    }
    return nil
  }

  mutating func stopWatching(_ slot: Int) {
    guard let match = sessions[slot].watched else { return }
    sessions[slot].watched = nil
    sessions[slot].skippedLines = 0
    guard let place = self.slot(of: match) else { return }
    matches[place].removeWatcher(session: slot)
  }

  /// Shows a spectator a match as the public knows it: who plays, the last tick, positions,
  /// ranking.
  ///
  /// All of it carries the number of the last public push.
  private mutating func showState(_ slot: Int, _ place: Int, effects: inout EffectBuffer) {
    let players = matches[place].match.players
    for (index, name) in players.enumerated() where name != nil {
      let change: SeatChange = matches[place].match.isReady(Seat(index)) ? .ready : .taken
      show(.seat(Seat(index), name, change, abandonMilliseconds: nil), slot, place, &effects)
    }
    guard matches[place].published.hasStarted else { return }
    show(.start, slot, place, &effects)
    if matches[place].series.length > 1 {
      show(.series(matches[place].series, next: nil), slot, place, &effects)
    }
    if let (tick, quotes) = matches[place].published.tick {
      show(.tick(tick, quotes), slot, place, &effects)
    }
    guard let (tick, ranking) = matches[place].published.ranking else { return }
    for seat in matches[place].seats.indices {
      for index in matches[place].instrumentNames.indices {
        guard let shown = matches[place].published.position(Seat(seat), Instrument(index)),
          shown.position.isOpen
        else { continue }
        show(.position(Seat(seat), Instrument(index), shown), slot, place, &effects)
      }
    }
    show(.rank(tick, ranking), slot, place, &effects)
  }

  /// Shows a spectator a line that the public has been told.
  private mutating func show(
    _ line: StreamLine, _ slot: Int, _ place: Int, _ effects: inout EffectBuffer
  ) {
    writeBody(line, to: matches[place].publicAudience, place)
    showBody(line.type, slot, place, effects: &effects)
  }

  private mutating func showBody(
    _ type: PushType, _ slot: Int, _ place: Int, effects: inout EffectBuffer
  ) {
    let start = effects.bytes.count
    let writer = sessions[slot].writer
    writer.begin(
      type, match: matches[place].id, sequence: matches[place].publicSequence,
      &effects.bytes)
    body.withSpan { effects.bytes.append($0) }
    writer.end(&effects.bytes)
    send(to: slot, from: start, effects: &effects)
  }

  /// A spectator reads again: says how much it missed, then shows the newest state.
  mutating func catchUp(_ slot: Int, _ place: Int, effects: inout EffectBuffer) {
    matches[place].closeFrame()
    if let index = matches[place].watchers.firstIndex(where: { $0.session == slot }) {
      matches[place].watchers[index].since = matches[place].publicSequence
    }
    startFanOut(place)
    showSkipped(slot, place, effects: &effects)
    showState(slot, place, effects: &effects)
  }

  private mutating func showSkipped(_ slot: Int, _ place: Int, effects: inout EffectBuffer) {
    let skipped = sessions[slot].skippedLines
    sessions[slot].skippedLines = 0
    body.clear()
    sessions[slot].writer.field("dropped", skipped, &body)
    showBody(.skipped, slot, place, effects: &effects)
  }

  // MARK: - Fan-out

  /// Queues what there is to tell the spectators of a match.
  mutating func startFanOut(_ place: Int) {
    matches[place].closeFrame()
    guard !matches[place].frames.isEmpty, !matches[place].isFanningOut else { return }
    matches[place].isFanningOut = true
    fanouts.append(place)
  }

  /// Sends to one slice of spectators; the rest has its turn after players have been read again.
  mutating func fanOut(effects: inout EffectBuffer) {
    var left = Limits.fanoutSlice
    while left > 0, let place = fanouts.first {
      guard let frame = matches[place].frames.first else {
        fanouts.removeFirst()
        matches[place].isFanningOut = false
        removeIfDone(place, effects: &effects)
        continue
      }
      let start = effects.bytes.count
      effects.bytes.append(frame.bytes.span)
      let range = start..<effects.bytes.count
      while left > 0, matches[place].frameNext < matches[place].watchers.count {
        let watcher = matches[place].watchers[matches[place].frameNext]
        matches[place].frameNext += 1
        left -= 1
        guard watcher.since < frame.sequence else { continue }
        if sessions[watcher.session].isStalled {
          sessions[watcher.session].skippedLines += frame.lines
        } else if !sessions[watcher.session].isClosing {
          effects.add(.send(sessions[watcher.session].id, range))
        }
      }
      if matches[place].frameNext >= matches[place].watchers.count {
        matches[place].frames.removeFirst()
        matches[place].frameNext = 0
      }
    }
  }

  /// Forgets a match that is over when its last spectator has been told.
  mutating func removeIfDone(_ place: Int, effects: inout EffectBuffer) {
    guard matches.contains(place), matches[place].isOver, matches[place].frames.isEmpty,
      !matches[place].isFanningOut
    else { return }
    for watcher in matches[place].watchers {
      if sessions[watcher.session].skippedLines > 0 {
        // It does not read just now; the end is owed to it all the same.
        showSkipped(watcher.session, place, effects: &effects)
        show(.end, watcher.session, place, &effects)
      }
      sessions[watcher.session].watched = nil
    }
    let match = matches[place].id
    directory.removeAll { $0.match == match }
    matches.remove(place)
  }
}
