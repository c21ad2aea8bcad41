import DuelRules
import Testing

struct ClockTests {
  @Test(arguments: [
    ("lockstep", Clock.lockstep(moveMilliseconds: 1000)),
    ("lockstep:1000", .lockstep(moveMilliseconds: 1000)),
    ("lockstep:1", .lockstep(moveMilliseconds: 1)),
    ("lockstep:3600000", .lockstep(moveMilliseconds: 3_600_000)),
    ("live", .live(tickMilliseconds: 500)), ("live:20", .live(tickMilliseconds: 20)),
    ("live:0500", .live(tickMilliseconds: 500)),
  ])
  func reads(_ text: String, _ clock: Clock) {
    #expect(Clock(text) == clock)
  }

  @Test(arguments: [
    "", "lockstep:", "live:", "live:0", "live:-1", "live:3600001", "live:1.5", "live:500ms",
    "live:500:1", "Live", "LOCKSTEP", " live", "timer", ":", ":500", "live:+5",
    "live:99999999999999999999",
  ])
  func refuses(_ text: String) {
    #expect(Clock(text) == nil)
  }

  @Test(arguments: [1, 20, 500, 999, 1000, 1001, 3_600_000])
  func textReadsBack(_ milliseconds: Int) {
    for clock in [
      Clock.lockstep(moveMilliseconds: milliseconds), .live(tickMilliseconds: milliseconds),
    ] {
      #expect(Clock(clock.description) == clock)
    }
  }
}
