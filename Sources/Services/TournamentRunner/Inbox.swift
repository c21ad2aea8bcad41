import DuelHost
import Reactor
import Synchronization

/// Something that another thread tells the runner.
enum InboxItem: Sendable {
  /// A match came further.
  case progress(MatchProgress)
  /// A match is over.
  case settled(SettledMatch)
  /// A bot's process has ended: its game and seat.
  case ended(game: Int, seat: Int)
  /// The built-in bots cannot be played any more.
  case trouble(SystemError)
}

/// What other threads tell the runner, in the order in which they did.
final class Inbox: Sendable {
  private let items = Mutex<[InboxItem]>([])
  private let waker: Waker

  init(_ waker: Waker) { self.waker = waker }

  func add(_ item: InboxItem) {
    items.withLock { $0.append(item) }
    waker.wake()
  }

  func take() -> [InboxItem] {
    items.withLock { items in
      let taken = items
      items = []
      return taken
    }
  }
}
