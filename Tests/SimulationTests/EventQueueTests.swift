import Primitives
import TestKit
import Testing

@testable import Simulation

struct EventQueueTests {
  private func client(_ event: WorldEvent) -> Int? {
    if case .opened(let number) = event { number } else { nil }
  }

  @Test(arguments: 1...10)
  func eventsComeByTimeAndThoseOfOneMomentInTheirOrder(_ seed: Int) {
    var dice = Dice(seed: seed)
    var queue = EventQueue()
    let times = (0..<200).map { _ in dice.roll(0...20) }
    for (number, time) in times.enumerated() {
      queue.plan(.opened(link: number), at: Instant(nanoseconds: Int64(time)))
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

  @Test func whatCannotBeAnyMoreIsForgotten() {
    var queue = EventQueue()
    for number in 0..<10 {
      queue.plan(.opened(link: number), at: Instant(nanoseconds: Int64(100 - number)))
      queue.plan(.wake, at: Instant(nanoseconds: 50))
    }
    queue.remove { $0 == .wake || $0 == .opened(link: 4) }
    #expect(queue.nextTime == Instant(nanoseconds: 91))
    var found: [Int] = []
    while let (_, event) = queue.next() { found.append(client(event) ?? -1) }
    #expect(found == [9, 8, 7, 6, 5, 3, 2, 1, 0])
  }

  @Test func eventsMayBePlannedInBetween() {
    var queue = EventQueue()
    queue.plan(.opened(link: 1), at: Instant(nanoseconds: 10))
    queue.plan(.opened(link: 2), at: Instant(nanoseconds: 30))
    #expect(queue.next().flatMap { client($0.event) } == 1)
    queue.plan(.opened(link: 3), at: Instant(nanoseconds: 20))
    #expect(queue.next().flatMap { client($0.event) } == 3)
    #expect(queue.next().flatMap { client($0.event) } == 2)
  }
}
