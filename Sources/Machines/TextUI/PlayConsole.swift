public import ClientCore
public import Primitives
import WireProtocol

/// How a player's client ended.
public enum PlayOutcome: Hashable, Sendable {
  /// The match is over.
  case finished
  /// The player left.
  case left
  /// The server refused what the player came for, and why.
  case refused(String)
  /// The connection is gone, and why.
  case lost(String)
}

/// A player's client as a value: keys and bytes of the server go in, bytes for the terminal and for
/// the server come out.
///
/// On a terminal it edits a line at the bottom and prints what happens above it. Otherwise it reads
/// lines and writes lines, and holds a line back until what it waits for has come: the first tick,
/// the next tick behind `done`. When the input ends it plays on without further orders.
public struct PlayConsole: Sendable {
  /// What the client knows of the match.
  public internal(set) var session: ClientSession
  /// How it ended; nil while it goes on.
  public var outcome: PlayOutcome?
  /// Whether the player wants the program to be put aside; the runner does it and clears this.
  public var wantsSuspension = false

  let isInteractive: Bool
  let style: TerminalStyle
  let address: String?
  var status = PlayStatus()
  /// The rules, once they were asked for and answered.
  var rules: RuleFacts?
  var isLive = false
  var isIntroduced = false
  var farewell: String?
  var expected: [Expected] = []

  private var framer = LineFramer(lineMax: 4 * Limits.lineMax)
  private var decoder = KeyDecoder()
  private var editor = LineEditor()
  private var screen: PromptScreen
  private var feed: [FeedLine] = []
  private var typed = LineFramer(lineMax: Limits.lineMax)
  private var held: [String] = []
  private var hasInputEnded = false
  private var hasAskedToLeave = false
  private var nextTag = 1
  private var outbox: [String] = []
  var isStatusDue = false
  /// Whether the connection broke and the seat is not taken again yet.
  var isAway = false
  /// Whether this client took over a seat, and is still being told what happened before.
  var isTakingOver: Bool

  /// What the reply to a tagged command is for.
  struct Expected: Hashable, Sendable {
    enum Purpose: Hashable, Sendable {
      /// The player asked; the answer is shown.
      case player
      /// The status line needs it.
      case status
      /// The introduction needs it.
      case rules
    }
    var tag: Int
    var purpose: Purpose
  }

  /// Makes a client that pursues the session's goal, on a terminal of this width or on pipes.
  ///
  /// With the server's address it tells how the seat is taken again from another client.
  public init(
    session: ClientSession, isInteractive: Bool, width: Int, style: TerminalStyle,
    address: String? = nil
  ) {
    self.address = address
    self.session = session
    self.isInteractive = isInteractive
    self.style = style
    screen = PromptScreen(width: width, style: style)
    isTakingOver = session.canResume
  }

  /// Whether input may be read now; when not, what has come is still to be worked on.
  public var wantsInput: Bool { !hasInputEnded && (isInteractive || held.isEmpty) }

  // MARK: - What comes in

  /// Takes bytes of the server.
  public mutating func receive(
    _ bytes: Span<UInt8>, server: inout ByteBuffer, terminal: inout ByteBuffer
  ) {
    var start = 0
    do throws(FramingError) {
      reading: while true {
        switch try framer.next(in: bytes, from: &start) {
        case .inPlace(let range): try take(bytes.extracting(range), server: &server)
        case .assembled(let line): try take(line.span, server: &server)
        case .needsMore: break reading
        }
      }
    } catch {
      outcome = .lost("the server sent a line that is too long")
    }
    workOnInput()
    flush(server: &server, terminal: &terminal)
  }

  /// Takes what was typed, or a piece of a pipe.
  public mutating func type(
    _ bytes: Span<UInt8>, server: inout ByteBuffer, terminal: inout ByteBuffer
  ) {
    if isInteractive {
      for key in decoder.decode(bytes) where outcome == nil {
        take(key, server: &server, terminal: &terminal)
      }
    } else {
      takePiped(bytes)
    }
    workOnInput()
    flush(server: &server, terminal: &terminal)
  }

