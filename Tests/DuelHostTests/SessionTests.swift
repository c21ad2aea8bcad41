import Primitives
import Testing

@testable import DuelHost

struct SessionTests {
  private func moment(_ milliseconds: Int) -> Instant {
    Instant(nanoseconds: 0).adding(milliseconds: milliseconds)
  }

  /// How many lines are taken at a moment until one is refused.
  private func burst(_ allowance: inout LineAllowance, at milliseconds: Int) -> Int {
    var taken = 0
    while allowance.take(now: moment(milliseconds)) == nil { taken += 1 }
    return taken
  }

  @Test func aFullBucketIsABurst() {
    var allowance = LineAllowance(perSecond: 200, now: moment(0))
    #expect(burst(&allowance, at: 0) == 200)
    #expect(allowance.take(now: moment(0)) == 5)
    #expect(allowance.take(now: moment(3)) == 2)
    #expect(allowance.take(now: moment(5)) == nil)
  }

  @Test(arguments: [(5, 1), (50, 10), (500, 100), (1000, 200), (60_000, 200)])
  func theBucketFillsWithTime(_ pause: Int, _ lines: Int) {
    var allowance = LineAllowance(perSecond: 200, now: moment(0))
    _ = burst(&allowance, at: 0)
    #expect(burst(&allowance, at: pause) == lines)
  }

  /// However long a connection was silent, its burst is that of a second.
  @Test func aLongSilenceIsNoLargerBurst() {
    var allowance = LineAllowance(perSecond: 200, now: moment(0))
    #expect(burst(&allowance, at: 60_000) == 200)
  }

  @Test func aTickAddsFiftyUpToTheBurst() {
    var allowance = LineAllowance(perSecond: 200, now: moment(0))
    _ = burst(&allowance, at: 0)
    allowance.addTick()
    #expect(burst(&allowance, at: 0) == 50)
    for _ in 0..<9 { allowance.addTick() }
    #expect(burst(&allowance, at: 0) == 200)
  }

  /// Between two milliseconds a fast server allows many lines.
  @Test func aServerMayAllowMoreThanAThousandASecond() {
    var allowance = LineAllowance(perSecond: 4000, now: moment(0))
    #expect(burst(&allowance, at: 0) == 4000)
    #expect(allowance.take(now: moment(0)) == 1)
    #expect(burst(&allowance, at: 3) == 12)
    #expect(allowance.take(now: Instant(nanoseconds: 3_249_999)) == 1)
    #expect(allowance.take(now: Instant(nanoseconds: 3_250_000)) == nil)
  }
}
