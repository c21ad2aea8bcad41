import Foundation
import Primitives
import Reactor
import Terminal
import WireProtocol

/// Clients of any server on one epoll loop: the same code for each, so that it costs the same.
struct Crowd: ~Copyable {
  private var reactor: Reactor
  private var events: [ReactorEvent] = []
  /// By connection slot.
  private var framers: [LineFramer] = []
  private var buffer = ByteBuffer()
  /// How many bytes came.
  private(set) var bytesIn = 0

  /// How many connections are begun before the first of them must stand.
  private static let connectSlice = 256
  /// How long a server may take to answer.
  private static let patienceMilliseconds = 30_000

  init() throws(CommandFailure) {
    reactor = try Self.system { () throws(SystemError) in try Reactor() }
  }

  /// Connects so many clients.
  mutating func connect(
    _ count: Int, to address: SocketAddress
  ) throws(CommandFailure) -> [ConnectionID] {
    var ids: [ConnectionID] = []
    while ids.count < count {
      var open = min(Self.connectSlice, count - ids.count)
      for _ in 0..<open {
        let id = try Self.system { () throws(SystemError) in try reactor.connect(to: address) }
        while framers.count <= id.slot { framers.append(LineFramer()) }
        framers[id.slot] = LineFramer()
        ids.append(id)
      }
      try wait(until: { open == 0 }) { crowd throws(CommandFailure) in
        try crowd.turn(until: crowd.deadline) { _, _, _ in
        } onConnected: {
          open -= 1
        }
      }
    }
    return ids
  }

  mutating func close(_ ids: [ConnectionID]) {
    for id in ids { reactor.close(id) }
  }

  mutating func send(_ text: String, to id: ConnectionID) throws(CommandFailure) {
    buffer.clear()
    buffer.append(text)
    guard reactor.send(id, buffer) != .ended else { throw Self.lost }
  }

  mutating func send(
    _ bytes: borrowing ByteBuffer, to id: ConnectionID
  ) throws(CommandFailure) {
    guard reactor.send(id, bytes) != .ended else { throw Self.lost }
  }

  /// Says the same to all and waits until each has heard what `isDone` looks for.
  mutating func say(
    _ text: (Int) -> String, to ids: [ConnectionID], _ tongue: Tongue,
    until isDone: (Tongue.Heard) -> Bool
  ) throws(CommandFailure) {
    var isWaiting = [Bool](repeating: false, count: framers.count)
    for id in ids { isWaiting[id.slot] = true }
    var left = ids.count
    var refusal: String?
    for index in ids.indices { try send(text(index), to: ids[index]) }
    try wait(until: { left == 0 }) { crowd throws(CommandFailure) in
      try crowd.turn(until: crowd.deadline) { slot, line, _ in
        let heard = tongue.hear(line)
        if case .refusal = heard { refusal = String(decoding: line) }
        guard isWaiting[slot], isDone(heard) else { return }
        isWaiting[slot] = false
        left -= 1
      }
      if let refusal { throw CommandFailure(.unreachable, "refused: \(refusal)") }
    }
  }

  /// Waits for what comes next and gives every line with the time it was read at.
  mutating func turn(
    until deadline: Instant, _ onLine: (Int, Span<UInt8>, Instant) -> Void,
    onConnected: () -> Void = {}
  ) throws(CommandFailure) {
    try Self.system { () throws(SystemError) in
      try reactor.wait(until: deadline, events: &events)
    }
    for event in events {
      switch event {
      case .readable(let id):
        let outcome = reactor.read(id) { bytes in
          let now = Instant.now()
          bytesIn += bytes.count
          Self.take(bytes, &framers[id.slot], id.slot, now, onLine)
        }
        if outcome == .ended { throw Self.lost }
      case .failed: throw Self.lost
      case .connected: onConnected()
      case .accepted, .drained, .input, .signal, .woken: break
      }
    }
    events.removeAll(keepingCapacity: true)
  }

  private static func take(
    _ bytes: Span<UInt8>, _ framer: inout LineFramer, _ slot: Int, _ now: Instant,
    _ onLine: (Int, Span<UInt8>, Instant) -> Void
  ) {
    var start = 0
    while let line = try? framer.next(in: bytes, from: &start) {
      switch line {
      case .inPlace(let range): onLine(slot, bytes.extracting(range), now)
      case .assembled(let whole): onLine(slot, whole.span, now)
      case .needsMore: return
      }
    }
  }

  private var deadline: Instant { Instant.now().adding(milliseconds: 1000) }

  private mutating func wait(
    until isDone: () -> Bool, _ body: (inout Crowd) throws(CommandFailure) -> Void
  ) throws(CommandFailure) {
    let end = Instant.now().adding(milliseconds: Self.patienceMilliseconds)
    while !isDone() {
      guard Instant.now() < end else {
        throw CommandFailure(.unreachable, "a server did not answer")
      }
      try body(&self)
    }
  }

  private static let lost = CommandFailure(.unreachable, "a server closed a connection")

  private static func system<Value: ~Copyable>(
    _ call: () throws(SystemError) -> Value
  ) throws(CommandFailure) -> Value {
    do throws(SystemError) { return try call() } catch {
      throw CommandFailure(.unreachable, error.description)
    }
  }
}
