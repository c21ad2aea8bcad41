import Testing

/// `duel check` with bots that can do all and bots that cannot.
@Suite(.timeLimit(.minutes(5)))
struct CheckTests {
  @Test(arguments: [
    "hold", "trend", "reversion", "breakout", "random", "cautious", "bold", "martingale",
  ])
  func ourBotsAreGood(_ name: String) async throws {
    try await CheckedBot.expectGood("'\(Program.path("duel"))' bot \(name)")
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

  private func check(wrong mode: String, patience: Int = 60_000) async throws -> CheckedBot {
    let file = TemporaryFile()
    try file.write(Self.wrong)
    return try await CheckedBot("python3 '\(file.path)' '\(mode)'", patience: patience)
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
    let checked = try await check(wrong: mode)
    let failed = checked.failed
    #expect(failed.map(\.step) == [step] && checked.status == 1, "\(checked.steps)")
    #expect(failed.allSatisfy { $0.text != nil && $0.exchange != nil && $0.change != nil })
    #expect(mode != "dies of an ERR" || failed.first?.stderr?.first?.hasPrefix("an ERR: ") == true)
  }

  /// These must be waited for: as long as there is patience, in each of the matches.
  @Test(
    .enabled(if: Tool.isInstalled("python3"), "python3 is not installed"),
    arguments: [
      ("hangs", 1), ("is never ready", 3), ("never opens", 3), ("hears no PING", 4),
      ("never says DONE", 6), ("stops in the middle", 6), ("stays", 11),
    ])
  func whatDoesNotComeFailsItsStep(_ mode: String, _ step: Int) async throws {
    let checked = try await check(wrong: mode, patience: 5000)
    #expect(checked.failed.map(\.step) == [step] && checked.status == 1, "\(checked.steps)")
  }

  @Test(.enabled(if: Tool.isInstalled("python3"), "python3 is not installed"))
  func chanceIsNotedAndNoFailure() async throws {
    let checked = try await check(wrong: "trades by chance")
    #expect(checked.steps.prefix(11).allSatisfy { $0.result == "ok" }, "\(checked.steps)")
    #expect(checked.steps.last?.result == "note" && checked.status == 0)
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
