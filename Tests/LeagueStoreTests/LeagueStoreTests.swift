import Foundation
import Primitives
import Testing

@testable import LeagueStore

/// The durable store as its owner sees it, on a disk that works.
@Suite(.timeLimit(.minutes(1)))
struct LeagueStoreTests {
  private let folder: TestFolder
  private let signal = Signal()

  init() throws { folder = try TestFolder() }

  private func open(_ durability: Durability = .strict) throws -> LeagueStore {
    try LeagueStore(folder: folder.league, durability: durability) { [signal] in signal.ring() }
  }

  @Test func whatWasStoredIsThereAfterReopening() throws {
    var store = try open()
    #expect(store.lastSequence == 0)
    #expect(store.checkpointState == nil)
    store.append("create m1", ticket: 1)
    store.append("ready m1 0", ticket: 2)
    #expect(store.completion(signal) == LogCompletion(ticket: 1, isStored: true))
    #expect(store.completion(signal) == LogCompletion(ticket: 2, isStored: true))
    #expect(store.lastSequence == 2)
    #expect(store.close() == nil)
    let again = try open()
    #expect(again.lastSequence == 2)
    #expect(try again.batches() == ["1 create m1", "2 ready m1 0"])
  }

  @Test func completionsComeInOrderWhenManyAreUnderWay() throws {
    var store = try open()
    for ticket in 1...300 { store.append("batch \(ticket)", ticket: ticket) }
    for ticket in 1...300 {
      #expect(store.completion(signal) == LogCompletion(ticket: ticket, isStored: true))
    }
    #expect(store.nextCompletion() == nil)
  }

  @Test func closingWritesWhatWasGiven() throws {
    var store = try open()
    for ticket in 1...50 { store.append("batch", ticket: ticket) }
    store.archive(.example(1))
    #expect(store.close() == nil)
    var stored = 0
    while let completion = store.nextCompletion() { stored += completion.isStored ? 1 : 0 }
    #expect(stored == 50)
    #expect(try open().batches().count == 50)
    #expect(try lookUp(folder.database, "SELECT number FROM matches") == ["1"])
  }

  @Test func theEndOfAStoreClosesIt() throws {
    do {
      var store = try open()
      store.append("last words", ticket: 1)
    }
    #expect(try open().batches() == ["1 last words"])
  }

  @Test func anEmptyBatchIsABatch() throws {
    var store = try open()
    store.append("", ticket: 1)
    #expect(store.completion(signal).isStored)
    store.close()
    #expect(try open().batches() == ["1 "])
  }

  @Test func ticketsMayHaveHoles() throws {
    var store = try open()
    store.append("one", ticket: 1)
    store.append("five", ticket: 5)
    store.close()
    #expect(try open().batches() == ["1 one", "5 five"])
  }

  @Test func forgettingKeepsTheStateAndTheNumber() throws {
    var store = try open()
    for ticket in 1...5 { store.append("batch", ticket: ticket) }
    store.forget(before: 4, state: Array("three matches".utf8))
    store.close()
    var again = try open()
    #expect(again.checkpointState == Array("three matches".utf8))
    #expect(try again.batches() == ["4 batch", "5 batch"])
    #expect(again.lastSequence == 5)
    again.forget(before: 6, state: [])
    again.close()
    var empty = try open()
    #expect(empty.checkpointState == [])
    #expect(try empty.batches() == [])
    #expect(empty.lastSequence == 5)
    empty.append("six", ticket: 6)
    empty.close()
    #expect(try open().batches() == ["6 six"])
  }

