import Primitives
import TestKit
import Testing

@testable import Simulation

struct EventQueueTests {
  private func client(_ event: WorldEvent) -> Int? {
    if case .connect(let number) = event { number } else { nil }
  }

  @Test(arguments: 1...10)
  func eventsComeByTimeAndThoseOfOneMomentInTheirOrder(_ seed: Int) {
    var dice = Dice(seed: seed)
    var queue = EventQueue()
    let times = (0..<200).map { _ in dice.roll(0...20) }
    for (number, time) in times.enumerated() {
      queue.plan(.connect(number), at: Instant(nanoseconds: Int64(time)))
    }
    var found: [Int] = []
    while let (time, event) = queue.next() {
      let number = client(event) ?? -1
      #expect(time.nanoseconds == Int64(times[number]))
      found.append(number)
    }
    #expect(found == times.indices.sorted { (times[$0], $0) < (times[$1], $1) })
    #expect(queue.isEmpty)
  }

  @Test func anEmptyQueueHasNoNextEvent() {
    var queue = EventQueue()
    #expect(queue.isEmpty && queue.next() == nil)
  }

  @Test func eventsMayBePlannedInBetween() {
    var queue = EventQueue()
    queue.plan(.connect(1), at: Instant(nanoseconds: 10))
    queue.plan(.connect(2), at: Instant(nanoseconds: 30))
    #expect(queue.next().flatMap { client($0.event) } == 1)
    queue.plan(.connect(3), at: Instant(nanoseconds: 20))
    #expect(queue.next().flatMap { client($0.event) } == 3)
    #expect(queue.next().flatMap { client($0.event) } == 2)
  }
}
