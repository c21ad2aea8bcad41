public import Bots
public import ClientCore
public import Primitives
public import Reactor
import WireProtocol

// DuelClient: clients on real sockets.
//
// Goals: one thread runs one client or a thousand; a connection that breaks in the middle of a
// match is made again, and the client goes on. Non-goals: what is shown of what they see.

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
    /// Connections lost in a row without a new push in between.
    var failures = 0
    /// Whether it waits for its next attempt to connect.
    var isApart = false
  }

  private struct Delayed {
    var due: Instant
    var place: Int
    var bytes: [UInt8]
  }

  private struct Attempt {
    var due: Instant
    var place: Int
  }

  /// How often in a row it is tried: about a minute.
  private static let failuresMax = 17

  private let address: SocketAddress
  private let thinkMilliseconds: Int
  private var reactor: Reactor
  private var places: [Place] = []
  /// Places of clients that were forgotten.
  private var free: [Int] = []
  /// Places of clients that have ended and were not forgotten.
  private var ended: [Int] = []
  /// The place of each connection slot.
  private var placeOf: [Int] = []
  private var delayed: [Delayed] = []
  private var attempts: [Attempt] = []
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
    let number = free.last ?? places.count
    let connection = try connect(number)
    let place = Place(client: client, connection: connection, wantsRecord: wantsRecord)
    if number < places.count {
      free.removeLast()
      places[number] = place
    } else {
      places.append(place)
    }
    return number
  }

  private mutating func connect(_ number: Int) throws(SystemError) -> ConnectionID {
    let connection = try reactor.connect(to: address)
    while placeOf.count <= connection.slot { placeOf.append(-1) }
    placeOf[connection.slot] = number
    return connection
  }

  /// Gives away the places of clients that have ended; others come under their numbers.
  public mutating func forgetEnded() {
    for number in ended {
      places[number].client = BotPlayer(spectatorOf: nil)
      delayed.removeAll { $0.place == number }
      free.append(number)
    }
    ended.removeAll(keepingCapacity: true)
  }

  /// What a client knows.
  public func client(_ number: Int) -> BotPlayer { places[number].client }

  /// How a client ended; nil while it runs.
  public func end(_ number: Int) -> ClientEnd? { places[number].end }

  /// Lets other threads end the wait of `turn`.
  public var waker: Waker { reactor.waker }

  /// Waits for something to happen, at most until `deadline`, and lets the clients act on it.
  public mutating func turn(
    until deadline: Instant? = nil, news: (Int, ClientNews, MatchView) -> Void
  ) throws(SystemError) {
    var wanted = deadline
    if let due = delayed.first?.due { wanted = wanted.map { min($0, due) } ?? due }
    for attempt in attempts { wanted = wanted.map { min($0, attempt.due) } ?? attempt.due }
    try reactor.wait(until: wanted, events: &events)
    for event in events {
      switch event {
      case .readable(let id): read(placeOf[id.slot], news)
      case .failed(let id):
        lose(placeOf[id.slot], .broken("the connection to \(address) failed"))
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
    connectAgain(now: now)
  }

  // MARK: - Connections that break

  /// A connection is gone: makes it again later if the match can go on, or else ends the client.
  private mutating func lose(_ number: Int, _ end: ClientEnd) {
    guard places[number].end == nil, !places[number].isApart else { return }
    guard places[number].client.session.canResume, places[number].farewell == nil,
      places[number].failures < Self.failuresMax
    else { return finish(number, end) }
    reactor.close(places[number].connection)
    delayed.removeAll { $0.place == number }
    let wait = BackOff.milliseconds(after: places[number].failures)
    places[number].failures += 1
    places[number].isApart = true
    attempts.append(Attempt(due: Instant.now().adding(milliseconds: wait), place: number))
  }

  private mutating func connectAgain(now: Instant) {
    for attempt in attempts where attempt.due <= now {
      places[attempt.place].isApart = false
      places[attempt.place].client.reconnect()
      do throws(SystemError) {
        places[attempt.place].connection = try connect(attempt.place)
      } catch {
        lose(attempt.place, .broken(error.description))
      }
    }
    attempts.removeAll { $0.due <= now }
  }

  // MARK: - Talking

  private mutating func read(_ number: Int, _ news: (Int, ClientNews, MatchView) -> Void) {
    guard places[number].end == nil, !places[number].isApart else { return }
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
          case .match(.ended): hasEnded = view.nextMatch == nil
          case .match(.ranked): isRanked = true
          case .record: hasRecord = true
          case .farewell(let text): farewell = text
          case .match, .refused, .resumed, .checked: break
          }
          news(number, item, view)
        }
      } catch {
        isBroken = true
      }
    }
    if hasEnded, places[number].wantsRecord { client.requestRecord(&output) }
    if client.session.view.sequence > places[number].client.session.view.sequence {
      places[number].failures = 0
    }
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
    if client.session.isLost {
      return finish(number, .broken("the connection broke, and the seat is not given back"))
    }
    if client.session.isTurnedAway {
      return lose(number, .broken("the connection broke too often"))
    }
    if isBroken { return finish(number, .broken("the server sent a line that is too long")) }
    if hasRecord || (hasEnded && !places[number].wantsRecord) { return finish(number, .done) }
    if outcome == .ended {
      let text = places[number].farewell
      lose(number, text.map { .dismissed($0) } ?? .broken("the server closed the connection"))
    }
  }

  private mutating func send(_ number: Int, _ bytes: borrowing ByteBuffer) {
    guard places[number].end == nil, !places[number].isApart else { return }
    if reactor.send(places[number].connection, bytes) == .ended {
      lose(number, .broken("the connection to \(address) broke"))
    }
  }

  private mutating func finish(_ number: Int, _ end: ClientEnd) {
    guard places[number].end == nil else { return }
    places[number].end = end
    ended.append(number)
    reactor.close(places[number].connection)
  }
}
