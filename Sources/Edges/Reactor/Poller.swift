import CLinux
import Glibc
import Primitives

/// What an epoll event is about. Connections carry their generation, so that a late event for a
/// descriptor that was closed and used again is known as late.
enum Tag {
  case listener
  case wakeup
  case signals
  case input
  case connection(ConnectionID)

  init(_ number: UInt64) {
    switch number {
    case .max: self = .listener
    case .max - 1: self = .wakeup
    case .max - 2: self = .signals
    case .max - 3: self = .input
    default:
      self = .connection(
        ConnectionID(
          slot: Int(number & 0xffff_ffff), generation: UInt32(truncatingIfNeeded: number >> 32)))
    }
  }

  var number: UInt64 {
    switch self {
    case .listener: .max
    case .wakeup: .max - 1
    case .signals: .max - 2
    case .input: .max - 3
    case .connection(let id): UInt64(id.slot) | UInt64(id.generation) << 32
    }
  }
}

/// What to be told of a connection.
enum Interest {
  static let onlyIn = UInt64(EPOLLIN.rawValue | EPOLLRDHUP.rawValue)
  static let inAndOut = UInt64(EPOLLIN.rawValue | EPOLLRDHUP.rawValue | EPOLLOUT.rawValue)
  static let onlyOut = UInt64(EPOLLOUT.rawValue)
}

/// An epoll instance, level-triggered.
struct Poller: ~Copyable {
  private let descriptor: Int32

  init() throws(SystemError) {
    descriptor = try expect("epoll_create1") { epoll_create1(Int32(EPOLL_CLOEXEC)) }
  }

  deinit { Glibc.close(descriptor) }

  func add(_ target: Int32, _ interest: UInt64, tag: Tag) throws(SystemError) {
    try control(EPOLL_CTL_ADD, target, interest, tag)
  }

  func change(_ target: Int32, _ interest: UInt64, tag: Tag) throws(SystemError) {
    try control(EPOLL_CTL_MOD, target, interest, tag)
  }

  func remove(_ target: Int32) throws(SystemError) {
    try control(EPOLL_CTL_DEL, target, 0, .input)
  }

  private func control(
    _ operation: Int32, _ target: Int32, _ interest: UInt64, _ tag: Tag
  ) throws(SystemError) {
    var event = epoll_event()
    event.events = UInt32(truncatingIfNeeded: interest)
    event.data.u64 = tag.number
    try expect("epoll_ctl") { epoll_ctl(descriptor, operation, target, &event) }
  }

  /// Waits and fills `events` from the front; answers how many came.
  func wait(
    _ events: inout [epoll_event], until deadline: Instant?, now: Instant
  ) throws(SystemError) -> Int {
    let room = Int32(events.count)
    let result = try syscall("epoll_wait") {
      events.withUnsafeMutableBufferPointer { list in
        guard let deadline else {
          return Int(epoll_wait(descriptor, list.baseAddress, room, -1))
        }
        let left = max(0, deadline.nanoseconds - now.nanoseconds)
        var time = timespec()
        time.tv_sec = Int(left / 1_000_000_000)
        time.tv_nsec = Int(left % 1_000_000_000)
        return Int(epoll_pwait2(descriptor, list.baseAddress, room, &time, nil))
      }
    }
    if case .done(let count) = result { return count }
    return 0
  }
}
