public import Digests
public import Margin
public import Primitives

/// Something that changes a match. A match is the result of its entries and nothing else.
public enum MatchEntry: Hashable, Sendable {
  /// A player takes a seat, the lowest free one unless it says which.
  case join(PlayerName, seat: Seat? = nil)
  /// A player gives the seat back before the match begins.
  case leave(Seat)
  /// A seat is ready and commits to the hash of its nonce, or contributes none; with the last one
  /// the countdown begins.
  case ready(Seat, hash: Digest? = nil)
  /// A seat opens its nonce; with the last one the pre-roll may be shown.
  case open(Seat, nonce: Digest)
  /// The time for nonces is up: the seats that owe this much of theirs lose the match.
  case forfeit(NonceStage)
  /// A seat trades. With a tick, it is refused unless that is the tick that is out.
  case command(Seat, TradeCommand, at: Tick? = nil)
  /// A seat waits for the next tick; with the last one it comes. Lockstep only. With a tick, it is
  /// refused unless that is the tick that is out.
  case done(Seat, Tick?)
  /// The next tick comes now: the timer, or the move time is up.
  case advance(from: Tick)
  /// A seat of a running match has been away for too long. Live clock only.
  case abandon(Seat)
  /// The server or the organiser ends the match without a result.
  case abort
}

/// Why a match refuses an entry; nothing has changed then.
public enum MatchRejection: Hashable, Sendable {
  /// The entry does not belong to this phase.
  case wrongPhase(MatchPhase)
  /// All seats are taken.
  case full
  /// The name sits there already.
  case alreadySeated
  /// The rules ask for a nonce.
  case nonceMissing
  /// The rules allow no nonces.
  case nonceUnwanted
  /// The nonce is not the one that the seat has committed to, or it has committed to none.
  case wrongNonce
  /// The seat is not taken.
  case emptySeat
  /// The seat is out of the game.
  case knockedOut
  /// The seat has given as many commands as one may: so many. Rule: MATCH-4a.
  case tooManyCommands(Int)
  /// The match runs on a timer; nobody is waited for.
  case notLockstep
  /// The tick it was meant for is over; this one is out.
  case staleTick(Tick)
  /// The engine refuses.
  case margin(MarginRejection)
}

/// What a seat can owe to the seed of the tape. Rule: MATCH-2a.
public enum NonceStage: String, Hashable, Sendable {
  /// Its hash, before all are ready.
  case hash
  /// The nonce itself.
  case nonce
}

/// How far a match has come. Rule: MATCH-2.
public enum MatchPhase: String, Hashable, Sendable {
  /// Seats fill.
  case open
  /// All seats are taken; not all are ready.
  case ready
  /// All are ready: nonces are opened, then the pre-roll is shown and the first tick is near.
  case countdown
  /// Ticks come, commands are taken.
  case live
  /// The result stands.
  case settled
  /// There is no result.
  case aborted
}

/// Something a match did that somebody must hear of.
public enum MatchEvent: Hashable, Sendable {
  /// A seat was taken.
  case joined(Seat)
  /// A seat became free.
  case left(Seat)
  /// A seat is ready.
  case readied(Seat)
  /// The countdown began, and seats have nonces to open: all hashes may be shown.
  case committed
  /// A seat has opened its nonce.
  case opened(Seat)
  /// All nonces are open: the pre-roll may be shown.
  case started
  /// A tick came; the match holds its quotes.
  case ticked(Tick)
  /// The engine did something.
  case margin(MarginEvent)
  /// A seat is out of the game from this tick on.
  case knockedOut(Seat)
  /// A seat counts as abandoned from now on.
  case abandoned(Seat)
  /// The tick is settled; the ranking may be shown.
  case ranked(Tick)
  /// The result stands; the seed may be shown.
  case settled
  /// The match ended without a result.
  case aborted
}
