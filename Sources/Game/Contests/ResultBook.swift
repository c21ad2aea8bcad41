/// The results so far, one for each game, whatever order they came in.
struct ResultBook: Hashable {
  /// In the order of their games.
  private(set) var results: [MatchResult] = []

  subscript(id: PairingID) -> MatchResult? {
    let place = place(of: id)
    return place < results.count && results[place].id == id ? results[place] : nil
  }

  /// Takes a result down; the game must have none yet.
  mutating func insert(_ result: MatchResult) {
    let place = place(of: result.id)
    precondition(
      place == results.count || results[place].id != result.id, "CONTEST-4: one result a game")
    results.insert(result, at: place)
  }

  /// Where a game stands or would stand.
  private func place(of id: PairingID) -> Int {
    var low = 0
    var high = results.count
    while low < high {
      let middle = low + (high - low) / 2
      if results[middle].id < id { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
