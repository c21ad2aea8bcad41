import BotCheck
import BotProcess
import Bots
import ClientCore
import Digests
import Primitives
import Reactor
import WireProtocol

/// One match of a check: the bot's process, its connection, the server's, an opponent.
struct CheckMatch: ~Copyable {
  /// A connection whose bytes are cut into lines.
  private struct Peer {
    let id: ConnectionID
    var framer = LineFramer(lineMax: 4 * Limits.lineMax)
  }

  private(set) var session: CheckSession
  private let options: CheckOptions
  private let plan: CheckPlan
  private var reactor: Reactor
  private var events: [ReactorEvent] = []
  /// Where the bot finds what it takes for the server.
  private let gate: SocketAddress
  /// The connection to the server that speaks for the bot.
  private var upstream: Peer
  /// The bot's connections: one is its standard input and output, another may come to the gate. The
  /// one that speaks first is the bot's.
  private var doors: [Peer] = []
  private var chosen: ConnectionID?
  /// What the server said first; it is said at each door.
  private var greeting: [UInt8] = []
  private var opponent: BotPlayer
  private let opponentID: ConnectionID
  private var bot: RunningBot?

  /// The last that the bot said on its standard error.
  var talk: String { bot?.talk ?? "" }

  /// Arranges a match; the opponent is on its way to its seat.
  init(
    _ course: CheckCourse, _ number: Int, _ options: CheckOptions, _ server: SocketAddress
  ) throws(SystemError) {
    var reactor = try Reactor()
    let gate = try reactor.listen(on: SocketAddress(host: "127.0.0.1", port: 0))
    let seat = course == .manners ? 1 : 0
    var names = ["candidate-\(number)", "checker-\(number)"]
    if seat == 1 { names.reverse() }
    let match = try Organiser.arrange(
      course.settings(patienceMilliseconds: options.patienceMilliseconds), players: names,
      key: Self.key, number: number, &reactor, at: server)
    let upstream = try reactor.connect(to: server)
    let opponentID = try reactor.connect(to: server)
    let secret = Digest(bytes: systemRandomBytes(Digest.size))
    self.options = options
    self.gate = gate
    self.upstream = Peer(id: upstream)
    self.opponentID = opponentID
    plan = CheckPlan(
      course: course, name: names[seat], match: match, key: Self.key, seat: seat,
      patienceMilliseconds: options.patienceMilliseconds)
    session = CheckSession(plan, now: .now())
    opponent = BotPlayer(
      name: names[1 - seat], bot: .random, seed: 1,
      goal: .join(match: "\(match) key=\(Self.key)"), contribution: .whereRequired(secret))
    self.reactor = reactor
  }

  /// The key of the private match.
  private static let key = "sesame"

  /// Starts the bot and lets it play until the session is over.
  mutating func play() throws(SystemError) {
    try start()
    session = CheckSession(plan, now: .now())
    while !session.isOver { try turn() }
    flush()
    bot?.stop()
  }

  private mutating func start() throws(SystemError) {
    let connection = try ServerConnection(to: gate)
    let waker = reactor.waker
    let launch = BotLaunch(
      command: options.command,
      environment: [
        ("DUEL_ADDR", gate.description), ("DUEL_NAME", plan.name),
        ("DUEL_SEED", String(options.seed)), ("DUEL_MATCH", plan.match), ("DUEL_KEY", plan.key),
      ], streams: .descriptor(connection.descriptor))
    bot = try RunningBot(launch) { _ in waker.wake() }
  }

  // MARK: - Turns

  private mutating func turn() throws(SystemError) {
    try reactor.wait(until: session.deadline, events: &events)
    let now = Instant.now()
    let happened = events
    events.removeAll(keepingCapacity: true)
    for event in happened {
      switch event {
      case .accepted(let id, _):
        doors.append(Peer(id: id))
        send(greeting, to: id)
      case .readable(let id): read(id, now)
      case .failed(let id): lose(id, now)
      case .connected, .drained, .input, .signal, .woken: break
      }
    }
    if let exit = bot?.exit { takeEnd(exit, now) }
    session.timePassed(now)
    flush()
  }

  private mutating func read(_ id: ConnectionID, _ now: Instant) {
    if id == opponentID { return readOpponent() }
    var piece: [UInt8] = []
    if reactor.read(id, { piece = Array($0) }) == .ended { return lose(id, now) }
    do throws(FramingError) {
      if id == upstream.id {
        for line in try upstream.framer.lines(in: piece.span) { hear(server: line, now) }
      } else if let door = doors.firstIndex(where: { $0.id == id }) {
        if chosen == nil, !piece.isEmpty { chosen = id }
        guard chosen == id else { return }
        for line in try doors[door].framer.lines(in: piece.span) {
          session.hear(bot: line, now: now)
        }
      }
    } catch {
      session.botSentNoLine(now)
    }
  }

  private mutating func hear(server line: [UInt8], _ now: Instant) {
    guard greeting.isEmpty else { return session.hear(server: line, now: now) }
    greeting = line + [UInt8(ascii: "\n")]
    for door in doors { send(greeting, to: door.id) }
  }

  private mutating func readOpponent() {
    var output = ByteBuffer()
    var player = opponent
    _ = reactor.read(opponentID) { bytes in
      try? player.receive(bytes, output: &output) { _, _ in }
    }
    opponent = player
    if !output.isEmpty { _ = reactor.send(opponentID, output) }
  }

  // MARK: - Ends

  /// A connection has ended: the bot may be about to end as well, and its code tells more.
  private mutating func lose(_ id: ConnectionID, _ now: Instant) {
    reactor.close(id)
    if id == upstream.id { return session.serverHungUp(now) }
    guard id == chosen else { return }
    if let exit = bot?.wait(milliseconds: Self.lastMilliseconds) {
      end(exit)
    } else {
      session.botHungUp(now)
    }
  }

  /// How long a process may take to end behind the end of its connection.
  private static let lastMilliseconds = 500

  /// The process has ended: what it said last is there to be read.
  private mutating func takeEnd(_ exit: BotExit, _ now: Instant) {
    for door in doors {
      var isMore = true
      while isMore, !session.isOver {
        var piece: [UInt8] = []
        isMore = reactor.read(door.id) { piece = Array($0) } == .bytes
        guard isMore, chosen ?? door.id == door.id else { continue }
        chosen = door.id
        guard let place = doors.firstIndex(where: { $0.id == door.id }),
          let lines = try? doors[place].framer.lines(in: piece.span)
        else { continue }
        for line in lines { session.hear(bot: line, now: now) }
      }
    }
    end(exit)
  }

  private mutating func end(_ exit: BotExit) {
    switch exit {
    case .code(let code): session.botEnded(code: Int(code), description: exit.description)
    case .signal: session.botEnded(code: nil, description: exit.description)
    }
  }

  private mutating func flush() {
    let (pieces, server) = session.takeOutput()
    if let chosen { for piece in pieces { send(piece, to: chosen) } }
    send(server, to: upstream.id)
  }

  private mutating func send(_ bytes: [UInt8], to id: ConnectionID) {
    guard !bytes.isEmpty else { return }
    var buffer = ByteBuffer(capacity: bytes.count)
    buffer.append(bytes.span)
    _ = reactor.send(id, buffer)
  }
}
