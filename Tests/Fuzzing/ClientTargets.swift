import Bots
import ClientCore
import Digests
import Primitives
import TextUI
import WireProtocol

/// A client of a hostile server says whole lines, and the same however the server's bytes are cut.
enum ClientTarget {
  static func run(_ bytes: [UInt8]) throws(FuzzFailure) {
    guard let first = bytes.first else { return }
    let rest = Array(bytes.dropFirst())
    let whole = try hear([rest], first)
    let cut = try hear(Cutter.pieces(of: rest), first)
    try require(whole.output == cut.output, "a cut changes what the client says")
    try require(whole.news == cut.news, "a cut changes what the client tells")
    try require(whole.record == cut.record, "a cut changes the record")
    let bots = BuiltInBot.allCases
    var bot = BotPlayer(
      name: "bot", bot: bots[Int(first) % bots.count], seed: 1, goal: .play(settings: ""))
    var output = ByteBuffer()
    guard (try? bot.receive(rest.span, output: &output) { _, _ in }) != nil else { return }
    // What a bot calls its match is told by the server, and may be too long for the line.
    for line in Cutter.lines(of: output.bytes) where line.count <= Limits.lineMax {
      try WireLines.check(line: line)
    }
  }

  private struct Heard {
    var output: [UInt8] = []
    var news: [String] = []
    var record: [UInt8] = []
  }

  static func session(_ choice: UInt8) -> ClientSession {
    let goals: [ClientGoal] = [
      .play(settings: "ticks=3"), .join(match: "m1"), .watch(match: nil), .watch(match: "m1"),
      .resume(match: "m1", token: "00ff"), .create(settings: "rules=classroom"),
    ]
    let goal = goals[Int(choice) % goals.count]
    let secret = Digest.of(domain: "fuzz", [])
    let contributions: [Contribution] = [.nothing, .always(secret), .whereRequired(secret)]
    let isWatching = [2, 3].contains(Int(choice) % goals.count)
    return ClientSession(
      name: isWatching ? nil : "ada", agent: "fuzz", goal: goal,
      contribution: contributions[Int(choice) / goals.count % contributions.count])
  }

  private static func hear(_ pieces: [[UInt8]], _ choice: UInt8) throws(FuzzFailure) -> Heard {
    var client = session(choice)
    var output = ByteBuffer()
    var heard = Heard()
    var hasAsked = false
    var boards = Boards()
    for piece in pieces {
      let isFramed: Void? = try? client.receive(piece.span, output: &output) { news, client, out in
        heard.news.append("\(news)")
        if case .match(let news) = news { boards.show(news, client.view) }
        if client.view.end != nil, !hasAsked {
          hasAsked = true
          client.requestRecord(&out)
        }
      }
      guard isFramed != nil else { break }
    }
    heard.output = output.bytes
    heard.record = client.record
    for line in Cutter.lines(of: heard.output) where line.count <= Limits.lineMax {
      try WireLines.check(line: line)
    }
    if client.canResume {
      client.reconnect()
      _ = try? client.receive(Array("INFO proto=1\n".utf8).span, output: &output) { _, _, _ in }
    }
    return heard
  }
}

/// Everything that shows a match to those who watch it.
private struct Boards {
  private var scoreboard = Scoreboard(style: TerminalStyle(hasColor: true, hasUnicode: true))

  mutating func show(_ news: MatchNews, _ view: MatchView) {
    scoreboard.take(news, view)
    if view.sequence % 16 == 0 {
      for width in [1, 40, 132] { _ = scoreboard.screen(view, width: width, height: 24) }
    }
    _ = PlainBoard().lines(for: news, view)
    _ = JSONBoard().line(for: news, view)
  }
}

/// A console between a hostile server and a mad typist: it sends whole lines that a server takes.
///
/// Input: the first byte says what it is; then lines, those that begin with `<` from the server,
/// the others typed.
enum ConsoleTarget {
  static func run(_ bytes: [UInt8]) throws(FuzzFailure) {
    guard let first = bytes.first else { return }
    let isInteractive = first & 1 == 0
    var console = PlayConsole(
      session: ClientTarget.session(first >> 2), isInteractive: isInteractive,
      width: 10 + Int(first),
      style: TerminalStyle(hasColor: first & 2 == 0, hasUnicode: first & 4 == 0))
    var server = ByteBuffer()
    var terminal = ByteBuffer()
    for line in Cutter.lines(of: Array(bytes.dropFirst())) where console.outcome == nil {
      if line.first == UInt8(ascii: "<") {
        let said = line.dropFirst() + [UInt8(ascii: "\n")]
        console.receive(Array(said).span, server: &server, terminal: &terminal)
      } else {
        console.type((line + [13]).span, server: &server, terminal: &terminal)
        if !isInteractive {
          console.type([UInt8(ascii: "\n")].span, server: &server, terminal: &terminal)
        }
      }
    }
    if console.outcome == nil { console.resize(to: 40, terminal: &terminal) }
    console.endInput(server: &server, terminal: &terminal)
    console.finish(terminal: &terminal)
    let sent = server.bytes
    try require(sent.isEmpty || sent.last == UInt8(ascii: "\n"), "half a line is sent")
  }
}
