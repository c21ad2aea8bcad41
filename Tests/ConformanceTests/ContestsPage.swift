import Contests
import Digests
import Testing

/// The examples of contests.md as the page writes them.
enum ContestsPage {
  static func contest(_ count: Int, _ format: ContestFormat) throws -> Contest {
    Contest(
      try ContestPlan(
        names: (1...count).map { "p\($0)" }, format: format, games: 1, order: .given,
        tieBreaks: TieBreak.standard, seed: Digest(bytes: Array(repeating: 0, count: 32))))
  }

  /// Rounds of games, as `1-4 2-3 | 4-3 1-2`.
  static func rounds(_ pairings: [Pairing]) -> String {
    let count = (pairings.map(\.id.round).max() ?? -1) + 1
    return (0..<count).map { round in
      pairings.filter { $0.id.round == round }
        .map { "\($0.first.index + 1)-\($0.second.index + 1)" }.joined(separator: " ")
    }
    .joined(separator: " | ")
  }

  /// The places of a full bracket, read off its first games.
  static func places(_ count: Int) throws -> String {
    try contest(count, .knockout(bestOf: 1, thirdPlace: false)).next
      .filter { $0.id.game == 0 }
      .map { "\($0.first.index + 1) \($0.second.index + 1)" }.joined(separator: " ")
  }

  /// A round of `scores 2 2 0 met 1-2 idle 3`, as `1-3 bye 2`.
  static func swissRound(_ words: [String]) throws -> String {
    var scores: [Int] = []
    var met: [[Int]] = []
    var idle: [Int] = []
    var kind = ""
    for word in words {
      switch (kind, Int(word)) {
      case ("scores", let score?): scores.append(score)
      case ("idle", let player?): idle.append(player - 1)
      case ("met", _) where word.contains("-"):
        met.append(word.split(separator: "-").compactMap { Int($0).map { $0 - 1 } })
      default: kind = word
      }
    }
    let ranked = scores.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) }
    let draw = SwissDraw(
      SwissField(
        ranked: ranked.map { Entrant($0) }, scores: ranked.map { scores[$0] },
        idleRounds: ranked.map { player in idle.count { $0 == player } },
        mayMeet: ranked.flatMap { one in
          ranked.map { other in
            one != other && !met.contains([one, other]) && !met.contains([other, one])
          }
        }))
    let pairs = draw.pairs.map { "\($0.higher.index + 1)-\($0.lower.index + 1)" }
    let byes = draw.idle.map { "bye \($0.index + 1)" }
    return (pairs + byes).joined(separator: " ")
  }
}
