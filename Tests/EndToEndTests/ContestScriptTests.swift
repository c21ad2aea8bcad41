import Testing

/// The two scripts of Protocol/bots that hold a small contest without a runner.
@Suite(
  .timeLimit(.minutes(5)), .enabled(if: Tool.isInstalled("bash"), "bash is not installed"))
struct ContestScriptTests {
  /// Two lines of matches, and two of points, which are four together.
  private func expectContest(_ finished: Finished, of names: [String]) throws {
    #expect(finished.status == 0, "\(finished.talk)")
    try #require(finished.lines.count == 4, "\(finished.output)\(finished.talk)")
    let match = try Regex("^m[0-9]+ (\(names[0]) \(names[1])|\(names[1]) \(names[0])) winner=")
    #expect(finished.lines.prefix(2).allSatisfy { $0.contains(match) }, "\(finished.output)")
    let table = finished.lines.suffix(2).map { $0.split(separator: " ").map(String.init) }
    #expect(table.map { $0[1] }.sorted() == names)
    #expect(table.compactMap { Int($0[0]) }.reduce(0, +) == 4)
  }

  /// One bot connects by itself, the other has a connection as its standard input and output.
  private func hold(_ variables: String) async throws {
    let server = try await Server()
    let script = "\(ExampleBotTests.folder)/contest-nc.sh"
    let own = "a=\"'\(Program.path("duel"))' bot random\""
    let shell = "b=\"DUEL_ADDR= bash '\(ExampleBotTests.folder)/trend.sh'\""
    let finished = try await Program(
      shell: "SETTINGS='ticks=60 rules=ranked clock=lockstep:20000' \(variables)"
        + " bash '\(script)' \(server.address) \(own) \(shell)"
    ).finish()
    try expectContest(finished, of: ["a", "b"])
    #expect(finished.talk.isEmpty, "\(finished.talk)")
  }

  @Test func aContestByTheShellAlone() async throws { try await hold("NC=") }

  @Test(.enabled(if: Tool.isInstalled("nc"), "nc is not installed"))
  func aContestByNetcat() async throws { try await hold("NC=nc") }

  /// Something that does what nc does, whether or not that is installed.
  @Test func aContestBySomethingLikeNetcat() async throws {
    let file = TemporaryFile()
    try file.write(
      """
      #!/usr/bin/env bash
      exec 3<>"/dev/tcp/$1/$2"
      cat <&3 &
      trap 'kill $! 2>/dev/null' EXIT
      cat >&3
      """)
    _ = try await Program(shell: "chmod +x '\(file.path)'").finish()
    try await hold("NC='\(file.path)'")
  }

  @Test func aBotThatFailsIsNamed() async throws {
    let server = try await Server()
    let finished = try await Program(
      shell: "PATIENCE=1 NC= bash '\(ExampleBotTests.folder)/contest-nc.sh' \(server.address)"
        + " a='echo lost >&2; exit 7' b='exit 0'"
    ).finish()
    #expect(finished.status == 3)
    #expect(finished.talk.contains("a has ended with code 7 in m1: lost"), "\(finished.talk)")
    #expect(finished.talk.contains("waiting for END match=m1"), "\(finished.talk)")
  }

  @Test func aContestOfOurBots() async throws {
    let finished = try await Program(
      shell: "DUEL='\(Program.path("duel"))' TICKS=60 RULES=ranked"
        + " bash '\(ExampleBotTests.folder)/contest-duel.sh' bold trend"
    ).finish()
    try expectContest(finished, of: ["bold", "trend"])
  }

  @Test func aContestOfOurBotsOnAServer() async throws {
    let server = try await Server()
    let finished = try await Program(
      shell: "DUEL='\(Program.path("duel"))' TICKS=60"
        + " bash '\(ExampleBotTests.folder)/contest-duel.sh' \(server.address) hold random"
    ).finish()
    try expectContest(finished, of: ["hold", "random"])
    let stopped = try await server.program.stop()
    #expect(stopped.talk.contains("event=ended match=m2 ticks=60 "))
  }

  @Test(arguments: ["contest-nc.sh 127.0.0.1:1 a=b", "contest-duel.sh hold"])
  func anythingElseIsExplained(_ words: String) async throws {
    let finished = try await Program(shell: "bash '\(ExampleBotTests.folder)'/\(words)").finish()
    #expect(finished.status == 2 && finished.output.isEmpty)
    #expect(finished.talk.hasPrefix("A small contest "))
  }

  @Test func noServerIsACode() async throws {
    let finished = try await Program(
      shell: "DUEL='\(Program.path("duel"))'"
        + " bash '\(ExampleBotTests.folder)/contest-duel.sh' 127.0.0.1:1 hold random"
    ).finish()
    #expect(finished.status == 3)
  }
}
