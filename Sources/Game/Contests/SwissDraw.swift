/// What the next round of a Swiss contest depends on: those who are there, best first.
public struct SwissField: Hashable, Sendable {
  /// The players that take part in the round, by score, then by number.
  public let ranked: [Entrant]
  /// Beside each, its score.
  public let scores: [Int]
  /// Beside each, how many rounds it has sat out.
  public let idleRounds: [Int]
  /// A row for each, whether it may meet each: they have not been paired before.
  public let mayMeet: [Bool]

  /// Takes down the players; traps unless each has its score, its rounds and its row.
  public init(ranked: [Entrant], scores: [Int], idleRounds: [Int], mayMeet: [Bool]) {
    precondition(
      scores.count == ranked.count && idleRounds.count == ranked.count
        && mayMeet.count == ranked.count * ranked.count, "CONTEST-9: a field is complete")
    self.ranked = ranked
    self.scores = scores
    self.idleRounds = idleRounds
    self.mayMeet = mayMeet
  }
}

/// Two who meet, by rank.
public struct RankedPair: Hashable, Sendable {
  /// The one ranked higher.
  public let higher: Entrant
  /// The other one.
  public let lower: Entrant
}

/// The pairs of a Swiss round, before seats are given.
///
/// Rules: CONTEST-9, CONTEST-10, CONTEST-11.
public struct SwissDraw: Hashable, Sendable {
  /// In the order of their higher players.
  public private(set) var pairs: [RankedPair] = []
  /// Who has no opponent.
  public private(set) var idle: [Entrant] = []

  /// Pairs a round.
  public init(_ field: SwissField) {
    let ranks = Array(field.ranked.indices)
    var graph = PairingGraph(count: ranks.count, mayMeet: field.mayMeet)
    graph.matchNeighbours()
    graph.cover(
      order: ranks.sorted {
        (-field.idleRounds[$0], $0) < (-field.idleRounds[$1], $1)
      })
    idle = ranks.filter { graph.mates[$0] == PairingGraph.nobody }.map { field.ranked[$0] }
    var left = ranks.filter { graph.mates[$0] != PairingGraph.nobody }
    var floating: [Int] = []
    var partners = graph.mates
    while let best = left.first(where: { !floating.contains($0) }) {
      let group = left.filter { field.scores[$0] == field.scores[best] && $0 >= best }
      let bracket = Self.keep(floating + group, among: left, in: &graph)
      Self.pair(bracket.kept, movedDown: floating, in: &graph, partners: &partners)
      left.removeAll { bracket.kept.contains($0) }
      floating = bracket.floating
    }
    pairs = ranks.filter { partners[$0] > $0 }.map {
      RankedPair(higher: field.ranked[$0], lower: field.ranked[partners[$0]])
    }
  }

  private struct Bracket {
    var kept: [Int] = []
    var floating: [Int] = []
  }

  /// Who is paired in the bracket, and who goes down to the next group.
  private static func keep(
    _ bracket: [Int], among left: [Int], in graph: inout PairingGraph
  ) -> Bracket {
    var result = Bracket()
    for player in bracket { graph.zones[player] = 1 }
    for player in bracket {
      // An even number stays: the last one cannot when those before it are even.
      let isOdd = player == bracket.last && result.kept.count % 2 == 0
      if !isOdd, graph.keep(player, among: left) {
        result.kept.append(player)
      } else {
        result.floating.append(player)
      }
    }
    for player in result.floating { graph.zones[player] = 0 }
    return result
  }

  /// Pairs the players that stay in a bracket: an even number, all of whom can be paired.
  private static func pair(
    _ kept: [Int], movedDown: [Int], in graph: inout PairingGraph, partners: inout [Int]
  ) {
    var left = kept
    while let player = left.first {
      let others = Array(left.dropFirst())
      let wishes: [Int]
      if movedDown.contains(player) {
        wishes = others.filter { !movedDown.contains($0) } + others.filter(movedDown.contains)
      } else {
        // The others begin at index 0, so half of all is half of them, less one.
        let half = left.count / 2 - 1
        wishes = Array(others[half...]) + others[..<half].reversed()
      }
      let partner = graph.settle(player, wishes: wishes, among: left)
      partners[player] = partner
      partners[partner] = player
      left.removeAll { $0 == player || $0 == partner }
    }
  }
}
