import TestKit
import Testing

@testable import Contests

/// Matchings beside the same found by trying everything.
struct PairingGraphTests {
  private func edges(_ count: Int, _ pairs: [(Int, Int)]) -> [Bool] {
    var mayMeet = Array(repeating: false, count: count * count)
    for (one, other) in pairs {
      mayMeet[one * count + other] = true
      mayMeet[other * count + one] = true
    }
    return mayMeet
  }

  /// By trying everything: whether all players of a set of bits can be matched with one another.
  private func isMatchable(_ players: Int, _ count: Int, _ mayMeet: [Bool]) -> Bool {
    guard players != 0 else { return true }
    let first = players.trailingZeroBitCount
    let rest = players & ~(1 << first)
    return (0..<count).contains { other in
      rest >> other & 1 == 1 && mayMeet[first * count + other]
        && isMatchable(rest & ~(1 << other), count, mayMeet)
    }
  }

  private func randomEdges(_ count: Int, dice: inout Dice) -> [Bool] {
    let sparseness = dice.roll(1...4)
    var pairs: [(Int, Int)] = []
    for one in 0..<count {
      for other in 0..<one where dice.once(in: sparseness) { pairs.append((one, other)) }
    }
    return edges(count, pairs)
  }

  @Test func aFlowerIsSeenThrough() {
    // Two triangles on a path: only 0-1 2-3 4-5 matches all; neighbours first would take 1-2.
    let mayMeet = edges(6, [(0, 1), (1, 2), (0, 2), (2, 3), (3, 4), (4, 5), (3, 5)])
    var graph = PairingGraph(count: 6, mayMeet: mayMeet)
    graph.cover(order: [1, 4, 2, 3, 0, 5])
    #expect(graph.mates == [1, 0, 3, 2, 5, 4])
  }

  @Test(arguments: 0..<400)
  func thoseInFrontAreCoveredAsIfAllHadBeenTried(_ seed: Int) {
    var dice = Dice(seed: seed)
    let count = dice.roll(1...9)
    let mayMeet = randomEdges(count, dice: &dice)
    var graph = PairingGraph(count: count, mayMeet: mayMeet)
    if dice.once(in: 2) { graph.matchNeighbours() }
    let order = (0..<count).sorted { ($0 * 7 + seed) % 11 < ($1 * 7 + seed) % 11 }
    graph.cover(order: order)
    // What can be covered, one after the other, by trying all sets.
    var taken = 0
    let all = (1 << count) - 1
    let matchable = (0...all).filter { isMatchable($0, count, mayMeet) }
    for player in order {
      let wanted = taken | 1 << player
      if matchable.contains(where: { $0 & wanted == wanted }) { taken = wanted }
    }
    let covered = (0..<count).reduce(0) { graph.mates[$1] == -1 ? $0 : $0 | 1 << $1 }
    #expect(covered == taken, "seed \(seed)")
    for player in 0..<count where graph.mates[player] >= 0 {
      #expect(graph.mates[graph.mates[player]] == player)
      #expect(mayMeet[player * count + graph.mates[player]])
    }
  }

  @Test(arguments: 0..<400)
  func aWishIsGrantedExactlyWhenTheOthersCanBeMatched(_ seed: Int) {
    var dice = Dice(seed: seed)
    let count = 2 * dice.roll(1...4)
    let mayMeet = randomEdges(count, dice: &dice)
    let all = (1 << count) - 1
    guard isMatchable(all, count, mayMeet) else { return }
    var graph = PairingGraph(count: count, mayMeet: mayMeet)
    graph.cover(order: Array(0..<count))
    var left = Array(0..<count)
    while let player = left.first {
      let wishes = Array(left.dropFirst().reversed())
      let rest = left.reduce(0) { $0 | 1 << $1 } & ~(1 << player)
      let expected = wishes.first {
        mayMeet[player * count + $0] && isMatchable(rest & ~(1 << $0), count, mayMeet)
      }
      let partner = graph.settle(player, wishes: wishes, among: left)
      #expect(partner == expected, "seed \(seed)")
      left.removeAll { $0 == player || $0 == partner }
    }
  }

  @Test(arguments: 0..<400)
  func whoCanBeKeptInItsBracketIsKept(_ seed: Int) {
    var dice = Dice(seed: seed)
    let count = 2 * dice.roll(1...4)
    let mayMeet = randomEdges(count, dice: &dice)
    guard isMatchable((1 << count) - 1, count, mayMeet) else { return }
    var graph = PairingGraph(count: count, mayMeet: mayMeet)
    graph.cover(order: Array(0..<count))
    let size = dice.roll(1...count)
    for player in 0..<size { graph.zones[player] = 1 }
    var kept = 0
    for player in 0..<size {
      let isKept = graph.keep(player, among: Array(0..<count))
      // The same with all edges gone between those that are kept and those outside.
      let trial = kept | 1 << player
      var reduced = mayMeet
      for one in 0..<size where trial >> one & 1 == 1 {
        for other in size..<max(count, size) {
          reduced[one * count + other] = false
          reduced[other * count + one] = false
        }
      }
      let expected = isMatchable((1 << count) - 1, count, reduced)
      #expect(isKept == expected, "seed \(seed)")
      if expected { kept = trial }
    }
  }
}