  @Test func archivingTwiceKeepsTheSecond() throws {
    var store = try open()
    store.archive(.example(7, record: nil, winner: 0))
    store.archive(.example(7, winner: 1))
    store.archive(.example(7, winner: 1))
    store.close()
    let path = folder.database
    #expect(try lookUp(path, "SELECT number || ' ' || digest FROM matches") == ["7 5b7"])
    #expect(
      try lookUp(path, "SELECT player || ' ' || winner || ' ' || place FROM results ORDER BY seat")
        == ["ada 0 2", "Ben 1 1"])
  }

  @Test func aPlayerIsOneHoweverTheNameIsWritten() throws {
    var store = try open()
    store.archive(.example(2))
    var other = ArchivedMatch.example(1)
    other.seats[0].player = "ADA"
    store.archive(other)
    store.close()
    #expect(
      try lookUp(folder.database, "SELECT name || ' ' || first_at FROM players ORDER BY name")
        == ["ada 1700000000001", "Ben 1700000000001"])
  }

  @Test(arguments: [
    (10, 1000, [3, 4, 6]), (2, 1000, [4, 6]), (10, 11, [4, 6]), (10, 5, [6]), (10, 4, []),
    (0, 1000, []),
  ])
  func theNewestRecordsComeOldestFirst(count: Int, bytesMax: Int, numbers: [Int]) throws {
    var store = try open()
    for number in [3, 4, 6] { store.archive(.example(number, record: "rec \(number)")) }
    store.archive(.example(5, record: nil))
    store.close()
    let found = try open().records(last: count, bytesMax: bytesMax)
    #expect(found.map(\.number) == numbers)
    #expect(found.allSatisfy { $0.record == Array("rec \($0.number)".utf8) })
    #expect(found.allSatisfy { $0.digest == "5b\($0.number)" })
  }

  @Test func theReaderOfBatchesMayStop() throws {
    struct Enough: Error {}
    var store = try open()
    for ticket in 1...3 { store.append("batch", ticket: ticket) }
    store.close()
    let again = try open()
    var last = 0
    do throws(BatchReadingError<Enough>) {
      try again.forEachBatch { (sequence, _) throws(Enough) in
        last = sequence
        if sequence == 2 { throw Enough() }
      }
      Issue.record("the reader threw")
    } catch {
      guard case .refused = error else { throw error }
    }
    #expect(last == 2)
  }

  @Test func aRelaxedStoreCompletesAtOnceAndWritesBehind() throws {
    var store = try open(.relaxed)
    #expect("\(store.durability)" == "relaxed")
    store.append("batch", ticket: 1)
    #expect(store.nextCompletion() == LogCompletion(ticket: 1, isStored: true))
    store.close()
    #expect(try open().batches() == ["1 batch"])
  }

  @Test func aSecondOpenerIsRefusedUntilTheFirstLetsGo() throws {
    var store = try open()
    let error = try #require(throws: StoreError.self) { _ = try open() }
    #expect(error.kind == .inUse)
    #expect(error.description.contains(folder.league))
    store.close()
    _ = try open()
  }

  @Test func theFilesAreForTheirOwnerAlone() throws {
    var store = try open()
    store.append("secret", ticket: 1)
    _ = store.completion(signal)
    let files = FileManager.default
    func mode(_ path: String) throws -> Int? {
      try files.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
    #expect(try mode(folder.league) == 0o700)
    for name in try files.contentsOfDirectory(atPath: folder.league) {
      #expect(try mode("\(folder.league)/\(name)") == 0o600, "\(name)")
    }
    store.close()
    #expect(
      try files.contentsOfDirectory(atPath: folder.league).sorted() == ["league.sqlite", "lock"])
  }

  @Test func theWriteAheadLogBeginsAnewUnderLoad() throws {
    var store = try LeagueStore(
      folder: folder.league, durability: .strict, options: StoreOptions(framesMax: 20)
    ) { [signal] in signal.ring() }
    var largest = 0
    let text = String(repeating: "x", count: 5000)
    for ticket in 1...1000 {
      store.append(text, ticket: ticket)
      #expect(store.completion(signal).isStored)
      let log = try FileManager.default.attributesOfItem(atPath: folder.database + "-wal")
      largest = max(largest, try #require(log[.size] as? Int))
    }
    // All of it would be 8 MB.
    #expect(largest < 4_000_000)
    store.close()
    #expect(try open().batches().count == 1000)
  }
}

/// What is our own mistake stops the program.
struct LeagueStorePreconditionTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  @Test func nothingIsGivenAfterClose() async {
    await #expect(processExitsWith: .failure) { [league = folder.league as String] in
      var store = try LeagueStore(folder: league, durability: .strict) {}
      store.close()
      store.archive(.example(1))
    }
  }

  @Test func ticketsRise() async {
    await #expect(processExitsWith: .failure) { [league = folder.league as String] in
      var store = try LeagueStore(folder: league, durability: .strict) {}
      store.append("two", ticket: 2)
      store.append("one", ticket: 1)
    }
  }

  @Test func nothingIsReadAfterClose() async {
    await #expect(processExitsWith: .failure) { [league = folder.league as String] in
      var store = try LeagueStore(folder: league, durability: .strict) {}
      store.close()
      _ = try store.records(last: 1, bytesMax: 1)
    }
  }
}
