import Foundation
import Primitives
import TestKit
import Testing

@testable import LeagueStore

/// A league that lives several lives on failing disks, and what must be true of it after each.
struct StoreCourse {
  /// What was given to the store in this life.
  fileprivate struct Life {
    var given: [Int: String] = [:]
    var stored: [Int] = []
    var failed: [Int] = []
    var forgets: [Int] = []
    /// How many archives had been given before each forget.
    var archivesBefore: [Int: Int] = [:]
    var archives: [ArchivedMatch] = []
  }

  private let durability: Durability
  private let seed: Int
  private var number = 0
  private var dice: Dice
  private var folder: TestFolder
  /// The log as it was found at the beginning of this life.
  private var log: [(ticket: Int, text: String)] = []
  private var forgottenBefore = 1
  private var lastSequence = 0
  private var archived: [Int: ArchivedMatch] = [:]

  init(seed: Int, durability: Durability) throws {
    self.seed = seed
    self.durability = durability
    dice = Dice(seed: seed)
    folder = try TestFolder()
  }

  /// Opens the league, does this and that until the power fails, and looks at what is left.
  mutating func live() throws {
    number += 1
    let signal = Signal()
    let disk = FaultyDisk(seed: seed * 100 + number) { signal.ring() }
    let layer = try #require(FaultyLayer(disk))
    disk.follow(drawPlan())
    var life = Life()
    let options = StoreOptions(
      layer: layer.name, framesMax: dice.pick([4, 12, 40]), retryMilliseconds: 1)
    do throws(StoreError) {
      var store = try LeagueStore(
        folder: folder.league, durability: durability, options: options
      ) { signal.ring() }
      act(&store, &life, disk, signal)
      disk.cut()
      store.close()
      while let completion = store.nextCompletion() { life.note(completion) }
    } catch {
      // A plan may fail the opening too; a whole file is never called damaged.
      #expect(error.kind == .full || error.kind == .system, "\(error), seed \(seed)")
      disk.cut()
    }
    folder = try remains(disk)
    try check(life)
  }

  private mutating func drawPlan() -> FaultyDisk.Plan {
    var plan = FaultyDisk.Plan()
    plan.cutAt = dice.roll(20...600)
    let rate = dice.pick([0, 7, 25, 60])
    let salt = dice.roll(1...1_000_000)
    if rate > 0 {
      plan.fault = { call, count in
        // The first calls are those of the opening.
        if count < 12 { return nil }
        var luck = Dice(seed: salt + count * 3 + (call == .sync ? 1 : call == .write ? 2 : 0))
        guard luck.once(in: rate) else { return nil }
        return luck.once(in: 2) ? .full : .inputOutput
      }
    }
    if dice.once(in: 4) { plan.sizeMax = dice.roll(60_000...200_000) }
    return plan
  }

  private mutating func act(
    _ store: inout LeagueStore, _ life: inout Life, _ disk: FaultyDisk, _ signal: Signal
  ) {
    var ticket = store.lastSequence
    for _ in 1...dice.roll(1...120) where !disk.isCut {
      switch dice.roll(1...10) {
      case 1:
        let match = ArchivedMatch.example(
          dice.roll(1...6), record: "record \(ticket) of life \(number)", winner: dice.roll(0...1))
        life.archives.append(match)
        store.archive(match)
      case 2 where store.lastSequence > 0:
        let sequence = dice.roll(max(1, store.lastSequence - 5)...store.lastSequence + 1)
        if sequence <= max(forgottenBefore, life.forgets.last ?? 0) { continue }
        life.forgets.append(sequence)
        life.archivesBefore[sequence] = life.archives.count
        store.forget(before: sequence, state: Array("\(sequence)".utf8))
      case 3...5:
        while !disk.isCut, life.pending > 0 {
          if let completion = store.nextCompletion() {
            life.note(completion)
          } else {
            signal.wait()
          }
        }
      default:
        ticket += dice.once(in: 10) ? 2 : 1
        let text = String(
          repeating: "\(number).\(ticket) ", count: dice.rollLogarithmic(1...3000))
        life.given[ticket] = text
        store.append(text, ticket: ticket)
      }
    }
  }

  /// A folder with what the disk still holds.
  private mutating func remains(_ disk: FaultyDisk) throws -> TestFolder {
    let left = try TestFolder()
    try FileManager.default.createDirectory(
      atPath: left.league, withIntermediateDirectories: true)
    // Half of the time only the program ended, and the system still knows all that was written.
    let isPowerFailure = dice.once(in: 2)
    for (path, bytes) in disk.survivors() {
      let name = path.split(separator: "/").last.map(String.init) ?? path
      try left.write("\(left.league)/\(name)", isPowerFailure ? bytes : folder.bytes(path))
    }
    return left
  }

  private mutating func check(_ life: Life) throws {
    let story: Comment = "seed \(seed), life \(number), \(durability.rawValue)"
    let store = try LeagueStore(folder: folder.league, durability: .strict) {}
    var found: [(ticket: Int, text: String)] = []
    try store.forEachBatch { sequence, bytes in found.append((sequence, String(decoding: bytes))) }
    let state = store.checkpointState.map { Int(String(decoding: $0, as: UTF8.self)) ?? -1 } ?? 1
    #expect(state == forgottenBefore || life.forgets.contains(state), story)
    let old = log.filter { $0.ticket >= state }
    let kept = found.prefix(old.count)
    #expect(kept.map(\.ticket) == old.map(\.ticket), story)
    #expect(kept.map(\.text) == old.map(\.text), story)
    let fresh = found.dropFirst(old.count)
    for batch in fresh {
      #expect(batch.ticket >= state && batch.ticket > lastSequence, story)
      #expect(life.given[batch.ticket] == batch.text, story)
      #expect(!life.failed.contains(batch.ticket), story)
    }
    let mustBe = life.stored.filter { $0 >= state }
    switch durability {
    case .strict:
      let tickets = Set(fresh.map(\.ticket))
      for ticket in mustBe { #expect(tickets.contains(ticket), story) }
    case .relaxed:
      #expect(fresh.map(\.ticket) == Array(mustBe.prefix(fresh.count)), story)
    }
    #expect(store.lastSequence >= max(lastSequence, found.last?.ticket ?? 0), story)
    if durability == .strict, let last = life.stored.last {
      #expect(store.lastSequence >= last, story)
    }
    try checkArchive(store, life, state, story)
    log = found
    forgottenBefore = state
    lastSequence = store.lastSequence
  }

  private mutating func checkArchive(
    _ store: borrowing LeagueStore, _ life: Life, _ state: Int, _ story: Comment
  ) throws {
    let records = try store.records(last: 100, bytesMax: 1 << 20)
    let certain = life.archivesBefore[state] ?? 0
    for number in 1...6 {
      let versions = life.archives.enumerated().filter { $0.element.number == number }
      let found = records.first { $0.number == number }?.record
      // What was archived before the last forget that was written is there, or what came after it.
      let latest = versions.last { $0.offset < certain }.map(\.offset) ?? -1
      let allowed = versions.filter { $0.offset >= latest }.map(\.element.record)
      if latest < 0, found == archived[number]?.record { continue }
      #expect(allowed.contains(found), story)
      archived[number] = versions.last { $0.element.record == found }?.element
    }
  }
}

extension StoreCourse.Life {
  fileprivate var pending: Int { given.count - stored.count - failed.count }

  fileprivate mutating func note(_ completion: LogCompletion) {
    if completion.isStored {
      stored.append(completion.ticket)
    } else {
      failed.append(completion.ticket)
    }
  }
}
