import ClientCore
import Foundation
import Primitives
public import Reactor
import Terminal
public import TextUI
import WireProtocol

/// Shows matches on a whole terminal, one after the other, until a key or a signal ends it.
public struct BoardRunner: ~Copyable {
  private let address: SocketAddress
  private let match: String?
  private let isOnce: Bool
  private var reactor: Reactor
  private var connection: ConnectionID?
  private var session: ClientSession
  /// The match that is shown; a result stays until the next match begins.
  private var shown = MatchView()
  private var board: Scoreboard
  private var painter: ScreenPainter
  private var size = TerminalScreen.size
  private var events: [ReactorEvent] = []
  private var end: ClientEnd?
  private var hasQuit = false
  private var wantsSuspension = false
  private var hasShown = false
  /// Connections lost in a row without a line in between.
  private var failures = 0
  /// When the next match is asked for.
  private var askAgain: Instant?
  /// When the screen may be painted again.
  private var paintAgain = Instant(nanoseconds: 0)
  private var isStale = true

  private static let retryMilliseconds = 1000
  /// How often in a row a broken connection is made again: for about a minute.
  private static let failuresMax = 17
  /// How long a result stays before the next match is looked for.
  private static let resultMilliseconds = 8000
  /// The shortest time between two paintings.
  private static let frameMilliseconds = 33

  /// Makes a board for one match, or for whatever is played.
  public init(
    address: SocketAddress, match: String?, isOnce: Bool, style: TerminalStyle
  ) throws(SystemError) {
    var reactor = try Reactor()
    try reactor.watch(signals: [SIGINT, SIGTERM, SIGHUP, SIGWINCH])
    try reactor.watch(input: STDIN_FILENO)
    self.reactor = reactor
    self.address = address
    self.match = match
    self.isOnce = isOnce
    board = Scoreboard(style: style)
    painter = ScreenPainter(style: style)
    session = Self.spectator(match)
  }

  private static func spectator(_ match: String?) -> ClientSession {
    ClientSession(name: nil, agent: "margin-duel watch", goal: .watch(match: match))
  }

  /// Shows until it is ended, or the only match it was made for is over; answers why.
  public mutating func run() throws(SystemError) -> ClientEnd {
    try connect()
    var screen = TerminalScreen(
      opening: ScreenPainter.opening, closing: ScreenPainter.closing)
    while true {
      if hasQuit { return .done }
      if let end, let answer = try settle(end) { return answer }
      paint()
      try reactor.wait(until: nextDeadline, events: &events)
      for event in events { take(event) }
      events.removeAll(keepingCapacity: true)
      if wantsSuspension {
        wantsSuspension = false
        screen.suspend()
        painter.forget()
        isStale = true
      }
      if let due = askAgain, Instant.now() >= due { try connect() }
    }
  }

  private var nextDeadline: Instant? {
    let painting = isStale ? paintAgain : nil
    guard let askAgain else { return painting }
    return painting.map { min($0, askAgain) } ?? askAgain
  }

  private mutating func connect() throws(SystemError) {
    askAgain = nil
    end = nil
    session = Self.spectator(match)
    connection = try reactor.connect(to: address)
  }

  /// A connection has ended: the answer of `run`, or nil when the next match is waited for.
  private mutating func settle(_ how: ClientEnd) throws(SystemError) -> ClientEnd? {
    guard askAgain == nil else { return nil }
    let isOver = session.view.end != nil
    if let connection { reactor.close(connection) }
    connection = nil
    if case .broken = how, !isOver {
      guard hasShown, match == nil || failures < Self.failuresMax else { return how }
      return comeBack()
    }
    if isOver, isOnce || match != nil { return .done }
    if !isOver, match != nil { return how }
    let pause = isOver ? Self.resultMilliseconds : Self.retryMilliseconds
    askAgain = Instant.now().adding(milliseconds: pause)
    if isOver {
      board.say("the next match follows")
    } else {
      board.say("no match is open or running; waiting for one (q quits)")
    }
    isStale = true
    return nil
  }

  /// The connection broke in the middle: it is made again in a while.
  private mutating func comeBack() -> ClientEnd? {
    let wait = BackOff.milliseconds(after: failures)
    askAgain = Instant.now().adding(milliseconds: wait)
    failures += 1
    board.say("the connection broke; coming back (q quits)")
    isStale = true
    return nil
  }

  private mutating func take(_ event: ReactorEvent) {
    switch event {
    case .readable(let id): if id == connection { read(id) }
    case .failed(let id):
      if id == connection { end = .broken("cannot connect to \(address)") }
    case .input: takeKeys()
    case .signal(SIGWINCH):
      size = TerminalScreen.size
      painter.forget()
      isStale = true
    case .signal: hasQuit = true
    case .accepted, .connected, .drained, .woken: break
    }
  }

  private mutating func takeKeys() {
    guard let bytes = TerminalScreen.readInput() else {
      hasQuit = true
      return
    }
    // q, Q, Ctrl-C, Ctrl-D; Ctrl-Z puts aside, Ctrl-L draws anew.
    if bytes.contains(26) { wantsSuspension = true }
    if bytes.contains(where: { [113, 81, 3, 4].contains($0) }) { hasQuit = true }
    if bytes.contains(12) {
      painter.forget()
      isStale = true
    }
  }

  private mutating func read(_ id: ConnectionID) {
    var output = ByteBuffer()
    var heard: [ClientNews] = []
    var farewell: String?
    var session = self.session
    var board = self.board
    let outcome = reactor.read(id) { bytes in
      do throws(FramingError) {
        try session.receive(bytes, output: &output) { item, session, _ in
          heard.append(item)
          if case .match(let news) = item { board.take(news, session.view) }
        }
      } catch {
        farewell = "the server sent a line that is too long"
      }
    }
    self.session = session
    self.board = board
    if !session.view.instruments.isEmpty || shown.instruments.isEmpty { shown = session.view }
    isStale = true
    hasShown = true
    failures = 0
    if session.view.end == nil { board.say(nil) }
    for item in heard {
      switch item {
      case .match(.ended): end = .done
      case .refused(_, let text), .farewell(let text): end = end ?? .dismissed(text)
      case .match, .record, .resumed, .checked: break
      }
    }
    if let farewell { end = .broken(farewell) }
    if !output.isEmpty, reactor.send(id, output) == .ended { end = end ?? .broken("lost") }
    if outcome == .ended { end = end ?? .broken("the server closed the connection") }
  }

  private mutating func paint() {
    let now = Instant.now()
    guard isStale, now >= paintAgain else { return }
    var terminal = ByteBuffer()
    let screen = board.screen(shown, width: size.columns, height: size.rows)
    painter.paint(screen, &terminal)
    Output.bytes(terminal.bytes)
    isStale = false
    paintAgain = now.adding(milliseconds: Self.frameMilliseconds)
  }
}
