import Contests
import DurableFolder
import Foundation
import Testing

@testable import TournamentRunner

@Suite(.timeLimit(.minutes(1)))
struct TournamentFolderTests {
  @Test func aNewFolderIsEmpty() throws {
    let place = TestFolder()
    let folder = try place.open()
    #expect(folder.path == place.path && folder.description == nil)
    #expect(try folder.readResults() == [])
    #expect(FileManager.default.fileExists(atPath: "\(place.path)/records"))
  }

  @Test func whatIsKeptIsReadAgain() throws {
    let place = TestFolder()
    let lines: [KeptLine] = [
      .game(makeRecord(1, 2, 1)), .absence(KeptAbsence(withdrawn: "bob", from: 2)),
      .game(makeRecord(1, 1, 1, "0-0", reason: "stall", faults: ["stall", "crash"])),
    ]
    do {
      let folder = try place.open()
      for line in lines { try folder.append(line) }
      try folder.describe(Data("{}\n".utf8))
      try folder.keep(Array("record\n".utf8), of: makeRecord(1, 2, 1))
      try folder.keep(standings: "place\n")
    }
    let folder = try place.open()
    #expect(try folder.readResults() == lines)
    #expect(folder.description == Data("{}\n".utf8))
    #expect(try place.text("records/1-2-1.duel") == "record\n")
    #expect(try place.text("standings.csv") == "place\n")
    #expect(try place.results()[1] == #"{"from":2,"withdrawn":"bob"}"#)
  }

  @Test(arguments: ["{", #"{"game":1,"rea"#, "x"])
  func aLastLineThatWasCutIsTakenAway(_ rest: String) throws {
    let place = TestFolder()
    let folder = try place.open()
    try folder.append(.game(makeRecord()))
    let whole = try place.text("results.jsonl")
    try place.write(whole + rest, to: "results.jsonl")
    #expect(try folder.readResults() == [.game(makeRecord())])
    #expect(try place.text("results.jsonl") == whole)
    try folder.append(.game(makeRecord(1, 1, 2)))
    #expect(try folder.readResults().count == 2)
  }

  @Test func aFirstLineThatWasCutLeavesNothing() throws {
    let place = TestFolder()
    let folder = try place.open()
    try place.write("{\"digest", to: "results.jsonl")
    #expect(try folder.readResults() == [])
    #expect(try place.text("results.jsonl") == "")
  }

  @Test func aDamagedLineIsNamedByItsNumber() throws {
    let place = TestFolder()
    let folder = try place.open()
    try folder.append(.game(makeRecord()))
    let line = try place.text("results.jsonl")
    try place.write(line + "{\"round\":1}\n" + line, to: "results.jsonl")
    #expect(
      throws: FolderError(
        "\(place.path)/results.jsonl:2: this is no result; mend the line or take it out")
    ) { try folder.readResults() }
    try place.write(line + "\n\nx\n" + line, to: "results.jsonl")
    #expect(
      throws: FolderError(
        "\(place.path)/results.jsonl:4: this is no result; mend the line or take it out")
    ) { try folder.readResults() }
  }

  @Test func aSecondUserIsRefused() throws {
    let place = TestFolder()
    let folder = try place.open()
    #expect(throws: FolderError.self) { try TournamentFolder(folder.path) }
  }

  @Test func resultsAreSortedByTheirGames() throws {
    let place = TestFolder()
    let folder = try place.open()
    let games = [
      makeRecord(2, 1, 1), makeRecord(1, 2, 1), makeRecord(1, 1, 2), makeRecord(1, 1, 1),
    ]
    let away = [
      KeptAbsence(withdrawn: "bob", from: 1), KeptAbsence(withdrawn: "cid", from: 2),
      KeptAbsence(withdrawn: "ada", from: 2),
    ]
    try folder.append(.game(games[0]))
    try folder.sortResults(games, away)
    #expect(
      try folder.readResults()
        == [3, 2, 1, 0].map { .game(games[$0]) } + [0, 2, 1].map { .absence(away[$0]) })
  }
}
