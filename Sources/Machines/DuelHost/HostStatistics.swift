import Primitives
import WireProtocol

/// What a server has done since it began. Every number only grows.
struct HostStatistics {
  let startedAt: Instant
  /// Lines taken from clients.
  var commands = 0
  var ticks = 0
  var bytesIn = 0
  var bytesOut = 0
  /// Commands answered with ERR.
  var refused = 0
  /// Lines that slow spectators were not sent.
  var dropped = 0
  /// By the place of the code among those that close.
  private(set) var dismissed = Array(repeating: 0, count: closingCodes.count)

  /// The codes with which the server ends a connection by itself, in their order.
  static let closingCodes = ErrorCode.allCases.filter { $0.closes }

  init(startedAt: Instant) { self.startedAt = startedAt }

  /// Counts a connection that the server ends.
  mutating func dismiss(_ code: ErrorCode) {
    guard let place = Self.closingCodes.firstIndex(of: code) else { return }
    dismissed[place] += 1
  }
}
