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

  @Test func nothingKnownExcusesNothing() {
    #expect(!Overload.excuses(waitedMilliseconds: nil, ofMilliseconds: 1))
  }

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: "/proc/self/schedstat"),
      "the system does not say how long processes waited"))
  func theOwnGroupHasAFigure() throws {
    let waited = try #require(Overload.waitedMilliseconds(group: getpgrp()))
    #expect(waited >= 0)
  }

  @Test func aGroupThatIsNotThereHasNone() {
    #expect(Overload.waitedMilliseconds(group: Int32.max) == nil)
  }
}
