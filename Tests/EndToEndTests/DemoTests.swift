import Testing

/// The main job, end to end: a duel over TCP and its record.
@Suite(.timeLimit(.minutes(5)))
struct DemoTests {
  private func demo(_ options: String, record: TemporaryFile? = nil) async throws -> Finished {
    let last = record.map { ["--record", $0.path] } ?? []
    return try await Program.run("duel", "demo --plain \(options)", and: last)
  }

  /// The same on every machine, in debug and in release.
  @Test func aSeedIsOneDuelForEver() async throws {
    let first = try await demo("--seed 7 --ticks 300")
    #expect(first.status == 0)
    #expect(
      first.lines.last
        == "verified digest=d0e84201931f0875ea841c9817cddc8257a68f3969c977b836b5618dda007b3f")
    #expect(first.lines.contains("ranking"))
    #expect(try await demo("--seed 7 --ticks 300").output == first.output)
    #expect(try await demo("--seed 8 --ticks 300").lines.last != first.lines.last)
  }

  @Test func withoutASeedNoTwoDuelsAreAlike() async throws {
    let (first, second) = (try await demo("--ticks 20"), try await demo("--ticks 20"))
    #expect(first.status == 0 && second.status == 0)
    #expect(first.lines.last != second.lines.last)
  }

  @Test func theRecordIsVerifiedAgainAndATamperedOneIsNot() async throws {
    let record = TemporaryFile()
    let demo = try await demo("--seed 7 --ticks 60", record: record)
    let verified = try #require(demo.lines.last)
    let digest = String(verified.dropFirst("verified digest=".count))

    let again = try await Program.run("duel", "verify", and: [record.path])
    #expect(again.status == 0 && again.lines == [verified])
    let piped = try await Program.run("duel", "verify -", input: Array(record.text.utf8))
    #expect(piped.status == 0 && piped.lines == [verified])
    #expect(
      try await Program.run("duel", "verify --expect \(digest)", and: [record.path]).status == 0)
    let other = String(repeating: "0", count: 64)
    #expect(
      try await Program.run("duel", "verify --expect \(other)", and: [record.path]).status == 1)

    let honest = record.text
    for (found, put) in [
      ("LONG", "SHORT"), ("place=1", "place=2"), ("rule ticks=60", "rule ticks=61"),
    ] {
      #expect(honest.contains(found))
      try record.write(honest.replacing(found, with: put, maxReplacements: 1))
      let finished = try await Program.run("duel", "verify", and: [record.path])
      #expect(finished.status == 1)
      #expect(finished.lines.first?.hasPrefix("not verified: line ") == true)
    }
    try record.write("hello\n")
    #expect(try await Program.run("duel", "verify", and: [record.path]).status == 4)
  }
}
