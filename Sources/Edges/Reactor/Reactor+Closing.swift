import Glibc
public import Primitives

// The end of a connection: what was sent still arrives, but nobody is waited for without bound.

extension Reactor {
  /// How long a closed connection may take nothing before it is cut, in milliseconds.
  private static let lingerMilliseconds = 1000
  /// How long it may go on at all, in milliseconds: whoever takes a byte a second is cut, too.
  private static let lingerMillisecondsMax = 10_000
  /// What one call throws away at most, in bytes; more than a peer's buffer holds.
  private static let discardMax = 1 << 20
  /// What all closed connections may be owed; the oldest are cut when it is more.
  static let lingeringBytesMax = 16 << 20

  /// Ends a connection. What was sent still arrives: it is cut only when the peer has seen the end,
  /// has taken nothing for a second, or takes longer than ten.
  public mutating func close(_ id: ConnectionID) {
    guard table.contains(id), !table[id].isLingering else { return }
    guard !table[id].isConnecting else { return table.remove(id) }
    let now = Instant.now()
    table[id].isLingering = true
    table[id].lingersAtMostUntil = now.adding(milliseconds: Self.lingerMillisecondsMax)
    table[id].lingersUntil = now.adding(milliseconds: Self.lingerMilliseconds)
    lingering.append(id, until: table[id].lingersUntil)
    lingeringBytes += table[id].kept.count
    if table[id].kept.isEmpty { endSending(id) }
    while lingeringBytes > Self.lingeringBytesMax, let oldest = lingering.removeFirst() {
      if table.contains(oldest) { forget(oldest) }
    }
  }

  /// Gives a closed connection another second.
  private mutating func linger(_ id: ConnectionID) {
    let wanted = Instant.now().adding(milliseconds: Self.lingerMilliseconds)
    table[id].lingersUntil = min(wanted, table[id].lingersAtMostUntil)
  }

  /// Says that nothing more will come; the peer gets our last words instead of a reset.
  private mutating func endSending(_ id: ConnectionID) {
    let descriptor = table[id].descriptor
    guard Glibc.shutdown(descriptor, Int32(SHUT_WR)) == 0 else { return forget(id) }
    try? poller.change(descriptor, Interest.onlyIn, tag: .connection(id))
    discard(id)
  }

  /// Sends what is still owed after the close, and reads on.
  mutating func takeLingering(_ id: ConnectionID) {
    guard !table[id].kept.isEmpty else { return discard(id) }
    let owed = table[id].kept.count
    switch flush(id) {
    case .sent:
      linger(id)
      endSending(id)
    case .stalled:
      if table[id].kept.count < owed { linger(id) }
      discard(id)
    case .ended: forget(id)
    }
  }

  /// Throws away what has come, with one call and from a network without a copy: whoever goes on
  /// sending does not hold up others.
  private mutating func discard(_ id: ConnectionID) {
    let descriptor = table[id].descriptor
    let isLocal = table[id].isLocal
    do throws(SystemError) {
      let result = try syscall("recv") {
        guard isLocal else { return recv(descriptor, nil, Self.discardMax, Int32(MSG_TRUNC)) }
        return input.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
      }
      guard case .done(0) = result else { return }
    } catch {
      return forget(id)
    }
    // The peer may have ended its own side only: it still gets what it is owed.
    guard table[id].kept.isEmpty else {
      try? poller.change(table[id].descriptor, Interest.onlyOut, tag: .connection(id))
      return
    }
    forget(id)
  }

  private mutating func forget(_ id: ConnectionID) {
    if table[id].isLingering { lingeringBytes -= table[id].kept.count }
    table.remove(id)
  }

  /// Cuts the closed connections whose time is up.
  mutating func cutLingering(_ now: Instant) {
    while let earliest = lingering.earliest, earliest <= now, let id = lingering.removeFirst() {
      guard table.contains(id) else { continue }
      if table[id].lingersUntil > now {
        lingering.append(id, until: table[id].lingersUntil)
      } else {
        forget(id)
      }
    }
  }
}
