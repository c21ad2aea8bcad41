/// Two who meet in a table of rounds, in the seats of their first game.
struct TablePair: Hashable {
  let first: Int
  let second: Int
}

/// Rounds in which everybody meets everybody else. Rules: CONTEST-6, CONTEST-7.
///
/// Source: FIDE Handbook C.05, annex 1.
enum BergerTable {
  /// The rounds for players 0 to `count` - 1; who meets nobody in a round stands in no pair of it.
  static func rounds(count: Int, isDouble: Bool) -> [[TablePair]] {
    let once = rounds(count: count)
    guard isDouble else { return once }
    let reversed = once.map { round in
      round.map { TablePair(first: $0.second, second: $0.first) }
    }
    var first = once
    if first.count > 1 { first.swapAt(first.count - 1, first.count - 2) }
    return first + reversed
  }

  /// Once around. With `even` players, the last one meets 1, `even`/2 + 1, 2, ... in turn; the
  /// others meet across that one, on a circle of all but the last.
  private static func rounds(count: Int) -> [[TablePair]] {
    let even = count + count % 2
    let circle = even - 1
    return (0..<circle).map { round in
      let pivot = round * (even / 2) % circle
      var pairs = [
        round % 2 == 0
          ? TablePair(first: pivot, second: circle) : TablePair(first: circle, second: pivot)
      ]
      for distance in 1..<max(even / 2, 1) {
        pairs.append(
          TablePair(
            first: (pivot + distance) % circle, second: (pivot + circle - distance) % circle))
      }
      return pairs.filter { $0.first < count && $0.second < count }
    }
  }
}
