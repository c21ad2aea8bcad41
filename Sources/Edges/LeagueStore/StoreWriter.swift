import Primitives

/// The store thread: it takes what lies in the mailbox and writes it in one transaction.
///
/// When that fails, each batch is tried alone, so that only what cannot be written fails. A failure
/// is reported when nothing of it can come back: rolled back, looked up, and cut from the
/// write-ahead log.
final class StoreWriter: @unchecked Sendable {
  // Sendable: after `init` only the store thread uses it, and after that thread's end its owner.

  /// What a transaction came to.
  private enum Outcome {
    case written
    case refused
    /// It cannot be told, and the store is closing.
    case unknown
  }

  private var tables: LeagueTables
  private var tail: WriteAheadTail
  private let mailbox: Mailbox
  private let durability: Durability
  private let checkpointer: Checkpointer
  private let retryMilliseconds: Int
  private let gatherMilliseconds: Int
  private let onCompletion: @Sendable () -> Void

  /// Batches of a relaxed store that were reported stored and are not written.
  private var held: [WaitingBatch] = []
  /// Chores that are not written.
  private var chores: [Chore] = []
  private var isClosing = false
  /// False when it could not be told what became of a transaction.
  private var isCertain = true

  /// Whether all that it was given was written.
  var isDone: Bool { isCertain && held.isEmpty && chores.isEmpty }

  init(
    _ tables: consuming LeagueTables, tail: WriteAheadTail, mailbox: Mailbox,
    durability: Durability, checkpointer: Checkpointer, retryMilliseconds: Int,
    gatherMilliseconds: Int,
    onCompletion: @escaping @Sendable () -> Void
  ) {
    self.tables = tables
    self.tail = tail
    self.mailbox = mailbox
    self.durability = durability
    self.checkpointer = checkpointer
    self.retryMilliseconds = retryMilliseconds
    self.gatherMilliseconds = gatherMilliseconds
    self.onCompletion = onCompletion
  }

  /// Works until the mailbox is closed.
  func run() {
    while !isClosing {
      // Whoever waited since the last look may have heard the bell for what lies in the box.
      if mailbox.isEmpty { mailbox.wait(retryMilliseconds: isDone ? nil : retryMilliseconds) }
      gather()
      let letters = mailbox.takeLetters()
      isClosing = letters.isClosing
      chores += letters.chores
      isCertain = write(held + letters.batches)
      if !isCertain { return }
      finishCheckpoint(letters.isCheckpointed)
    }
  }

  /// Lets more come into the mailbox where nobody waits for the disk, so that a sync serves many.
  private func gather() {
    guard durability == .relaxed, gatherMilliseconds > 0, !mailbox.isClosing else { return }
    StoreThread.rest(milliseconds: gatherMilliseconds)
  }

  /// Writes batches and chores; false when the store is to stop at once.
  private func write(_ batches: [WaitingBatch]) -> Bool {
    if batches.isEmpty, chores.isEmpty { return true }
    var completions: [LogCompletion] = []
    var written = 0
    var isKnown = true
    switch transact(batches, chores) {
    case .written:
      chores.removeAll()
      written = batches.count
      completions = batches.map { LogCompletion(ticket: $0.ticket, isStored: true) }
    case .unknown: isKnown = false
    case .refused:
      for batch in batches {
        // A group of one was tried alone already.
        let isOnly = batches.count == 1 && chores.isEmpty
        let outcome = isOnly ? .refused : transact([batch], [])
        if outcome == .unknown { isKnown = false }
        if outcome == .unknown || (outcome == .refused && durability == .relaxed) { break }
        written += 1
        completions.append(LogCompletion(ticket: batch.ticket, isStored: outcome == .written))
      }
      // What a relaxed store holds comes first: a batch must not be forgotten before it is written.
      let isHolding = durability == .relaxed && written < batches.count
      if isKnown, !isHolding {
        isKnown = writeChores(triedAlone: batches.isEmpty && chores.count == 1)
      }
    }
    report(batches, written, completions)
    return isKnown
  }

  /// Writes the chores one by one up to the first that cannot be written: a batch is forgotten only
  /// after everything archived before.
  private func writeChores(triedAlone: Bool) -> Bool {
    if triedAlone { return true }
    while let chore = chores.first {
      switch transact([], [chore]) {
      case .written: chores.removeFirst()
      case .refused: return true
      case .unknown: return false
      }
    }
    return true
  }

  private func report(
    _ batches: [WaitingBatch], _ done: Int, _ completions: [LogCompletion]
  ) {
    switch durability {
    case .relaxed:
      held = Array(batches[done...])
      let bytes = batches[..<done].reduce(0) { $0 + $1.bytes.count }
      mailbox.note(bytesWritten: bytes, isStuck: !held.isEmpty)
    case .strict:
      if completions.isEmpty { return }
      mailbox.complete(completions)
      onCompletion()
    }
  }

  // MARK: - Transactions

  /// Writes in one transaction. When it is refused, nothing of it is in the file or will ever be.
  private func transact(_ batches: [WaitingBatch], _ chores: [Chore]) -> Outcome {
    let before = tables.end
    do throws(StoreError) {
      try tables.beginTransaction()
      for batch in batches { try tables.append(batch.bytes, as: batch.ticket) }
      for chore in chores {
        switch chore {
        case .archive(let match): try tables.archive(match)
        case .forget(let sequence, let state): try tables.forget(before: sequence, state: state)
        }
      }
      try tables.commitTransaction()
      tail.noteCommit(of: tables.database)
      mailbox.note(trouble: nil)
      checkpointer.noteCommit(frames: tables.database.frameCount)
      return .written
    } catch {
      mailbox.note(trouble: error)
    }
    let attempted = tables.end
    tables.end = before
    return undo(attempted)
  }

  /// Takes a failed transaction back for good, however often it must be tried.
  private func undo(_ attempted: LogEnd) -> Outcome {
    while true {
      do throws(StoreError) {
        return try takeBack(attempted)
      } catch {
        mailbox.note(trouble: error)
      }
      if isClosing { return .unknown }
      mailbox.wait(retryMilliseconds: retryMilliseconds)
      isClosing = mailbox.isClosing
    }
  }

  private func takeBack(_ attempted: LogEnd) throws(StoreError) -> Outcome {
    if tables.database.isInTransaction { try tables.database.execute("ROLLBACK") }
    if attempted != tables.end, try tables.storedEnd() == attempted {
      // It was committed before something else failed; it is only unknown where the log ends.
      tail.forget()
      tables.end = attempted
      return .written
    }
    if tail.isKnown {
      try tail.cut(tables.database)
    } else {
      // Any commit overwrites what the failed one left behind.
      try tables.touch()
      tail.noteCommit(of: tables.database)
    }
    return .refused
  }

  /// Moves the last part of the write-ahead log, so that the next commit begins it anew.
  private func finishCheckpoint(_ isDue: Bool) {
    guard isDue else { return }
    do throws(StoreError) {
      try tables.database.checkpoint()
    } catch {
      mailbox.note(trouble: error)
    }
    checkpointer.noteEnd()
  }

  /// Moves the whole write-ahead log, after the threads' end; answers why it could not.
  func moveLog() -> StoreError? {
    do throws(StoreError) {
      try tables.database.checkpoint(isTruncating: true)
      return nil
    } catch {
      return error
    }
  }
}
