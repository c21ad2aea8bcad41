import Primitives

/// What will happen in a simulated world.
enum WorldEvent {
  /// A client connects.
  case connect(Int)
  /// Bytes of a client reach the host.
  case toHost(ConnectionID, [UInt8])
  /// Bytes of the host reach a client, unless its connection is another by now.
  case toClient(ConnectionID, [UInt8])
  /// A connection that the host closed is gone.
  case closed(ConnectionID)
  /// The store has a batch.
  case stored(Int)
  /// The host asked to be woken.
  case wake
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
}
