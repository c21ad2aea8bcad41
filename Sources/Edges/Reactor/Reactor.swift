import CLinux
import Glibc
public import Primitives

// Reactor: sockets and waiting, for one thread, on epoll.
//
// Goals: no allocation per event; a late event never reaches the wrong connection; a peer that does
// not read costs its own bytes of one round and no more. Non-goals: what the bytes mean.

/// Something that happened to a descriptor.
public enum ReactorEvent: Hashable, Sendable {
  /// Somebody connected to the listener, from an address.
  case accepted(ConnectionID, from: PeerAddress)
  /// A connection that was begun here stands.
  case connected(ConnectionID)
  /// There is something to read, or the end of it.
  case readable(ConnectionID)
  /// What was kept back has been sent.
  case drained(ConnectionID)
  /// The connection broke.
  case failed(ConnectionID)
  /// The input that is watched has something to read, or the end of it.
  case input
  /// A signal came.
  case signal(Int32)
  /// Another thread called.
  case woken
}

/// What reading came to.
public enum ReadOutcome: Hashable, Sendable {
  /// The bytes were handed over.
  case bytes
  /// There was nothing to read.
  case nothing
  /// The peer has ended the connection, or it broke.
  case ended
}

/// What sending came to.
public enum SendOutcome: Hashable, Sendable {
  /// All of it is with the system.
  case sent
  /// Some of it is kept here until the peer reads; `drained` will be told.
  case stalled
  /// The connection is broken.
  case ended
}

/// Sockets of one thread.
public struct Reactor: ~Copyable {
  let poller: Poller
  private var listener: Int32 = -1
  private var signals: Int32 = -1
  /// What other threads use to end this one's waiting; it may outlive the reactor.
  public let waker: Waker
  private var watchedInput = InputWatch.none
  var table = ConnectionTable()
  private var ready: [epoll_event]
  var input: [UInt8]
  var lingering = LingerQueue()
  /// What closed connections are still owed, in bytes.
  var lingeringBytes = 0
  private var acceptAgain: Instant?

  /// How many ranges one call sends; the system takes 1024.
  private static let partsMax = 512
  /// How many connections are accepted before others are served.
  private static let acceptSlice = 64
  /// How long accepting rests when the system has no descriptors left, in milliseconds.
  private static let restMilliseconds = 100

  /// Makes a reactor with nothing to wait for, that reads at most so many bytes of a connection
  /// before others have their turn.
  public init(readMax: Int = 65_536) throws(SystemError) {
    let poller = try Poller()
    let waker = try Waker()
    try poller.add(waker.descriptor, UInt64(EPOLLIN.rawValue), tag: .wakeup)
    self.poller = poller
    self.waker = waker
    ready = Array(repeating: epoll_event(), count: 256)
    input = Array(repeating: 0, count: readMax)
  }

  deinit {
    // The table closes what is left when it goes.
    for descriptor in [listener, signals] where descriptor >= 0 { Glibc.close(descriptor) }
  }

  /// How many connections are open, lingering ones included.
  public var connectionCount: Int { table.count }

  // MARK: - Setting up

  /// Listens on an address; the answer has the port that the system chose.
  public mutating func listen(on address: SocketAddress) throws(SystemError) -> SocketAddress {
    let text = address.description
    let descriptor = try address.resolve(passive: true) {
      (where_, length, family) throws(SystemError) -> Int32 in
      let made = try expect("socket", text) { Sockets.make(family) }
      do throws(SystemError) {
        Sockets.set(made, SOL_SOCKET, SO_REUSEADDR, 1)
        Sockets.bound(made)
        try expect("listen on", text) { bind(made, where_, length) }
        try expect("listen on", text) { Glibc.listen(made, 4096) }
      } catch {
        Glibc.close(made)
        throw error
      }
      return made
    }
    listener = descriptor
    try poller.add(descriptor, UInt64(EPOLLIN.rawValue), tag: .listener)
    return SocketAddress(host: address.host, port: Sockets.port(of: descriptor))
  }

  /// Begins a connection; `connected` or `failed` will be told.
  public mutating func connect(to address: SocketAddress) throws(SystemError) -> ConnectionID {
    let text = address.description
    let descriptor = try address.resolve(passive: false) {
      (where_, length, family) throws(SystemError) -> Int32 in
      let made = try expect("socket", text) { Sockets.make(family) }
      do throws(SystemError) {
        _ = try syscall("connect to", text) { Int(Glibc.connect(made, where_, length)) }
      } catch {
        Glibc.close(made)
        throw error
      }
      return made
    }
    Sockets.prepare(descriptor)
    let id = table.insert(descriptor, isConnecting: true)
    try poller.add(descriptor, Interest.inAndOut, tag: .connection(id))
    return id
  }

  /// Takes these signals from the process and reports them as events.
  ///
  /// Call before other threads begin, so that they inherit the mask.
  public mutating func watch(signals numbers: [Int32]) throws(SystemError) {
    var set = Self.block(numbers)
    signals = try expect("signalfd") {
      signalfd(-1, &set, Int32(SFD_NONBLOCK | SFD_CLOEXEC))
    }
    try poller.add(signals, UInt64(EPOLLIN.rawValue), tag: .signals)
  }

