import Foundation
import Testing

/// The bots of Protocol/bots and our own, as a runner starts them (Protocol/README.md, section 14).
@Suite(.timeLimit(.minutes(5)))
struct ExampleBotTests {
  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Protocol/bots").path

  /// Plays against one that never trades, in an arranged match that asks for nonces.
  private func play(_ command: String, _ wiring: Wiring) async throws {
    let server = try await Server()
    let club = try RawClient(port: server.port)
    club.say("HELLO name=club")
    club.say("ARRANGE players=rival,example rules=ranked ticks=60 clock=lockstep:20000")
    _ = try club.line(beginning: "OK ARRANGE match=m1 ")
    let rival = try StartedBot(
      "'\(Program.path("duel"))' bot hold", .address, at: server.address, name: "rival",
      match: "m1")
    let bot = try StartedBot(command, wiring, at: server.address, name: "example", match: "m1")
    let played = [await rival.finish(), await bot.finish()]
    #expect(played.map(\.status) == [0, 0], "\(played[0].talk)\(played[1].talk)")
    #expect(!played[1].talk.contains("ERR"), "\(played[1].talk)")
    let record = try record(of: "m1", from: club)
    let nonce = try Regex("^seat 1 name=example nonce=[0-9a-f]{64} hash=[0-9a-f]{64}$")
    #expect(record.contains { $0.contains(nonce) })
    let trades = try Regex("^result 1 .* orders=[1-9]")
    #expect(record.contains { $0.contains(trades) })
  }

  /// The lines of a record of at most 1000.
  private func record(of match: String, from client: RawClient) throws -> [String] {
    client.say("RECORD match=\(match)")
    client.say("RECORD match=\(match) from=501")
    var lines: [String] = []
    while lines.last?.hasPrefix("end ") != true {
      let line = try client.line(beginning: "RECORD-LINE ")
      lines += line.components(separatedBy: " text=\"").dropFirst().map { String($0.dropLast()) }
    }
    return lines
  }

  /// Lets it play, and checks it: connected by itself, and by its standard input and output.
  private func tryOut(_ command: String) async throws {
    for wiring in Wiring.allCases { try await play(command, wiring) }
    try await CheckedBot.expectGood(command)
    try await CheckedBot.expectGood("DUEL_ADDR= \(command)")
  }

  private func tryCompiled(_ compiler: String) async throws {
    let program = TemporaryFile()
    let compiled = try await Program(shell: "\(compiler) -o '\(program.path)'").finish()
    try #require(compiled.status == 0, "\(compiled.output)\(compiled.talk)")
    try await tryOut("'\(program.path)'")
  }

  @Test(
    .enabled(if: Tool.isInstalled("python3"), "python3 is not installed"),
    arguments: ["trend.py", "trend_json.py"])
  func aBotInPython(_ name: String) async throws {
    try await tryOut("python3 '\(Self.folder)/\(name)'")
  }

  @Test(.enabled(if: Tool.isInstalled("bash"), "bash is not installed"))
  func aBotInTheShell() async throws { try await tryOut("bash '\(Self.folder)/trend.sh'") }

  @Test(.enabled(if: Tool.isInstalled("cc"), "cc is not installed"))
  func aBotInC() async throws {
    try await tryCompiled("cc -O -Wall -Wextra -Werror '\(Self.folder)/trend.c'")
  }

  @Test(.enabled(if: Tool.isInstalled("swiftc"), "swiftc is not installed"))
  func aBotInSwift() async throws {
    try await tryCompiled("swiftc -warnings-as-errors '\(Self.folder)/Trend.swift'")
  }

  @Test func ourOwnBot() async throws {
    try await play("'\(Program.path("duel"))' bot trend", .address)
  }

  @Test func aSeedThatIsNoneIsAMistake() async throws {
    let bot = try StartedBot(
      "DUEL_SEED=x '\(Program.path("duel"))' bot random", .address, at: "127.0.0.1:1",
      name: "ada", match: nil)
    let played = await bot.finish()
    #expect(played.status == 2 && played.talk.contains("DUEL_SEED"))
  }

  @Test(arguments: ["trend.py", "trend_json.py", "trend.sh", "trend.c", "Trend.swift"])
  func theExamplesAreShort(_ name: String) throws {
    let text = try String(contentsOfFile: "\(Self.folder)/\(name)", encoding: .utf8)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    #expect(lines.count <= 60 && lines.allSatisfy { $0.count <= 100 })
  }
}
