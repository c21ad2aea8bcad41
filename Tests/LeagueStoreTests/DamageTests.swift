import Foundation
import Primitives
import Testing

@testable import LeagueStore

/// Files that are not as they were written are named, and nothing is repaired in silence.
struct DamageTests {
  private let folder: TestFolder

  init() throws {
    folder = try TestFolder()
    var store = try LeagueStore(folder: folder.league, durability: .strict) {}
    for ticket in 1...20 {
      store.append(
        "batch \(ticket) " + String(repeating: "long and longer ", count: 500), ticket: ticket)
    }
    store.archive(.example(1))
    store.forget(before: 3, state: Array("the state of the league".utf8))
    store.close()
  }

  private func open() throws -> LeagueStore {
    try LeagueStore(folder: folder.league, durability: .strict) {}
  }

  private func checkRefusal(_ bytes: [UInt8]) throws {
    try folder.write(folder.database, bytes)
    let error = try #require(throws: StoreError.self) { _ = try open() }
    #expect(error.kind == .damaged)
    #expect(error.text.contains("restore a backup"))
    #expect(folder.bytes(folder.database) == bytes)
  }

  /// The place of a text in the file.
  private func place(of text: String) throws -> Int {
    let bytes = Data(folder.bytes(folder.database))
    return try #require(bytes.range(of: Data(text.utf8))).lowerBound
  }

  @Test(arguments: [0.9, 0.5, 0.1])
  func aFileCutShortIsRefused(part: Double) throws {
    let bytes = folder.bytes(folder.database)
    try checkRefusal(Array(bytes.prefix(Int(Double(bytes.count) * part))))
  }

  @Test func aFileOfNoiseIsRefused() throws {
    try checkRefusal((0..<20_000).map { UInt8(truncatingIfNeeded: $0 * 7919 / 13) })
  }

  @Test func aPageOfZerosIsRefused() throws {
    var bytes = folder.bytes(folder.database)
    let page = 4096 * 3
    bytes.replaceSubrange(page..<page + 4096, with: [UInt8](repeating: 0, count: 4096))
    try checkRefusal(bytes)
  }

  @Test func aChangedBatchIsNoticedWhenTheLogIsRead() throws {
    var bytes = folder.bytes(folder.database)
    bytes[try place(of: "batch 7 long")] ^= 1
    try folder.write(folder.database, bytes)
    let store = try open()
    var seen: [Int] = []
    do throws(BatchReadingError<Never>) {
      try store.forEachBatch { (sequence, _) throws(Never) in seen.append(sequence) }
      Issue.record("the change was noticed")
    } catch {
      guard case .unreadable(let damage) = error else { throw error }
      #expect(damage.kind == .damaged)
      #expect(damage.text.contains("batch 7 of the log does not follow batch 6"))
    }
    #expect(seen == [3, 4, 5, 6])
  }

  @Test(arguments: ["seq = 3", "seq = 10"])
  func aLostBatchIsNoticedWhenTheLogIsRead(which: String) throws {
    try Database(path: folder.database, layer: nil).execute("DELETE FROM log WHERE \(which)")
    let store = try open()
    #expect(throws: BatchReadingError<Never>.self) {
      try store.forEachBatch { (_, _) throws(Never) in }
    }
  }

  @Test func aChangedStateIsRefused() throws {
    var bytes = folder.bytes(folder.database)
    bytes[try place(of: "the state of")] ^= 1
    try folder.write(folder.database, bytes)
    let error = try #require(throws: StoreError.self) { _ = try open() }
    #expect(error.kind == .damaged)
  }

  @Test func theLogOfADamagedFileIsLeftAlone() throws {
    var store = try open()
    store.append("in the write-ahead log", ticket: 21)
    while store.nextCompletion() == nil {}
    let left = try TestFolder()
    try FileManager.default.createDirectory(
      atPath: left.league, withIntermediateDirectories: true)
    let database = folder.bytes(folder.database)
    let log = folder.bytes(folder.database + "-wal")
    let damaged = Array(database.prefix(database.count / 2))
    try left.write(left.database, damaged)
    try left.write(left.database + "-wal", log)
    let error = try #require(throws: StoreError.self) {
      _ = try LeagueStore(folder: left.league, durability: .strict) {}
    }
    #expect(error.kind == .damaged)
    #expect(left.bytes(left.database) == damaged)
    #expect(left.bytes(left.database + "-wal") == log)
  }
}
