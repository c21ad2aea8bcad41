import Contests
public import Rankings

/// A sequential test of two bots, pair of games by pair of games in the order of the contest.
///
/// The verdict is that of the first pair at which there is one, whatever was played besides. Rules:
/// RATING-1, RATING-4.
public struct SequentialCourse: Hashable, Sendable {
  /// The test.
  public let test: SequentialTest
  /// What was counted: pairs by the half points of the first bot.
  public private(set) var counts = ResultCounts(pairs: [0, 0, 0, 0, 0])
  /// What the test has come to; nil while it is open.
  public private(set) var verdict: SequentialTest.Verdict?
  private var next = 0

  /// Begins a test; nil when its figures are out of range.
  public init?(_ settings: SequentialTestSettings) {
    guard let scale = SequentialTest.Scale(rawValue: settings.model),
      let test = SequentialTest(
        elo0: settings.elo0, elo1: settings.elo1, alpha: settings.alpha, beta: settings.beta,
        scale: scale)
    else { return nil }
    self.test = test
  }

  /// The logarithm of how much likelier the results are under `elo1`.
  public var ratio: Double { test.logLikelihoodRatio(counts) }

  /// Looks at the games so far: pairs count in their order, until one is missing.
  mutating func take(_ records: [GameRecord]) {
    guard verdict == nil else { return }
    var points: [Int: Int] = [:]
    for record in records where record.game > 2 * next {
      points[record.game] = record.halfPoints(seat: (record.game - 1) % 2)
    }
    while verdict == nil, let first = points[2 * next + 1], let second = points[2 * next + 2] {
      next += 1
      var cells = counts.counts
      cells[first + second] += 1
      counts = ResultCounts(pairs: cells)
      let now = test.verdict(counts)
      if now != .open { verdict = now }
    }
  }
}

extension GameRecord {
  /// The half points of a seat. Rule: CONTEST-3.
  func halfPoints(seat: Int) -> Int {
    guard let outcome = matchResult?.outcome else { return 0 }
    return seat == 0 ? outcome.firstHalfPoints : outcome.secondHalfPoints
  }
}
