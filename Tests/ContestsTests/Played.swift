import Digests
import Primitives
import TestKit

@testable import Contests

/// Contests of players named p1, p2, ..., played in short sentences.
enum Played {
  static let seed = Digest(bytes: Array(repeating: 7, count: 32))

  static func plan(
    _ count: Int, _ format: ContestFormat, games: Int = 1,
    tieBreaks: [TieBreak] = TieBreak.standard
  ) throws(ContestError) -> ContestPlan {
    try ContestPlan(
      names: (0..<count).map { "p\($0 + 1)" }, format: format, games: games, order: .given,
      tieBreaks: tieBreaks, seed: seed)
  }

  static func figures(_ equity: Int64 = 10_000) -> SeatFigures {
    SeatFigures(start: Money(whole: 10_000), equity: Money(whole: equity))
  }

  static func result(
    _ id: PairingID, _ outcome: GameOutcome, _ reason: ResultReason = .finished
  ) -> MatchResult {
    MatchResult(id: id, outcome: outcome, reason: reason, first: figures(), second: figures())
  }

  /// A result with chances for all outcomes and money that fits it.
  static func result(_ id: PairingID, dice: inout Dice) -> MatchResult {
    let outcome = dice.pick([GameOutcome.first, .second, .draw])
    let gain = Int64(dice.roll(1...500))
    let won = outcome == .draw ? 0 : outcome == .first ? gain : -gain
    return MatchResult(
      id: id, outcome: outcome, reason: .finished, first: figures(10_000 + won),
      second: figures(10_000 - won))
  }

  /// What is open, as `1-2` with the number of seat 0 first.
  static func text(_ pairings: [Pairing]) -> String {
    pairings.map { "\($0.first.index + 1)-\($0.second.index + 1)" }.joined(separator: " ")
  }

  /// Gives results to what is open, by the number of seat 0: `1`, `2`, or `=` for a draw.
  static func play(_ contest: inout Contest, _ outcomes: String) throws {
    for (pairing, outcome) in zip(contest.next, outcomes) {
      let won: GameOutcome = outcome == "1" ? .first : outcome == "2" ? .second : .draw
      try contest.record(result(pairing.id, won))
    }
  }

  /// Everything that a contest shows of itself.
  static func face(_ contest: Contest) -> [String] {
    [
      "\(contest.isDecided)", "\(contest.next)", "\(contest.entries)", "\(contest.standings)",
      "\(CrossTable(contest))",
    ]
  }
}
