import Testing

/// Slow and hostile peers of a real server: they are told why, and nobody else is disturbed.
@Suite(.timeLimit(.minutes(5)))
struct HostilePeerTests {
  /// A player with a match of one seat, who is at its first tick.
  private func player(_ server: Server, _ name: String) throws -> RawClient {
    let player = try RawClient(port: server.port)
    player.say("HELLO name=\(name)")
    player.say("CREATE seats=1 ticks=1000 seed=1 clock=lockstep:60000")
    player.say("READY")
    _ = try player.line(beginning: "RANK")
    return player
  }

  private func field(_ name: String, of line: String) -> Int? {
    line.split(separator: " ").first { $0.hasPrefix("\(name)=") }
      .flatMap { Int($0.dropFirst(name.count + 1)) }
  }

  @Test func hostilePeersAreToldWhyAndOthersPlayOn() async throws {
    let server = try await Server()
    let ada = try player(server, "ada")
    let flood = try RawClient(port: server.port)
    flood.send(Array(String(repeating: "PING\n", count: 10_000).utf8))
    _ = try flood.line(beginning: "BYE code=flood")
    let long = try RawClient(port: server.port)
    long.send(Array(repeating: 65, count: 5000))
    _ = try long.line(beginning: "BYE code=line-too-long")
    ada.say("DONE tick=0")
    #expect(try ada.line(beginning: "RANK").contains("tick=1"))
    ada.say("STATS")
    let statistics = try ada.line(beginning: "OK STATS")
    #expect(field("flood", of: statistics) == 1)
    #expect(field("line-too-long", of: statistics) == 1)
    #expect(field("live", of: statistics) == 1)
    let talk = try await server.program.stop().talk
    #expect(talk.contains("level=warn event=dismissed connection=1.0 from=127.0.0.1 code=flood\n"))
    #expect(talk.contains("level=info event=stopping connections="))
    for line in talk.split(separator: "\n").dropFirst() {
      #expect(line.hasPrefix("time=20") && line.contains("Z level="), "\(line)")
    }
  }

  @Test func theLimitsOfConnectionsAreOptions() async throws {
    let server = try await Server(["--quiet", "--max-per-address", "2"])
    let first = try RawClient(port: server.port)
    _ = try first.line(beginning: "INFO")
    let second = try RawClient(port: server.port)
    _ = try second.line(beginning: "INFO")
    let third = try RawClient(port: server.port)
    #expect(
      try third.nextLine()
        == "BYE code=address-limit text=\"at most 2 connections from one address\" retry_ms=5000")
    #expect(try third.nextLine() == nil)
    let full = try await Server(["--quiet", "--max-connections", "1"])
    let only = try RawClient(port: full.port)
    _ = try only.line(beginning: "INFO")
    let more = try RawClient(port: full.port)
    #expect(
      try more.nextLine()
        == "BYE code=server-full text=\"the server has no room; try later\" retry_ms=5000")
    let wrong = try await Program.run("duel", "serve --max-connections 0")
    #expect(wrong.status == 2)
  }

  /// The benchmark of hostile peers, small: its player is answered to the last order.
  @Test func thePlayerOfTheBenchmarkIsLeftAlone() async throws {
    let finished = try await Program.run(
      "duel-bench", "hostile --slow 50 --silent 20 --floods 3 --seconds 1 --pairs 1")
    #expect(finished.status == 0, "\(finished.output)\(finished.talk)")
    #expect(finished.talk.isEmpty)
    #expect(finished.lines.count == 8)
    #expect(finished.lines.last?.hasPrefix("median p99 ") == true)
    let statistics = try #require(finished.lines.dropLast().last)
    #expect(field("players", of: statistics) == 5)
    #expect(field("spectators", of: statistics) == 16)
    #expect(field("ping-timeout", of: statistics) == 0)
  }
}
