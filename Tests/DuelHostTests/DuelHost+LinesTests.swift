import DuelHost
import TestKit
import Testing

/// Lines as such: replies, tags, errors, the rate.
struct DuelHostLinesTests {
  private func visitor() throws -> (world: HostWorld, visitor: Int) {
    let world = try HostWorld()
    let visitor = world.connect()
    _ = world.lines(of: visitor)
    return (world, visitor)
  }

  // MARK: - Replies

  @Test(arguments: [
    ("PING", ["OK PING"]), ("#1 ping", ["OK #1 PING"]), ("#x.-_Z9 sync", ["OK #x.-_Z9 SYNC"]),
    ("PONG", []), ("#1 PONG", []), ("", []), ("  \t ", []), ("ping unknown=1 words", ["OK PING"]),
  ])
  func everyCommandButPongIsAnsweredOnce(_ line: String, _ replies: [String]) throws {
    let (world, visitor) = try visitor()
    #expect(world.ask(line, on: visitor) == replies)
  }

  @Test func quitIsAnsweredAndEndsTheConnection() throws {
    let (world, visitor) = try visitor()
    world.send(Array("#q QUIT\nPING\n".utf8), on: visitor)
    #expect(world.lines(of: visitor) == ["OK #q QUIT", "BYE code=quit text=\"goodbye\""])
    #expect(world.closed == [visitor])
    #expect(world.population.connections == 0)
  }

  @Test func manyLinesOfOneReadAreAnsweredInOrder() throws {
    let (world, visitor) = try visitor()
    let text = (1...50).map { "#\($0) \($0 % 3 == 0 ? "FOO" : "PING")" }.joined(separator: "\r\n")
    world.send(Array((text + "\n").utf8), on: visitor)
    let lines = world.lines(of: visitor)
    #expect(lines.count == 50)
    for (index, line) in lines.enumerated() {
      let number = index + 1
      let expected = number % 3 == 0 ? "ERR #\(number) code=unknown-verb" : "OK #\(number) PING"
      #expect(line.hasPrefix(expected))
    }
  }

  @Test func aLineMayComeInPieces() throws {
    let (world, visitor) = try visitor()
    for byte in Array("#1 HELLO name=ada\r\n".utf8) { world.send([byte], on: visitor) }
    #expect(world.lines(of: visitor) == ["OK #1 HELLO player=ada"])
  }

  @Test func halfALineIsNothing() throws {
    let (world, visitor) = try visitor()
    world.send(Array("HELLO name=ada".utf8), on: visitor)
    #expect(world.lines(of: visitor).isEmpty)
    world.hangUp(visitor)
    #expect(world.refusal(of: "HELLO name=ada", on: world.connect()) == nil)
  }

  // MARK: - Wrong lines

  @Test(arguments: [
    ("FOO", "ERR code=unknown-verb text=\"there is no such verb; HELP lists them\""),
    ("#t PINGG", "ERR #t code=unknown-verb text=\"there is no such verb; did you mean PING?\""),
    ("#t", "ERR #t code=unknown-verb text=\"there is no such verb; HELP lists them\""),
    (
      "#/ PING",
      "ERR code=bad-tag text=\"a tag is # and 1 to 32 letters, digits, _ - .\""
    ),
    (
      "#t PING x=\"",
      "ERR code=bad-quote text=\"a quote is not closed, or text follows a closing quote; "
        + "use key=\\\"a b\\\"\""
    ),
    ("PING \u{1}", "ERR code=bad-encoding text=\"a line is printable UTF-8 text\""),
  ])
  func aWrongLineIsExplained(_ line: String, _ reply: String) throws {
    let (world, visitor) = try visitor()
    #expect(world.ask(line, on: visitor) == [reply])
    #expect(world.ask("PING", on: visitor) == ["OK PING"])
  }

