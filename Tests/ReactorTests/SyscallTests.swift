import Glibc
import Primitives
import Testing

@testable import Reactor

/// The system calls are played by closures.
struct SyscallTests {
  /// A call that fails with these errors in turn and then returns 7.
  private func call(failing errors: [Int32]) -> () -> Int {
    var left = errors
    return {
      guard !left.isEmpty else { return 7 }
      errno = left.removeFirst()
      return -1
    }
  }

  @Test(arguments: [[], [EINTR], [EINTR, EINTR, EINTR]] as [[Int32]])
  func anInterruptedCallIsRepeated(_ errors: [Int32]) throws {
    guard case .done(7) = try syscall("test", "", call(failing: errors)) else {
      Issue.record("the call was not done")
      return
    }
  }

  @Test(arguments: [[EAGAIN], [EINPROGRESS], [EINTR, EAGAIN]] as [[Int32]])
  func waitingIsAValue(_ errors: [Int32]) throws {
    guard case .wouldBlock = try syscall("test", "", call(failing: errors)) else {
      Issue.record("it would have blocked")
      return
    }
  }

  @Test(arguments: [EPIPE, ECONNRESET, EMFILE, EADDRINUSE, ENOENT])
  func otherErrorsAreThrown(_ code: Int32) {
    let error = #expect(throws: SystemError.self) {
      try syscall("send to", "1.2.3.4:5", call(failing: [EINTR, code]))
    }
    #expect(error == SystemError(operation: "send to", code: code, context: "1.2.3.4:5"))
  }

  @Test func anErrorIsToldInTheWordsOfTheSystem() {
    let error = SystemError(operation: "connect to", code: ECONNREFUSED, context: "h:1")
    #expect(error.description == "connect to h:1: Connection refused")
    let bare = SystemError(operation: "epoll_wait", code: ENOMEM, context: "")
    #expect(bare.description == "epoll_wait: Cannot allocate memory")
  }

  @Test func whatOnlyOurBugCanCauseStopsTheProgram() async {
    await #expect(processExitsWith: .failure) {
      _ = try? syscall("test") {
        errno = EBADF
        return -1
      }
    }
    await #expect(processExitsWith: .failure) {
      _ = try? syscall("test") {
        errno = EFAULT
        return -1
      }
    }
  }

  @Test func aCallThatMustNotWaitMayNot() throws {
    #expect(try expect("test", "") { 5 } == 5)
    let error = #expect(throws: SystemError.self) {
      try expect("test", "x") {
        errno = EAGAIN
        return -1
      }
    }
    #expect(error == SystemError(operation: "test", code: EAGAIN, context: "x"))
  }

  @Test func theClockGoesForward() {
    let first = Instant.now()
    #expect(Instant.now() >= first)
  }

  @Test func randomBytesDiffer() {
    let bytes = systemRandomBytes(32)
    #expect(bytes.count == 32 && systemRandomBytes(32) != bytes)
    #expect(systemRandomBytes(0).isEmpty)
  }

  // MARK: - What an event carries

  @Test(arguments: [(0, 0), (7, 1), (65_535, .max), (0xffff_ffff, 5)] as [(Int, UInt32)])
  func aConnectionReadsBackFromItsEvent(_ slot: Int, _ generation: UInt32) {
    let id = ConnectionID(slot: slot, generation: generation)
    guard case .connection(let found) = Tag(Tag.connection(id).number) else {
      Issue.record("no connection")
      return
    }
    #expect(found == id)
  }

  @Test func theOtherEventsAreThemselves() {
    let numbers = [Tag.listener, .wakeup, .signals].map { Tag($0.number).number }
    #expect(numbers == [.max, .max - 1, .max - 2])
  }
}
