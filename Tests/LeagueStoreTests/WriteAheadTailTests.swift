import Testing

@testable import LeagueStore

/// What lies behind the last good commit is cut, and nothing before it.
struct WriteAheadTailTests {
  private let folder: TestFolder
  private let path: String

  init() throws {
    folder = try TestFolder()
    path = folder.path + "/file.sqlite"
    try folder.write(path, [])
  }

  private func open() throws -> Database {
    let database = try Database(path: path, layer: nil)
    try database.execute("PRAGMA journal_mode=WAL; CREATE TABLE IF NOT EXISTS t(a)")
    return database
  }

  private func size() -> Int { folder.bytes(path + "-wal").count }

  @Test func aLaterCommitIsCutOff() throws {
    let database = try open()
    var tail = WriteAheadTail(pageSize: 4096)
    tail.noteCommit(of: database)
    let end = size()
    try database.execute("INSERT INTO t VALUES(1)")
    #expect(size() == end + 4120)
    try tail.cut(database)
    #expect(size() == end)
    try tail.cut(database)
    #expect(size() == end)
  }

  @Test func aLogBegunAnewIsCutOffWhole() throws {
    let database = try open()
    var tail = WriteAheadTail(pageSize: 4096)
    tail.noteCommit(of: database)
    try database.checkpoint()
    try database.execute("INSERT INTO t VALUES(1)")
    try tail.cut(database)
    #expect(size() == 0)
  }

  @Test func theEndMustBeKnown() async {
    await #expect(processExitsWith: .failure) { [path = path as String] in
      let database = try Database(path: path, layer: nil)
      try WriteAheadTail(pageSize: 4096).cut(database)
    }
  }
}
