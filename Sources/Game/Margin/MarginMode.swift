/// How a position's losses are carried.
public enum MarginMode: String, CaseIterable, Hashable, Sendable {
  /// By margin of its own; it can lose no more than that.
  case isolated
  /// By everything in the account that is not assigned to an isolated position.
  case cross
}
