import Primitives
import Testing

@testable import Reactor

struct LingerQueueTests {
  private func id(_ slot: Int) -> ConnectionID { ConnectionID(slot: slot, generation: 0) }

  @Test func theFirstComesFirst() {
    var queue = LingerQueue()
    #expect(queue.earliest == nil && queue.removeFirst() == nil)
    for slot in 0..<100 { queue.append(id(slot), until: Instant(nanoseconds: Int64(slot))) }
    for slot in 0..<100 {
      #expect(queue.earliest == Instant(nanoseconds: Int64(slot)))
      #expect(queue.removeFirst() == id(slot))
    }
    #expect(queue.earliest == nil && queue.removeFirst() == nil)
  }

  @Test func itGoesOnAfterwards() {
    var queue = LingerQueue()
    for slot in 0..<10 {
      queue.append(id(slot), until: Instant(nanoseconds: 0))
      queue.append(id(slot + 100), until: Instant(nanoseconds: 0))
      #expect(queue.removeFirst() != nil)
    }
    var left = 0
    while queue.removeFirst() != nil { left += 1 }
    #expect(left == 10)
  }
}
