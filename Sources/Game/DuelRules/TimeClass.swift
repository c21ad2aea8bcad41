/// How long a match takes, in a word that the rule `ticks` accepts.
public enum TimeClass: String, CaseIterable, Hashable, Sendable {
  /// Over in a few minutes.
  case blitz
  /// The usual length of a match in earnest.
  case rapid
  /// An hour at a second a tick.
  case long

  /// How many ticks it means.
  public var ticks: Int {
    switch self {
    case .blitz: 360
    case .rapid: 600
    case .long: 3600
    }
  }
}
