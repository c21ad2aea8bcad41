import Foundation
import Testing

/// `duel check` with bots that can do all and bots that cannot.
@Suite(.timeLimit(.minutes(5)))
struct CheckTests {
  /// A line of `duel check --json`.
  private struct Step: Decodable {
    let step: Int
    let result: String
    let text: String?
    let exchange: [String]?
    let stderr: [String]?
    let change: String?
  }

  /// What `duel check` finds of a bot, and its exit code.
  private func check(
    _ command: String, patience: Int = 60_000
  ) async throws -> (steps: [Step], status: Int32) {
    let finished = try await Program(
      "duel", ["check", "--json", "--patience", String(patience), "--bot", command]
    ).finish()
    let steps = try finished.lines.map {
      try JSONDecoder().decode(Step.self, from: Data($0.utf8))
    }
    #expect(steps.map(\.step) == Array(1...12), "\(finished.talk)")
    return (steps, finished.status)
  }

  private func expectGood(_ command: String) async throws {
    let (steps, status) = try await check(command)
    #expect(steps.allSatisfy { $0.result == "ok" }, "\(steps)")
    #expect(status == 0)
  }

  @Test(arguments: [
    "hold", "trend", "reversion", "breakout", "random", "cautious", "bold", "martingale",
  ])
  func ourBotsAreGood(_ name: String) async throws {
    try await expectGood("'\(Program.path("duel"))' bot \(name)")
  }

  /// Connected by itself, and by its standard input and output.
  @Test(
    .enabled(if: Tool.isInstalled("python3"), "python3 is not installed"),
    arguments: ["trend.py", "trend_json.py"])
  func theExamplesInPythonAreGood(_ name: String) async throws {
    let command = "python3 '\(ExampleBotTests.folder)/\(name)'"
    try await expectGood(command)
    try await expectGood("DUEL_ADDR= \(command)")
  }

  @Test(.enabled(if: Tool.isInstalled("bash"), "bash is not installed"))
  func theExampleInTheShellIsGood() async throws {
    let command = "bash '\(ExampleBotTests.folder)/trend.sh'"
    try await expectGood(command)
    try await expectGood("DUEL_ADDR= \(command)")
  }

  @Test(.enabled(if: Tool.isInstalled("cc"), "cc is not installed"))
  func theExampleInCIsGood() async throws {
    try await expectCompiledIsGood("cc -O '\(ExampleBotTests.folder)/trend.c'")
  }

  @Test(.enabled(if: Tool.isInstalled("swiftc"), "swiftc is not installed"))
  func theExampleInSwiftIsGood() async throws {
    try await expectCompiledIsGood("swiftc '\(ExampleBotTests.folder)/Trend.swift'")
  }

  private func expectCompiledIsGood(_ compiler: String) async throws {
    let program = TemporaryFile()
    let compiled = try await Program(shell: "\(compiler) -o '\(program.path)'").finish()
    try #require(compiled.status == 0, "\(compiled.output)\(compiled.talk)")
    try await expectGood("'\(program.path)'")
    try await expectGood("DUEL_ADDR= '\(program.path)'")
  }

  /// A bot that holds, and does one thing wrong.
  private static let wrong = """
    import hashlib, os, sys
    mode, name, match = sys.argv[1], os.environ["DUEL_NAME"], os.environ["DUEL_MATCH"]
    key, nonce, seat, last = os.environ["DUEL_KEY"], os.urandom(32), "", 0
    def say(line): print(line, flush=True)
    def hang(): sys.stdin.read()
    if mode == "leaves at once": sys.exit("nothing to do")
    if mode == "hangs": hang()
    if mode == "talks first": say("starting up")
    for line in sys.stdin:
        word, *rest = line.split()
        field = dict(part.split("=", 1) for part in rest if "=" in part)
        if word == "INFO":
            say("HELLO proto=1 name=" + ("me" if mode == "has its own name" else name))
            if mode == "queues": say("QUEUE")
            say("JOIN match=" + ("m999" if mode == "joins another" else match) + " key=" + key)
        if word == "OK" and rest[0] == "JOIN": seat = field["seat"]
        if word == "COMMITMENT" and mode == "is never ready": hang()
        elif word == "COMMITMENT" and field["nonces"] == "optional": say("READY")
        elif word == "COMMITMENT" and mode == "gives no nonce": say("READY")
        elif word == "COMMITMENT":
            if mode == "hashes the nonce alone": hash = hashlib.sha256(nonce)
            else:
                parts = [b"margin-duel/nonce/1", seat.encode(), nonce]
                whole = b"".join(len(x).to_bytes(4, "big") + x for x in parts)
                hash = hashlib.sha256(whole)
            say("READY nonce=" + hash.hexdigest())
        if word == "NONCE" and field["seat"] == seat and mode != "never opens":
            say("OPEN nonce=" + nonce.hex())
        if word == "PING" and mode != "hears no PING": say("PONG")
        if word == "START": last = int(field["ticks"]) - 1
        if mode == "dies of what it does not know" and word in ("WEATHER", "NEWS-2"): sys.exit(1)
        if mode == "dies of new fields" and "later" in field: sys.exit(1)
        if mode == "dies of an ERR" and word == "ERR": sys.exit("an ERR: " + line)
        if mode == "dies of its liquidation" and word == "LIQUIDATION": sys.exit(1)
        if mode == "reads 1000 bytes" and len(line) > 1000: sys.exit(1)
        if word == "RANK" and int(field["tick"]) < last:
            while mode == "floods": say("ACCOUNT")
            if mode == "has its own verbs": say("BUY BTC 500")
            if mode == "trades by chance": say(f"LONG BTC {1 + os.urandom(1)[0]} 2x")
            if mode == "never says DONE" or mode == "stops in the middle" and field["tick"] == "4":
                hang()
            if mode == "writes no end": sys.stdout.write("x" * 100000), sys.stdout.flush(), hang()
            say("DONE tick=" + field["tick"])
        if word == "END" and mode == "stays": hang()
        if word == "END": sys.exit(5 if mode == "fails at the end" else 0)
    """

