/// Finds what somebody probably meant.
public enum NearestName {
  /// The candidate with the fewest edits to `word`, if that is at most a third of its length + 1.
  ///
  /// Letter case does not count; of equals the first wins. Complexity: O(candidates x length^2).
  public static func of(_ word: String, among candidates: [String]) -> String? {
    let target = word.utf8.map(asciiUppercased)
    var best: String?
    var fewest = target.count / 3 + 2
    for candidate in candidates {
      let edits = distance(target, candidate.utf8.map(asciiUppercased))
      if edits < fewest {
        fewest = edits
        best = candidate
      }
    }
    return best
  }

  /// The candidate that `word` is but for one edit or its letter case; nil when it is one of them,
  /// or when there is none. Complexity: O(candidates x length^2).
  public static func slip(of word: String, among candidates: [String]) -> String? {
    let target = word.utf8.map(asciiUppercased)
    guard !candidates.contains(word) else { return nil }
    return candidates.first { candidate in
      let other = candidate.utf8.map(asciiUppercased)
      return abs(other.count - target.count) <= 1 && distance(target, other) <= 1
    }
  }

  /// How many insertions, removals, changes or swaps of neighbours turn one into the other.
  static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var beforeLast = [Int](repeating: 0, count: right.count + 1)
    var last = Array(0...right.count)
    for row in left.indices {
      var current = [Int](repeating: row + 1, count: right.count + 1)
      for column in right.indices {
        let change = last[column] + (left[row] == right[column] ? 0 : 1)
        current[column + 1] = min(change, last[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          current[column + 1] = min(current[column + 1], beforeLast[column - 1] + 1)
        }
      }
      beforeLast = last
      last = current
    }
    return last[right.count]
  }
}
