import Primitives

/// Somebody who can connect to the simulated server.
enum Party: Hashable {
  /// A bot that plays, or a spectator.
  case client(Int)
  /// Somebody who says whatever comes to mind.
  case hostile(Int)
  /// Whoever looks at what is left in the end.
  case inspector
}

/// What will happen in a simulated world. Links and orders to the store are named by their numbers.
enum WorldEvent: Hashable {
  /// Somebody wants to connect.
  case dial(Party)
  /// Somebody has had time to think.
  case act(Party)
  /// A connection reaches the host.
  case opened(link: Int)
  /// Bytes of a client reach the host.
  case toHost(link: Int, [UInt8])
  /// Bytes of the host reach a client.
  case toClient(link: Int, [UInt8])
  /// The host's side sees the end of a connection.
  case endedAtHost(link: Int)
  /// The client's side sees the end of a connection.
  case endedAtClient(link: Int)
  /// A client that did not read does so again.
  case readsAgain(link: Int)
  /// The store has done something that it was asked for.
  case stored(order: Int)
  /// The host asked to be woken.
  case wake
  /// A host is started after a crash.
  case restart
  /// The faults are over.
  case calm
  /// Whoever still waits for others gives up.
  case closingTime
}

/// Events in order of time; those of one moment in the order they were planned.
struct EventQueue {
  private struct Entry {
    var time: Instant
    var order: Int
    var event: WorldEvent

    func isBefore(_ other: Entry) -> Bool { (time, order) < (other.time, other.order) }
  }

  private var heap: [Entry] = []
  private var planned = 0

  var isEmpty: Bool { heap.isEmpty }

  /// When the next event is.
  var nextTime: Instant? { heap.first?.time }

  mutating func plan(_ event: WorldEvent, at time: Instant) {
    heap.append(Entry(time: time, order: planned, event: event))
    planned += 1
    var child = heap.count - 1
    while child > 0, heap[child].isBefore(heap[(child - 1) / 2]) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func next() -> (time: Instant, event: WorldEvent)? {
    guard let first = heap.first else { return nil }
    let last = heap.removeLast()
    if !heap.isEmpty {
      heap[0] = last
      var parent = 0
      while true {
        var best = parent
        for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
          if heap[child].isBefore(heap[best]) { best = child }
        }
        if best == parent { break }
        heap.swapAt(best, parent)
        parent = best
      }
    }
    return (first.time, first.event)
  }

  /// Forgets what is planned and no longer can be.
  mutating func remove(where isGone: (WorldEvent) -> Bool) {
    let kept = heap.filter { !isGone($0.event) }.sorted { $0.isBefore($1) }
    heap = kept
  }
}
