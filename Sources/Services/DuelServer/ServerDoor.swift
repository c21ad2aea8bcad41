import Foundation
public import Reactor
import Synchronization

/// A way into a server from the process that it runs in: no address, no port, no network.
public final class ServerDoor: Sendable {
  private struct State {
    var waiting: [Int32] = []
    var waker: Waker?
  }

  private let state = Mutex(State())

  /// Makes a door; connections wait behind it until a server runs.
  public init() {}

  deinit {
    for descriptor in state.withLock({ $0.waiting }) { close(descriptor) }
  }

  /// Connects; to be given to another process, or to be used by one that waits.
  public func connect() throws(SystemError) -> ServerConnection {
    try ServerConnection { descriptor in
      state.withLock {
        $0.waiting.append(descriptor)
        $0.waker?.wake()
      }
    }
  }

  /// From now on the server is woken by this when somebody comes.
  func open(_ waker: Waker) { state.withLock { $0.waker = waker } }

  /// Who has come since the last time; the sockets are the caller's.
  func take() -> [Int32] {
    state.withLock { state in
      let waiting = state.waiting
      state.waiting = []
      return waiting
    }
  }
}
