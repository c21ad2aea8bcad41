import Primitives
import Testing

struct SlabTests {
  private final class Counter {
    var gone: [Int] = []
  }

  /// A value that cannot be copied and says when it goes.
  private struct Probe: ~Copyable {
    var number: Int
    let counter: Counter
    deinit { counter.gone.append(number) }
  }

  @Test func numbersSlotsFromZero() {
    var slab = Slab<Int>()
    let slots = (0..<20).map { slab.insert($0 * 10) }
    #expect(slots == Array(0..<20))
    #expect(slab.count == 20)
    #expect(slab.limit == 20)
    #expect((0..<20).map { slab[$0] } == (0..<20).map { $0 * 10 })
  }

  @Test func usesTheLastFreedSlotFirst() {
    var slab = Slab<String>()
    for name in ["a", "b", "c", "d"] { _ = slab.insert(name) }
    slab.remove(1)
    slab.remove(3)
    #expect(slab.count == 2)
    #expect(slab.limit == 4)
    let contained = (0..<5).map { slab.contains($0) }
    #expect(contained == [true, false, true, false, false])
    let used = ["e", "f", "g"].map { slab.insert($0) }
    #expect(used == [3, 1, 4])
    #expect((0..<5).map { slab[$0] } == ["a", "f", "c", "e", "g"])
  }

  @Test func changesAValueInPlace() {
    var slab = Slab<[Int]>()
    let slot = slab.insert([1])
    slab[slot].append(2)
    #expect(slab[slot] == [1, 2])
  }

  @Test func noSlotBelowZeroIsTaken() {
    var slab = Slab<Int>()
    _ = slab.insert(1)
    let contained = (slab.contains(-1), slab.contains(1), slab.contains(Int.max))
    #expect(contained == (false, false, false))
  }

  @Test func aRemovedValueIsDestroyedOnce() {
    let counter = Counter()
    var slab = Slab<Probe>()
    for number in 0..<3 { _ = slab.insert(Probe(number: number, counter: counter)) }
    slab.remove(1)
    #expect(counter.gone == [1])
    _ = slab.insert(Probe(number: 9, counter: counter))
    #expect(counter.gone == [1])
    slab[0].number = 7
    slab.remove(0)
    #expect(counter.gone == [1, 7])
  }

  @Test func growthMovesValuesAndDestroysNone() {
    let counter = Counter()
    do {
      var slab = Slab<Probe>()
      for number in 0..<100 { _ = slab.insert(Probe(number: number, counter: counter)) }
      #expect(counter.gone.isEmpty)
      let numbers = (0..<100).map { slab[$0].number }
      #expect(numbers == Array(0..<100))
    }
    #expect(counter.gone == Array(0..<100))
  }

  @Test func theEndDestroysWhatIsLeft() {
    let counter = Counter()
    do {
      var slab = Slab<Probe>()
      for number in 0..<10 { _ = slab.insert(Probe(number: number, counter: counter)) }
      for slot in [2, 5, 9] { slab.remove(slot) }
      #expect(counter.gone == [2, 5, 9])
    }
    #expect(counter.gone == [2, 5, 9, 0, 1, 3, 4, 6, 7, 8])
  }

  @Test func anUntakenSlotCannotBeRemoved() async {
    await #expect(processExitsWith: .failure) {
      var slab = Slab<Int>()
      slab.remove(0)
    }
    await #expect(processExitsWith: .failure) {
      var slab = Slab<Int>()
      let slot = slab.insert(1)
      slab.remove(slot)
      slab.remove(slot)
    }
  }

  @Test func anUntakenSlotCannotBeRead() async {
    await #expect(processExitsWith: .failure) {
      let slab = Slab<Int>()
      _ = slab[0]
    }
  }

  @Test func anUntakenSlotCannotBeChanged() async {
    await #expect(processExitsWith: .failure) {
      var slab = Slab<Int>()
      let slot = slab.insert(1)
      slab.remove(slot)
      slab[slot] = 2
    }
  }
}
