/// Rounds that an entrant does not play. Rule: CONTEST-5.
public struct Absence: Hashable, Sendable {
  /// Who is away.
  public let entrant: Entrant
  /// The first round without it.
  public let from: Int
  /// The last round without it; nil when it does not come back.
  public let through: Int?

  /// Takes down an absence.
  public init(entrant: Entrant, from: Int, through: Int? = nil) {
    self.entrant = entrant
    self.from = from
    self.through = through
  }

  /// Whether it covers a round.
  func covers(_ round: Int) -> Bool {
    guard round >= from else { return false }
    if let through { return round <= through }
    return true
  }
}
