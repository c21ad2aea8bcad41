import Primitives
import Reactor

/// A reactor, and the events that nobody has asked for yet.
final class Loop {
  var reactor: Reactor
  private(set) var events: [ReactorEvent] = []
  /// Events of waits that a test does by itself.
  var seen: [ReactorEvent] = []

  /// What was waited for did not come.
  struct TimedOut: Error {
    let events: [ReactorEvent]
  }

  init() throws { reactor = try Reactor() }

  /// Waits for an event that fits, ten seconds at most; those before it are forgotten.
  @discardableResult
  func wait(for fits: (ReactorEvent) -> Bool) throws -> ReactorEvent {
    let end = Instant.now().adding(milliseconds: 10_000)
    while true {
      if let place = events.firstIndex(where: fits) {
        let found = events[place]
        events.removeFirst(place + 1)
        return found
      }
      guard Instant.now() < end else { throw TimedOut(events: events) }
      try reactor.wait(until: end, events: &events)
    }
  }

  /// Lets the loop turn until something is true, ten seconds at most.
  func wait(until isTrue: (borrowing Reactor) -> Bool) throws {
    let end = Instant.now().adding(milliseconds: 10_000)
    while !isTrue(reactor) {
      guard Instant.now() < end else { throw TimedOut(events: events) }
      try reactor.wait(until: end, events: &events)
    }
  }

  /// Waits until somebody connects.
  func accept() throws -> ConnectionID {
    let event = try wait { if case .accepted = $0 { true } else { false } }
    guard case .accepted(let id, _) = event else { throw TimedOut(events: events) }
    return id
  }

  func send(_ bytes: [UInt8], to id: ConnectionID) -> SendOutcome {
    var buffer = ByteBuffer(capacity: bytes.count)
    buffer.append(bytes.span)
    return reactor.send(id, buffer)
  }

  func send(_ text: String, to id: ConnectionID) -> SendOutcome { send(Array(text.utf8), to: id) }

  /// Reads until so many bytes have come, or the end.
  func read(_ count: Int, from id: ConnectionID) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      try wait { $0 == .readable(id) || $0 == .failed(id) }
      let outcome = reactor.read(id) { piece in bytes += Array(piece) }
      if outcome == .ended { break }
    }
    return bytes
  }

  /// Reads up to the end of the connection.
  func readToEnd(from id: ConnectionID) throws -> [UInt8] { try read(.max, from: id) }

  func readText(_ count: Int, from id: ConnectionID) throws -> String {
    String(decoding: try read(count, from: id), as: UTF8.self)
  }
}

/// A connection over loopback and both of its ends.
struct Connected {
  let server: Loop
  let client: Loop
  let address: SocketAddress
  let atServer: ConnectionID
  let atClient: ConnectionID

  init() throws {
    server = try Loop()
    client = try Loop()
    address = try server.reactor.listen(on: SocketAddress(host: "127.0.0.1", port: 0))
    let id = try client.reactor.connect(to: address)
    atClient = id
    atServer = try server.accept()
    try client.wait { $0 == .connected(id) }
  }
}
