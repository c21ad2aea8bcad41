/// Whether every seat must contribute a nonce to the tape. Rule: MATCH-2a.
public enum NonceRule: String, CaseIterable, Hashable, Sendable {
  /// A seat may be ready without one.
  case optional
  /// Without one a seat is not ready.
  case required
  /// No seat may: the tape is the server's alone, and two matches of one seed have the same.
  case none
}
