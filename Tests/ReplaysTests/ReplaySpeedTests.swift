import Replays
import Testing

struct ReplaySpeedTests {
  @Test(arguments: [
    ("1", "1x"), ("1x", "1x"), ("10", "10x"), ("0.25", "0.25x"), ("2.50x", "2.5x"),
    ("0.01", "0.01x"), ("1000", "1000x"), ("max", "max"),
  ])
  func aSpeedReadsAndWrites(_ text: String, _ shown: String) {
    #expect(ReplaySpeed(text)?.description == shown)
  }

  @Test(arguments: ["", "x", "0", "-1", "0.001", "1000.01", "Max", "1e3", "fast", "1xx"])
  func anythingElseIsNone(_ text: String) { #expect(ReplaySpeed(text) == nil) }

  @Test(arguments: [("1", 500_000_000), ("10", 50_000_000), ("0.5", 1_000_000_000)])
  func aTickLastsAsLongAsTheSpeedSays(_ speed: String, _ nanoseconds: Int64) {
    #expect(ReplaySpeed(speed)?.nanoseconds(ofTick: 500) == nanoseconds)
  }

  @Test func theHighestSpeedHasNoLength() {
    #expect(ReplaySpeed.max.nanoseconds(ofTick: 500) == nil)
  }
}
