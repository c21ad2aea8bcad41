public import Digests
public import DuelRules
public import Primitives
public import Records
public import TextUI

/// A replay at a keyboard: keys and time go in, a screen comes out.
public struct ReplayConsole: ~Copyable {
  private var show: ReplayShow
  private var painter: ScreenPainter
  private var keys = KeyDecoder()
  private var speed: ReplaySpeed
  private let tickMilliseconds: Int
  private var isPaused = false
  private var showsHelp = false
  /// When the next tick comes.
  private var due: Instant
  /// Whether the screen should be painted.
  public private(set) var isStale = true
  /// Whether it was asked to end.
  public private(set) var hasQuit = false
  /// Whether it was asked to be put aside; `resumed` takes that back.
  public private(set) var wantsSuspension = false

  /// How long a tick of a lockstep match is shown at 1x: nobody wrote down how long it took.
  public static let lockstepMilliseconds = Clock.tickMillisecondsDefault
  /// How long a screen stays at the highest speed, in milliseconds.
  private static let frameMilliseconds: Int64 = 33
  /// Behind by more than this and a tick, it goes on from where it is, in milliseconds.
  private static let lateMilliseconds: Int64 = 1000
  private static let leap = 20

  /// Shows a record that was verified, from a tick on.
  public init(
    _ contents: RecordContents, digest: Digest, from tick: Int, speed: ReplaySpeed,
    style: TerminalStyle, now: Instant
  ) {
    show = ReplayShow(contents, digest: digest, style: style)
    show.seek(to: tick)
    painter = ScreenPainter(style: style)
    self.speed = speed
    tickMilliseconds = Self.tickMilliseconds(of: contents.rules)
    due = now
    wind(now)
  }

  /// How long a tick lasts at 1x.
  public static func tickMilliseconds(of rules: Rules) -> Int {
    switch rules.values.clock {
    case .live(let milliseconds): milliseconds
    case .lockstep: lockstepMilliseconds
    }
  }

  /// When `pass` must be called next; nil while nothing moves.
  public var deadline: Instant? { isPaused || show.isOver ? nil : due }

  // MARK: - Time

  /// Lets time pass: shows the ticks that are due.
  public mutating func pass(_ now: Instant) {
    guard let deadline, now >= deadline else { return }
    isStale = true
    guard let length = speed.nanoseconds(ofTick: tickMilliseconds) else {
      for _ in 0..<max(1, show.ticks / 60) { show.step() }
      due = now.adding(milliseconds: Int(Self.frameMilliseconds))
      return
    }
    let lateness = now.nanoseconds - due.nanoseconds
    if lateness > length + Self.lateMilliseconds * 1_000_000 { due = now }
    while due <= now, !show.isOver {
      show.step()
      due = Instant(nanoseconds: due.nanoseconds + length)
    }
  }

  /// The next tick comes a whole tick from now.
  private mutating func wind(_ now: Instant) {
    let length =
      speed.nanoseconds(ofTick: tickMilliseconds) ?? Self.frameMilliseconds * 1_000_000
    due = Instant(nanoseconds: now.nanoseconds + length)
  }

  // MARK: - Keys

  /// Takes what was typed.
  public mutating func take(_ bytes: Span<UInt8>, now: Instant) {
    for key in keys.decode(bytes) {
      isStale = true
      if showsHelp, key != .control("c") {
        showsHelp = false
        if key != .text("q") { continue }
      }
      take(key)
      wind(now)
    }
  }

  private mutating func take(_ key: Key) {
    switch key {
    case .text(" "):
      isPaused = show.isOver ? false : !isPaused
      if show.isOver { show.seek(to: 0) }
    case .right: step(by: 1)
    case .left: step(by: -1)
    case .up, .wordRight: show.seek(to: show.tick + Self.leap)
    case .down, .wordLeft: show.seek(to: show.tick - Self.leap)
    case .home: show.seek(to: 0)
    case .end: show.seek(to: show.ticks - 1)
    case .text("+"), .text("="): speed = speed.faster
    case .text("-"), .text("_"): speed = speed.slower
    case .text("?"), .text("h"): showsHelp = true
    case .text("q"), .text("Q"), .control("c"), .control("d"): hasQuit = true
    case .control("z"): wantsSuspension = true
    case .control("l"): painter.forget()
    case .text, .paste, .control, .enter, .tab, .backspace, .delete, .wordBackspace, .unknown:
      break
    }
  }

  /// One tick on or back is a look at it, so the replay stands still.
  private mutating func step(by ticks: Int) {
    show.seek(to: show.tick + ticks)
    isPaused = true
  }

  // MARK: - The screen

  /// The terminal shows something else now, or has another size.
  public mutating func forget() {
    painter.forget()
    isStale = true
  }

  /// It goes on after it was put aside.
  public mutating func resumed(_ now: Instant) {
    wantsSuspension = false
    forget()
    wind(now)
  }

  /// Appends what brings the terminal from the last screen to this one.
  public mutating func paint(width: Int, height: Int, _ terminal: inout ByteBuffer) {
    isStale = false
    painter.paint(screen(width: width, height: height), &terminal)
  }

  private func screen(width: Int, height: Int) -> CellGrid {
    guard !showsHelp else { return Self.help(width: width, height: height) }
    let state = show.isOver ? "end" : (isPaused ? "paused" : "playing")
    return show.screen(saying: "\(state) \(speed)  ? help", width: width, height: height)
  }

  private static func help(width: Int, height: Int) -> CellGrid {
    var grid = CellGrid(width: width, height: height)
    grid.write(" a replay: any key goes back to it", row: 0, column: 0)
    grid.fill(row: 0, .reverse)
    let lines = [
      "space         pause, go on; at the end from the beginning",
      "left, right   one tick back or on, and pause",
      "down, up      \(leap) ticks back or on",
      "home, end     the first tick, the last one",
      "+, -          faster, slower: 0.25x to 100x, and max",
      "q             leave",
    ]
    for (index, line) in lines.enumerated() { grid.write(line, row: index + 2, column: 1) }
    return grid
  }
}
