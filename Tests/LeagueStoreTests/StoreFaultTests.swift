import Foundation
import Primitives
import TestKit
import Testing

@testable import LeagueStore

/// The durable store on a disk that fails.
@Suite(.timeLimit(.minutes(2)))
struct StoreFaultTests {
  private let folder: TestFolder
  private let signal = Signal()
  private let disk = FaultyDisk(seed: 1)
  private let layer: FaultyLayer

  init() throws {
    folder = try TestFolder()
    layer = try #require(FaultyLayer(disk))
  }

  private func open(_ durability: Durability = .strict, bytesBehindMax: Int = 1000) throws
    -> LeagueStore
  {
    let options = StoreOptions(
      layer: layer.name, bytesBehindMax: bytesBehindMax, retryMilliseconds: 1)
    return try LeagueStore(folder: folder.league, durability: durability, options: options) {
      [signal] in signal.ring()
    }
  }

  /// Fails each call of a kind from the plan's beginning to its end.
  private func fail(_ call: FaultyDisk.Call, with fault: FaultyDisk.Fault) {
    disk.follow(FaultyDisk.Plan { next, _ in next == call ? fault : nil })
  }

  /// Fails the first call of a kind, and no other.
  private func failOnce(_ call: FaultyDisk.Call, with fault: FaultyDisk.Fault) {
    disk.follow(
      FaultyDisk.Plan { next, count in next == call && count == 1 ? fault : nil })
  }

  @Test(arguments: [
    (FaultyDisk.Call.write, FaultyDisk.Fault.full), (.write, .inputOutput), (.sync, .inputOutput),
  ])
  func aBatchThatCannotBeWrittenFailsAndLaterOnesAreStored(
    call: FaultyDisk.Call, fault: FaultyDisk.Fault
  ) throws {
    var store = try open()
    store.append("one", ticket: 1)
    #expect(store.completion(signal).isStored)
    failOnce(call, with: fault)
    store.append("two", ticket: 2)
    #expect(store.completion(signal) == LogCompletion(ticket: 2, isStored: false))
    #expect(store.lastSequence == 1)
    #expect(store.trouble?.kind == (fault == .full ? .full : .system))
    store.append("three", ticket: 3)
    #expect(store.completion(signal) == LogCompletion(ticket: 3, isStored: true))
    #expect(store.trouble == nil)
    store.close()
    #expect(try open().batches() == ["1 one", "3 three"])
  }

  @Test(arguments: [FaultyDisk.Call.write, .sync])
  func aFailedBatchDoesNotComeBackWhenTheProgramEnds(call: FaultyDisk.Call) throws {
    var store = try open()
    store.append("one", ticket: 1)
    #expect(store.completion(signal).isStored)
    failOnce(call, with: .inputOutput)
    store.append("two", ticket: 2)
    #expect(!store.completion(signal).isStored)
    // Nothing can be written any more, so that what the files hold now is what is found later.
    disk.cut()
    let left = try TestFolder()
    try FileManager.default.createDirectory(
      atPath: left.league, withIntermediateDirectories: true)
    for name in ["", "-wal"] {
      try left.write(left.database + name, folder.bytes(folder.database + name))
    }
    store.close()
    let after = try LeagueStore(folder: left.league, durability: .strict) {}
    #expect(try after.batches() == ["1 one"])
  }

  @Test func aFullDiskFailsEveryBatchUntilThereIsRoom() throws {
    var store = try open()
    fail(.write, with: .full)
    for ticket in 1...5 { store.append("batch", ticket: ticket) }
    for ticket in 1...5 {
      #expect(store.completion(signal) == LogCompletion(ticket: ticket, isStored: false))
    }
    disk.follow(FaultyDisk.Plan())
    store.append("room", ticket: 6)
    #expect(store.completion(signal).isStored)
    store.close()
    #expect(try open().batches() == ["6 room"])
  }

  @Test func aFailureIsReportedWhenItIsCertain() throws {
    var store = try open()
    // The commit and the first three tries to take it back cannot be synced.
    disk.follow(
      FaultyDisk.Plan { call, count in call == .sync && count <= 4 ? .inputOutput : nil })
    store.append("lost", ticket: 1)
    #expect(!store.completion(signal).isStored)
    #expect(disk.callCount(of: .sync) == 5)
    store.append("kept", ticket: 2)
    #expect(store.completion(signal).isStored)
    store.close()
    #expect(try open().batches() == ["2 kept"])
  }

