import Foundation
import Testing

/// A server that keeps its matches, killed and started again.
@Suite(.timeLimit(.minutes(5)))
struct DurableServerTests {
  /// The value of a field of a line.
  private func value(_ key: String, in line: String) -> String {
    line.split(separator: " ").first { $0.hasPrefix("\(key)=") }.map {
      String($0.dropFirst(key.count + 1))
    } ?? ""
  }

  /// A player in a match of one, with a position, and its token.
  private func begin(on server: Server) throws -> (player: RawClient, token: String) {
    let player = try RawClient(port: server.port)
    player.say("HELLO name=ada")
    player.say("CREATE seats=1 ticks=3 seed=7 clock=lockstep:60000")
    let created = try player.line(beginning: "OK CREATE match=m1")
    player.say("READY")
    _ = try player.line(beginning: "RANK")
    player.say("LONG BTC 500 10x")
    _ = try player.line(beginning: "OK LONG")
    return (player, value("token", in: created))
  }

  @Test(arguments: [false, true])
  func aMatchOutlivesItsServer(_ isKilled: Bool) async throws {
    let folder = TemporaryFile()
    let first = try await Server(["--data", folder.path])
    let (player, token) = try begin(on: first)
    if isKilled {
      try await first.program.kill()
    } else {
      let stopped = try await first.program.stop()
      #expect(stopped.status == 0)
      let farewell = try player.line(beginning: "BYE")
      #expect(value("code", in: farewell) == "shutting-down")
    }

    let second = try await Server(["--data", folder.path])
    let again = try RawClient(port: second.port)
    #expect(value("durability", in: try again.line(beginning: "INFO")) == "strict")
    again.say("RESUME match=m1 token=\(token) seq=66")
    let position = try again.line(beginning: "POSITION match=m1")
    #expect(value("instrument", in: position) == "BTC")
    _ = try again.line(beginning: "CONTINUE")
    for tick in 0..<2 {
      again.say("DONE tick=\(tick)")
      _ = try again.line(beginning: "RANK")
    }
    let end = try again.line(beginning: "END")
    #expect(try await second.program.stop().status == 0)

    let third = try await Server(["--data", folder.path])
    let reader = try RawClient(port: third.port)
    reader.say("RECORD match=m1")
    let record = try reader.line(beginning: "OK RECORD")
    #expect(value("digest", in: record) == value("digest", in: end))
    #expect(try await third.program.stop().status == 0)
  }

  @Test func aBotPlaysOnThroughARestart() async throws {
    let folder = TemporaryFile()
    let first = try await Server(["--data", folder.path])
    let hand = try RawClient(port: first.port)
    hand.say("HELLO name=ada")
    hand.say("CREATE ticks=6 clock=lockstep:60000")
    let token = value("token", in: try hand.line(beginning: "OK CREATE match=m1"))
    let bot = try Program("duel", ["bot", "trend", first.address, "--as", "bob", "--join", "m1"])
    hand.say("READY")
    for tick in 0..<2 {
      _ = try hand.line(beginning: "RANK")
      hand.say("DONE tick=\(tick)")
    }
    try await first.program.kill()

    let second = try await Server(["--data", folder.path], at: first.address)
    let again = try RawClient(port: second.port)
    again.say("RESUME match=m1 token=\(token)")
    let shown = try again.line(beginning: "TICK match=m1")
    _ = try again.line(beginning: "CONTINUE")
    let tick = try #require(Int(value("tick", in: shown)))
    again.say("DONE tick=\(tick)")
    for next in (tick + 1)..<5 {
      _ = try again.line(beginning: "TICK match=m1")
      again.say("DONE tick=\(next)")
    }
    _ = try again.line(beginning: "END")
    let played = try await bot.finish()
    #expect(played.status == 0 && played.lines.first == "ranking")
  }

  @Test func aFolderHasOneServer() async throws {
    let folder = TemporaryFile()
    let server = try await Server(["--data", folder.path])
    let other = try await Program.run(
      "duel", "serve --listen 127.0.0.1:0 --data", and: [folder.path])
    #expect(other.status == 3)
    #expect(other.talk.contains("another server uses this folder"))
    #expect(server.program.isRunning)
  }

  @Test func anotherFileIsLeftAlone() async throws {
    let folder = TemporaryFile()
    try FileManager.default.createDirectory(
      atPath: folder.path, withIntermediateDirectories: true)
    let path = "\(folder.path)/league.sqlite"
    try "this is no database, but a text of some length\n".write(
      toFile: path, atomically: true, encoding: .utf8)
    let refused = try await Program.run(
      "duel", "serve --listen 127.0.0.1:0 --data", and: [folder.path])
    #expect(refused.status == 4)
    #expect(refused.talk.contains("nothing was repaired"))
    #expect(try String(contentsOfFile: path, encoding: .utf8).hasPrefix("this is no database"))
  }

  @Test(arguments: [
    (["--data", "/nowhere", "--durability", "paranoid"], "--durability takes strict or relaxed"),
    (["--data", ":memory:", "--durability", "strict"], "--durability needs a folder"),
    (["--data", ""], "--data takes a folder"),
  ])
  func otherChoicesAreRefused(_ options: [String], _ text: String) async throws {
    let refused = try await Program.run("duel", "serve --listen 127.0.0.1:0", and: options)
    #expect(refused.status == 2 && refused.talk.contains(text))
  }
}