  /// The input has ended.
  public mutating func endInput(server: inout ByteBuffer, terminal: inout ByteBuffer) {
    hasInputEnded = true
    if isInteractive {
      outcome = outcome ?? .left
    } else {
      takePiped(Array("\n".utf8).span)
      if held.last?.isEmpty == true { held.removeLast() }
    }
    workOnInput()
    flush(server: &server, terminal: &terminal)
  }

  /// The terminal has another width.
  public mutating func resize(to width: Int, terminal: inout ByteBuffer) {
    guard isInteractive else { return }
    screen.resize(to: width, status: statusLine(width: width), editor, &terminal)
  }

  /// Draws the two lines again, after the program was put aside.
  public mutating func redraw(terminal: inout ByteBuffer) {
    guard isInteractive else { return }
    screen.restart(status: statusLine(width: screen.width), editor, &terminal)
  }

  /// The connection has ended; answers whether the match can go on with another one.
  ///
  /// What was not answered is not sent again: nobody wants an order twice.
  public mutating func reconnect(terminal: inout ByteBuffer) -> Bool {
    guard outcome == nil, session.canResume else { return false }
    if !isAway { show(FeedLine("the connection broke; coming back", .warning)) }
    isAway = true
    session.reconnect()
    framer = LineFramer(lineMax: 4 * Limits.lineMax)
    expected = []
    outbox = []
    status.isDone = false
    var unsent = ByteBuffer()
    flush(server: &unsent, terminal: &terminal)
    return true
  }

  /// The connection has ended for good.
  public mutating func lose(_ reason: String, terminal: inout ByteBuffer) {
    if outcome == nil { outcome = isOver ? .finished : .lost(farewell ?? reason) }
    var unsent = ByteBuffer()
    flush(server: &unsent, terminal: &terminal)
  }

  /// Takes the prompt away, so that the shell's own follows what was said last.
  public mutating func finish(terminal: inout ByteBuffer) {
    guard isInteractive else { return }
    screen.erase(&terminal)
  }

  // MARK: - Typing

  private mutating func take(_ key: Key, server: inout ByteBuffer, terminal: inout ByteBuffer) {
    switch editor.take(key) {
    case .edited: break
    case .submitted(let line):
      if !line.isEmpty { show(FeedLine("> " + line, .quiet)) }
      perform(line)
    case .completion: complete()
    case .redraw: screen.clear(status: statusLine(width: screen.width), editor, &terminal)
    case .leave: leave()
    case .suspend: wantsSuspension = true
    }
  }

  private mutating func complete() {
    let completion = Completion(editor.left, context)
    guard let text = completion.replacement else { return }
    if editor.left.dropFirst(completion.start) == text, completion.candidates.count > 1 {
      show(FeedLine("  " + completion.candidates.joined(separator: "  "), .quiet))
    } else {
      editor.replace(from: completion.start, with: text)
    }
  }

  private mutating func takePiped(_ bytes: Span<UInt8>) {
    var start = 0
    do throws(FramingError) {
      while true {
        switch try typed.next(in: bytes, from: &start) {
        case .inPlace(let range): held.append(String(decoding: bytes.extracting(range)))
        case .assembled(let line): held.append(String(decoding: line.span))
        case .needsMore: return
        }
      }
    } catch {
      outcome = .refused("a line of the input is longer than \(Limits.lineMax) bytes")
    }
  }

  /// Works on piped lines as far as nothing is waited for.
  private mutating func workOnInput() {
    guard !isInteractive else { return }
    while !held.isEmpty, isFree {
      let line = held.removeFirst()
      if !line.allSatisfy({ $0 == " " }) { perform(line) }
    }
    if hasInputEnded, held.isEmpty, isFree { pass(ticks: session.view.ticks) }
  }

  /// Whether nothing is waited for: no tick, no reply.
  private var isFree: Bool {
    isIntroduced && outcome == nil && status.passUntil == nil
      && !isAway && !expected.contains { $0.purpose == .player }
  }

  // MARK: - Doing

  var context: PlayContext {
    let instruments = session.view.instruments
    var held = instruments.map { _ in false }
    if let seat = session.view.seat, session.view.seats.indices.contains(seat) {
      for (index, position) in session.view.seats[seat].positions.enumerated()
      where index < held.count { held[index] = position.quantity != .zero }
    }
    for holding in status.holdings where holding.instrument < held.count {
      held[holding.instrument] = true
    }
    return PlayContext(instruments: instruments, held: held)
  }

