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
    sessions[slot].watched = matches[place].id
    sessions[slot].hasWatched = true
    let match = matches[place].id
    accept(.watch, slot, tag: requestLine.tag, in: line, effects: &effects) {
      $0.field("match", word: match.description, &$1)
    }
    startWatching(slot, place, effects: &effects)
    return nil
  }

  /// Counts a connection among the spectators of a match and shows it how things stand.
  mutating func startWatching(_ slot: Int, _ place: Int, effects: inout EffectBuffer) {
    matches[place].closeFrame()
    matches[place].addWatcher(session: slot, sessions[slot].writer.format)
    startFanOut(place)
    tellCommitment(place, slot, effects: &effects)
    showState(Viewpoint(slot: slot, place: place), effects: &effects)
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

  // MARK: - A match as it stands

  /// Shows a match as a spectator or a seat may know it: who plays, the last tick, positions and
  /// open orders, ranking.
  ///
  /// All of it carries the number of the last push of the stream it stands for.
  mutating func showState(_ view: Viewpoint, effects: inout EffectBuffer) {
    showCourse(view, effects: &effects)
    if matches[view.place].pausedUntil != nil { show(.pause, view, effects: &effects) }
    if matches[view.place].isOver { show(.end, view, effects: &effects) }
  }

  private mutating func showCourse(_ view: Viewpoint, effects: inout EffectBuffer) {
    let place = view.place
    let told = view.seat == nil ? matches[place].published : matches[place].told
    for (index, name) in matches[place].match.players.enumerated() where name != nil {
      let change: SeatChange = matches[place].match.isReady(Seat(index)) ? .ready : .taken
      show(.seat(Seat(index), name, change, abandonMilliseconds: nil), view, effects: &effects)
    }
    for line in nonceLines(place) { show(line, view, effects: &effects) }
    guard told.hasStarted else { return }
    show(.start, view, effects: &effects)
    for (index, change) in told.absences.enumerated() {
      guard let change else { continue }
      let name = matches[place].match.players[index]
      show(.seat(Seat(index), name, change, abandonMilliseconds: nil), view, effects: &effects)
    }
    if matches[place].series.length > 1 {
      show(.series(matches[place].series, next: nil), view, effects: &effects)
    }
    if let (tick, quotes) = told.tick { show(.tick(tick, quotes), view, effects: &effects) }
    for seat in matches[place].seats.indices.map({ Seat($0) }) {
      for instrument in matches[place].instrumentNames.indices.map({ Instrument($0) }) {
        let isOwn = seat == view.seat
        let shown =
          isOwn
          ? matches[place].present(seat, instrument) : told.position(seat, instrument)
        guard let shown, shown.position.isOpen else { continue }
        let line = StreamLine.position(seat, instrument, shown)
        if isOwn || line.isFor(matches[place].audience(of: view)) {
          show(line, view, effects: &effects)
        }
      }
      showOrders(of: seat, told, view, effects: &effects)
    }
    if let (tick, order) = told.ranking { show(.rank(tick, order), view, effects: &effects) }
  }

  /// Shows the open orders of a seat: to itself as they are, to others as they were told.
  private mutating func showOrders(
    of seat: Seat, _ told: ToldState, _ view: Viewpoint, effects: inout EffectBuffer
  ) {
    let isOwn = seat == view.seat
    let orders: [ShownOrder]
    if isOwn {
      let reserved = matches[view.place].match.reserved(of: seat)
      orders = matches[view.place].match.openOrders(of: seat).map {
        ShownOrder(order: $0, reserved: reserved)
      }
    } else {
      orders = told.orders(of: seat)
    }
    for order in orders {
      let line = StreamLine.order(seat, order, isOpen: true)
      if isOwn || line.isFor(matches[view.place].audience(of: view)) {
        show(line, view, effects: &effects)
      }
    }
  }

  /// Shows a line as far as the viewer may know it.
  private mutating func show(
    _ line: StreamLine, _ view: Viewpoint, effects: inout EffectBuffer
  ) {
    let audience = matches[view.place].audience(of: view)
    show(line.type, view, effects: &effects) { writer, hosted, out in
      line.write(writer, hosted, to: audience, &out)
    }
  }

  /// Sends one push to one connection, outside the count of its stream.
  mutating func show(
    _ type: PushType, _ view: Viewpoint, effects: inout EffectBuffer,
    _ fields: (MessageWriter, borrowing HostedMatch, inout ByteBuffer) -> Void
  ) {
    let start = effects.bytes.count
    let writer = sessions[view.slot].writer
    let hosted = matches[view.place].id
    let sequence =
      view.seat.map { matches[view.place].seats[$0.index].sequence }
      ?? matches[view.place].publicSequence
    writer.begin(type, match: hosted, sequence: sequence, &effects.bytes)
    fields(writer, matches[view.place], &effects.bytes)
    writer.end(&effects.bytes)
    send(to: view.slot, from: start, effects: &effects)
  }

  /// A spectator reads again: says how much it missed, then shows the newest state.
  mutating func catchUp(_ slot: Int, _ place: Int, effects: inout EffectBuffer) {
    matches[place].closeFrame()
    skip(linesAhead(of: slot, place), of: slot)
    matches[place].bringUpToDate(session: slot)
    startFanOut(place)
    let view = Viewpoint(slot: slot, place: place)
    showSkipped(view, effects: &effects)
    showState(view, effects: &effects)
  }

  /// How many lines wait in frames that a spectator has not been sent yet.
  private func linesAhead(of slot: Int, _ place: Int) -> Int {
    guard let index = matches[place].watchers.firstIndex(where: { $0.session == slot }) else {
      return 0
    }
    let since = matches[place].watchers[index].since
    let isPlayer = sessions[slot].link?.match == matches[place].id
    var lines = 0
    for (number, frame) in matches[place].frames.enumerated()
    where frame.sequence > since && !(frame.isChat && isPlayer) {
      if number > 0 || index >= matches[place].frameNext { lines += frame.lines }
    }
    return lines
  }

  private mutating func showSkipped(_ view: Viewpoint, effects: inout EffectBuffer) {
    let skipped = sessions[view.slot].skippedLines
    sessions[view.slot].skippedLines = 0
    show(.skipped, view, effects: &effects) { writer, _, out in
      writer.skippedFields(skipped, &out)
    }
  }

  // MARK: - Fan-out

  /// Queues what there is to tell the spectators of a match.
  mutating func startFanOut(_ place: Int) {
    matches[place].closeFrame()
    if matches[place].frames.count > Limits.framesMax { skipFrames(place) }
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
      fanOut(frame, place, left: &left, effects: &effects)
      if matches[place].frameNext >= matches[place].watchers.count {
        matches[place].frames.removeFirst()
        matches[place].frameNext = 0
      }
    }
  }

  /// Sends a frame to at most `left` more spectators; it is copied once for each format.
  private mutating func fanOut(
    _ frame: PublicFrame, _ place: Int, left: inout Int, effects: inout EffectBuffer
  ) {
    var text: Range<Int>?
    var json: Range<Int>?
    while left > 0, matches[place].frameNext < matches[place].watchers.count {
      let watcher = matches[place].watchers[matches[place].frameNext]
      matches[place].frameNext += 1
      left -= 1
      guard watcher.since < frame.sequence else { continue }
      let isPlayer = sessions[watcher.session].link?.match == matches[place].id
      if frame.isChat && isPlayer { continue }
      if sessions[watcher.session].isStalled {
        skip(frame.lines, of: watcher.session)
      } else if sessions[watcher.session].skippedLines > 0 {
        skip(frame.lines, of: watcher.session)
        catchUp(watcher.session, place, effects: &effects)
      } else if !frame.isMarker, !sessions[watcher.session].isClosing {
        let range: Range<Int>
        switch watcher.format {
        case .text: range = text ?? Self.copy(frame.text, &effects)
        case .json: range = json ?? Self.copy(frame.json, &effects)
        }
        if watcher.format == .text { text = range } else { json = range }
        hand(range, to: watcher.session, effects: &effects)
      }
    }
  }

  /// There is more to send than there is time for: spectators miss the frames that wait, and are
  /// shown the newest state when their turn comes.
  private mutating func skipFrames(_ place: Int) {
    for (number, frame) in matches[place].frames.enumerated() {
      let first = number == 0 ? matches[place].frameNext : 0
      for watcher in matches[place].watchers[first...] where watcher.since < frame.sequence {
        let isPlayer = sessions[watcher.session].link?.match == matches[place].id
        if !(frame.isChat && isPlayer) { skip(frame.lines, of: watcher.session) }
      }
    }
    matches[place].frames = [.marker(upTo: matches[place].publicSequence)]
    matches[place].frameNext = 0
  }

  /// A spectator is not sent some lines; it will be told how many.
  private mutating func skip(_ lines: Int, of slot: Int) {
    sessions[slot].skippedLines += lines
    statistics.dropped += lines
  }

  private static func copy(_ bytes: [UInt8], _ effects: inout EffectBuffer) -> Range<Int> {
    let start = effects.bytes.count
    effects.bytes.append(bytes.span)
    return start..<effects.bytes.count
  }

  /// Forgets a match that is over when its last spectator has been told.
  mutating func removeIfDone(_ place: Int, effects: inout EffectBuffer) {
    guard matches.contains(place), matches[place].isOver, matches[place].frames.isEmpty,
      !matches[place].isFanningOut, !matches[place].isKept
    else { return }
    for watcher in matches[place].watchers {
      if sessions[watcher.session].skippedLines > 0 {
        // It does not read just now; the end is owed to it all the same.
        let view = Viewpoint(slot: watcher.session, place: place)
        showSkipped(view, effects: &effects)
        show(.end, view, effects: &effects)
      }
      sessions[watcher.session].watched = nil
    }
    matches[place].removeWatchers()
    keep(place)
  }

  // MARK: - Matches that are over

  /// Keeps a match that is over for players who were not there to see its end.
  private mutating func keep(_ place: Int) {
    matches[place].isKept = true
    kept.append(matches[place].id)
    if kept.count > Limits.keptMax { remove(kept.removeFirst()) }
  }

  /// Lets go of matches that nobody can come back to any more.
  mutating func letGo(now: Instant) {
    while let match = kept.first, let place = self.slot(of: match),
      matches[place].keptUntil.map({ $0 <= now }) ?? true
    {
      kept.removeFirst()
      remove(match)
    }
  }

  private mutating func remove(_ match: MatchID) {
    guard let place = self.slot(of: match) else { return }
    directory.removeAll { $0.match == match }
    matches.remove(place)
    hasForgettable = true
  }
}

/// Whom a match is shown to: a spectator, or the player of a seat.
struct Viewpoint {
  var slot: Int
  var place: Int
  var seat: Seat?
}
