import Foundation
import Glibc
import Testing

/// A program on a terminal of its own.
final class TerminalProgram {
  private let process = Process()
  private let main: Int32
  private let before: termios
  private(set) var shown = ""
  private var unread: [UInt8] = []

  struct Failed: Error {
    let what: String
  }

  init(_ arguments: [String], columns: UInt16 = 100, rows: UInt16 = 30) throws {
    // The two requests of the kernel's pseudoterminals: unlock the other side, tell its number.
    main = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK)
    var isLocked: Int32 = 0
    var number: Int32 = -1
    guard main >= 0, ioctl(main, 0x4004_5431, &isLocked) == 0,
      ioctl(main, 0x8004_5430, &number) == 0
    else { throw Failed(what: "no pseudoterminal") }
    let side = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    var settings = termios()
    guard side >= 0, ioctl(side, UInt(TIOCSWINSZ), &size) == 0, tcgetattr(side, &settings) == 0
    else { throw Failed(what: "no terminal") }
    before = settings
    process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
      .deletingLastPathComponent().appendingPathComponent("duel")
    process.arguments = arguments
    process.environment = ["TERM": "xterm", "LANG": "C.UTF-8", "NO_COLOR": "1"]
    let terminal = FileHandle(fileDescriptor: side)
    process.standardInput = terminal
    process.standardOutput = terminal
    process.standardError = terminal
    // Only the program holds the other side now: its end is the end of what can be read.
    defer { close(side) }
    try process.run()
  }

  deinit {
    if process.isRunning { process.terminate() }
    close(main)
  }

  func type(_ text: String) { _ = Glibc.write(main, text, text.utf8.count) }

  func resize(columns: UInt16, rows: UInt16) {
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(main, UInt(TIOCSWINSZ), &size)
    kill(process.processIdentifier, SIGWINCH)
  }

  func terminate() { process.terminate() }

  /// Reads until the program has written a text since the last wait.
  func wait(for text: String) async throws {
    while true {
      let hasEnded = take()
      if let range = shown.range(of: text) {
        shown = String(shown[range.upperBound...])
        return
      }
      guard !hasEnded else { throw Failed(what: "it ended before '\(text)': \(shown)") }
      try Task.checkCancellation()
      await Task.yield()
    }
  }

  /// Reads to its end; answers its exit code.
  func finish() async throws -> Int32 {
    while !take() || process.isRunning {
      try Task.checkCancellation()
      await Task.yield()
    }
    return process.terminationStatus
  }

  /// Reads what is there; answers whether that was the last.
  private func take() -> Bool {
    var piece = [UInt8](repeating: 0, count: 65_536)
    let count = read(main, &piece, piece.count)
    guard count > 0 else { return count == 0 || errno != EAGAIN }
    unread += piece[..<count]
    // A character may be cut: only whole ones are shown.
    let cut = unread.suffix(3).lastIndex { $0 >= 0xc0 } ?? unread.count
    let isWhole = String(validating: unread[cut...], as: UTF8.self) != nil
    let end = isWhole ? unread.count : cut
    shown += String(decoding: unread[..<end], as: UTF8.self)
    unread.removeFirst(end)
    return false
  }

  /// Whether the terminal has the settings that it had before.
  var isRestored: Bool {
    var now = termios()
    tcgetattr(main, &now)
    return now.c_lflag == before.c_lflag && now.c_iflag == before.c_iflag
      && now.c_oflag == before.c_oflag
  }
}

/// Playing and watching on a terminal.
@Suite(.timeLimit(.minutes(5)))
struct TerminalTests {
  private let practice = ["play", "--vs", "hold", "--name", "ada", "--seed", "3"]

  @Test func aMatchIsPlayedAtTheKeyboard() async throws {
    let clock = ["--ticks", "6", "--clock", "lockstep:60000"]
    let program = try TerminalProgram(practice + clock)
    try await program.wait(for: "equity 10000.00")
    #expect(!program.isRestored)
    program.type("lo\tb\t10x 500\r")
    try await program.wait(for: "bought 0.084 BTC at 59481.82")
    program.type("half")
    program.resize(columns: 40, rows: 10)
    try await program.wait(for: "> half")
    program.type("\rdone 9\r")
    try await program.wait(for: "sold 0.042 BTC")
    try await program.wait(for: "ranking")
    #expect(try await program.finish() == 0)
    #expect(program.shown.hasSuffix("\u{1b}[J\u{1b}[?2004l"))
    #expect(program.isRestored)
  }

  /// Also while another thread of the program runs the server.
  @Test func aSignalGivesTheTerminalBack() async throws {
    let program = try TerminalProgram(practice)
    try await program.wait(for: "equity 10000.00")
    program.terminate()
    #expect(try await program.finish() == 0)
    #expect(program.shown.hasSuffix("you left\r\n"))
    #expect(program.isRestored)
  }

  @Test(arguments: ["q", "\u{03}", ""])
  func theBoardGivesTheTerminalBack(_ key: String) async throws {
    let server = try await Server(["--quiet"])
    let program = try TerminalProgram(["watch", server.address], columns: 60, rows: 12)
    try await program.wait(for: "\u{1b}[?1049h")
    try await program.wait(for: "waiting for one")
    program.resize(columns: 50, rows: 8)
    try await program.wait(for: "waiting for one")
    if key.isEmpty { program.terminate() } else { program.type(key) }
    #expect(try await program.finish() == 0)
    #expect(program.shown.contains("\u{1b}[?1049l"))
    #expect(program.isRestored)
    #expect(try await server.program.stop().status == 0)
  }

  @Test func theBoardFollowsAMatchAndEndsWithIt() async throws {
    let server = try await Server(["--quiet"])
    let hand = try RawClient(port: server.port)
    hand.say("HELLO name=ada")
    hand.say("CREATE rules=classroom ticks=3 seats=1 seed=3 clock=lockstep:60000")
    _ = try hand.line(beginning: "OK CREATE match=m1")
    let program = try TerminalProgram(["watch", server.address, "--once"])
    try await program.wait(for: "ada: waiting for the start")
    hand.say("READY")
    try await program.wait(for: "tick 0/2")
    hand.say("LONG BTC 500 10x")
    hand.say("DONE tick=0")
    try await program.wait(for: "+0.08")
    hand.say("DONE tick=1")
    #expect(try await program.finish() == 0)
    #expect(program.isRestored)
    #expect(try await server.program.stop().status == 0)
  }

  @Test func whereNobodyListensThereIsAWord() async throws {
    let program = try TerminalProgram(["watch", "127.0.0.1:1"])
    #expect(try await program.finish() == 3)
    #expect(program.shown.contains("duel: "))
    #expect(program.isRestored)
  }
}
