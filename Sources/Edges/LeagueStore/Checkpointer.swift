import Synchronization

/// The second thread: it moves the write-ahead log into the database while commits go on.
///
/// A commit that is under way never waits for it. What was committed while it worked is left over,
/// and the store thread moves that little rest between two commits, so that the log begins anew.
final class Checkpointer: @unchecked Sendable {
  // Sendable: after `init` only its thread uses the connection; all else is locked.

  private struct State {
    var isWorking = false
    var isClosing = false
  }

  private let database: Database
  private let mailbox: Mailbox
  private let framesMax: Int
  private let state = Guarded(State())
  private let bell = Doorbell()

  /// Makes one that goes to work when the log has so many frames.
  init(_ database: consuming Database, mailbox: Mailbox, framesMax: Int) {
    self.database = database
    self.mailbox = mailbox
    self.framesMax = framesMax
  }

  /// Says how long the write-ahead log has become.
  func noteCommit(frames: Int) {
    guard frames >= framesMax else { return }
    let wasWorking = state.withLock {
      let before = $0.isWorking
      $0.isWorking = true
      return before
    }
    if !wasWorking { bell.ring() }
  }

  /// Says that the rest was moved too, or could not be.
  func noteEnd() { state.withLock { $0.isWorking = false } }

  /// Says that there will be no more work.
  func close() {
    state.withLock { $0.isClosing = true }
    bell.ring()
  }

  /// Works until it is closed.
  func run() {
    while true {
      bell.wait()
      let now = state.withLock { $0 }
      if now.isClosing { return }
      guard now.isWorking else { continue }
      do throws(StoreError) {
        try database.checkpoint()
      } catch {
        mailbox.note(trouble: error)
      }
      mailbox.noteCheckpoint()
    }
  }
}
