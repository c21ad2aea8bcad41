import Foundation
import Testing

/// `duel tournament run`: contests whose bots are processes, and what may happen to them.
@Suite(.timeLimit(.minutes(5)))
struct TournamentTests {
  private func run(_ words: String, _ last: String...) async throws -> Finished {
    try await Program.run("duel", "tournament run \(words)", and: last)
  }

  private func start(_ words: String, _ last: String...) throws -> Program {
    try Program(
      "duel", "tournament run \(words)".split(separator: " ").map(String.init) + last)
  }

  // MARK: - Bots that fail

  /// The first is the champion; the game of the first two is that without the others.
  @Test(.enabled(if: Program.hasPython, "python3 is not installed"))
  func whateverABotDoesCostsItsOwnGame() async throws {
    let place = try ContestFolder()
    let good = [place.trend(), ContestFolder.builtIn("bold")]
    let bad = ["hang", "exit", "hangup", "flood", "garbage", "late", "mute"].map(place.bot)
    let missing = ["name": "missing", "cmd": "./no-such-bot"]
    let options: [String: Any] = [
      "format": "gauntlet", "games": 1, "move-time": 1500, "startup-ms": 5000, "concurrency": 10,
    ]
    let alone = try await run(
      "--out \(place.path)/alone --config", try place.config(good, options))
    #expect(alone.status == 0, "\(alone.talk)")
    let finished = try await run(
      "--strict --out \(place.path)/all --config",
      try place.config(good + bad + [place.bot("good"), missing], options))
    #expect(finished.status == 1, "\(finished.talk)")
    var reasons: [String: String] = [:]
    var faults: [String: String] = [:]
    for game in try place.results("all") {
      let seats = try #require(game["seats"] as? [[String: Any]])
      for seat in seats {
        guard let name = seat["player"] as? String, name != "trend" else {
          #expect(seat["fault"] == nil, "\(game)")
          continue
        }
        reasons[name] = game["reason"] as? String
        faults[name] = seat["fault"] as? String
      }
    }
    let expected = [
      "hang": "stall", "exit": "crash", "hangup": "disconnect", "flood": "illegal",
      "garbage": "illegal", "late": "timeout", "mute": "absent", "missing": "absent",
    ]
    #expect(faults == expected, "\(finished.talk)")
    #expect(reasons == expected.merging(["bold": "finished", "good": "finished"]) { $1 })
    let digest = try #require(place.results("alone").first?["digest"] as? String)
    #expect(try place.results("all").first?["digest"] as? String == digest)
    #expect(
      finished.talk.contains("missing was not ready in time (its process ended with code 127"))
    #expect(finished.talk.contains("  stderr: /bin/sh"))
    try await place.waitUntilAllAreGone()
  }

  @Test func strictIsAboutFaults() async throws {
    let place = try ContestFolder()
    let hold = ContestFolder.builtIn("hold")
    let missing = ["name": "missing", "cmd": "./no-such-bot"]
    let path = try place.config([hold, missing], ["games": 1])
    #expect(try await run("--quick --config", path).status == 0)
    #expect(try await run("--quick --strict --config", path).status == 1)
    let strict = try place.config([hold, missing], ["games": 1, "strict": true])
    #expect(try await run("--quick --config", strict).status == 1)
    let calm = try place.config([hold, ContestFolder.builtIn("bold")], ["games": 1])
    #expect(try await run("--quick --strict --config", calm).status == 0)
  }

  @Test func aBotThatFailsThreeTimesIsWithdrawn() async throws {
    let place = try ContestFolder()
    let path = try place.config(
      [ContestFolder.builtIn("hold"), ["name": "broken", "cmd": "echo lost >&2; exit 1"]],
      ["games": 8, "concurrency": 1])
    let finished = try await run("--quick --config", path)
    #expect(finished.lines.count { $0.hasPrefix("Finished match ") } == 3)
    #expect(finished.talk.contains("broken has failed 3 times in a row and is withdrawn"))
    #expect(finished.talk.contains("  stderr: lost"))
    let recovering = try await run("--quick --recover --config", path)
    #expect(recovering.lines.count { $0.hasPrefix("Finished match ") } == 8)
  }

  // MARK: - Interruptions

  /// Four bots, twelve games: two of the bots are processes.
  private func contest(_ place: ContestFolder, games: Int = 2) throws -> String {
    let processes = ["good", "calm"].map(place.bot)
    return try place.config(
      processes + [ContestFolder.builtIn("bold"), ContestFolder.builtIn("random")],
      ["games": games, "concurrency": 2])
  }

  private func waitUntil(_ program: Program, hasPlayed count: Int) async throws {
    while try program.output.components(separatedBy: "Finished match ").count <= count {
      guard program.isRunning else { return }
      try Task.checkCancellation()
      await Task.yield()
    }
  }

  @Test(arguments: [1, 5, 9])
  func aContestThatWasKilledGoesOn(_ count: Int) async throws {
    let place = try ContestFolder()
    let config = try contest(place)
    let whole = try await run("--out \(place.path)/whole --config", config)
    #expect(whole.status == 0, "\(whole.talk)")
    let killed = try start("--out \(place.path)/cut --config", config)
    try await waitUntil(killed, hasPlayed: count)
    try await killed.kill()
    try await place.waitUntilAllAreGone()
    let known = try place.text("cut/results.jsonl").components(separatedBy: "\n").count - 1
    #expect(known >= count)
    let rest = try await run("--out", "\(place.path)/cut")
    #expect(rest.status == 0, "\(rest.talk)")
    #expect(rest.lines.count { $0.hasPrefix("Finished match ") } == 12 - known)
    for file in ["standings.csv", "results.jsonl", "contest.json", "records/1-1-1.duel"] {
      #expect(try place.text("cut/\(file)") == place.text("whole/\(file)"))
    }
    #expect(rest.output.hasSuffix(whole.lines.suffix(5).joined(separator: "\n") + "\n"))
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func aSignalEndsItWithAWordOnGoingOn(_ signal: Int32) async throws {
    let place = try ContestFolder()
    let program = try start("--out \(place.path)/out --config", try contest(place, games: 1000))
    try await waitUntil(program, hasPlayed: 2)
    let second = try await run("--out", "\(place.path)/out")
    #expect(second.status == 4 && second.talk.contains("another process uses this folder"))
    let finished = try await program.stop(by: signal)
    #expect(finished.status == 130)
    #expect(finished.talk.contains("to go on: duel tournament run --out \(place.path)/out\n"))
    #expect(try place.text("out/standings.csv").hasPrefix("place,name,"))
    let count = finished.lines.count { $0.hasPrefix("Finished match ") }
    #expect(try place.results("out").count == count)
    try await place.waitUntilAllAreGone()
  }

  // MARK: - Flags and files

  private static let two = "--bot builtin=hold --bot builtin=bold"

  @Test(arguments: [
    ("", "where are the results to go?"), ("--quick", "two bots or more"),
    ("--quick --bot builtin=hold", "two bots or more"),
    ("--quick --bot builtin=nobody --bot builtin=hold", "nobody"),
    ("--quick --bot hold --bot bold", "--bot takes name=NAME"),
    ("--quick --bot name=a --bot name=b", "builtin=BOT or cmd=COMMAND is missing"),
    ("--quick --bot cmd=./a --bot cmd=./b", "name=NAME is missing"),
    ("--quick --bot name=a,cmd= --bot builtin=hold", "the command is empty"),
    ("--quick --bot colour=red,builtin=hold --bot builtin=hold", "there is no 'colour'"),
    ("--quick --bot builtin=hold --bot builtin=hold", "two bots are called 'hold'"),
    ("--quick --bot name=a/b,builtin=hold --bot builtin=hold", "'a/b' is no name"),
    ("--quick --format swis \(two)", "did you mean swiss?"),
    ("--quick --format knockout --games 3 \(two)", "even"),
    ("--quick --format knockout --rounds 3 \(two)", "as many as it takes"),
    ("--quick --format swiss --rounds 2 \(two)", "a Swiss contest has at least one round"),
    ("--quick --champions 1 \(two)", "--champions is for --format gauntlet"),
    ("--quick --format gauntlet --champions 2 \(two)", "2 are too many or none"),
    ("--quick --third-place \(two)", "--third-place is for --format knockout"),
    ("--quick --games 0 \(two)", "--games"), ("--quick --games 600 --rounds 2 \(two)", "1000"),
    ("--quick --concurrency 0 \(two)", "--concurrency"),
    ("--quick --move-time 0 \(two)", "--move-time"), ("--quick --seed x \(two)", "--seed"),
    ("--quick --ticks 0 \(two)", "ticks"), ("--quick --order up \(two)", "given or drawn"),
    ("--quick --sprt elo0=10,elo1=0 \(two)", "elo0 below elo1"),
    ("--quick --sprt elo=1 \(two)", "not 'elo=1'"),
    ("--quick --sprt elo1=5 --games 3 \(two)", "must be even"),
    ("--quick --sprt elo1=5 --format swiss \(two)", "compares two bots"),
    ("--quick --tape-offset 1 \(two)", "--tape-offset needs --tape"),
    ("--quick --interval 1m \(two)", "needs --tape"), ("--quick --rules none \(two)", "none"),
    ("--quick extra \(two)", "extra"), ("--quick --fast \(two)", "--fast"),
  ])
  func aWrongFlagIsExplained(_ words: String, _ sentence: String) async throws {
    let finished = try await run(words)
    #expect(finished.status == 2 && finished.output.isEmpty)
    #expect(finished.talk.contains(sentence), "\(finished.talk)")
  }

  @Test func onlyRunIsThere() async throws {
    let finished = try await Program.run("duel", "tournament")
    #expect(finished.status == 2 && finished.talk.contains("duel tournament run"))
  }

  @Test(arguments: [
    ("[1]", "this is no JSON object"), ("{\"speed\": 3}", "'speed' is no option"),
    ("{\"games\": [1]}", "'games' is no option, or not with this value"),
    ("{\"bots\": [{\"name\": 1}]}", "the name of a bot is a text"),
    ("{\"bots\": [{\"nick\": \"a\"}]}", "no 'nick'"),
    ("{\"rules\": {\"ticks\": 0}}", "ticks"),
  ])
  func aWrongFileIsExplained(_ text: String, _ sentence: String) async throws {
    let file = TemporaryFile()
    try file.write(text)
    let finished = try await run("--quick \(Self.two) --config", file.path)
    #expect(finished.status == 4, "\(finished.status)")
    #expect(finished.talk.contains(sentence), "\(finished.talk)")
  }

  @Test func aConfigFileStandsForFlagsAndJSONIsTheResults() async throws {
    let place = try ContestFolder()
    let config = try place.config(
      ["hold", "bold", "trend"].map(ContestFolder.builtIn),
      [
        "format": "gauntlet", "games": 4, "seed": 9, "json": true, "out": "\(place.path)/file",
      ])
    let byFile = try await run("--seed 5 --config", config)
    #expect(byFile.status == 0, "\(byFile.talk)")
    #expect(try ContestFolder.objects(byFile.output).count == 8)
    #expect(
      try byFile.lines.sorted()
        == place.text("file/results.jsonl").split(separator: "\n").map(String.init).sorted())
    let rules = TemporaryFile()
    try rules.write("{\"time-bank\": 0}")
    let byFlags = try await run(
      "--bot builtin=hold --bot builtin=bold --bot builtin=trend --format gauntlet --games 4"
        + " --move-time 10000 --ticks 20 --seed 5 --out \(place.path)/flags --rules", rules.path)
    #expect(byFlags.status == 0, "\(byFlags.talk)")
    #expect(byFlags.lines.contains { $0.hasPrefix("Started match 1 of 8 (hold vs ") })
    for file in ["contest.json", "results.jsonl", "standings.csv"] {
      #expect(try place.text("flags/\(file)") == place.text("file/\(file)"))
    }
  }

  @Test func aFolderHoldsOneContest() async throws {
    let place = try ContestFolder()
    let words = "\(Self.two) --ticks 20 --out \(place.path)/out"
    // What cannot be held leaves nothing behind.
    #expect(try await run("--format gauntlet --champions 2 \(words)").status == 2)
    #expect(try await run("--seed 1 \(words)").status == 0)
    let other = try await run("--seed 2 \(words)")
    #expect(other.status == 2 && other.talk.contains("out holds another contest"))
    let same = try await run("--seed 1 \(words)")
    #expect(same.status == 0 && same.talk.contains("all 2 games have been played"))
    try place.write("nonsense\n", to: "out/results.jsonl")
    let damaged = try await run("--out", "\(place.path)/out")
    #expect(damaged.status == 4 && damaged.talk.contains("results.jsonl:1: this is no result"))
  }

  @Test func aQuickContestNeedsNoFolder() async throws {
    let finished = try await run("--quick \(Self.two)")
    #expect(finished.status == 0, "\(finished.talk)")
    #expect(finished.lines.count { $0.hasPrefix("Finished match ") } == 10)
    #expect(finished.lines.contains { $0.hasPrefix("1  ") })
  }

  @Test func aSequentialTestIsToldOf() async throws {
    let finished = try await run(
      "--quick --ticks 12 --concurrency 2 --sprt elo0=0,elo1=200,alpha=0.1,beta=0.1 \(Self.two)")
    #expect(finished.status == 0, "\(finished.talk)")
    let line = try #require(finished.lines.last)
    #expect(line.contains(try Regex("^SPRT: H[01] accepted, LLR -?[0-9.]+ \\(-2.20, 2.20\\)")))
  }

  // MARK: - Tapes

  @Test func gamesOnATapeBeginAtPlacesOfTheirOwn() async throws {
    let place = try ContestFolder()
    let rows = (0..<400).map { row in
      "\(1_515_560_100 + 300 * row),1,1,1,\(5000 + row * row % 97 + 20 * (row % 13)),7"
    }
    try place.write(
      "date,open,high,low,close,volume\n" + rows.joined(separator: "\n") + "\n", to: "old.csv")
    let words = "\(Self.two) --games 8 --ticks 20 --tape \(place.path)/old.csv"
    let drawn = try await run("\(words) --out \(place.path)/drawn")
    #expect(drawn.status == 0, "\(drawn.talk)")
    let offsets = try (1...8).map { try offset(place, "drawn", $0) }
    for pair in 0..<4 { #expect(offsets[2 * pair] == offsets[2 * pair + 1]) }
    #expect(Set(offsets).count > 1)
    #expect(offsets.allSatisfy { (0...320).contains($0) })
    let said = try await run("\(words) --tape-offset 7 --out \(place.path)/said")
    #expect(said.status == 0, "\(said.talk)")
    #expect(try (1...8).map { try offset(place, "said", $0) } == Array(repeating: 7, count: 8))
    // The contest goes on with its tape.
    let lines = try place.text("drawn/results.jsonl").split(separator: "\n")
    try place.write(lines.prefix(3).joined(separator: "\n") + "\n", to: "drawn/results.jsonl")
    #expect(try await run("--out", "\(place.path)/drawn").status == 0)
    #expect(try place.text("drawn/results.jsonl") == lines.joined(separator: "\n") + "\n")
    let long = try await run("\(words) --ticks 341 --quick")
    #expect(long.status == 2 && long.talk.contains("1 to 340 ticks"), "\(long.talk)")
  }

  /// Where on its tape a game began, as its record has it.
  private func offset(_ place: ContestFolder, _ folder: String, _ game: Int) throws -> Int {
    let record = try place.text("\(folder)/records/1-1-\(game).duel")
    let match = try #require(record.firstMatch(of: #/tape-offset=([0-9]+)/#))
    return try #require(Int(match.1))
  }
}
