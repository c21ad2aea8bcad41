import ClientCore
import Primitives
import Reactor
import WireProtocol

/// Opens matches for others.
enum Organiser {
  /// Arranges a match on a connection of its own, and answers what it is called.
  ///
  /// The connection stays open as long as the reactor.
  static func arrange(
    _ settings: String, players: [String], key: String, number: Int, _ reactor: inout Reactor,
    at server: SocketAddress
  ) throws(SystemError) -> String {
    let id = try reactor.connect(to: server)
    var request = ByteBuffer()
    request.append("HELLO proto=1 name=organiser-\(number)\n")
    request.append("ARRANGE players=\(players.joined(separator: ",")) key=\(key) ")
    request.append("\(settings)\n")
    _ = reactor.send(id, request)
    var framer = LineFramer()
    var reader = ServerLineReader()
    var answer: String?
    var refusal: String?
    var events: [ReactorEvent] = []
    let end = Instant.now().adding(milliseconds: patienceMilliseconds)
    while answer == nil, refusal == nil, Instant.now() < end {
      try reactor.wait(until: end, events: &events)
      events.removeAll(keepingCapacity: true)
      let outcome = reactor.read(id) { bytes in
        for line in (try? framer.lines(in: bytes)) ?? [] {
          switch reader.read(line.span) {
          case .ok(.arrange): answer = reader.text("match", in: line.span)
          case .error: refusal = reader.text("text", in: line.span) ?? "no reason"
          case .ok, .push, .unknown: break
          }
        }
      }
      if outcome == .ended { refusal = "the server has closed the connection" }
    }
    if let answer { return answer }
    throw SystemError(
      operation: "arrange a match", code: 0, context: refusal ?? "the server does not answer")
  }

  private static let patienceMilliseconds = 10_000
}
