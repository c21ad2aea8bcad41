/// Rounds in which each champion meets each challenger once. Rule: CONTEST-8.
enum GauntletTable {
  /// The rounds for players 0 to `count` - 1, of whom the first are champions.
  static func rounds(count: Int, champions: Int) -> [[TablePair]] {
    let challengers = count - champions
    let length = max(champions, challengers)
    return (0..<length).map { round in
      (0..<champions).compactMap { champion in
        let challenger = (round + champion) % length
        guard challenger < challengers else { return nil }
        // Seats alternate along the rounds of a champion.
        return round % 2 == 0
          ? TablePair(first: champion, second: champions + challenger)
          : TablePair(first: champions + challenger, second: champion)
      }
    }
  }
}
