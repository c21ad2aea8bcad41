/// How often one player lost, drew and won against another, by games or by pairs of games.
///
/// A pair is two games on one tape with seats exchanged. Pairs tell more: what a tape does to both
/// games is not taken for strength. Rule: RATING-1.
public struct ResultCounts: Hashable, Sendable {
  /// By the points made, from none to all: 3 counts of games, or 5 of pairs.
  public let counts: [Int]

  /// Counts games.
  public init(losses: Int, draws: Int, wins: Int) { counts = [losses, draws, wins] }

  /// Counts pairs of games by their half points, 0 to 4.
  public init(pairs: [Int]) {
    precondition(pairs.count == 5, "RATING-1: a pair has 0 to 4 half points")
    counts = pairs
  }

  /// Counts games from their half points: 0, 1 or 2 each.
  public init(games: [Int]) {
    var counts = [0, 0, 0]
    for game in games { counts[game] += 1 }
    self.counts = counts
  }

  /// Whether these are pairs of games.
  public var arePairs: Bool { counts.count == 5 }

  /// How many games or pairs there are.
  public var items: Int { counts.reduce(0, +) }

  /// How many games there are.
  public var games: Int { arePairs ? 2 * items : items }

  /// The mean share of the points, 0 to 1; nil without games.
  public var score: Double? { items == 0 ? nil : distribution.mean }

  /// The spread of the share of the points of one game or pair; nil without games.
  public var variance: Double? { items == 0 ? nil : distribution.variance }

  /// The shares of the points and how often they were made.
  var distribution: Distribution { Distribution(weights: counts.map(Double.init)) }

  /// The same, as if what never happened had happened one time in a thousand. Rule: RATING-4.
  var regularized: Distribution {
    Distribution(weights: counts.map { $0 == 0 ? 0.001 : Double($0) })
  }
}

/// Shares of the points from 0 to 1 in equal steps, and how likely they are.
struct Distribution {
  let values: [Double]
  var chances: [Double]
  /// The sum of the weights it was made of.
  let weight: Double

  init(weights: [Double]) {
    let sum = weights.reduce(0, +)
    weight = sum
    values = weights.indices.map { Double($0) / Double(weights.count - 1) }
    chances = weights.map { $0 / sum }
  }

  var mean: Double {
    var sum = 0.0
    for index in values.indices { sum += chances[index] * values[index] }
    return sum
  }

  var variance: Double {
    let mean = mean
    var sum = 0.0
    for index in values.indices {
      sum += chances[index] * (values[index] - mean) * (values[index] - mean)
    }
    return sum
  }
}
