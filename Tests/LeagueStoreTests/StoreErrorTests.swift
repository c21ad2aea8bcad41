import CSQLite
import Glibc
import Testing

@testable import LeagueStore

/// An error says what is wrong and what to do.
struct StoreErrorTests {
  @Test(arguments: [
    (SQLITE_FULL, StoreError.Kind.full, "make room"), (SQLITE_CORRUPT, .damaged, "backup"),
    (SQLITE_NOTADB, .damaged, "backup"), (SQLITE_BUSY, .inUse, "another program"),
    (SQLITE_READONLY, .system, "who owns"), (SQLITE_IOERR | (4 << 8), .system, "check the disk"),
  ])
  func resultsOfSQLite(code: Int32, kind: StoreError.Kind, advice: String) {
    let error = StoreError(result: code, operation: "write", words: "it did not work")
    #expect(error.kind == kind)
    #expect(error.code == code)
    #expect(error.description.hasPrefix("write: it did not work; "))
    #expect(error.text.contains(advice))
  }

  @Test(arguments: [
    (ENOSPC, StoreError.Kind.full, "make room"), (EACCES, .system, "--data"),
    (ENOTDIR, .system, "check the path"),
  ])
  func errorsOfTheSystem(code: Int32, kind: StoreError.Kind, advice: String) {
    let error = StoreError(system: code, operation: "make a")
    #expect(error.kind == kind)
    #expect(error.text.contains(advice))
  }
}
