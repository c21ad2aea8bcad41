public import Digests
import Foundation
import Primitives
public import Reactor
public import Records
public import Replays
import Terminal
public import TextUI

/// Shows a replay on a whole terminal until a key or a signal ends it.
public struct ReplayRunner: ~Copyable {
  private var reactor: Reactor
  private var console: ReplayConsole
  private var size = TerminalScreen.size
  private var hasQuit = false

  /// Makes one for a record that was verified.
  public init(
    _ contents: RecordContents, digest: Digest, from tick: Int, speed: ReplaySpeed,
    style: TerminalStyle
  ) throws(SystemError) {
    var reactor = try Reactor()
    try reactor.watch(signals: [SIGINT, SIGTERM, SIGHUP, SIGWINCH])
    try reactor.watch(input: STDIN_FILENO)
    self.reactor = reactor
    console = ReplayConsole(
      contents, digest: digest, from: tick, speed: speed, style: style, now: Instant.now())
  }

  /// Shows until it is ended.
  public mutating func run() throws(SystemError) {
    var screen = TerminalScreen(
      opening: ScreenPainter.opening, closing: ScreenPainter.closing)
    var events: [ReactorEvent] = []
    while !hasQuit, !console.hasQuit {
      console.pass(Instant.now())
      paint()
      try reactor.wait(until: console.deadline, events: &events)
      for event in events { take(event) }
      events.removeAll(keepingCapacity: true)
      if console.wantsSuspension {
        screen.suspend()
        console.resumed(Instant.now())
      }
    }
  }

  private mutating func take(_ event: ReactorEvent) {
    switch event {
    case .input:
      guard let bytes = TerminalScreen.readInput() else {
        hasQuit = true
        return
      }
      console.take(bytes.span, now: Instant.now())
    case .signal(SIGWINCH):
      size = TerminalScreen.size
      console.forget()
    case .signal: hasQuit = true
    case .accepted, .connected, .readable, .failed, .drained, .woken: break
    }
  }

  private mutating func paint() {
    guard console.isStale else { return }
    var terminal = ByteBuffer()
    console.paint(width: size.columns, height: size.rows, &terminal)
    Output.bytes(terminal.bytes)
  }
}
