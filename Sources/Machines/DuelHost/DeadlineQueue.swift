import Primitives
import Records

/// Matches by the time at which their clock is to be looked at; the earliest first.
struct DeadlineQueue {
  private struct Entry {
    var time: Instant
    var match: MatchID

    func isBefore(_ other: Entry) -> Bool { (time, match) < (other.time, other.match) }
  }

  private var heap: [Entry] = []

  var earliest: Instant? { heap.first?.time }

  mutating func insert(_ match: MatchID, at time: Instant) {
    heap.append(Entry(time: time, match: match))
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[child].isBefore(heap[parent]) else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  /// Removes and returns the earliest match whose time has come.
  mutating func popDue(now: Instant) -> MatchID? {
    guard let first = heap.first, first.time <= now else { return nil }
    let last = heap.removeLast()
    guard !heap.isEmpty else { return first.match }
    heap[0] = last
    var parent = 0
    while true {
      var best = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
        if heap[child].isBefore(heap[best]) { best = child }
      }
      guard best != parent else { return first.match }
      heap.swapAt(best, parent)
      parent = best
    }
  }
}
