/// Who plays in a contest, by the number it was entered or drawn with.
public struct Entrant: Hashable, Comparable, Sendable {
  /// The pairing number, counted from 0; lower is seeded higher.
  public let index: Int

  /// Names the entrant with a number.
  public init(_ index: Int) { self.index = index }

  /// Orders by number.
  public static func < (left: Entrant, right: Entrant) -> Bool { left.index < right.index }
}
