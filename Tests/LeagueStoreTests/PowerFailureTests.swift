import Foundation
import Primitives
import TestKit
import Testing

@testable import LeagueStore

/// Random courses of appending, archiving and forgetting on a failing disk, ended by power
/// failures.
@Suite(.timeLimit(.minutes(5)))
struct PowerFailureTests {
  @Test(arguments: 1...60)
  func whatWasReportedIsTrueAfterwards(seed: Int) throws {
    var course = try StoreCourse(seed: seed, durability: .strict)
    for _ in 1...4 { try course.live() }
  }

  @Test(arguments: 1...30)
  func aRelaxedStoreKeepsABeginningOfWhatItTook(seed: Int) throws {
    var course = try StoreCourse(seed: seed, durability: .relaxed)
    for _ in 1...4 { try course.live() }
  }

  @Test func aDiskLosesOnlyWhatWasNotSynced() {
    var lost = 0
    for seed in 1...50 {
      var heard = 0
      let disk = FaultyDisk(seed: seed)
      disk.opened("file", Array("old".utf8))
      _ = disk.write("file", Array("synced".utf8), at: 0)
      _ = disk.sync("file", heard: &heard)
      _ = disk.write("file", Array("gone".utf8), at: 6)
      let left = disk.survivors()["file"]
      #expect(left?.prefix(6) == ArraySlice(Array("synced".utf8)))
      if left?.count == 6 { lost += 1 }
    }
    #expect(lost > 5 && lost < 45)
  }
}
