import Synchronization
import TestKit

@testable import LeagueStore

/// A disk that fails when it is told to, and that forgets at a power failure what was not synced.
///
/// It keeps, beside the real files, what each file would hold after a power failure: what was
/// synced, and the changes since then, of which any part may or may not have reached the disk.
final class FaultyDisk: Sendable {
  /// What is about to happen to a file.
  enum Call { case write, truncate, sync }

  /// How a call fails. A write that fails has written its first half.
  enum Fault { case full, inputOutput }

  /// What the disk does at its next calls.
  struct Plan: Sendable {
    /// Which calls fail, by kind and by how many of that kind there were, beginning with 1.
    var fault: @Sendable (Call, Int) -> Fault? = { _, _ in nil }
    /// How large a file can become.
    var sizeMax = Int.max
    /// At which call the power fails.
    var cutAt = Int.max
  }

  private enum Change {
    case write(offset: Int, [UInt8])
    case truncate(Int)
  }

  private struct File {
    var durable: [UInt8] = []
    var pending: [Change] = []
    /// How many syncs failed. Whoever has the file open hears of each at his own next sync.
    var failures = 0
  }

  private struct State {
    var files: [String: File] = [:]
    var plan = Plan()
    var count = 0
    var counts: [Call: Int] = [:]
    var isCut = false
    var dice: Dice
  }

  private let state: Guarded<State>
  /// Called once, when the power fails.
  let onCut: @Sendable () -> Void

  init(seed: Int, onCut: @escaping @Sendable () -> Void = {}) {
    state = Guarded(State(dice: Dice(seed: seed)))
    self.onCut = onCut
  }

  /// Whether the power failed.
  var isCut: Bool { state.withLock { $0.isCut } }

  /// How many calls of a kind there were since the plan was made.
  func callCount(of call: Call) -> Int { state.withLock { $0.counts[call, default: 0] } }

  /// Begins a plan.
  func follow(_ plan: Plan) {
    state.withLock {
      $0.plan = plan
      $0.count = 0
      $0.counts = [:]
    }
  }

  /// Fails the power now.
  func cut() {
    state.withLock { $0.isCut = true }
    onCut()
  }

  /// A file appears with what the disk is known to hold of it.
  func opened(_ name: String, _ bytes: [UInt8]) {
    state.withLock { if $0.files[name] == nil { $0.files[name] = File(durable: bytes) } }
  }

  /// A file is gone.
  func deleted(_ name: String) { state.withLock { $0.files[name] = nil } }

  /// A write: how many of its bytes reach the file, and how it ends.
  func write(_ name: String, _ bytes: [UInt8], at offset: Int) -> (kept: Int, fault: Fault?) {
    let (kept, fault) = state.withLock { state -> (Int, Fault?) in
      var fault = Self.next(.write, &state)
      if fault == nil, offset + bytes.count > state.plan.sizeMax { fault = .full }
      let kept = fault == nil ? bytes.count : bytes.count / 2
      state.files[name]?.pending.append(.write(offset: offset, Array(bytes[..<kept])))
      return (kept, fault)
    }
    tellIfCut()
    return (kept, fault)
  }

  /// A change of a file's size.
  func truncate(_ name: String, to size: Int) -> Fault? {
    let fault = state.withLock { state -> Fault? in
      let fault = Self.next(.truncate, &state)
      if fault == nil { state.files[name]?.pending.append(.truncate(size)) }
      return fault
    }
    tellIfCut()
    return fault
  }

  /// How many syncs of a file failed so far.
  func failures(_ name: String) -> Int { state.withLock { $0.files[name]?.failures ?? 0 } }

  /// A sync by somebody who heard of so many failures. When it fails, what was written is partly on
  /// the disk, partly still to be synced, and partly taken for synced by the system and lost; the
  /// size of a file is not lost in this way.
  func sync(_ name: String, heard: inout Int) -> Fault? {
    let fault = state.withLock { state -> Fault? in
      let fault = Self.next(.sync, &state)
      var file = state.files[name] ?? File()
      if fault != nil {
        file.failures += 1
        Self.lose(&file, &state.dice)
      }
      let isTold = file.failures > heard
      heard = file.failures
      if !isTold {
        for change in file.pending { Self.apply(change, to: &file.durable) }
        file.pending = []
      }
      state.files[name] = file
      return isTold ? .inputOutput : nil
    }
    tellIfCut()
    return fault
  }

  /// What a file holds after the power failed.
  func survivors() -> [String: [UInt8]] {
    state.withLock { state in
      var found: [String: [UInt8]] = [:]
      for name in state.files.keys.sorted() {
        guard var file = state.files[name] else { continue }
        // Some disks lose everything, some nothing, most of them something.
        let chance = state.dice.roll(0...4)
        for change in file.pending where state.dice.roll(1...4) <= chance {
          Self.apply(Self.torn(change, &state.dice), to: &file.durable)
        }
        found[name] = file.durable
      }
      return found
    }
  }

  private static func lose(_ file: inout File, _ dice: inout Dice) {
    var left: [Change] = []
    for change in file.pending {
      switch change {
      case .truncate: left.append(change)
      case .write:
        switch dice.roll(0...2) {
        case 0 where left.isEmpty: apply(change, to: &file.durable)
        case 1: break
        default: left.append(change)
        }
      }
    }
    file.pending = left
  }

  /// Counts a call and decides how it ends.
  private static func next(_ call: Call, _ state: inout State) -> Fault? {
    if state.isCut { return .inputOutput }
    state.count += 1
    if state.count >= state.plan.cutAt {
      state.isCut = true
      return .inputOutput
    }
    state.counts[call, default: 0] += 1
    return state.plan.fault(call, state.counts[call, default: 0])
  }

  private func tellIfCut() {
    let isNew = state.withLock { state in
      guard state.isCut, state.plan.cutAt != .max else { return false }
      state.plan.cutAt = .max
      return true
    }
    if isNew { onCut() }
  }

  /// Now and then only the first sectors of a write are there.
  private static func torn(_ change: Change, _ dice: inout Dice) -> Change {
    guard case .write(let offset, let bytes) = change, dice.once(in: 8) else { return change }
    return .write(offset: offset, Array(bytes.prefix(512 * dice.roll(0...8))))
  }

  private static func apply(_ change: Change, to bytes: inout [UInt8]) {
    switch change {
    case .write(let offset, let written):
      let end = offset + written.count
      if bytes.count < end {
        bytes.append(contentsOf: [UInt8](repeating: 0, count: end - bytes.count))
      }
      bytes.replaceSubrange(offset..<end, with: written)
    case .truncate(let size):
      if bytes.count > size { bytes.removeLast(bytes.count - size) }
    }
  }
}
