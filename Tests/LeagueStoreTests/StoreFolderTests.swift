import Foundation
import Testing

@testable import LeagueStore

/// The folder, its rights and its lock.
struct StoreFolderTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  @Test func whatIsMissingIsMadeForItsOwnerAlone() throws {
    let path = folder.path + "/a/b"
    let store = try StoreFolder(path)
    try store.makeDatabaseFile()
    #expect(try mode(folder.path + "/a") == 0o700)
    #expect(try mode(path) == 0o700)
    #expect(try mode(path + "/league.sqlite") == 0o600)
    #expect(try mode(path + "/lock") == 0o600)
  }

  @Test func aFolderThatIsThereKeepsItsRights() throws {
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
    let store = try StoreFolder(folder.path + "/")
    try store.makeDatabaseFile()
    #expect(try mode(folder.path) == 0o755)
  }

  @Test func aDatabaseOthersCouldReadBecomesPrivate() throws {
    let store = try StoreFolder(folder.path)
    try store.makeDatabaseFile()
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o644], ofItemAtPath: store.databasePath)
    try store.makeDatabasePrivate()
    #expect(try mode(store.databasePath) == 0o600)
  }

  @Test func theLockIsHeldForTheLifeOfTheValue() throws {
    do {
      let first = try StoreFolder(folder.path)
      let error = try #require(throws: StoreError.self) { _ = try StoreFolder(first.path) }
      #expect(error.kind == .inUse)
      #expect(error.description.contains(folder.path))
    }
    _ = try StoreFolder(folder.path)
  }

  @Test func aFileInTheWayIsNamed() throws {
    let path = folder.path + "/file"
    try folder.write(path, [])
    let error = try #require(throws: StoreError.self) { _ = try StoreFolder(path + "/league") }
    #expect(error.kind == .system)
    #expect(error.description.contains(path))
  }
}
