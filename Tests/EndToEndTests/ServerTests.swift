import Testing

/// A server and its clients as processes of their own.
@Suite(.timeLimit(.minutes(5)))
struct ServerTests {
  @Test func aBotAndAHandPlayAndASpectatorSeesIt() async throws {
    let server = try await Server()
    let hand = try RawClient(port: server.port)
    hand.say("HELLO name=ada")
    hand.say("CREATE rules=classroom ticks=40 clock=lockstep:60000")
    _ = try hand.line(beginning: "OK CREATE match=m1 seat=0")
    let bot = try Program("duel", ["bot", "trend", server.address, "--as", "bob", "--join", "m1"])
    _ = try hand.line(beginning: "SEAT match=m1 seq=3 seat=1 name=bob state=ready")
    hand.say("READY")
    _ = try hand.line(beginning: "RANK")
    let spectator = try Program("duel", ["watch", server.address, "--plain"])
    try await spectator.waitUntil(itSays: "ada vs bob")

    hand.say("SHORT ETH 25% 20x")
    _ = try hand.line(beginning: "FILL")
    for tick in 0..<39 {
      hand.say("DONE tick=\(tick)")
      _ = try hand.line(beginning: "RANK")
    }
    let end = try hand.line(beginning: "END")
    hand.say("QUIT")
    let played = try await bot.finish()
    #expect(played.status == 0)
    #expect(played.lines.first == "ranking" && played.lines.count == 3)
    let seen = try await spectator.finish()
    #expect(seen.status == 0)
    #expect(seen.lines.suffix(3) == played.lines.suffix(3))
    let stopped = try await server.program.stop()
    #expect(stopped.status == 0)
    let digest = try #require(end.split(separator: " ").first { $0.hasPrefix("digest=") })
    #expect(stopped.talk.contains("level=info event=ended match=m1 ticks=40 \(digest)\n"))
  }

  @Test func theOrganiserChoosesTheRate() async throws {
    let server = try await Server(["--rate", "30"])
    let hand = try RawClient(port: server.port)
    #expect(try hand.line(beginning: "INFO").contains(" rate=30 "))
    hand.send(Array(String(repeating: "PING\n", count: 40).utf8))
    for _ in 0..<30 { #expect(try hand.nextLine() == "OK PING") }
    _ = try hand.line(beginning: "ERR code=rate-limit")
  }

  @Test func botsFindEachOther() async throws {
    let server = try await Server(["--quiet"])
    let options = ["--ticks", "40", "--clock", "lockstep:60000"]
    let first = try Program("duel", ["bot", "trend", server.address, "--as", "ada"] + options)
    let second = try Program("duel", ["bot", "random", server.address, "--as", "bob"] + options)
    let (one, two) = (try await first.finish(), try await second.finish())
    #expect(one.status == 0 && two.status == 0)
    #expect(one.lines.first == "ranking" && one.lines == two.lines)
    #expect(try await server.program.stop().status == 0)
  }

  @Test func theLastWordsOfAStoppingServer() async throws {
    let server = try await Server(["--quiet"])
    let client = try RawClient(port: server.port)
    client.say("HELLO name=ada")
    _ = try client.line(beginning: "OK HELLO player=ada")
    #expect(try await server.program.stop().status == 0)
    #expect(
      try client.nextLine() == "BYE code=shutting-down text=\"the server is stopping\"")
    #expect(try client.nextLine() == nil)
  }

  @Test func garbageHurtsNobodyElse() async throws {
    let server = try await Server(["--quiet"])
    let player = try RawClient(port: server.port)
    player.say("HELLO name=ada")
    player.say("CREATE seats=1 ticks=2 seed=1 clock=lockstep:60000")
    player.say("READY")
    _ = try player.line(beginning: "RANK")

    let noise = try RawClient(port: server.port)
    noise.send([0, 255, 27, 13, 10])
    _ = try noise.line(beginning: "ERR code=bad-encoding")
    noise.send(Array(repeating: 65, count: 100_000))
    _ = try noise.line(beginning: "BYE code=line-too-long")
    for _ in 0..<50 {
      let gone = try RawClient(port: server.port)
      gone.send(Array("HELLO name=gone\nQUEUE\nLONG BTC".utf8))
    }

    player.say("DONE")
    #expect(try player.line(beginning: "RANK").contains("tick=1"))
    #expect(try player.line(beginning: "END").contains("reason=finished"))
    #expect(try await server.program.stop().status == 0)
  }

  @Test func aTakenPortIsSaid() async throws {
    let server = try await Server(["--quiet"])
    let second = try await Program.run("duel", "serve --data :memory: --listen \(server.address)")
    #expect(second.status == 3)
    #expect(second.talk == "duel: listen on \(server.address): Address already in use\n")
  }
}