  @Test func whatCannotBeToldIsNotReported() throws {
    var store = try open()
    fail(.sync, with: .inputOutput)
    store.append("unknown", ticket: 1)
    #expect(store.close()?.kind == .system)
    #expect(store.nextCompletion() == nil)
    disk.follow(FaultyDisk.Plan())
    #expect(try open().lastSequence <= 1)
  }

  @Test func aTicketThatFailedMayBeGivenAgain() throws {
    var store = try open()
    failOnce(.sync, with: .inputOutput)
    store.append("lost", ticket: 1)
    #expect(!store.completion(signal).isStored)
    store.append("kept", ticket: 1)
    #expect(store.completion(signal).isStored)
    store.close()
    #expect(try open().batches() == ["1 kept"])
  }

  @Test func oneBatchTooLargeDoesNotFailTheOthersOfItsGroup() throws {
    var store = try open()
    disk.follow(FaultyDisk.Plan(sizeMax: 60_000))
    store.append("one", ticket: 1)
    store.append(String(repeating: "x", count: 100_000), ticket: 2)
    store.append("three", ticket: 3)
    let outcomes = (1...3).map { _ in store.completion(signal).isStored }
    #expect(outcomes == [true, false, true])
    disk.follow(FaultyDisk.Plan())
    store.close()
    #expect(try open().batches() == ["1 one", "3 three"])
  }

  @Test func whatIsArchivedAndForgottenWaitsForRoom() throws {
    var store = try open()
    store.append("one", ticket: 1)
    #expect(store.completion(signal).isStored)
    fail(.write, with: .full)
    store.archive(.example(1))
    store.forget(before: 2, state: Array("one match".utf8))
    store.append("two", ticket: 2)
    #expect(!store.completion(signal).isStored)
    disk.follow(FaultyDisk.Plan())
    #expect(store.close() == nil)
    let again = try open()
    #expect(again.checkpointState == Array("one match".utf8))
    #expect(try again.batches() == [])
    #expect(try again.records(last: 1, bytesMax: 100).map(\.number) == [1])
  }

  @Test func aRelaxedStoreRefusesWhileItIsBehindAndLosesNothing() throws {
    var store = try open(.relaxed)
    fail(.write, with: .full)
    var ticket = 1
    store.append("batch", ticket: ticket)
    #expect(store.nextCompletion() == LogCompletion(ticket: 1, isStored: true))
    // The store notices in its own time that it cannot write.
    var given = ["1 batch"]
    while true {
      ticket += 1
      store.append("batch", ticket: ticket)
      if store.nextCompletion()?.isStored == false { break }
      given.append("\(ticket) batch")
    }
    disk.follow(FaultyDisk.Plan())
    while true {
      ticket += 1
      store.append("again", ticket: ticket)
      if store.nextCompletion()?.isStored == true { break }
    }
    given.append("\(ticket) again")
    #expect(store.close() == nil)
    #expect(try open().batches() == given)
  }

  @Test func aRelaxedStoreHoldsOnlySoMuch() throws {
    var store = try open(.relaxed, bytesBehindMax: 1000)
    store.append(String(repeating: "x", count: 1001), ticket: 1)
    #expect(store.nextCompletion() == LogCompletion(ticket: 1, isStored: false))
    store.append("small", ticket: 2)
    #expect(store.nextCompletion() == LogCompletion(ticket: 2, isStored: true))
    store.close()
    #expect(try open().batches() == ["2 small"])
  }

  @Test func closingSaysWhatCouldNotBeWritten() throws {
    var store = try open(.relaxed)
    fail(.write, with: .full)
    store.append("batch", ticket: 1)
    #expect(store.close()?.kind == .full)
    disk.follow(FaultyDisk.Plan())
    #expect(try open().batches() == [])
  }

  @Test(arguments: [FaultyDisk.Call.write, .sync])
  func aDiskThatCannotBeWrittenIsFoundOutAtOpening(call: FaultyDisk.Call) throws {
    var store = try open()
    store.close()
    fail(call, with: .full)
    let error = try #require(throws: StoreError.self) { _ = try open() }
    #expect(error.kind == (call == .write ? .full : .system))
    disk.follow(FaultyDisk.Plan())
    _ = try open()
  }
}
