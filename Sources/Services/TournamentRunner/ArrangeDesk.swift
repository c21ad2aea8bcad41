import ClientCore
import Primitives
import Reactor
import WireProtocol

/// Opens matches for others: connections of an organiser, as many as its matches need.
struct ArrangeDesk {
  /// What the server says of a match that was asked for.
  enum Answer {
    /// It is there, under this name.
    case opened(String)
    /// It is not, and why.
    case refused(String)
  }

  private struct Line {
    let id: ConnectionID
    var framer = LineFramer()
    var load: ArrangeLoad
  }

  private let address: SocketAddress
  private var lines: [Line] = []
  private var reader = ServerLineReader()
  /// By game, the line that it was asked for on.
  private var lineOf: [Int: Int] = [:]

  init(at address: SocketAddress) { self.address = address }

  /// Asks for a match; the answer comes under the game's number.
  mutating func arrange(
    _ game: Int, players: [String], settings: String, _ reactor: inout Reactor
  ) throws(SystemError) {
    var request = ByteBuffer()
    let now = Instant.now()
    let known = lines.indices.first { lines[$0].load.hasRoom(now: now) }
    let number = known ?? lines.count
    if known == nil {
      lines.append(Line(id: try reactor.connect(to: address), load: ArrangeLoad(now: now)))
      request.append("HELLO proto=1 name=organiser-\(number + 1)\n")
    }
    lines[number].load.ask()
    lineOf[game] = number
    request.append("#\(game) ARRANGE players=\(players.joined(separator: ",")) \(settings)\n")
    guard reactor.send(lines[number].id, request) != .ended else {
      throw SystemError(operation: "ask for a match", code: 0, context: "\(address)")
    }
  }

  /// A game is over: its line carries one less.
  mutating func finish(_ game: Int) {
    guard let number = lineOf.removeValue(forKey: game) else { return }
    lines[number].load.finish()
  }

  /// Reads what came on a connection; nil when it is none of the desk's, or has ended.
  mutating func read(
    _ id: ConnectionID, _ reactor: inout Reactor
  ) -> [(game: Int, answer: Answer)]? {
    guard let number = lines.firstIndex(where: { $0.id == id }) else { return nil }
    var framer = lines[number].framer
    var reader = self.reader
    var answers: [(game: Int, answer: Answer)] = []
    var pings = 0
    let outcome = reactor.read(id) { bytes in
      for line in (try? framer.lines(in: bytes)) ?? [] {
        let kind = reader.read(line.span)
        if kind == .push(.ping) { pings += 1 }
        guard let game = Self.tag(line) else { continue }
        switch kind {
        case .ok(.arrange):
          answers.append((game, .opened(reader.text("match", in: line.span) ?? "")))
        case .error:
          answers.append((game, .refused(reader.text("text", in: line.span) ?? "no reason")))
        case .ok, .push, .unknown: break
        }
      }
    }
    lines[number].framer = framer
    self.reader = reader
    if pings > 0 {
      var pong = ByteBuffer()
      pong.append("PONG\n")
      _ = reactor.send(id, pong)
    }
    return outcome == .ended ? nil : answers
  }

  /// The number behind the `#` of an answer.
  private static func tag(_ line: [UInt8]) -> Int? {
    let words = line.split(separator: UInt8(ascii: " "), maxSplits: 2)
    guard words.count > 1, words[1].first == UInt8(ascii: "#") else { return nil }
    return Int(String(decoding: words[1].dropFirst(), as: UTF8.self))
  }
}

/// What one connection carries, within what the server takes from it.
struct ArrangeLoad {
  /// Matches asked for that are not over.
  private var open = 0
  /// When the present second began, and how many were asked for in it.
  private var secondBegan: Instant
  private var asked = 0

  /// The most at one time; the server allows `Limits.arrangedMax`.
  static let openMax = Limits.arrangedMax - 50
  /// The most in a second: half of what the server takes.
  static let askedMax = Limits.linesPerSecond / 2

  init(now: Instant) { secondBegan = now }

  /// Whether another match may be asked for.
  mutating func hasRoom(now: Instant) -> Bool {
    if now.milliseconds(since: secondBegan) >= 1000 {
      secondBegan = now
      asked = 0
    }
    return open < Self.openMax && asked < Self.askedMax
  }

  /// A match is asked for.
  mutating func ask() {
    open += 1
    asked += 1
  }

  /// A match is over.
  mutating func finish() { open -= 1 }
}
