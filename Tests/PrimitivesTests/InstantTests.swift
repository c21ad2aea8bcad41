import Primitives
import Testing

struct InstantTests {
  @Test func millisecondsAreAdded() {
    #expect(Instant(nanoseconds: 5).adding(milliseconds: 3).nanoseconds == 3_000_005)
    #expect(Instant(nanoseconds: 0).adding(milliseconds: -1).nanoseconds == -1_000_000)
  }

  @Test(arguments: [
    (0, 0), (999_999, 0), (1_000_000, 1), (2_500_000, 2), (-1, -1), (-1_000_001, -2),
  ])
  func differencesRoundDown(_ nanoseconds: Int64, _ milliseconds: Int) {
    let start = Instant(nanoseconds: 7_000_000)
    let later = Instant(nanoseconds: 7_000_000 + nanoseconds)
    #expect(later.milliseconds(since: start) == milliseconds)
  }

  @Test func ordersByTime() {
    #expect(Instant(nanoseconds: -1) < Instant(nanoseconds: 0))
    #expect(!(Instant(nanoseconds: 1) < Instant(nanoseconds: 1)))
  }
}
