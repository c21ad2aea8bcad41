import DuelRules
import Primitives
import Records
import WireProtocol

extension DuelHost {
  /// After how long the host tries again what the log had no room for.
  static let retryMilliseconds = 1000

  /// Sets when a match's clock is to be looked at next.
  mutating func setDeadline(_ deadline: Instant?, of place: Int) {
    matches[place].deadline = deadline
    guard let deadline else { return }
    if let queued = matches[place].queuedAt, queued <= deadline { return }
    matches[place].queuedAt = deadline
    clocks.insert(matches[place].id, at: deadline)
  }

  /// Winds a match's clock after something happened to it; it stands still during a pause.
  mutating func wind(_ place: Int, now: Instant) {
    windForPhase(place, now: now)
    guard let end = matches[place].pausedUntil, !matches[place].isOver else { return }
    setDeadline(end, of: place)
  }

  /// Winds a match's clock by its phase. Rules: MATCH-5 to MATCH-7.
  private mutating func windForPhase(_ place: Int, now: Instant) {
    guard !matches[place].isAdvancing else { return setDeadline(nil, of: place) }
    switch (matches[place].match.phase, matches[place].match.rules.values.clock) {
    case (.open, _) where matches[place].startsAt != nil,
      (.ready, _) where matches[place].startsAt != nil:
      setDeadline(matches[place].startsAt, of: place)
    case (.open, _) where matches[place].arrangedUntil != nil,
      (.ready, _) where matches[place].arrangedUntil != nil:
      setDeadline(matches[place].arrangedUntil, of: place)
    case (.open, _), (.ready, _):
      let isDeserted = matches[place].seats.contains { $0.isDeserted }
      setDeadline(isDeserted ? now.adding(milliseconds: Self.retryMilliseconds) : nil, of: place)
    case (.settled, _), (.aborted, _): setDeadline(nil, of: place)
    case (.countdown, _) where matches[place].match.awaitsNonces:
      setDeadline(matches[place].openingEndsAt, of: place)
    case (.countdown, .lockstep): setDeadline(now, of: place)
    case (.countdown, .live(let milliseconds)):
      if matches[place].deadline == nil {
        setDeadline(now.adding(milliseconds: milliseconds), of: place)
      }
    case (.live, .live(let milliseconds)):
      setDeadline(matches[place].tickedAt.adding(milliseconds: milliseconds), of: place)
    case (.live, .lockstep(let milliseconds)):
      let deadline = lockstepDeadline(place, moveMilliseconds: milliseconds, now: now)
      // What happens in the last call does not begin it anew.
      if matches[place].isLastCall, deadline <= now { return }
      matches[place].isLastCall = false
      setDeadline(deadline, of: place)
    }
  }

  /// When the move time of the last seat that is waited for is up.
  private func lockstepDeadline(
    _ place: Int, moveMilliseconds: Int, now: Instant
  ) -> Instant {
    guard matches[place].match.isAnybodyWaitedFor else {
      // Those who are here but too slow still see the match at its pace.
      let pace = matches[place].tickedAt.adding(milliseconds: moveMilliseconds)
      return matches[place].isAnybodyConnected ? pace : now
    }
    var longest: Int?
    for index in matches[place].seats.indices {
      let seat = Seat(index)
      guard matches[place].match.isWaitedFor(seat), !matches[place].match.isDone(seat) else {
        continue
      }
      let isHere = matches[place].seats[index].session != nil
      let bank = isHere ? matches[place].seats[index].bankMilliseconds : 0
      longest = max(longest ?? 0, moveMilliseconds + bank)
    }
    let end = matches[place].tickedAt.adding(milliseconds: longest ?? 0)
    return matches[place].graceEnd.map { max($0, end) } ?? end
  }

  /// The seats whose time banks an entry charges if it is accepted: who is done by it, or, when it
  /// ends a tick, who is not done yet.
  func lateSeats(_ entry: MatchEntry, _ place: Int) -> [Seat] {
    guard isLockstep(place), matches[place].match.phase == .live else { return [] }
    switch entry {
    case .done(let seat, _): return matches[place].match.isDone(seat) ? [] : [seat]
    case .advance:
      return matches[place].seats.indices.map { Seat($0) }.filter {
        !matches[place].match.isDone($0) && matches[place].seats[$0.index].session != nil
      }
    case .join, .leave, .ready, .open, .forfeit, .command, .abandon, .abort: return []
    }
  }

