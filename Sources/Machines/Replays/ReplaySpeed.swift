import Primitives

/// How fast a replay goes.
public enum ReplaySpeed: Hashable, Sendable, CustomStringConvertible {
  /// So many hundredths of the speed of the match: 100 is 1x.
  case hundredths(Int)
  /// As fast as the screen can follow, a match in about two seconds.
  case max

  /// The speed of the match.
  public static let usual = ReplaySpeed.hundredths(100)

  /// The slowest and the fastest, in hundredths.
  public static let range = 1...100_000

  private static let steps: [ReplaySpeed] =
    [25, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000].map { .hundredths($0) } + [.max]

  /// Reads `max`, or a number from 0.01 to 1000 with an `x` behind it or none; nil for others.
  public init?(_ text: String) {
    if text == "max" {
      self = .max
      return
    }
    guard let rate = Rate(text.hasSuffix("x") ? String(text.dropLast()) : text) else { return nil }
    let hundredth = unitsPerOne / 100
    guard rate.units % hundredth == 0, Self.range.contains(Int(rate.units / hundredth)) else {
      return nil
    }
    self = .hundredths(Int(rate.units / hundredth))
  }

  /// As it is shown: `2x`, `0.25x`, `max`.
  public var description: String {
    switch self {
    case .hundredths(let number): "\(Rate(units: Int64(number) * (unitsPerOne / 100)))x"
    case .max: "max"
    }
  }

  /// The next faster step; the same at the fastest.
  var faster: ReplaySpeed { Self.steps.first { $0.isAbove(self) } ?? self }

  /// The next slower step; the same at the slowest.
  var slower: ReplaySpeed { Self.steps.last { self.isAbove($0) } ?? self }

  private func isAbove(_ other: ReplaySpeed) -> Bool {
    switch (self, other) {
    case (.max, .max): false
    case (.max, .hundredths): true
    case (.hundredths, .max): false
    case (.hundredths(let mine), .hundredths(let theirs)): mine > theirs
    }
  }

  /// How long a tick of so many milliseconds lasts, in nanoseconds; nil at the highest speed.
  public func nanoseconds(ofTick milliseconds: Int) -> Int64? {
    guard case .hundredths(let number) = self else { return nil }
    return Int64(milliseconds) * 100_000_000 / Int64(number)
  }
}
