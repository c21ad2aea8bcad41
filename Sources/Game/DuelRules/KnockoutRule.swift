/// What a knock-out does to a match. Rule: MATCH-10.
public enum KnockoutRule: String, CaseIterable, Hashable, Sendable {
  /// The match is settled when at most one seat remains.
  case endsMatch = "ends-match"
  /// The match goes on to its last tick.
  case playsOn = "plays-on"
}