  /// Keeps signals from acting on this thread and on those that it begins from now on.
  ///
  /// For programs whose threads begin before their reactor can watch: a signal would go to one of
  /// them, and be lost.
  public static func hold(signals numbers: [Int32]) { block(numbers) }

  @discardableResult
  private static func block(_ numbers: [Int32]) -> sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for number in numbers { sigaddset(&set, number) }
    pthread_sigmask(SIG_BLOCK, &set, nil)
    return set
  }

  /// Watches a descriptor that is read by others, such as standard input; nil watches none.
  ///
  /// A file is always readable: the system refuses to wait for one, and none is needed.
  public mutating func watch(input descriptor: Int32?) throws(SystemError) {
    guard descriptor != watchedInput.descriptor else { return }
    if case .waiting(let old) = watchedInput { try poller.remove(old) }
    watchedInput = .none
    guard let descriptor else { return }
    do throws(SystemError) {
      try poller.add(descriptor, UInt64(EPOLLIN.rawValue), tag: .input)
      watchedInput = .waiting(descriptor)
    } catch {
      guard error.code == EPERM else { throw error }
      watchedInput = .alwaysReady(descriptor)
    }
  }

  /// Allows this process as many descriptors as the system lets it; answers how many.
  @discardableResult
  public static func raiseDescriptorLimit() -> Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 0 }
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    return Int(clamping: limit.rlim_cur)
  }

  // MARK: - Waiting

  /// Waits until something happens or `deadline` has come; nil waits for ever. Appends the events.
  public mutating func wait(
    until deadline: Instant?, events: inout [ReactorEvent]
  ) throws(SystemError) {
    let now = Instant.now()
    if let again = acceptAgain, now >= again {
      acceptAgain = nil
      try poller.change(listener, UInt64(EPOLLIN.rawValue), tag: .listener)
    }
    var wanted = deadline
    for time in [lingering.earliest, acceptAgain] {
      if let time { wanted = wanted.map { min($0, time) } ?? time }
    }
    if case .alwaysReady = watchedInput {
      wanted = now
      events.append(.input)
    }
    let count = try poller.wait(&ready, until: wanted, now: now)
    for index in 0..<count { try take(ready[index], events: &events) }
    cutLingering(Instant.now())
    if count == ready.count { ready += Array(repeating: epoll_event(), count: count) }
  }

  private mutating func take(
    _ event: epoll_event, events: inout [ReactorEvent]
  ) throws(SystemError) {
    switch Tag(event.data.u64) {
    case .listener: try accept(events: &events)
    case .wakeup:
      var count: UInt64 = 0
      _ = try syscall("read eventfd") { Glibc.read(waker.descriptor, &count, 8) }
      events.append(.woken)
    case .signals:
      var info = signalfd_siginfo()
      let size = MemoryLayout<signalfd_siginfo>.size
      if case .done = try syscall("read signalfd", "", { Glibc.read(signals, &info, size) }) {
        events.append(.signal(Int32(bitPattern: info.ssi_signo)))
      }
    case .input: events.append(.input)
    case .connection(let id):
      guard table.contains(id) else { return }
      try take(event.events, of: id, events: &events)
    }
  }

  private mutating func take(
    _ bits: UInt32, of id: ConnectionID, events: inout [ReactorEvent]
  ) throws(SystemError) {
    let isBroken = bits & UInt32(EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0
    if table[id].isLingering { return takeLingering(id) }
    if table[id].isConnecting {
      if isBroken || Sockets.error(of: table[id].descriptor) != 0 {
        events.append(.failed(id))
        return
      }
      table[id].isConnecting = false
      if table[id].kept.isEmpty {
        try poller.change(table[id].descriptor, Interest.onlyIn, tag: .connection(id))
      }
      events.append(.connected(id))
      return
    }
    if bits & UInt32(EPOLLOUT.rawValue) != 0, !table[id].kept.isEmpty {
      switch flush(id) {
      case .sent: events.append(.drained(id))
      case .stalled: break
      case .ended: events.append(.failed(id))
      }
    }
    if isBroken || bits & UInt32(EPOLLIN.rawValue | EPOLLRDHUP.rawValue) != 0 {
      events.append(.readable(id))
    }
  }

  /// Takes over the socket of a connection that stands; it is closed with this reactor.
  public mutating func adopt(_ descriptor: Int32) throws(SystemError) -> ConnectionID {
    Sockets.bound(descriptor)
    let id = table.insert(descriptor, isConnecting: false)
    table[id].isLocal = true
    try expect("fcntl") { fcntl(descriptor, F_SETFL, O_NONBLOCK) }
    try poller.add(descriptor, Interest.onlyIn, tag: .connection(id))
    return id
  }

  private mutating func accept(events: inout [ReactorEvent]) throws(SystemError) {
    for _ in 0..<Self.acceptSlice {
      let result: SyscallResult
      var address = sockaddr_storage()
      do throws(SystemError) {
        result = try syscall("accept") { Sockets.accept(listener, &address) }
      } catch {
        switch error.code {
        case EMFILE, ENFILE, ENOBUFS, ENOMEM:
          // The one waiting would wake us for ever: rest until a descriptor may be free.
          try poller.change(listener, 0, tag: .listener)
          acceptAgain = Instant.now().adding(milliseconds: Self.restMilliseconds)
          return
        default: continue  // This one went away before it was taken.
        }
      }
      guard case .done(let number) = result else { return }
      let descriptor = Int32(number)
      Sockets.prepare(descriptor)
      let id = table.insert(descriptor, isConnecting: false)
      try poller.add(descriptor, Interest.onlyIn, tag: .connection(id))
      events.append(.accepted(id, from: Sockets.peer(address)))
    }
  }

  // MARK: - Reading and sending

  /// Reads once and calls `body` with what came.
  public mutating func read(_ id: ConnectionID, _ body: (Span<UInt8>) -> Void) -> ReadOutcome {
    guard table.contains(id) else { return .ended }
    let descriptor = table[id].descriptor
    do throws(SystemError) {
      let result = try syscall("recv") {
        input.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
      }
      guard case .done(let count) = result else { return .nothing }
      guard count > 0 else { return .ended }
      body(input.span.extracting(0..<count))
      return .bytes
    } catch {
      return .ended
    }
  }

  /// Sends ranges of an arena in order with one call; what the system does not take is kept.
  public mutating func send(
    _ id: ConnectionID, _ ranges: [Range<Int>], of arena: borrowing ByteBuffer
  ) -> SendOutcome {
    guard table.contains(id), !table[id].isLingering else { return .ended }
    let isKeeping = !table[id].kept.isEmpty || table[id].isConnecting
    let sent = isKeeping ? 0 : sendNow(table[id].descriptor, ranges, arena)
    guard let sent else { return .ended }
    var skip = sent
    var isStalled = false
    for range in ranges {
      let start = min(range.upperBound, range.lowerBound + skip)
      skip -= start - range.lowerBound
      guard start < range.upperBound else { continue }
      isStalled = true
      arena.withSpan(of: start..<range.upperBound) { rest in
        rest.withUnsafeBufferPointer { table[id].kept.append(contentsOf: $0) }
      }
    }
    guard isStalled else { return .sent }
    if !isKeeping {
      try? poller.change(table[id].descriptor, Interest.inAndOut, tag: .connection(id))
    }
    return .stalled
  }

  /// How many bytes are kept for a connection that does not read.
  public func keptCount(of id: ConnectionID) -> Int {
    table.contains(id) ? table[id].kept.count : 0
  }

  /// Sends all bytes of a buffer.
  public mutating func send(_ id: ConnectionID, _ bytes: borrowing ByteBuffer) -> SendOutcome {
    send(id, [0..<bytes.count], of: bytes)
  }

  private func sendNow(
    _ descriptor: Int32, _ ranges: [Range<Int>], _ arena: borrowing ByteBuffer
  ) -> Int? {
    arena.withUnsafeBytes { bytes in
      // Most connections get one range, and this call is the cheaper one.
      if ranges.count == 1, let range = ranges.first {
        return sendNow(descriptor, UnsafeRawBufferPointer(rebasing: bytes[range]))
      }
      var parts: [iovec] = []
      parts.reserveCapacity(ranges.count)
      for range in ranges.prefix(Self.partsMax) {
        let start = UnsafeMutableRawPointer(mutating: bytes.baseAddress)?
          .advanced(by: range.lowerBound)
        parts.append(iovec(iov_base: start, iov_len: range.count))
      }
      do throws(SystemError) {
        let result = try syscall("send") {
          parts.withUnsafeMutableBufferPointer { list in
            var message = msghdr()
            message.msg_iov = list.baseAddress
            message.msg_iovlen = list.count
            return sendmsg(descriptor, &message, Int32(MSG_NOSIGNAL))
          }
        }
        if case .done(let count) = result { return count }
        return 0
      } catch {
        return nil
      }
    }
  }

  private func sendNow(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int? {
    do throws(SystemError) {
      let result = try syscall("send") {
        Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
      }
      if case .done(let count) = result { return count }
      return 0
    } catch {
      return nil
    }
  }

  mutating func flush(_ id: ConnectionID) -> SendOutcome {
    let descriptor = table[id].descriptor
    do throws(SystemError) {
      let result = try syscall("send") {
        table[id].kept.withUnsafeBytes {
          Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
      }
      if case .done(let count) = result {
        table[id].kept.removeFirst(count)
        if table[id].isLingering { lingeringBytes -= count }
      }
      guard table[id].kept.isEmpty else { return .stalled }
      table[id].kept = []
      try poller.change(descriptor, Interest.onlyIn, tag: .connection(id))
      return .sent
    } catch {
      return .ended
    }
  }
}

/// A descriptor that somebody else reads.
private enum InputWatch {
  case none
  /// The poller tells when there is something.
  case waiting(Int32)
  /// A file.
  case alwaysReady(Int32)

  var descriptor: Int32? {
    switch self {
    case .none: nil
    case .waiting(let descriptor), .alwaysReady(let descriptor): descriptor
    }
  }
}
