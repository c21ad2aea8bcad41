/// When a change is answered that a store outside the process keeps.
public enum Durability: String, Hashable, Sendable {
  /// When it is executed; it is on the disk a moment later.
  case relaxed
  /// When it is on the disk.
  case strict
}
