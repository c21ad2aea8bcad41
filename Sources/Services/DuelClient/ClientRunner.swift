public import Bots
public import ClientCore
public import Primitives
public import Reactor
import WireProtocol

// DuelClient: clients on real sockets.
//
// Goals: one thread runs one client or a thousand. Non-goals: what is shown of what they see.

/// How a client's connection ended.
public enum ClientEnd: Hashable, Sendable {
  /// The match is over, and the record has come if it was wanted.
  case done
  /// The server said why.
  case dismissed(String)
  /// The connection broke, or could not be made.
  case broken(String)
}

/// Runs clients of one server in one thread.
public struct ClientRunner: ~Copyable {
  private struct Place {
    var client: BotPlayer
    var connection: ConnectionID
    var wantsRecord: Bool
    var end: ClientEnd?
    var farewell: String?
  }

  private struct Delayed {
    var due: Instant
    var place: Int
    var bytes: [UInt8]
  }

  private let address: SocketAddress
  private let thinkMilliseconds: Int
  private var reactor: Reactor
  private var places: [Place] = []
  /// The place of each connection slot.
  private var placeOf: [Int] = []
  private var delayed: [Delayed] = []
  private var events: [ReactorEvent] = []

  /// Makes a runner. Bots wait `thinkMilliseconds` before they answer a tick.
  public init(address: SocketAddress, thinkMilliseconds: Int = 0) throws(SystemError) {
    Reactor.raiseDescriptorLimit()
    self.address = address
    self.thinkMilliseconds = thinkMilliseconds
    reactor = try Reactor()
  }

  /// Connects a client and returns its number.
  @discardableResult
  public mutating func add(
    _ client: BotPlayer, wantsRecord: Bool = false
  ) throws(SystemError) -> Int {
    let connection = try reactor.connect(to: address)
    while placeOf.count <= connection.slot { placeOf.append(-1) }
    placeOf[connection.slot] = places.count
    places.append(
      Place(client: client, connection: connection, wantsRecord: wantsRecord))
    return places.count - 1
  }

  /// What a client knows.
  public func client(_ number: Int) -> BotPlayer { places[number].client }

  /// How a client ended; nil while it runs.
  public func end(_ number: Int) -> ClientEnd? { places[number].end }

  /// How many clients run.
  public var runningCount: Int { places.count { $0.end == nil } }

  /// Lets other threads end the wait of `turn`.
  public var waker: Waker { reactor.waker }

  /// Waits for something to happen, at most until `deadline`, and lets the clients act on it.
  public mutating func turn(
    until deadline: Instant? = nil, news: (Int, ClientNews, MatchView) -> Void
  ) throws(SystemError) {
    var wanted = deadline
    if let due = delayed.first?.due { wanted = wanted.map { min($0, due) } ?? due }
    try reactor.wait(until: wanted, events: &events)
    for event in events {
      switch event {
      case .readable(let id): read(placeOf[id.slot], news)
      case .failed(let id):
        finish(placeOf[id.slot], .broken("the connection to \(address) failed"))
      case .accepted, .connected, .drained, .input, .signal, .woken: break
      }
    }
    events.removeAll(keepingCapacity: true)
    let now = Instant.now()
    while let first = delayed.first, first.due <= now {
      delayed.removeFirst()
      var bytes = ByteBuffer(capacity: first.bytes.count)
      bytes.append(first.bytes.span)
      send(first.place, bytes)
    }
  }

  private mutating func read(_ number: Int, _ news: (Int, ClientNews, MatchView) -> Void) {
    guard places[number].end == nil else { return }
    var output = ByteBuffer()
    var client = places[number].client
    var hasEnded = false
    var hasRecord = false
    var isRanked = false
    var farewell: String?
    var isBroken = false
    let outcome = reactor.read(places[number].connection) { bytes in
      do throws(FramingError) {
        try client.receive(bytes, output: &output) { item, view in
          switch item {
          case .match(.ended): hasEnded = true
          case .match(.ranked): isRanked = true
          case .record: hasRecord = true
          case .farewell(let text): farewell = text
          case .match, .refused: break
          }
          news(number, item, view)
        }
      } catch {
        isBroken = true
      }
    }
    if hasEnded, places[number].wantsRecord { client.requestRecord(&output) }
    places[number].client = client
    places[number].farewell = farewell ?? places[number].farewell
    if !output.isEmpty {
      if thinkMilliseconds > 0, isRanked {
        let due = Instant.now().adding(milliseconds: thinkMilliseconds)
        delayed.append(Delayed(due: due, place: number, bytes: output.bytes))
      } else {
        send(number, output)
      }
    }
    if isBroken { return finish(number, .broken("the server sent a line that is too long")) }
    if hasRecord || (hasEnded && !places[number].wantsRecord) { return finish(number, .done) }
    if outcome == .ended {
      let text = places[number].farewell
      finish(number, text.map { .dismissed($0) } ?? .broken("the server closed the connection"))
    }
  }

  private mutating func send(_ number: Int, _ bytes: borrowing ByteBuffer) {
    guard places[number].end == nil else { return }
    if reactor.send(places[number].connection, bytes) == .ended {
      finish(number, .broken("the connection to \(address) broke"))
    }
  }

  private mutating func finish(_ number: Int, _ end: ClientEnd) {
    guard places[number].end == nil else { return }
    places[number].end = end
    reactor.close(places[number].connection)
  }
}