  private mutating func perform(_ line: String) {
    let command = PlayReader.read(line, context)
    if session.view.instruments.isEmpty, command.needsMatch {
      return show(FeedLine("the match has not begun; help lists the words", .warning))
    }
    if command != .quit { hasAskedToLeave = false }
    switch command {
    case .send(let lines): for line in lines { send(line, for: .player) }
    case .quote(let line): send(line, for: .player)
    case .pass(let ticks): pass(ticks: ticks)
    case .account: send("ACCOUNT", for: .player)
    case .positions: send("POSITIONS", for: .player)
    case .orders: send("ORDERS", for: .player)
    case .standings: for line in PlayFeed.standings(session.view) { show(line) }
    case .chart(let instrument): chart(instrument)
    case .help(let word): for line in PlayFeed.help(word) { show(line) }
    case .quit: leave()
    case .mistake(let text): show(FeedLine(text, .warning))
    }
  }

  private mutating func chart(_ instrument: Int) {
    let chart = PriceChart(session.view.marks[instrument], style: style)
    for line in chart.lines(width: min(screen.width - 1, 100), height: 10) { show(FeedLine(line)) }
  }

  private mutating func pass(ticks: Int) {
    guard isLive else {
      return show(FeedLine("the match has not begun", .quiet))
    }
    guard session.view.isLockstep || !isInteractive else {
      return show(FeedLine("the clock of this match runs by itself", .quiet))
    }
    status.passUntil = session.view.tick + ticks
    sayDone()
  }

  /// Says DONE in this tick, once; the last tick is over by itself.
  mutating func sayDone() {
    guard session.view.isLockstep, !status.isDone, session.view.tick + 1 < session.view.ticks
    else { return }
    status.isDone = true
    send("DONE tick=\(session.view.tick)", for: .status)
  }

  /// Leaves; a running match is left at the second word only.
  private mutating func leave() {
    guard isLive, isInteractive, !hasAskedToLeave else {
      outbox.append("QUIT")
      outcome = isOver ? .finished : .left
      return
    }
    hasAskedToLeave = true
    show(
      FeedLine("the match goes on without you, positions and all; once more to leave", .warning))
  }

  /// Sends a command with a tag of its own, so that its reply is known.
  mutating func send(_ line: String, for purpose: Expected.Purpose) {
    guard !isAway else {
      if purpose == .player { show(FeedLine("not connected; not sent: \(line)", .warning)) }
      return
    }
    if line.hasPrefix("#") {
      outbox.append(line)
      return
    }
    expected.append(Expected(tag: nextTag, purpose: purpose))
    outbox.append("#\(nextTag) \(line)")
    nextTag += 1
  }

  // MARK: - What goes out

  mutating func show(_ line: FeedLine) { feed.append(line) }

  private func statusLine(width: Int) -> String { status.line(session.view, width: width) }

  private mutating func flush(server: inout ByteBuffer, terminal: inout ByteBuffer) {
    if isStatusDue, isInteractive, isLive, !isAway, outcome == nil,
      !expected.contains(where: { $0.purpose == .status })
    {
      isStatusDue = false
      send("ACCOUNT", for: .status)
      send("POSITIONS", for: .status)
    }
    for line in outbox {
      server.append(line)
      server.append("\n")
    }
    outbox = []
    let lines = feed
    feed = []
    if isInteractive {
      let status = statusLine(width: screen.width)
      if lines.isEmpty {
        screen.refresh(status: status, editor, &terminal)
      } else {
        screen.insert(lines, status: status, editor, &terminal)
      }
    } else {
      for line in lines {
        terminal.append(style.spelled(TextWidth.printable(line.text)))
        terminal.append("\n")
      }
    }
  }
}

extension PlayRequest {
  /// Whether it means nothing before the match begins.
  fileprivate var needsMatch: Bool {
    switch self {
    case .quote, .chart, .mistake, .positions, .orders, .account: true
    case .send, .pass, .standings, .help, .quit: false
    }
  }
}
