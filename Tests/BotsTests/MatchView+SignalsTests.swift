import ClientCore
import Primitives
import TestKit
import Testing

@testable import Bots

struct MatchViewSignalsTests {
  @Test(arguments: [([1000, 1030, 970], 10), ([1000], 1000), ([7, 15], 1), ([12, 8, 8], 4)])
  func theGrainDividesEveryMark(_ marks: [Int], _ grain: Int) {
    #expect(Course(marks).view.grain(of: 0) == Int64(grain) * unitsPerOne)
    #expect(Course([]).view.grain(of: 0) == nil)
  }

  @Test func pricesLieOnTheGrain() {
    let view = Course([1000, 1030, 970]).view
    #expect(view.price(of: 0, at: 25 * unitsPerOne) == Price(whole: 990))
    #expect(view.price(of: 0, at: -unitsPerOne) == Price(whole: 960))
    #expect(view.price(of: 0, at: -965 * unitsPerOne) == nil)
  }

  @Test func theRangeIsThatOfTheLastTicks() {
    let view = Course([5, 1, 2, 9, 3]).view
    #expect(view.range(of: 0, over: 3) == (2 * unitsPerOne)...(9 * unitsPerOne))
    #expect(view.range(of: 0, over: 5) == unitsPerOne...(9 * unitsPerOne))
    #expect(view.range(of: 0, over: 6) == nil && view.range(of: 0, over: 0) == nil)
  }
}
