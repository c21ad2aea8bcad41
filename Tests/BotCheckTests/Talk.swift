import BotCheck
import Primitives

/// A check in the middle between a bot and a server that are played by hand.
struct Talk {
  private(set) var session: CheckSession
  private(set) var now = Instant(nanoseconds: 0)
  /// What the bot was told last, in pieces.
  private(set) var pieces: [String] = []

  init(_ course: CheckCourse = .manners) {
    let plan = CheckPlan(
      course: course, name: "candidate", match: "m1", key: "sesame", seat: 0,
      patienceMilliseconds: 1000)
    session = CheckSession(plan, now: now)
  }

  /// Lines from the server; the lines that the bot is told.
  @discardableResult
  mutating func server(_ lines: String...) -> [String] {
    for line in lines { session.hear(server: Array(line.utf8), now: now) }
    pieces = session.takeOutput().bot.map { String(decoding: $0.span) }
    return pieces.joined().split(separator: "\n").map(String.init)
  }

  /// Lines from the bot; the lines that the server is told.
  @discardableResult
  mutating func bot(_ lines: String...) -> [String] {
    for line in lines { session.hear(bot: Array(line.utf8), now: now) }
    let output = session.takeOutput()
    pieces = output.bot.map { String(decoding: $0.span) }
    return String(decoding: output.server.span).split(separator: "\n").map(String.init)
  }

  mutating func wait(milliseconds: Int) {
    now = now.adding(milliseconds: milliseconds)
    session.timePassed(now)
  }

  mutating func end(code: Int?) {
    session.botEnded(code: code, description: code.map { "ended with code \($0)" } ?? "was killed")
  }

  mutating func hangUp() { session.botHungUp(now) }

  // MARK: - A good bot

  mutating func greet() {
    server("INFO proto=1")
    bot("HELLO proto=1 name=candidate")
    server("OK HELLO player=candidate")
  }

  mutating func join() {
    greet()
    bot("JOIN match=m1 key=sesame")
    server("OK JOIN match=m1 seat=0 token=ff", "COMMITMENT match=m1 nonces=required")
  }

  mutating func start() {
    join()
    bot("READY nonce=00")
    server("OK READY", "START match=m1 seq=1 ticks=20 clock=lockstep instruments=BTC,ETH")
    server("TICK match=m1 seq=2 tick=-1 BTC=1/1/1")
  }

  /// A tick and its ranking; what the bot is told.
  mutating func tick(_ number: Int) -> [String] {
    server("TICK match=m1 tick=\(number) BTC=1/1/1", "RANK match=m1 tick=\(number) ranking=0,1")
  }

  /// Plays these ticks; the match has begun.
  mutating func play(_ ticks: Range<Int>) {
    for number in ticks {
      _ = tick(number)
      for _ in 1..<max(1, bot("DONE tick=\(number)").count) { server("OK") }
      if server("OK DONE").contains("PING") { bot("PONG") }
    }
  }
}
