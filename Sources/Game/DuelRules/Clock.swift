import Primitives

/// What makes the next tick come. Rule: MATCH-5.
public enum Clock: Hashable, Sendable, CustomStringConvertible {
  /// When every seat is done, or its move time in milliseconds is up.
  case lockstep(moveMilliseconds: Int)
  /// On a timer, every so many milliseconds.
  case live(tickMilliseconds: Int)

  /// The shortest and longest move time or tick, in milliseconds.
  public static let millisecondsRange = 1...3_600_000

  /// The move time when none is given.
  public static let moveMillisecondsDefault = 1000

  /// The tick when none is given.
  public static let tickMillisecondsDefault = 500

  /// Reads `lockstep`, `lockstep:MS`, `live` or `live:MS`; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count <= 2 else { return nil }
    var milliseconds: Int?
    if parts.count == 2 {
      guard let number = Array(parts[1].utf8).span.parseInteger(),
        Self.millisecondsRange.contains(number)
      else { return nil }
      milliseconds = number
    }
    switch parts[0] {
    case "lockstep":
      self = .lockstep(moveMilliseconds: milliseconds ?? Self.moveMillisecondsDefault)
    case "live": self = .live(tickMilliseconds: milliseconds ?? Self.tickMillisecondsDefault)
    default: return nil
    }
  }

  /// Whether the time is one that a clock may have.
  var isInRange: Bool {
    switch self {
    case .lockstep(let milliseconds), .live(let milliseconds):
      Self.millisecondsRange.contains(milliseconds)
    }
  }

  /// The form that reads back: `lockstep` for the usual move time, `lockstep:60000`, `live:500`.
  public var description: String {
    switch self {
    case .lockstep(Self.moveMillisecondsDefault): "lockstep"
    case .lockstep(let milliseconds): "lockstep:\(milliseconds)"
    case .live(let milliseconds): "live:\(milliseconds)"
    }
  }
}
