import Primitives
import TestKit
import Testing

@testable import DuelRules

struct RecentMarksTests {
  /// Marks 1000, 1010, 1030, … of the first instrument, and 500 throughout of the second.
  private func marks(_ count: Int) -> RecentMarks {
    var recent = RecentMarks(instruments: 2)
    for tick in 0..<count {
      recent.append([Price(whole: Int64(1000 + 10 * tick)), price("500")])
    }
    return recent
  }

  @Test func withoutTwoMarksThereIsNoReturn() {
    #expect(marks(0).returns(of: Instrument(0)) == Returns([]))
    #expect(marks(1).returns(of: Instrument(0)) == Returns([]))
    #expect(marks(2).returns(of: Instrument(0)) == Returns([1_000_000]))
    #expect(marks(2).returns(of: Instrument(1)) == Returns([0]))
  }

  /// 10 / 1000, 10 / 1010, 10 / 1020.
  @Test func theLastOnesAreTheNewest() {
    let all = [Int64(1_000_000), 990_099, 980_392]
    #expect(marks(4).returns(of: Instrument(0)) == Returns(all))
    #expect(marks(4).returns(of: Instrument(0), last: 2) == Returns(Array(all.suffix(2))))
    #expect(marks(4).returns(of: Instrument(0), last: 9) == Returns(all))
  }

  /// After 100 marks the newest change is 10 / 1980, the oldest of 60 is 10 / 1390.
  @Test func sixtyReturnsAreKept() {
    let returns = marks(100).returns(of: Instrument(0))
    #expect(returns.count == 60)
    #expect(marks(100).returns(of: Instrument(0), last: 1) == Returns([505_051]))
    #expect(marks(41).returns(of: Instrument(0), last: 1) == Returns([719_424]))
    #expect(returns != marks(99).returns(of: Instrument(0)))
  }
}
