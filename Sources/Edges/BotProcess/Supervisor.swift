import CLinux
import Foundation
import Glibc
import Synchronization

/// A thread that reads what a process says on its standard error, and takes its end.
final class Supervisor: Sendable {
  private struct State {
    var exit: BotExit?
    var talk: [UInt8] = []
  }

  private let process: pid_t
  private let errors: Int32
  private let onEnd: @Sendable (BotExit) -> Void
  private let state = Mutex(State())
  /// Left when the process has ended.
  private let end = DispatchGroup()

  private static let talkMax = 8192

  /// Takes over a process and the descriptor that reads its standard error.
  init(process: pid_t, errors: Int32, onEnd: @escaping @Sendable (BotExit) -> Void) {
    self.process = process
    self.errors = errors
    self.onEnd = onEnd
    end.enter()
  }

  func begin() {
    let thread = Thread { self.supervise() }
    thread.stackSize = 1 << 17
    thread.start()
  }

  var exit: BotExit? { state.withLock { $0.exit } }

  var talk: String { String(decoding: state.withLock { $0.talk }, as: UTF8.self) }

  func wait(milliseconds: Int) -> BotExit? {
    _ = end.wait(timeout: .now() + .milliseconds(milliseconds))
    return exit
  }

  /// Sends a signal to the whole group, unless it is gone: its number may be another's then.
  func signal(_ number: Int32) {
    state.withLock { if $0.exit == nil { _ = kill(-process, number) } }
  }

  private func supervise() {
    let ended = duel_pidfd_open(process)
    var isTalking = true
    while ended >= 0 {
      var watched = [
        pollfd(fd: isTalking ? errors : -1, events: Int16(POLLIN), revents: 0),
        pollfd(fd: ended, events: Int16(POLLIN), revents: 0),
      ]
      guard poll(&watched, nfds_t(watched.count), -1) >= 0 else { continue }
      if watched[0].revents != 0 { isTalking = listen() }
      if watched[1].revents != 0 { break }
    }
    if ended >= 0 { close(ended) }
    let exit = takeEnd()
    while listen() {}
    close(errors)
    state.withLock { $0.exit = exit }
    onEnd(exit)
    end.leave()
  }

  /// Ends what is left of the group while its number is still its own, and takes the zombie away.
  private func takeEnd() -> BotExit {
    var information = siginfo_t()
    while waitid(P_PID, id_t(process), &information, WEXITED | WNOWAIT) < 0, errno == EINTR {}
    return state.withLock { _ in
      _ = kill(-process, SIGKILL)
      var status: Int32 = 0
      while waitpid(process, &status, 0) < 0, errno == EINTR {}
      let signal = status & 0x7f
      return signal == 0 ? .code(status >> 8 & 0xff) : .signal(signal)
    }
  }

  /// Reads once from the standard error; false when there is nothing more for now.
  private func listen() -> Bool {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = bytes.withUnsafeMutableBytes { read(errors, $0.baseAddress, $0.count) }
    if count < 0, errno == EINTR { return true }
    guard count > 0 else { return false }
    state.withLock {
      $0.talk += bytes[..<count]
      $0.talk.removeFirst(max(0, $0.talk.count - Self.talkMax))
    }
    return true
  }
}
