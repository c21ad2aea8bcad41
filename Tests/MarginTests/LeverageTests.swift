import Margin
import Primitives
import TestKit
import Testing

struct LeverageTests {
  @Test(arguments: [1, 2, 20, 125, 200])
  func takesAWholeNumberWithinBounds(_ value: Int) {
    #expect(Leverage(value)?.value == value)
    #expect(Leverage(value)?.description == "\(value)x")
  }

  @Test(arguments: [0, -1, 201, Int.max, Int.min])
  func refusesAnyOther(_ value: Int) {
    #expect(Leverage(value) == nil)
  }

  @Test func ordersByValue() {
    #expect(Leverage.one < leverage(2))
    #expect(leverage(20) < leverage(100))
    #expect(Leverage.one == leverage(1))
  }
}
