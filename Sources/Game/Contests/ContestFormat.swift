/// Who meets whom.
public enum ContestFormat: Hashable, Sendable {
  /// Everybody meets everybody, once or twice. Rules: CONTEST-6, CONTEST-7.
  case roundRobin(isDouble: Bool)
  /// The first entrants meet all others. Rule: CONTEST-8.
  case gauntlet(champions: Int)
  /// Equals meet, for a number of rounds. Rules: CONTEST-9 to CONTEST-12.
  case swiss(rounds: Int)
  /// Who loses is out; ties are best of so many pairs of games. Rules: CONTEST-13 to CONTEST-15.
  case knockout(bestOf: Int, thirdPlace: Bool)
}
