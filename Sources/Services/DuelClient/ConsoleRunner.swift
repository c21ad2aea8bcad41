public import ClientCore
import Foundation
import Primitives
public import Reactor
import Terminal
public import TextUI

/// Runs a player's client: its connection, the terminal or the pipes, and signals, in one loop.
public struct ConsoleRunner: ~Copyable {
  private var console: PlayConsole
  private var reactor: Reactor
  private var connection: ConnectionID
  /// When the connection is made again, and how often that has failed in a row.
  private var reconnectAt: Instant?
  private var failures = 0
  private let address: SocketAddress
  private let isInteractive: Bool
  private var events: [ReactorEvent] = []
  private var announced = false

  /// On: a steady cursor and pastes told apart from typing. Off: as it was.
  private static let opening = "\u{1b}[?2004h"
  private static let closing = "\u{1b}[?2004l"

  private static let attemptsMax = 17
  private static let signals = [SIGINT, SIGTERM, SIGHUP, SIGWINCH]

  /// Keeps signals for the runner; to be called before the program begins threads of its own.
  public static func holdSignals() { Reactor.hold(signals: signals) }

  /// Connects. Keys are edited when both ends of the process are a terminal; `outlivesClient` says
  /// that the server does, so that the seat can be taken again.
  public init(
    session: ClientSession, to address: SocketAddress, isInteractive: Bool, style: TerminalStyle,
    outlivesClient: Bool
  ) throws(SystemError) {
    let console = PlayConsole(
      session: session, isInteractive: isInteractive, width: TerminalScreen.size.columns,
      style: style, address: outlivesClient && isInteractive ? address.description : nil)
    var reactor = try Reactor()
    try reactor.watch(signals: Self.signals)
    let connection = try reactor.connect(to: address)
    self.reactor = reactor
    self.console = console
    self.connection = connection
    self.address = address
    self.isInteractive = isInteractive
  }

  /// Plays until there is an outcome; `onSeat` is told the match once there is a seat in it.
  public mutating func run(
    onSeat: (String) -> Void
  ) throws(SystemError) -> PlayOutcome {
    guard isInteractive else { return try loop(onSeat) {} }
    var screen = TerminalScreen(opening: Self.opening, closing: Self.closing)
    return try loop(onSeat) { screen.suspend() }
  }

  private mutating func loop(
    _ onSeat: (String) -> Void, suspend: () -> Void
  ) throws(SystemError) -> PlayOutcome {
    while true {
      if let outcome = console.outcome {
        leave()
        return outcome
      }
      try reactor.watch(input: console.wantsInput ? STDIN_FILENO : nil)
      try reactor.wait(until: reconnectAt, events: &events)
      for event in events where console.outcome == nil { take(event) }
      events.removeAll(keepingCapacity: true)
      if let due = reconnectAt, due <= .now() {
        reconnectAt = nil
        connection = try reactor.connect(to: address)
      }
      if console.wantsSuspension {
        console.wantsSuspension = false
        suspend()
        var terminal = ByteBuffer()
        console.redraw(terminal: &terminal)
        Output.bytes(terminal.bytes)
      }
      if !announced, let match = console.session.match {
        announced = true
        onSeat(match)
      }
    }
  }

  private mutating func take(_ event: ReactorEvent) {
    var server = ByteBuffer()
    var terminal = ByteBuffer()
    switch event {
    case .readable(let id):
      guard id == connection else { return }
      let outcome = reactor.read(connection) {
        console.receive($0, server: &server, terminal: &terminal)
      }
      if outcome == .bytes { failures = 0 }
      if outcome == .ended { lose("the server closed the connection", &terminal) }
    case .failed(let id):
      guard id == connection else { return }
      lose("cannot connect to \(address)", &terminal)
    case .input:
      if let bytes = TerminalScreen.readInput() {
        console.type(bytes.span, server: &server, terminal: &terminal)
      } else {
        console.endInput(server: &server, terminal: &terminal)
      }
    case .signal(SIGWINCH):
      console.resize(to: TerminalScreen.size.columns, terminal: &terminal)
    case .signal: console.outcome = .left
    case .accepted, .connected, .drained, .woken: break
    }
    if !server.isEmpty, reconnectAt == nil, reactor.send(connection, server) == .ended {
      lose("the connection to \(address) broke", &terminal)
    }
    if !terminal.isEmpty { Output.bytes(terminal.bytes) }
  }

  /// The connection is gone: makes it again later if the match can go on, or ends.
  private mutating func lose(_ reason: String, _ terminal: inout ByteBuffer) {
    guard reconnectAt == nil else { return }
    reactor.close(connection)
    guard failures < Self.attemptsMax, console.reconnect(terminal: &terminal) else {
      return console.lose(reason, terminal: &terminal)
    }
    let wait = BackOff.milliseconds(after: failures)
    reconnectAt = Instant.now().adding(milliseconds: wait)
    failures += 1
  }

  private mutating func leave() {
    var terminal = ByteBuffer()
    console.finish(terminal: &terminal)
    Output.bytes(terminal.bytes)
    reactor.close(connection)
  }
}
