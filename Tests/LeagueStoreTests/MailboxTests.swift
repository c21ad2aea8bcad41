import Primitives
import Testing

@testable import LeagueStore

/// What owner and threads tell each other.
struct MailboxTests {
  private func batch(_ ticket: Int, _ size: Int = 10) -> WaitingBatch {
    WaitingBatch(ticket: ticket, bytes: [UInt8](repeating: 0, count: size))
  }

  @Test func lettersAreTakenOnceAndInOrder() {
    let box = Mailbox(durability: .strict, bytesBehindMax: 0)
    #expect(box.isEmpty)
    box.give(batch(1))
    box.give(.forget(before: 1, state: []))
    box.give(batch(2))
    let letters = box.takeLetters()
    #expect(letters.batches.map(\.ticket) == [1, 2])
    #expect(letters.chores.count == 1)
    #expect(box.isEmpty)
    #expect(box.takeCompletions().isEmpty)
  }

  @Test func aClosedBoxStaysClosed() {
    let box = Mailbox(durability: .strict, bytesBehindMax: 0)
    box.close()
    #expect(box.takeLetters().isClosing)
    #expect(box.takeLetters().isClosing)
    #expect(!box.isEmpty)
  }

  @Test func aRelaxedBoxTakesOnlySoManyBytes() {
    let box = Mailbox(durability: .relaxed, bytesBehindMax: 25)
    for ticket in 1...3 { box.give(batch(ticket)) }
    #expect(box.takeCompletions().map(\.isStored) == [true, true, false])
    #expect(box.takeLetters().batches.map(\.ticket) == [1, 2])
    box.note(bytesWritten: 10, isStuck: false)
    box.give(batch(4))
    #expect(box.takeCompletions().map(\.isStored) == [true])
    box.note(bytesWritten: 0, isStuck: true)
    box.give(batch(5, 1))
    #expect(box.takeCompletions().map(\.isStored) == [false])
  }

  @Test func theBellIsHeardLater() throws {
    let box = Mailbox(durability: .strict, bytesBehindMax: 0)
    let thread = try StoreThread { box.noteCheckpoint() }
    thread.join()
    box.wait(retryMilliseconds: nil)
    #expect(box.takeLetters().isCheckpointed)
  }
}
