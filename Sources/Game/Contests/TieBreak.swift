/// What decides between equal scores. Rule: CONTEST-16.
public enum TieBreak: String, Hashable, Sendable, CaseIterable {
  /// The points made against each other, when all of them have met.
  case direct
  /// The sum of the opponents' scores.
  case buchholz
  /// The same without the least.
  case buchholzCut1 = "buchholz-cut1"
  /// The opponents' scores, each times what was made against it.
  case sonnebornBerger = "sonneborn-berger"
  /// The games won.
  case wins
  /// What was won or lost in money.
  case gain = "return"

  /// All of them, in the order that holds when nothing else is said.
  public static let standard: [TieBreak] = [
    .direct, .buchholz, .buchholzCut1, .sonnebornBerger, .wins, .gain,
  ]
}
