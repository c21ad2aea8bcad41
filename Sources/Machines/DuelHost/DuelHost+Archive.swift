import Digests
import DuelRules
public import Primitives
public import Records
public import WireProtocol

/// A match that is over, for whoever keeps results.
public struct SettledMatch: Hashable, Sendable {
  /// Its number.
  public let match: MatchID
  /// The preset of its rules.
  public let preset: String
  /// How it ended: `finished`, `forfeit` or `aborted`.
  public let reason: String
  /// How many ticks were played.
  public let ticks: Int
  /// The digest of its record; nil when it has none.
  public let digest: String?
  /// Who played, by seat.
  public let seats: [SettledSeat]
  /// The record, as text; empty when it has none.
  public let record: [UInt8]
}

/// How a player came out of a match.
public struct SettledSeat: Hashable, Sendable {
  /// Who sat there.
  public let player: PlayerName
  /// The place, from 1; equals share it.
  public let place: Int
  /// What the account began with.
  public let start: Money
  /// What the account was worth at the end.
  public let equity: Money
  /// The largest fall of equity from a peak.
  public let drawdown: Money
  /// How many liquidations it had.
  public let liquidations: Int
  /// Whether it was exposed as often as the rules ask. Rule: MATCH-11.
  public let hasParticipated: Bool
  /// Whether it won, alone.
  public let isWinner: Bool
  /// Whether it kept the match from beginning. Rule: MATCH-2a.
  public let hasForfeited: Bool
  /// How its player behaved; not part of the result.
  public let conduct: SeatConduct
}

/// How a player behaved in a match: what an organiser may want to judge, and no rule does.
public struct SeatConduct: Hashable, Sendable {
  /// Ticks of a lockstep match that came by the clock because it had not said DONE.
  public internal(set) var missedMoves = 0
  /// Whether it missed so many in a row that it was not waited for any more. Rule: MATCH-7.
  public internal(set) var isGivenUpOn = false
  /// Whether nothing at all was heard of it since the first of those in a row.
  public internal(set) var isSilent = false
  /// Lines that were refused.
  public internal(set) var refusals = 0
  /// Of these, lines that were wrong in themselves, whatever the state of the match.
  public internal(set) var illegalLines = 0
  /// How often its connection broke or was closed while the match ran.
  public internal(set) var disconnections = 0
  /// Whether it was not connected at the end.
  public internal(set) var isGone = false
  /// Why the server closed its connection last; nil when it did not.
  public internal(set) var dismissal: ErrorCode?

  /// Nothing to be said.
  public init() {}
}

extension DuelHost {
  /// Hands on the result of a match that is over, if it began.
  mutating func archive(_ place: Int, _ record: [UInt8], effects: inout EffectBuffer) {
    let match = matches[place].id
    let ranking = matches[place].match.ranking
    var seats: [SettledSeat] = []
    for (index, name) in matches[place].match.players.enumerated() {
      guard let name else { continue }
      let standing = ranking.standings[index]
      seats.append(
        SettledSeat(
          player: name, place: ranking.places[index],
          start: matches[place].match.rules.values.startingBalance(of: Seat(index)),
          equity: standing.equity, drawdown: standing.drawdown,
          liquidations: standing.liquidations, hasParticipated: standing.hasParticipated,
          isWinner: ranking.winner == Seat(index), hasForfeited: standing.hasForfeited,
          conduct: conduct(of: index, place)))
    }
    effects.archive(
      SettledMatch(
        match: match, preset: matches[place].match.rules.values.preset,
        reason: matches[place].match.endReason.rawValue,
        ticks: matches[place].match.tick.number + 1,
        digest: matches[place].digest?.description, seats: seats, record: record))
  }

  private func conduct(of seat: Int, _ place: Int) -> SeatConduct {
    var conduct = matches[place].seats[seat].conduct
    let session = matches[place].seats[seat].session
    conduct.isGone = session == nil
    conduct.isGivenUpOn = conduct.missedMoves > 0 && !matches[place].match.isInTime(Seat(seat))
    if conduct.isGivenUpOn, let session, let since = matches[place].seats[seat].missingSince {
      conduct.isSilent = sessions[session].heardAt <= since
    }
    return conduct
  }

  // MARK: - The log grows at one end only

  /// How many batches may lie in the log that nobody needs.
  static let forgottenBatchesMax = 256

  /// Lets the store forget the part of the log that only speaks of matches that are gone.
  mutating func forgetLog(effects: inout EffectBuffer) {
    guard hasForgettable else { return }
    var oldest = LogPosition(sequence: ticket + 1, chain: chain)
    if isStoring { oldest.sequence = ticket }
    for entry in directory where matches[entry.slot].origin.sequence < oldest.sequence {
      oldest = matches[entry.slot].origin
    }
    let isWorthIt = oldest.sequence - forgotten >= Self.forgottenBatchesMax || directory.isEmpty
    guard isWorthIt, oldest.sequence > forgotten else { return }
    hasForgettable = false
    forgotten = oldest.sequence
    let start = effects.bytes.count
    HostState(nextMatch: nextMatch, chain: oldest.chain, ticket: oldest.sequence - 1)
      .write(into: &effects.bytes)
    effects.add(.forget(before: oldest.sequence, start..<effects.bytes.count))
  }
}
