import Primitives
import Synchronization

/// A batch on its way to the log.
struct WaitingBatch: Sendable {
  let ticket: Int
  let bytes: [UInt8]
}

/// What is to be written besides batches, in the order in which it was given.
enum Chore: Sendable {
  case archive(ArchivedMatch)
  case forget(before: Int, state: [UInt8])
}

/// What the owner of a store and its threads tell each other.
final class Mailbox: Sendable {
  /// What lies in it when the store thread looks.
  struct Letters {
    var batches: [WaitingBatch] = []
    var chores: [Chore] = []
    var isCheckpointed = false
    var isClosing = false

    var isEmpty: Bool { batches.isEmpty && chores.isEmpty && !isCheckpointed && !isClosing }
  }

  private struct State {
    var letters = Letters()
    var completions: [LogCompletion] = []
    var bytesBehind = 0
    var isStuck = false
    var trouble: StoreError?
  }

  private let state = Guarded(State())
  private let bell = Doorbell()
  private let durability: Durability
  private let bytesBehindMax: Int

  init(durability: Durability, bytesBehindMax: Int) {
    self.durability = durability
    self.bytesBehindMax = bytesBehindMax
  }

  /// Why the last transaction failed; nil when it succeeded.
  var trouble: StoreError? { state.withLock { $0.trouble } }

  // MARK: - The owner's side

  /// Gives a batch. A relaxed store completes it here, as failed while something before it waits
  /// for room or too much lies before it.
  func give(_ batch: WaitingBatch) {
    state.withLock {
      switch durability {
      case .strict: $0.letters.batches.append(batch)
      case .relaxed:
        let isTaken = !$0.isStuck && $0.bytesBehind + batch.bytes.count <= bytesBehindMax
        if isTaken {
          $0.bytesBehind += batch.bytes.count
          $0.letters.batches.append(batch)
        }
        $0.completions.append(LogCompletion(ticket: batch.ticket, isStored: isTaken))
      }
    }
    bell.ring()
  }

  /// Gives a chore.
  func give(_ chore: Chore) {
    state.withLock { $0.letters.chores.append(chore) }
    bell.ring()
  }

  /// Takes the completions that are there.
  func takeCompletions() -> [LogCompletion] {
    state.withLock {
      let taken = $0.completions
      $0.completions.removeAll()
      return taken
    }
  }

  /// Says that nothing more will be given.
  func close() {
    state.withLock { $0.letters.isClosing = true }
    bell.ring()
  }

  // MARK: - The threads' side

  /// Says that the write-ahead log was moved into the database but for its last part.
  func noteCheckpoint() {
    state.withLock { $0.letters.isCheckpointed = true }
    bell.ring()
  }

  /// Whether nothing lies in the box.
  var isEmpty: Bool { state.withLock { $0.letters.isEmpty } }

  /// Whether nothing more will be given.
  var isClosing: Bool { state.withLock { $0.letters.isClosing } }

  /// Takes what lies in the box.
  func takeLetters() -> Letters {
    state.withLock {
      let taken = $0.letters
      $0.letters = Letters()
      $0.letters.isClosing = taken.isClosing
      return taken
    }
  }

  /// Waits for a letter; not for ever when there is something to try again.
  func wait(retryMilliseconds: Int?) {
    if let retryMilliseconds {
      bell.wait(milliseconds: retryMilliseconds)
    } else {
      bell.wait()
    }
  }

  /// Puts completions in the box.
  func complete(_ completions: [LogCompletion]) {
    state.withLock { $0.completions.append(contentsOf: completions) }
  }

  /// Says how many bytes were written, and whether batches wait for room.
  func note(bytesWritten: Int, isStuck: Bool) {
    state.withLock {
      $0.bytesBehind -= bytesWritten
      $0.isStuck = isStuck
    }
  }

  /// Says how the last transaction went.
  func note(trouble: StoreError?) { state.withLock { $0.trouble = trouble } }
}
