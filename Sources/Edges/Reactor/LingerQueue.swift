import Primitives

/// Closed connections in the order in which they are looked at again.
///
/// One that was given more time is put at the end when its turn comes; one that is gone is passed
/// over. So nothing is ever searched for.
struct LingerQueue {
  private var entries: [(id: ConnectionID, until: Instant)] = []
  private var first = 0

  /// When the first one is to be looked at.
  var earliest: Instant? { first < entries.count ? entries[first].until : nil }

  mutating func append(_ id: ConnectionID, until: Instant) { entries.append((id, until)) }

  mutating func removeFirst() -> ConnectionID? {
    guard first < entries.count else { return nil }
    defer {
      first += 1
      if 2 * first >= entries.count {
        entries.removeFirst(first)
        first = 0
      }
    }
    return entries[first].id
  }
}
