import Foundation
import Primitives
import Testing

@testable import LeagueStore

/// Files of other versions and of other programs.
struct SchemaTests {
  private let folder: TestFolder

  init() throws {
    folder = try TestFolder()
    try FileManager.default.createDirectory(
      atPath: folder.league, withIntermediateDirectories: true)
  }

  private func open(_ schema: Schema = .current) throws -> LeagueStore {
    try LeagueStore(
      folder: folder.league, durability: .strict, options: StoreOptions(schema: schema)
    ) {}
  }

  /// Makes a file by statements of SQL.
  private func make(_ text: String) throws {
    try folder.write(folder.database, [])
    try Database(path: folder.database, layer: nil).execute(text)
  }

  @Test(arguments: 0..<Schema.current.version)
  func everyOlderFileBecomesOneOfToday(version: Int) throws {
    try folder.write(folder.database, [])
    try Schema(steps: Array(Schema.current.steps.prefix(version)))
      .migrate(Database(path: folder.database, layer: nil))
    #expect(try lookUp(folder.database, "PRAGMA user_version") == ["\(version)"])
    var store = try open()
    store.append("batch", ticket: 1)
    store.close()
    #expect(try lookUp(folder.database, "PRAGMA user_version") == ["1"])
    #expect(try open().batches() == ["1 batch"])
  }

  @Test func aStepMoreKeepsWhatIsThere() throws {
    var store = try open()
    store.append("batch", ticket: 1)
    store.archive(.example(1))
    store.close()
    let steps =
      Schema.current.steps + [
        "ALTER TABLE players ADD COLUMN rating INTEGER NOT NULL DEFAULT 1500;"
      ]
    store = try open(Schema(steps: steps))
    #expect(try store.batches() == ["1 batch"])
    store.close()
    #expect(try lookUp(folder.database, "SELECT rating FROM players") == ["1500", "1500"])
    #expect(try lookUp(folder.database, "PRAGMA user_version") == ["2"])
  }

  @Test func aStepThatFailsLeavesTheVersionBefore() throws {
    var store = try open()
    store.append("batch", ticket: 1)
    store.close()
    let steps = Schema.current.steps + ["CREATE TABLE more(x); INSERT INTO nowhere VALUES(1);"]
    #expect(throws: StoreError.self) { _ = try open(Schema(steps: steps)) }
    #expect(try lookUp(folder.database, "PRAGMA user_version") == ["1"])
    #expect(try lookUp(folder.database, "SELECT name FROM sqlite_schema WHERE name = 'more'") == [])
    #expect(try open().batches() == ["1 batch"])
  }

  @Test func aNewerFileIsRefusedAndNotTouched() throws {
    try make(
      "PRAGMA application_id=\(Schema.applicationID); PRAGMA user_version=2; CREATE TABLE log(x)")
    let before = folder.bytes(folder.database)
    let error = try #require(throws: StoreError.self) { _ = try open() }
    #expect(error.kind == .newer)
    #expect(error.text.contains("version 2"))
    #expect(folder.bytes(folder.database) == before)
  }

  @Test(arguments: ["CREATE TABLE recipes(x)", "PRAGMA user_version=1"])
  func aFileOfSomethingElseIsRefusedAndNotTouched(text: String) throws {
    try make(text)
    let before = folder.bytes(folder.database)
    let error = try #require(throws: StoreError.self) { _ = try open() }
    #expect(error.kind == .foreign)
    #expect(folder.bytes(folder.database) == before)
  }

  @Test func aResultNeedsItsMatchAndItsPlayer() throws {
    var store = try open()
    store.archive(.example(1))
    store.close()
    let database = try Database(path: folder.database, layer: nil)
    try database.execute("PRAGMA foreign_keys=ON")
    #expect(throws: StoreError.self) {
      try database.execute("INSERT INTO results VALUES(2, 0, 'ada', 1, '1.00', 1, 0)")
    }
    #expect(throws: StoreError.self) {
      try database.execute("INSERT INTO results VALUES(1, 3, 'eve', 1, '1.00', 1, 0)")
    }
    try database.execute("DELETE FROM matches")
    #expect(try database.number("SELECT count(*) FROM results") == 0)
  }
}