  /// The seats whose moves a tick that comes by the clock does not wait for.
  func seatsThatMiss(_ entry: MatchEntry, _ place: Int) -> [Seat] {
    guard case .advance = entry, isLockstep(place), matches[place].match.phase == .live else {
      return []
    }
    return matches[place].seats.indices.map { Seat($0) }.filter {
      !matches[place].match.isDone($0) && matches[place].match.isWaitedFor($0)
    }
  }

  /// Takes what a seat used beyond its move time off its bank. Rule: MATCH-6.
  mutating func spendBank(of seat: Seat, in place: Int, until time: Instant) {
    guard case .lockstep(let move) = matches[place].match.rules.values.clock else { return }
    let over = time.milliseconds(since: matches[place].tickedAt) - move
    guard over > 0 else { return }
    let left = matches[place].seats[seat.index].bankMilliseconds
    matches[place].seats[seat.index].bankMilliseconds = max(0, left - over)
  }

  /// Advances the matches whose time has come.
  ///
  /// A time-out in which somebody is waited for is looked at twice: what lay unread when it came
  /// still counts, and as much time as the server itself was late is added.
  mutating func lookAtClocks(now: Instant, effects: inout EffectBuffer) {
    while let match = clocks.popDue(now: now) {
      guard let place = self.slot(of: match) else { continue }
      if let queued = matches[place].queuedAt, queued <= now { matches[place].queuedAt = nil }
      giveUpAbsent(place, now: now)
      guard let deadline = matches[place].deadline else { continue }
      guard deadline <= now else {
        setDeadline(deadline, of: place)
        continue
      }
      if matches[place].pausedUntil != nil {
        endPause(place, now: now, effects: &effects)
        continue
      }
      if matches[place].match.phase == .open || matches[place].match.phase == .ready {
        matches[place].deadline = nil
        if let end = matches[place].arrangedUntil, end <= now {
          appendChange(match, .abort, now: now)
          continue
        }
        giveBackDeserted(place, now: now)
        if matches[place].startsAt != nil { beginFollower(place, now: now) }
        continue
      }
      if !matches[place].isLastCall, hasLastCall(place) {
        matches[place].isLastCall = true
        let late = now.milliseconds(since: deadline)
        setDeadline(now.adding(milliseconds: max(1, late)), of: place)
        continue
      }
      matches[place].deadline = nil
      guard !matches[place].match.awaitsNonces else {
        appendForfeit(place, now: now)
        continue
      }
      matches[place].isAdvancing = true
      appendChange(match, .advance(from: matches[place].match.tick), now: now)
    }
  }

  /// Whether somebody may just have been in time.
  private func hasLastCall(_ place: Int) -> Bool {
    if matches[place].match.awaitsNonces { return true }
    return matches[place].match.phase == .live && isLockstep(place)
      && matches[place].match.isAnybodyWaitedFor
  }

  // MARK: - Absent seats

  /// An absent seat of a live match has so many milliseconds to come back; nil for any time.
  mutating func startAbandonClock(of seat: Seat, _ place: Int, now: Instant) -> Int? {
    let seconds = matches[place].match.rules.values.abandonAfterSeconds
    guard seconds > 0, !isLockstep(place), !matches[place].match.isAbandoned(seat) else {
      return nil
    }
    let start = matches[place].pausedUntil ?? now
    setAbandonClock(of: seat, place, at: start.adding(milliseconds: seconds * 1000))
    return seconds * 1000 + start.milliseconds(since: now)
  }

  mutating func setAbandonClock(of seat: Seat, _ place: Int, at time: Instant) {
    matches[place].seats[seat.index].abandonAt = time
    clocks.insert(matches[place].id, at: time)
  }

  /// Marks the seats whose time to come back is over. Rule: MATCH-11.
  private mutating func giveUpAbsent(_ place: Int, now: Instant) {
    for index in matches[place].seats.indices {
      guard let time = matches[place].seats[index].abandonAt, time <= now else { continue }
      matches[place].seats[index].abandonAt = nil
      guard matches[place].seats[index].session == nil, !matches[place].isOver else { continue }
      if matches[place].match.phase == .live {
        appendChange(matches[place].id, .abandon(Seat(index)), now: now)
      } else {
        let retry = now.adding(milliseconds: Self.retryMilliseconds)
        setAbandonClock(of: Seat(index), place, at: retry)
      }
    }
  }

  private func isLockstep(_ place: Int) -> Bool {
    if case .lockstep = matches[place].match.rules.values.clock { return true }
    return false
  }
}
