import Primitives

/// What is said to each kind of server, and how its answers are told apart.
enum Tongue {
  case duel
  case redis
  case nats

  /// What kind of line came.
  enum Heard {
    /// The answer to a request.
    case answer
    /// The answer was no.
    case refusal
    /// A tick, with its number.
    case tick(Int)
    case other
  }

  func hear(_ line: Span<UInt8>) -> Heard {
    guard line.count > 1 else { return .other }
    switch (self, line[0]) {
    case (_, UInt8(ascii: "T")): return Self.number(of: line).map { .tick($0) } ?? .other
    case (.duel, UInt8(ascii: "O")) where line[1] == UInt8(ascii: "K"): return .answer
    case (.redis, UInt8(ascii: "+")): return .answer
    // The count behind a subscription or a publication.
    case (.redis, UInt8(ascii: ":")): return .answer
    case (.nats, UInt8(ascii: "P")) where line[1] == UInt8(ascii: "O"): return .answer
    case (.duel, UInt8(ascii: "E")) where line[1] == UInt8(ascii: "R"): return .refusal
    case (.duel, UInt8(ascii: "B")), (.redis, UInt8(ascii: "-")), (.nats, UInt8(ascii: "-")):
      return .refusal
    default: return .other
    }
  }

  /// The number behind ` tick=`; nil for the ticks before a match, which are below 0.
  private static func number(of line: Span<UInt8>) -> Int? {
    let key: StaticString = " tick="
    let size = key.utf8CodeUnitCount
    var start = 0
    while start + size < line.count {
      if line.extracting(start..<(start + size)).equals(key) {
        if line[start + size] == UInt8(ascii: "-") { return nil }
        var number = 0
        for index in (start + size)..<line.count {
          guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(line[index]) else { break }
          number = number * 10 + Int(line[index] - UInt8(ascii: "0"))
        }
        return number
      }
      start += 1
    }
    return nil
  }

  /// Asks for every tick of the only match, or the only channel; one answer comes.
  var subscription: String {
    switch self {
    case .duel: "WATCH\n"
    case .redis: "SUBSCRIBE ticks\r\n"
    case .nats: "CONNECT {\"verbose\":false}\r\nSUB ticks 1\r\nPING\r\n"
    }
  }

  /// Publishes a tick so that a subscriber gets `bytes` bytes.
  func publication(tick: Int, bytes: Int) -> String {
    var payload = "TICK tick=\(tick) "
    let head: Int
    switch self {
    case .duel: return ""
    case .redis: head = "*3\r\n$7\r\nmessage\r\n$5\r\nticks\r\n$100\r\n\r\n".utf8.count
    case .nats: head = "MSG ticks 1 100\r\n\r\n".utf8.count
    }
    payload += String(repeating: "x", count: max(0, bytes - head - payload.utf8.count))
    let size = payload.utf8.count
    switch self {
    case .nats: return "PUB ticks \(size)\r\n\(payload)\r\n"
    case .duel, .redis:
      return "*3\r\n$7\r\nPUBLISH\r\n$5\r\nticks\r\n$\(size)\r\n\(payload)\r\n"
    }
  }
}

/// A request of which round trips are made; two forms, taken in turn.
enum TripRequest: String, CaseIterable {
  case leverage
  case order

  func form(_ turn: Int, _ tongue: Tongue) -> String {
    let isFirst = turn % 2 == 0
    switch (tongue, self) {
    case (.duel, .leverage): return isFirst ? "LEVERAGE BTC 6\n" : "LEVERAGE BTC 5\n"
    case (.duel, .order): return isFirst ? "LONG BTC n=50 5x\n" : "CLOSE BTC\n"
    case (.redis, _):
      return "*3\r\n$3\r\nSET\r\n$8\r\nleverage\r\n$1\r\n\(isFirst ? 6 : 5)\r\n"
    case (.nats, _): return "PING\r\n"
    }
  }
}
