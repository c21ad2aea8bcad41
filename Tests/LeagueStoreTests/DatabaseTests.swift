import CSQLite
import Testing

@testable import LeagueStore

/// The connection and its statements.
struct DatabaseTests {
  private let folder: TestFolder
  private let path: String

  init() throws {
    folder = try TestFolder()
    path = folder.path + "/file.sqlite"
    try folder.write(path, [])
  }

  @Test func valuesComeBackAsTheyWere() throws {
    let database = try Database(path: path, layer: nil)
    try database.execute("CREATE TABLE t(a, b, c, d, e)")
    let insert = try database.prepare("INSERT INTO t VALUES(?, ?, ?, ?, ?)")
    try insert.run([.integer(.min), .text("zwölf"), .bytes([0, 255]), .bytes([]), .null])
    let row = try database.prepare("SELECT * FROM t")
    #expect(try row.step() == true)
    #expect(row.integer(0) == .min)
    #expect(row.text(1) == "zwölf")
    #expect(row.bytes(2) == [0, 255])
    #expect(row.bytes(3) == [])
    #expect(row.isNull(3) == false)
    #expect(row.isNull(4) == true)
    #expect(try row.step() == false)
  }

  @Test func aStatementRunsAgainWithOtherValues() throws {
    let database = try Database(path: path, layer: nil)
    try database.execute("CREATE TABLE t(a)")
    let insert = try database.prepare("INSERT INTO t VALUES(?)")
    for number in 1...3 { try insert.run([.integer(number)]) }
    #expect(try database.number("SELECT sum(a) FROM t") == 6)
    #expect(try database.number("SELECT a FROM t WHERE a > 3") == 0)
  }

  @Test func mistakesAreThrownWithTheStatement() throws {
    let database = try Database(path: path, layer: nil)
    let error = try #require(throws: StoreError.self) { try database.execute("SELECT * FROM no") }
    #expect(error.code == SQLITE_ERROR)
    #expect(error.description.contains("no such table: no"))
    #expect(throws: StoreError.self) { _ = try database.prepare("SELEC") }
  }

  @Test func aFileThatIsNotThereIsNotMade() throws {
    let missing = folder.path + "/missing.sqlite"
    let error = try #require(throws: StoreError.self) {
      _ = try Database(path: missing, layer: nil)
    }
    #expect(error.code & 0xff == SQLITE_CANTOPEN)
    #expect(error.description.contains(missing))
  }

  @Test func theFramesOfTheWriteAheadLogAreCounted() throws {
    let database = try Database(path: path, layer: nil)
    try database.execute("PRAGMA journal_mode=WAL; CREATE TABLE t(a)")
    let first = database.frameCount
    #expect(first > 0)
    try database.execute("INSERT INTO t VALUES(1)")
    #expect(database.frameCount == first + 1)
    try database.checkpoint()
    try database.execute("INSERT INTO t VALUES(2)")
    #expect(database.frameCount == 1)
  }
}
