/// How a match came to its end.
public enum EndReason: String, Hashable, Sendable {
  /// Its ticks were played, or a knock-out decided it.
  case finished
  /// A seat kept it from beginning. Rule: MATCH-2a.
  case forfeit
  /// It was called off and has no result.
  case aborted
}

extension Match {
  /// How it ended; only of a match that is over.
  public var endReason: EndReason {
    guard phase == .settled else { return .aborted }
    return forfeits.isEmpty ? .finished : .forfeit
  }
}
