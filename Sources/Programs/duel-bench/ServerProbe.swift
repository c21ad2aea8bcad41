import Foundation
import Primitives
import Reactor
import Terminal

/// A player of a live match that trades every few milliseconds and measures.
final class ServerProbe {
  private let peer: PlainSocket
  private var sentAt: [Instant] = []
  private var answered = 0
  private var roundTrips: [Int64] = []
  private var tickedAt: Instant?
  private var ticksLate: [Int64] = []
  private var statistics = ""
  /// The code with which the server ended it; nil while it plays.
  private(set) var dismissal: String?

  private static let tickMilliseconds = 50
  private static let orderMilliseconds = 8

  /// Begins a match of its own, which is m1 on a new server.
  init(_ address: SocketAddress) throws(CommandFailure) {
    guard let peer = PlainSocket(address) else {
      throw CommandFailure(.unreachable, "cannot connect to \(address)")
    }
    self.peer = peer
    peer.say("HELLO name=probe")
    peer.say("CREATE seats=1 ticks=100000 rules=classroom clock=live:\(Self.tickMilliseconds)")
    peer.say("READY")
  }

  /// What a while of measuring came to, in nanoseconds.
  struct Figures {
    var roundTrips: [Int64]
    var ticksLate: [Int64]
    var unanswered: Int

    /// The value that a share of them does not exceed; 0 for none.
    static func quantile(_ share: Double, of values: [Int64]) -> Int64 {
      guard !values.isEmpty else { return 0 }
      return values.sorted()[min(values.count - 1, Int(share * Double(values.count)))]
    }
  }

  /// Trades for some time; what it measured.
  func measure(milliseconds: Int) -> Figures {
    settle()
    roundTrips = []
    ticksLate = []
    tickedAt = nil
    let before = sentAt.count - answered
    let end = Instant.now().adding(milliseconds: milliseconds)
    var next = Instant.now()
    while Instant.now() < end, dismissal == nil {
      if Instant.now() >= next {
        next = Instant.now().adding(milliseconds: Self.orderMilliseconds)
        sendOrder()
      }
      read(until: next)
    }
    settle()
    return Figures(
      roundTrips: roundTrips, ticksLate: ticksLate,
      unanswered: max(0, sentAt.count - answered - before))
  }

  /// What STATS says.
  func askStatistics() -> String {
    statistics = ""
    peer.say("STATS")
    let end = Instant.now().adding(milliseconds: 5000)
    while statistics.isEmpty, dismissal == nil, Instant.now() < end { read(until: end) }
    return statistics
  }

  private func sendOrder() {
    let number = sentAt.count
    sentAt.append(.now())
    peer.say("#\(number) " + (number % 2 == 0 ? "LONG BTC 10 5x" : "CLOSE BTC"))
  }

  /// Waits for the answers that are still to come.
  private func settle() {
    let end = Instant.now().adding(milliseconds: 2000)
    while answered < sentAt.count, dismissal == nil, Instant.now() < end { read(until: end) }
  }

  private func read(until time: Instant) {
    let left = Instant.now().milliseconds(until: time)
    peer.wait(milliseconds: max(0, left))
    let now = Instant.now()
    if peer.readLines({ take($0, at: now) }) == .ended { dismissal = dismissal ?? "none" }
  }

  private func take(_ line: Substring, at now: Instant) {
    let words = line.split(separator: " ")
    switch words.first {
    case "OK" where words.count > 1 && words[1] == "STATS": statistics = String(line)
    case "OK", "ERR":
      guard words.count > 1, words[1].hasPrefix("#"), let number = Int(words[1].dropFirst()),
        sentAt.indices.contains(number)
      else { return }
      answered += 1
      roundTrips.append(now.nanoseconds - sentAt[number].nanoseconds)
    // The ticks before the match come all at once.
    case "TICK" where !words.contains { $0.hasPrefix("tick=-") }:
      if let tickedAt {
        let wanted = Int64(Self.tickMilliseconds) * 1_000_000
        ticksLate.append(max(0, now.nanoseconds - tickedAt.nanoseconds - wanted))
      }
      tickedAt = now
    case "BYE": dismissal = String(line)
    default: break
    }
  }
}

extension Instant {
  /// Whole milliseconds from this moment to a later one, rounded up.
  fileprivate func milliseconds(until later: Instant) -> Int {
    Int((later.nanoseconds - nanoseconds + 999_999) / 1_000_000)
  }
}
