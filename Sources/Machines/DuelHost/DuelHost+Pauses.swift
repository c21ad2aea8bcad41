import DuelRules
import Primitives
import Records
import WireProtocol

// After the server was started again a match stands still until its players are back, or the grace
// time is over. Commands are taken meanwhile.

extension DuelHost {
  /// Lets a match wait for its players, all of whom are away.
  mutating func pause(_ place: Int, now: Instant, effects: inout EffectBuffer) {
    matches[place].pausedUntil = now.adding(milliseconds: Limits.graceMilliseconds)
    matches[place].tickedAt = now
    matches[place].isAdvancing = false
    matches[place].isLastCall = false
    matches[place].deadline = nil
    if matches[place].startsAt != nil {
      matches[place].startsAt = matches[place].pausedUntil
    }
    if matches[place].openingEndsAt != nil {
      matches[place].openingEndsAt =
        matches[place].pausedUntil?.adding(milliseconds: Limits.openingMilliseconds)
    }
    let isWaiting = matches[place].match.phase == .open || matches[place].match.phase == .ready
    for index in matches[place].seats.indices where matches[place].seats[index].isDeserted {
      if isWaiting, !matches[place].keepsSeats { continue }
      showAway(Seat(index), place, now: now, effects: &effects)
    }
    wind(place, now: now)
  }

  /// A player is back: the match goes on with the last one.
  mutating func endPauseIfComplete(_ place: Int, now: Instant, effects: inout EffectBuffer) {
    guard matches[place].pausedUntil != nil else { return }
    let isSomebodyMissing = matches[place].seats.indices.contains {
      matches[place].seats[$0].isDeserted && !matches[place].match.isAbandoned(Seat($0))
    }
    if !isSomebodyMissing { endPause(place, now: now, effects: &effects) }
  }

  /// The match goes on: the time of its present tick begins anew.
  mutating func endPause(_ place: Int, now: Instant, effects: inout EffectBuffer) {
    matches[place].pausedUntil = nil
    matches[place].graceEnd = nil
    matches[place].tickedAt = now
    matches[place].deadline = nil
    push(.goOn, to: place, effects: &effects)
    startFanOut(place)
    wind(place, now: now)
  }
}