  private func check(
    wrong mode: String, patience: Int = 60_000
  ) async throws -> (steps: [Step], status: Int32) {
    let file = TemporaryFile()
    try file.write(Self.wrong)
    return try await check("python3 '\(file.path)' '\(mode)'", patience: patience)
  }

  @Test(
    .enabled(if: Tool.isInstalled("python3"), "python3 is not installed"),
    arguments: [
      ("leaves at once", 1), ("talks first", 1), ("has its own name", 1), ("queues", 2),
      ("joins another", 2), ("gives no nonce", 3), ("hashes the nonce alone", 3),
      ("dies of what it does not know", 5), ("dies of new fields", 5), ("writes no end", 6),
      ("dies of an ERR", 7), ("has its own verbs", 7), ("dies of its liquidation", 8),
      ("reads 1000 bytes", 9), ("floods", 10), ("fails at the end", 11),
    ])
  func whatIsWrongFailsItsStep(_ mode: String, _ step: Int) async throws {
    let (steps, status) = try await check(wrong: mode)
    let failed = steps.filter { $0.result == "failed" }
    #expect(failed.map(\.step) == [step], "\(steps)")
    #expect(failed.allSatisfy { $0.text != nil && $0.exchange != nil && $0.change != nil })
    #expect(mode != "dies of an ERR" || failed.first?.stderr?.first?.hasPrefix("an ERR: ") == true)
    #expect(status == 1)
  }

  /// These must be waited for: as long as there is patience, in each of the matches.
  @Test(
    .enabled(if: Tool.isInstalled("python3"), "python3 is not installed"),
    arguments: [
      ("hangs", 1), ("is never ready", 3), ("never opens", 3), ("hears no PING", 4),
      ("never says DONE", 6), ("stops in the middle", 6), ("stays", 11),
    ])
  func whatDoesNotComeFailsItsStep(_ mode: String, _ step: Int) async throws {
    let (steps, status) = try await check(wrong: mode, patience: 5000)
    #expect(steps.filter { $0.result == "failed" }.map(\.step) == [step], "\(steps)")
    #expect(status == 1)
  }

  @Test(.enabled(if: Tool.isInstalled("python3"), "python3 is not installed"))
  func chanceIsNotedAndNoFailure() async throws {
    let (steps, status) = try await check(wrong: "trades by chance")
    #expect(steps.prefix(11).allSatisfy { $0.result == "ok" }, "\(steps)")
    #expect(steps.last?.result == "note" && status == 0)
  }

  @Test func whatItSaysIsForPeople() async throws {
    let finished = try await Program("duel", ["check", "--bot", "no-such-bot --fast"]).finish()
    #expect(finished.status == 1 && finished.lines.count > 12)
    #expect(finished.lines.first?.hasPrefix(" 1  FAILED  says HELLO") == true)
    #expect(finished.output.contains("the process ended with code 127, before END"))
    let talk = try Regex("stderr: .*no-such-bot")
    #expect(finished.output.contains(talk) && finished.output.contains("change: read INFO"))
    #expect(finished.lines.last?.hasPrefix("12  -       does the same again") == true)
  }
}
