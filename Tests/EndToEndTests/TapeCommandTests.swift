import Testing

/// `duel tape`, and duels on what it makes.
@Suite(.timeLimit(.minutes(5)))
struct TapeCommandTests {
  /// Candles of a price near 0.00005, as some exchanges quote it.
  private func candles(_ count: Int, from start: Int = 0, scale: Int = 1) -> String {
    "date,open,high,low,close,volume\n"
      + (0..<count).map { row in
        let steps = (5000 + row * row % 97 + 20 * (row % 13)) * scale
        return "\(1_515_560_100 + 300 * (row + start)),1,1,1,\(steps)e-08,7\n"
      }.joined()
  }

  private func run(_ words: String, _ last: String...) async throws -> Finished {
    try await Program.run("duel", words, and: last)
  }

  @Test func historyIsPlayedAndVerified() async throws {
    let (csv, record) = (TemporaryFile(), TemporaryFile())
    try csv.write(candles(200))
    let played = try await run("demo --plain --seed 1 --record", record.path, "--tape", csv.path)
    #expect(played.status == 0)
    // The file is called duel-… .
    #expect(played.output.contains("140 ticks of DUEL"))
    #expect(played.output.contains("trend: ") && played.output.contains("reversion: "))
    let verified = try #require(played.lines.last)
    #expect(verified.hasPrefix("verified digest="))
    #expect(try await run("verify", record.path).lines == [verified])
    let honest = record.text
    try record.write(
      honest.replacing("\ntape 70 0.0000", with: "\ntape 70 0.0001", maxReplacements: 1))
    let changed = try await run("verify", record.path)
    let line = honest.split(separator: "\n").firstIndex { $0.hasPrefix("tape 70 ") } ?? -1
    #expect(changed.status == 1)
    #expect(changed.lines.first == "not verified: line \(line + 1) differs")
  }

  @Test func filesAreJoinedShownAndKept() async throws {
    let (first, second, out) = (TemporaryFile(), TemporaryFile(), TemporaryFile())
    try first.write(candles(120))
    try second.write(candles(120, from: 10, scale: 3))
    let made = try await run(
      "tape import --name AA --name BB --out", out.path, first.path, second.path)
    #expect(made.status == 0 && made.talk.contains("AA-BB: 110 ticks of AA (step 0.00000001)"))
    let shown = try await run("tape show", out.path)
    #expect(shown.status == 0)
    #expect(shown.lines.first == "tape AA-BB: 110 ticks, a match of up to 50")
    #expect(shown.output.contains("correlation of returns"))
    #expect(shown.output.utf8.allSatisfy { $0 < 128 })
    let json = try await run("tape show --json", out.path)
    #expect(json.output.contains("\"playableTicks\": 50"))
    let printed = try await run("tape import --name AA --name BB", first.path, second.path)
    #expect(printed.output == out.text)
  }

  /// Trades of a price that goes up by a step each, three in a minute; every tenth row is broken.
  private func trades(_ count: Int) -> String {
    (0..<count).map { row in
      let time = 1_515_542_400_000 + 20_000 * row
      return row % 10 == 9 ? "\(row),?,1\n" : "\(row),\(6000 + row).5,1,1,1,\(time),True\n"
    }.joined()
  }

