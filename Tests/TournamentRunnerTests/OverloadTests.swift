import Foundation
import Testing

@testable import TournamentRunner

struct OverloadTests {
  @Test(arguments: [
    (50, 100, true), (49, 100, false), (0, 100, false), (51, 101, true), (50, 101, false),
    (1000, 100, true),
  ])
  func halfOfTheTimeExcuses(_ waited: Int, _ time: Int, _ isExcused: Bool) {
    #expect(Overload.excuses(waitedMilliseconds: waited, ofMilliseconds: time) == isExcused)
  }

  /// What all threads have waited is no less than what the first one has.
  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: "/proc/self/schedstat"),
      "the system does not say how long processes waited"))
  func allThreadsCount() throws {
    let text = try String(contentsOfFile: "/proc/self/schedstat", encoding: .utf8)
    let first = try #require(Int(text.split(separator: " ")[1])) / 1_000_000
    #expect(Overload.waitedMilliseconds(process: getpid()) >= first)
  }

  @Test func aProcessThatIsGoneHasWaitedForNothing() {
    #expect(Overload.waitedMilliseconds(process: Int32.max) == 0)
  }
}
