import Contests
import Digests
import Primitives
import Terminal

/// The ninth round of a Swiss contest of 1,000: the rounds before are decided by a rule that mixes.
enum PairingBench {
  static func run(_ size: BenchSize) throws(CommandFailure) {
    let count = size == .small ? 20 : 1_000
    do throws(ContestError) {
      let plan = try ContestPlan(
        names: (0..<count).map { "p\($0)" }, format: .swiss(rounds: 9), games: 1, order: .given,
        tieBreaks: TieBreak.standard, seed: Digest.of([1]))
      var contest = Contest(plan)
      var results: [MatchResult] = []
      while let round = contest.next.first?.id.round, round < 8 {
        for pairing in contest.next {
          let result = result(of: pairing)
          results.append(result)
          if results.count < count / 2 * 8 { try contest.record(result) }
        }
        guard results.count < count / 2 * 8 else { break }
      }
      try draw(contest, results[results.count - 1], size)
    } catch {
      throw CommandFailure(.no, "pairing: \(error)")
    }
  }

  /// Draws the round that the last result brings about.
  private static func draw(
    _ contest: Contest, _ last: MatchResult, _ size: BenchSize
  ) throws(ContestError) {
    var failure: ContestError?
    do throws(CommandFailure) {
      try measure("pairing", size, operations: 1, unit: "Swiss round of 1,000") {
        var contest = contest
        do throws(ContestError) { try contest.record(last) } catch { failure = error }
        return Digest.of(
          contest.next.flatMap { [Int64($0.first.index), Int64($0.second.index)] })
      }
    } catch {
      preconditionFailure("PairingBench: \(error.text)")
    }
    if let failure { throw failure }
  }

  private static func result(of pairing: Pairing) -> MatchResult {
    let (first, second) = (pairing.first.index, pairing.second.index)
    let mixed = (first * 31 + second * 17 + pairing.id.round * 7) % 5
    let outcome: GameOutcome = mixed < 2 ? .first : mixed < 4 ? .second : .draw
    let figures = SeatFigures(start: Money(whole: 10_000), equity: Money(whole: 10_000))
    return MatchResult(
      id: pairing.id, outcome: outcome, reason: .finished, first: figures, second: figures)
  }
}
