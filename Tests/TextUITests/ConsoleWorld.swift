import ClientCore
import Primitives

@testable import TextUI

/// A console between a server that speaks in lines and a terminal or a pipe.
struct ConsoleWorld {
  private(set) var console: PlayConsole
  private(set) var emulator: Emulator
  /// What was written when it is not a terminal.
  private(set) var written = ""
  /// What the client has sent and nobody has looked at yet.
  private var sent = ""

  init(
    isInteractive: Bool = true, width: Int = 100, height: Int = 24,
    goal: ClientGoal = .create(settings: "ticks=9"), address: String? = nil
  ) {
    console = PlayConsole(
      session: ClientSession(name: "ada", agent: "test", goal: goal),
      isInteractive: isInteractive, width: width,
      style: TerminalStyle(hasColor: false, hasUnicode: true), address: address)
    emulator = Emulator(width: width, height: height)
  }

  /// A console whose match has begun and whose introduction is shown.
  static func begun(
    isInteractive: Bool = true, clock: String = "lockstep:60000", width: Int = 100,
    address: String? = nil
  ) -> ConsoleWorld {
    var world = ConsoleWorld(isInteractive: isInteractive, width: width, address: address)
    world.hear(
      "INFO proto=1", "OK HELLO player=ada", "OK CREATE match=m1 seat=0 token=0f",
      "SEAT match=m1 seq=1 seat=0 name=ada state=taken",
      "SEAT match=m1 seq=2 seat=1 name=bob state=taken",
      "SEAT match=m1 seq=3 seat=1 name=bob state=ready",
      "START match=m1 seq=4 ticks=9 clock=\(clock) instruments=BTC,ETH balance=10000.00 "
        + "commitment=9c preroll=60 rules=standard seats=ada,bob",
      "TICK match=m1 seq=5 tick=-1 BTC=49900.00/1/1 ETH=3000.00/1/1")
    world.tick(0)
    world.hear(
      "OK #1 RULES match=m1 preset=standard leverage-max=20 maintenance-rate=0.005 taker-fee=0.0005"
    )
    world.answerStatus()
    _ = world.takeSent()
    return world
  }

  mutating func hear(_ lines: String...) {
    for line in lines {
      act { console, server, terminal in
        console.receive(Array((line + "\n").utf8).span, server: &server, terminal: &terminal)
      }
    }
  }

  mutating func tick(_ tick: Int, _ price: String = "50000.00") {
    hear(
      "TICK match=m1 seq=6 tick=\(tick) BTC=\(price)/1/1 ETH=3000.00/1/1",
      "RANK match=m1 seq=7 tick=\(tick) ranking=1,0 equity=10100.00,9990.00")
  }

  /// Answers the ACCOUNT and POSITIONS that the client has asked for.
  mutating func answerStatus(positions: String = "") {
    for line in takeSent() {
      let words = line.split(separator: " ")
      guard words.count == 2 else { continue }
      if words[1] == "ACCOUNT" {
        hear(
          "OK \(words[0]) ACCOUNT match=m1 tick=0 wallet=9000.00 available=9000.00 margin=1000.00 "
            + "equity=9990.00 realized=0.00 fees=5.00 insurance=0.00 place=2")
      } else if words[1] == "POSITIONS" {
        hear("OK \(words[0]) POSITIONS match=m1 tick=0 count=1\(positions)")
      }
    }
  }

  mutating func type(_ text: String) {
    act { console, server, terminal in
      console.type(Array(text.utf8).span, server: &server, terminal: &terminal)
    }
  }

  mutating func endInput() {
    act { console, server, terminal in
      console.endInput(server: &server, terminal: &terminal)
    }
  }

  mutating func lose() {
    act { console, _, terminal in console.lose("it broke", terminal: &terminal) }
  }

  /// The connection breaks; answers whether the match can go on with another.
  mutating func cut() -> Bool {
    var canGoOn = false
    act { console, _, terminal in canGoOn = console.reconnect(terminal: &terminal) }
    return canGoOn
  }

  /// The lines sent since the last call.
  mutating func takeSent() -> [String] {
    let lines = sent.split(separator: "\n").map(String.init)
    sent = ""
    return lines
  }

  /// Sent lines without their tags and without what the status line asks.
  mutating func commands() -> [String] {
    takeSent().map { line in
      line.hasPrefix("#") ? String(line.drop { $0 != " " }.dropFirst()) : line
    }.filter { $0 != "ACCOUNT" && $0 != "POSITIONS" }
  }

  private mutating func act(
    _ body: (inout PlayConsole, inout ByteBuffer, inout ByteBuffer) -> Void
  ) {
    var server = ByteBuffer()
    var terminal = ByteBuffer()
    body(&console, &server, &terminal)
    sent += String(decoding: server.bytes, as: UTF8.self)
    if console.isInteractive {
      emulator.write(terminal.bytes)
    } else {
      written += String(decoding: terminal.bytes, as: UTF8.self)
    }
  }
}
