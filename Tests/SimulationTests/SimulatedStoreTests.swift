import Primitives
import Testing

@testable import Simulation

struct SimulatedStoreTests {
  private func append(
    _ store: inout SimulatedStore, _ sequence: Int, fails: Bool = false
  ) -> Int {
    let batch = SimulatedBatch(sequence: sequence, bytes: Array("batch \(sequence)\n".utf8))
    return store.take(
      .append(batch, fails: fails), now: Instant(nanoseconds: 0), faults: .calm
    ).number
  }

  @Test func nothingIsDurableBeforeItIsDone() {
    var store = SimulatedStore(seed: 1)
    let number = append(&store, 1)
    #expect(store.durable.isEmpty && store.underWay.count == 1)
    #expect(store.complete(number) != nil)
    #expect(store.durable.map(\.sequence) == [1] && store.underWay.isEmpty)
    #expect(store.complete(number) == nil)
  }

  @Test func ofWhatFailsNothingIsKept() {
    var store = SimulatedStore(seed: 1)
    _ = store.complete(append(&store, 1, fails: true))
    #expect(store.durable.isEmpty)
  }

  /// A crash keeps a beginning of what was under way, and over many crashes every beginning.
  @Test func aCrashKeepsABeginning() {
    var kept: Set<Int> = []
    for seed in 1...60 {
      var store = SimulatedStore(seed: seed)
      for sequence in 1...3 { _ = append(&store, sequence) }
      let survivors = store.crash(now: Instant(nanoseconds: 0))
      #expect(survivors.map(\.sequence) == Array([1, 2, 3].prefix(survivors.count)))
      #expect(store.durable == survivors && store.underWay.isEmpty)
      kept.insert(survivors.count)
    }
    #expect(kept == [0, 1, 2, 3])
  }

  @Test func aLogIsCut() {
    var store = SimulatedStore(seed: 1)
    for sequence in 1...5 { _ = store.complete(append(&store, sequence)) }
    _ = store.take(.forget(before: 4, [7]), now: Instant(nanoseconds: 0), faults: .calm)
    #expect(store.durable.count == 5 && store.state == nil)
    store.completeAll()
    #expect(store.durable.map(\.sequence) == [4, 5] && store.state == [7])
  }

  /// It does one thing after the other, so nothing is done before what came before it.
  @Test func ordersAreDoneInTheirOrder() {
    var store = SimulatedStore(seed: 1)
    var last = Instant(nanoseconds: 0)
    for sequence in 1...50 {
      let batch = SimulatedBatch(sequence: sequence, bytes: [])
      let order = store.take(
        .append(batch, fails: false), now: Instant(nanoseconds: 0), faults: .calm)
      #expect(order.doneAt >= last && order.number == sequence)
      last = order.doneAt
    }
  }
}
