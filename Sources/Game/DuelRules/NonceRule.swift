/// Whether every seat must contribute a nonce to the tape. Rule: MATCH-2.
public enum NonceRule: String, CaseIterable, Hashable, Sendable {
  /// A seat may be ready without one.
  case optional
  /// Without one a seat is not ready.
  case required
}
