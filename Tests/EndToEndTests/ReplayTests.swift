import Foundation
import Testing

/// What is made of a record: replays, reports and verdicts.
@Suite(.timeLimit(.minutes(5)))
struct ReplayTests {
  /// The record of a demo, and what the demo showed.
  private func demo(_ ticks: Int = 40) async throws -> (record: TemporaryFile, lines: [String]) {
    let record = TemporaryFile()
    let finished = try await Program.run(
      "duel", "demo --plain --seed 7 --ticks \(ticks)", and: ["--record", record.path])
    #expect(finished.status == 0)
    return (record, finished.lines)
  }

  private func tamper(_ record: TemporaryFile) throws -> TemporaryFile {
    let other = TemporaryFile()
    try other.write(record.text.replacing("place=1", with: "place=2", maxReplacements: 1))
    return other
  }

  @Test func aReplayInAPipeReadsLikeTheMatch() async throws {
    let (record, lines) = try await demo()
    let replay = try await Program.run("duel", "replay", and: [record.path])
    #expect(replay.status == 0)
    #expect(replay.lines.first?.hasPrefix("match replay: trend vs reversion, 40 ticks") == true)
    #expect(replay.lines.dropFirst() == lines.dropFirst())
    let late = try await Program.run("duel", "replay --plain --from 30", and: [record.path])
    #expect(!late.output.contains("tick 20/40") && late.output.contains("tick 30/40"))
    let piped = try await Program.run("duel", "replay -", input: Array(record.text.utf8))
    #expect(piped.output == replay.output)
  }

  @Test func everyTickIsAnObject() async throws {
    let (record, _) = try await demo()
    let replay = try await Program.run("duel", "replay --json", and: [record.path])
    #expect(replay.status == 0 && replay.lines.count == 40)
    for (tick, line) in replay.lines.enumerated() {
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      #expect(object?["tick"] as? Int == tick)
    }
    let late = try await Program.run("duel", "replay --json --from 38", and: [record.path])
    #expect(late.lines == replay.lines.suffix(2))
    let beyond = try await Program.run("duel", "replay --json --from 40", and: [record.path])
    #expect(beyond.status == 2 && beyond.talk.contains("the last tick is 39"))
  }

  @Test(arguments: ["replay", "replay --json", "report --out -"])
  func nothingIsShownOfARecordThatIsNotTrue(_ words: String) async throws {
    let other = try tamper(try await demo(20).record)
    let finished = try await Program.run("duel", words, and: [other.path])
    #expect(finished.status == 1 && finished.output.isEmpty)
    #expect(finished.talk.contains("place=2") && finished.talk.contains("place=1"))
  }

  @Test func severalRecordsAreVerifiedAtOnce() async throws {
    let (record, lines) = try await demo(20)
    let other = try tamper(record)
    let verdict = try #require(lines.last)
    let both = try await Program.run("duel", "verify", and: [record.path, other.path])
    #expect(both.status == 1)
    #expect(both.lines.first == "\(record.path): \(verdict)")
    #expect(both.lines[1].hasPrefix("\(other.path): not verified: line "))
    #expect(both.lines[2].hasPrefix("  found     result") && both.lines.count == 4)
    let all = try await Program.run(
      "duel", "verify --json", and: [record.path, other.path, "/no/such/record"])
    #expect(all.status == 4 && all.lines.count == 3)
    let digest = verdict.dropFirst("verified digest=".count)
    #expect(
      all.lines.first
        == "{\"file\": \"\(record.path)\", \"verified\": true, \"digest\": \"\(digest)\"}")
    for line in all.lines {
      #expect(try JSONSerialization.jsonObject(with: Data(line.utf8)) is [String: Any])
    }
  }

  @Test func aReportIsWrittenWhereItIsWanted() async throws {
    let (record, lines) = try await demo()
    let page = TemporaryFile()
    let finished = try await Program.run(
      "duel", "report", and: [record.path, "--out", page.path])
    #expect(finished.status == 0 && finished.output.isEmpty)
    let digest = try #require(lines.last).dropFirst("verified digest=".count)
    #expect(page.text.hasPrefix("<!DOCTYPE html>") && page.text.contains(digest))
    #expect(page.text.contains("trend against reversion"))
    let piped = try await Program.run("duel", "report --out -", and: [record.path])
    #expect(piped.output == page.text)
  }

  @Test func aReplayIsSteppedAtTheKeyboard() async throws {
    let (record, _) = try await demo()
    let program = try TerminalProgram(["replay", record.path, "--speed", "0.01", "--from", "5"])
    try await program.wait(for: "tick 5/39")
    program.type(" \u{1b}[C")
    try await program.wait(for: "paused 0.01x")
    program.type("\u{1b}[F")
    try await program.wait(for: "ranking")
    program.type("q")
    #expect(try await program.finish() == 0)
    #expect(program.shown.contains("\u{1b}[?1049l"))
    #expect(program.isRestored)
  }
}