  @Test func tooManyWordsAreRefused() throws {
    let (world, visitor) = try visitor()
    let line = "PING" + String(repeating: " x", count: 128)
    #expect(
      world.ask(line, on: visitor) == [
        "ERR code=too-many-fields text=\"a line has at most 128 words\""
      ])
  }

  @Test(
    arguments: [[0x80], [0], [0xff, 0xfe], Array("\u{1b}[2J".utf8), [13, 13], [0xc3]] as [[UInt8]])
  func garbageIsRefusedWhateverCameBefore(_ bytes: [UInt8]) throws {
    let (world, visitor) = try visitor()
    world.say("HELLO name=ada agent=\"a long line that was read before\"", on: visitor)
    _ = world.lines(of: visitor)
    world.send(bytes + [10], on: visitor)
    #expect(
      world.lines(of: visitor) == ["ERR code=bad-encoding text=\"a line is printable UTF-8 text\""])
  }

  @Test(arguments: ["a=", "#=", "a=\"\"", "=", "\"", "#1 a="])
  func aLineThatEndsInNothingIsRefused(_ line: String) throws {
    let (world, visitor) = try visitor()
    let reply = world.ask(line, on: visitor)
    #expect(reply.count == 1 && code(reply.first) == "unknown-verb")
  }

  @Test func aLineBeyondTheLimitEndsTheConnection() throws {
    let (world, visitor) = try visitor()
    world.say("PING " + String(repeating: "x", count: 4091), on: visitor)
    #expect(world.lines(of: visitor) == ["OK PING"])
    world.send(Array("PING\n".utf8) + Array(repeating: 120, count: 5000), on: visitor)
    #expect(
      world.lines(of: visitor) == [
        "OK PING", "BYE code=line-too-long text=\"a line has at most 4096 bytes\"",
      ])
    #expect(world.closed == [visitor])
  }

  /// What is quoted back to the sender must fit into a line too.
  @Test(arguments: [
    "LONG ", "LONG BTC 1 ", "CLOSE BTC ", "JOIN match=", "RULES match=", "RECORD match=",
  ])
  func noReplyIsLongerThanALine(_ beginning: String) throws {
    let both = try Duelists.live()
    for filler in ["y", "\\", "\""] {
      for connection in [both.ada, both.world.player("eve\(filler.utf8.first ?? 0)")] {
        let count = 4096 - beginning.utf8.count
        let line = beginning + String(repeating: filler, count: count)
        let reply = both.world.ask(line, on: connection)
        #expect(reply.count == 1)
        #expect((reply.first?.utf8.count ?? 0) <= 4096, "\(beginning)\(filler)…")
      }
    }
  }

  // MARK: - The rate

  @Test func aBurstOf200LinesIsAllowed() throws {
    let (world, visitor) = try visitor()
    world.send(Array(String(repeating: "PING\n", count: 200).utf8), on: visitor)
    #expect(world.lines(of: visitor).allSatisfy { $0 == "OK PING" })
    let refused = world.ask("PING", on: visitor)
    #expect(
      refused == [
        "ERR code=rate-limit retry_ms=5 text=\"at most 200 lines a second; wait and send it again\""
      ])
  }

  @Test func aRefusedLineIsTakenAfterTheTimeItNames() throws {
    let (world, visitor) = try visitor()
    world.send(Array(String(repeating: "PING\n", count: 200).utf8), on: visitor)
    _ = world.lines(of: visitor)
    for _ in 0..<20 {
      let wait = value("retry_ms", in: world.ask("PING", on: visitor).first).flatMap { Int($0) }
      world.wait(milliseconds: try #require(wait))
      #expect(world.ask("PING", on: visitor) == ["OK PING"])
    }
  }

  @Test func atTheRateNothingIsRefused() throws {
    let (world, visitor) = try visitor()
    for _ in 0..<1000 {
      world.wait(milliseconds: 5)
      world.say("PING", on: visitor)
    }
    #expect(world.lines(of: visitor).filter { $0 == "OK PING" }.count == 1000)
  }

  @Test func twoHundredRefusedLinesInARowAreAFlood() throws {
    let (world, visitor) = try visitor()
    world.send(Array(String(repeating: "PING\n", count: 400).utf8), on: visitor)
    let lines = world.lines(of: visitor)
    #expect(lines.count { $0 == "OK PING" } == 200)
    #expect(lines.count { code($0) == "rate-limit" } == 200)
    #expect(world.closed.isEmpty)
    #expect(
      world.ask("PING", on: visitor) == ["BYE code=flood text=\"too many lines came too fast\""])
    #expect(world.closed == [visitor])
  }

  /// Whoever counts answers would lose step.
  @Test(arguments: [
    ("", "\n", "PING\n"), ("", "PONG\n", "PING\n"),
    ("HELLO name=ada format=json\n", "{\"verb\":\"PONG\"}\n", "{\"verb\":\"PING\"}\n"),
  ])
  func whatGetsNoAnswerGetsNoneEitherWhenItComesTooFast(
    _ beginning: String, _ silent: String, _ ping: String
  ) throws {
    let (world, visitor) = try visitor()
    world.send(Array(beginning.utf8), on: visitor)
    world.send(Array(String(repeating: ping, count: 200).utf8), on: visitor)
    _ = world.lines(of: visitor)
    world.send(Array(String(repeating: silent, count: 5).utf8), on: visitor)
    #expect(world.lines(of: visitor).isEmpty)
    world.send(Array(ping.utf8), on: visitor)
    #expect(world.lines(of: visitor).count == 1)
  }

  @Test func aTickOfALockstepMatchAllows50MoreLines() throws {
    let both = try Duelists.live("ticks=5 seed=7")
    both.world.send(Array(String(repeating: "PING\n", count: 300).utf8), on: both.bob)
    #expect(both.world.lines(of: both.bob).last.flatMap { code($0) } == "rate-limit")
    both.world.wait(milliseconds: 5)
    both.world.say("DONE", on: both.ada)
    both.world.say("DONE", on: both.bob)
    #expect(both.world.lines(of: both.bob).contains { word($0) == "TICK" })
    both.world.send(Array(String(repeating: "PING\n", count: 51).utf8), on: both.bob)
    let lines = both.world.lines(of: both.bob)
    #expect(lines.count { $0 == "OK PING" } == 50)
    #expect(lines.count { code($0) == "rate-limit" } == 1)
  }
}
