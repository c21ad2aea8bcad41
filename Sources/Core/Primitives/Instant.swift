/// A moment on some clock that only moves forward; who drives the clock says which.
public struct Instant: Hashable, Comparable, Sendable {
  /// Nanoseconds since that clock's beginning.
  public let nanoseconds: Int64

  /// Names a moment.
  @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// Orders by time.
  @inlinable public static func < (left: Instant, right: Instant) -> Bool {
    left.nanoseconds < right.nanoseconds
  }

  /// The moment so many milliseconds later.
  @inlinable public func adding(milliseconds: Int) -> Instant {
    Instant(nanoseconds: nanoseconds + Int64(milliseconds) * 1_000_000)
  }

  /// Whole milliseconds from an earlier moment to this one, rounded down; negative if it is later.
  @inlinable public func milliseconds(since earlier: Instant) -> Int {
    Int((nanoseconds - earlier.nanoseconds).divided(by: 1_000_000, rounding: .down))
  }
}
