public import Contests
import DuelHost
import Foundation
import Primitives
import WireProtocol

/// What a seat came to in a game, as `results.jsonl` has it. Amounts are decimals.
public struct SeatRecord: Hashable, Sendable, Codable {
  /// Who sat there.
  public var player: String
  /// What the account began with.
  public var start: String
  /// What it was worth at the end.
  public var equity: String
  /// The largest fall of equity from a peak.
  public var drawdown: String
  /// How many liquidations it had.
  public var liquidations: Int
  /// Whether it was exposed less often than the rules ask, and ranks behind who was not.
  public var isInactive: Bool
  /// Moves that it missed.
  public var missedMoves: Int
  /// Lines of it that were refused.
  public var refusals: Int
  /// Of these, lines that were wrong in themselves.
  public var illegalLines: Int
  /// How often its connection broke.
  public var disconnections: Int
  /// Why it forfeited the game, a word of CONTEST-4; nil when it did not.
  public var fault: String?
}

/// A game that has a result: a line of `results.jsonl`.
public struct GameRecord: Hashable, Sendable, Codable {
  /// Its round, from 1.
  public var round: Int
  /// Its table in the round, from 1.
  public var table: Int
  /// Its place at the table, from 1.
  public var game: Int
  /// `1-0`, `0-1`, `1/2-1/2` or `0-0`, for seat 0.
  public var result: String
  /// How it came about, a word of CONTEST-4.
  public var reason: String
  /// By seat.
  public var seats: [SeatRecord]
  /// What its tape is made of.
  public var seed: Int
  /// The digest of its record; nil when it was not played.
  public var digest: String?

  /// Which game of the contest it was.
  public var id: PairingID { PairingID(round: round - 1, table: table - 1, game: game - 1) }

  /// Where its record lies in the folder of the contest.
  public var path: String { "records/\(round)-\(table)-\(game).duel" }

  /// What the contest is told of it; nil when a word or a figure is none.
  public var matchResult: MatchResult? {
    guard seats.count == 2, let reason = ResultReason(rawValue: reason),
      let outcome = GameOutcome(result),
      let first = seats[0].figures, let second = seats[1].figures,
      outcome != .neither || reason.isForfeit, outcome != .draw || !reason.isForfeit
    else { return nil }
    return MatchResult(
      id: id, outcome: outcome, reason: reason, first: first, second: second)
  }

  /// The game in the familiar words: `1-0 {bob did not move in time}`.
  public var sentence: String { "\(result) {\(explanation)}" }

  private var explanation: String {
    let faults = seats.compactMap { seat in
      seat.fault.flatMap { ResultReason(rawValue: $0) }.map { "\(seat.player) \($0.sentence)" }
    }
    if !faults.isEmpty { return faults.joined(separator: ", ") }
    let equities = seats.map { Money($0.equity)?.rounded ?? $0.equity }.joined(separator: " to ")
    let inactive = seats.filter(\.isInactive).map { ", \($0.player) inactive" }.joined()
    let isKnockout = reason == ResultReason.knockout.rawValue
    return (isKnockout ? "knock-out, " : "") + equities + inactive
  }
}

extension Money {
  /// The amount to two decimals, for people.
  var rounded: String { String(format: "%.2f", Double(units) / Double(unitsPerOne)) }
}

extension SeatRecord {
  fileprivate var figures: SeatFigures? {
    guard let start = Money(start), let equity = Money(equity) else { return nil }
    return SeatFigures(start: start, equity: equity)
  }

  init(_ player: String, _ seat: SettledSeat, fault: ResultReason?) {
    self.init(
      player: player, start: seat.start.description, equity: seat.equity.description,
      drawdown: seat.drawdown.description, liquidations: seat.liquidations,
      isInactive: !seat.hasParticipated, missedMoves: seat.conduct.missedMoves,
      refusals: seat.conduct.refusals,
      illegalLines: seat.conduct.illegalLines, disconnections: seat.conduct.disconnections,
      fault: fault?.rawValue)
  }

  /// A seat of a game that was not played.
  init(_ player: String, balance: Money, fault: ResultReason?) {
    self.init(
      player: player, start: balance.description, equity: balance.description,
      drawdown: Money.zero.description, liquidations: 0, isInactive: false, missedMoves: 0,
      refusals: 0, illegalLines: 0, disconnections: 0, fault: fault?.rawValue)
  }
}

extension GameOutcome {
  /// Reads `1-0` and the like.
  init?(_ text: String) {
    guard let known = Self.allCases.first(where: { $0.text == text }) else { return nil }
    self = known
  }

  /// `1-0` and the like, for seat 0.
  var text: String {
    switch self {
    case .first: "1-0"
    case .second: "0-1"
    case .draw: "1/2-1/2"
    case .neither: "0-0"
    }
  }
}

extension ResultReason {
  /// What is said of a player.
  var sentence: String {
    switch self {
    case .finished: "played to the end"
    case .knockout: "was knocked out"
    case .timeout: "did not move in time"
    case .illegal: "sent what is no command"
    case .disconnect: "closed its connection"
    case .crash: "ended in the middle of the match"
    case .stall: "said nothing any more"
    case .absent: "was not ready in time"
    }
  }
}