  @Test func tradesAreImportedByTheMinuteAndWhatIsLeftOutIsTold() async throws {
    let (csv, out) = (TemporaryFile(), TemporaryFile())
    try csv.write(trades(300))
    let refused = try await run("tape import", csv.path)
    #expect(refused.status == 4 && refused.talk.contains("such as --interval 1m"))
    let strict = try await run("tape import --interval 1m", csv.path)
    #expect(strict.status == 4)
    #expect(strict.talk.contains("\(csv.path):10: 3 fields, the header has 7"))
    let made = try await run(
      "tape import --interval 1m --skip-bad --name AB --out", out.path, csv.path)
    #expect(made.status == 0)
    #expect(made.talk.contains("\(csv.path):50: 3 fields, the header has 7; left out\n"))
    #expect(made.talk.contains("\(csv.path): 25 more left out\n"))
    #expect(
      out.text.hasPrefix(
        "margin-duel-tape 1\nname AB\ninstrument AB price-step=0.10\n"
          + "note AB: 270 trades, resampled to 1m, 30 rows skipped\n"
          + "note a tick every 1m, no gaps\n6002.50\n6005.50\n6008.50\n6011.50\n"))
    let shown = try await run("tape show", out.path)
    #expect(shown.output.contains("\nAB: 270 trades, resampled to 1m, 30 rows skipped\n"))
    #expect(shown.output.contains("\n  kurtosis "))
    let json = try await run("tape show --json --interval 2m --skip-bad --name AB", csv.path)
    #expect(json.output.contains("\"ticks\": 50"))
    #expect(json.output.contains("[\"AB: 270 trades, resampled to 2m, 30 rows skipped\", \""))
    let kept = try await run("tape show --interval 5m", out.path)
    #expect(kept.status == 0 && kept.talk.contains("is a tape already: it is taken as it is"))
  }

  @Test func historyIsReadFromAPipe() async throws {
    let piped = try await Program.run(
      "duel", "tape show --plain --name AB -", input: Array(candles(70).utf8))
    #expect(piped.status == 0 && piped.lines[0] == "tape AB: 70 ticks, a match of up to 10")
  }

  @Test func aDrawnPathIsPlayedAndSaysWhatItIs() async throws {
    let csv = TemporaryFile()
    try csv.write(
      "unix,open,high,low,close\n"
        + (0..<20).map { "\(60 * $0),10.\($0 % 5),11,9.5,10.\(($0 + 1) % 5)\n" }.joined())
    let played = try await run("demo --plain --ticks 40 --expand bridge:5:3 --tape", csv.path)
    #expect(played.status == 0 && played.talk.contains("can tell the next tick"))
    #expect(played.lines.last?.hasPrefix("verified digest=") == true)
  }

  /// A kept tape is the tape of the practice match: the same prices, whoever makes it.
  @Test func aMadeTapeIsThatOfThePracticeMatch() async throws {
    let tape = TemporaryFile()
    let made = try await run("tape make --rules standard --ticks 3 --seed 7 --out", tape.path)
    #expect(made.status == 0)
    let lines = tape.text.split(separator: "\n").map(String.init)
    #expect(lines.count == 4 + 63 + 1)
    #expect(lines[1] == "name STANDARD-7" && lines[4] == "60109.30 3013.65")
    #expect(lines[66] == "58528.10 2924.39")
  }

  @Test(arguments: [
    ("tape", 2, "make, import, show"), ("tape shwo x", 2, "did you mean show?"),
    ("tape zzzzzz", 2, "tape has no 'zzzzzz'; duel help tape"),
    ("zzzzzz", 2, "there is no command 'zzzzzz'; duel help lists them"),
    ("calc zzzzzz", 2, "calc has no 'zzzzzz'; duel help calc"),
    ("bot zzzzzz", 2, "there is no bot 'zzzzzz'. Known: hold"),
    ("tape import", 2, "which files?"), ("tape show", 2, "which tape?"),
    ("tape show /nowhere.csv", 4, "cannot read /nowhere.csv"),
    ("tape make --name a_b", 2, "is not 1 to 104 of A-Z"),
    ("tape make --rules fast", 2, "there are no rules 'fast'. Known: classroom"),
    ("demo --tape-offset 3", 2, "--tape-offset needs --tape"),
    ("demo --skip-bad", 2, "--skip-bad needs --tape"),
    ("serve --interval 1m", 2, "--interval needs --tape"),
    ("play --tape X --interval 1m", 2, "is for the files of a match inside this process"),
    ("tape show /tmp", 4, "cannot read /tmp: Is a directory"),
    ("tape show x --interval 1w", 2, "--interval takes a length such as 5s, 1m, 4h or 1d"),
    ("tape show x --expand bridge:3", 2, "--expand takes bridge, bridge:TICKS"),
    ("tape show x --interval 1m --expand bridge", 2, "exclude each other"),
    ("serve --tape /nowhere.csv", 4, "cannot read /nowhere.csv"),
  ])
  func mistakesAreNamed(_ words: String, _ status: Int, _ text: String) async throws {
    let finished = try await Program.run("duel", words)
    #expect(finished.status == Int32(status))
    #expect(finished.talk.contains(text))
  }

  @Test func badFilesAreNamedWithTheirLine() async throws {
    let file = TemporaryFile()
    try file.write(candles(3) + "1515570000,1,1,1,NaN,7\n")
    let csv = try await run("tape show", file.path)
    #expect(csv.status == 4)
    #expect(csv.talk.contains("\(file.path):5: the close 'NaN' is not a price"))
    try file.write("margin-duel-tape 1\nname x\n")
    let tape = try await run("tape show", file.path)
    #expect(tape.status == 4)
    #expect(tape.talk.contains("\(file.path): line 2: must be 'name NAME'"))
    try file.write(candles(70))
    let long = try await run("demo --plain --ticks 11 --tape", file.path)
    #expect(long.status == 2 && long.talk.contains("ticks: 1 to 10 ticks on DUEL"))
  }
}
