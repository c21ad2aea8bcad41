import Primitives
import TestKit
import Testing

struct ExactMoneyTests {
  @Test func oneUnitIsTenToTheSixteenth() {
    #expect(ExactMoney(Money(units: 1)).raw == 10_000_000_000_000_000)
    #expect(ExactMoney(money("-1")).raw == -1_000_000_000_000_000_000_000_000)
    #expect(ExactMoney.zero.raw == 0)
  }

  @Test func productsHaveNoRemainder() {
    // 0.00000001 x 0.00000001 x 0.00000001 is one at scale 10^24.
    let least = ExactMoney(valueOf: Quantity(units: 1), at: Price(units: 1), times: Rate(units: 1))
    #expect(least.raw == 1)
    let value = ExactMoney(valueOf: quantity("0.2"), at: price("50000"))
    #expect(value == ExactMoney(money("10000")))
    let sold = ExactMoney(valueOf: quantity("-0.2"), at: price("50000"))
    #expect(sold == ExactMoney(money("-10000")))
    let maintenance = ExactMoney(valueOf: quantity("0.2"), at: price("50000"), times: rate("0.005"))
    #expect(maintenance == ExactMoney(money("50")))
  }

  @Test func comparesBelowAUnit() {
    let one = ExactMoney(Money(units: 1))
    #expect(ExactMoney(raw: one.raw - 1) < one)
    #expect(ExactMoney(raw: -1) < .zero)
  }

  @Test func addsSubtractsAndMultiplies() {
    let two = ExactMoney(money("2"))
    let half = ExactMoney(money("0.5"))
    #expect(two + half == ExactMoney(money("2.5")))
    #expect(half - two == ExactMoney(money("-1.5")))
    #expect(half * 100 == ExactMoney(money("50")))
    #expect(half * -3 == ExactMoney(money("-1.5")))
  }

  @Test func roundsToAUnitAsAsked() {
    let above = ExactMoney(raw: ExactMoney.perUnit + 1)
    #expect(above.rounded(.down).units == 1)
    #expect(above.rounded(.up).units == 2)
    #expect(above.rounded(.halfEven).units == 1)
    let below = ExactMoney(raw: -1)
    #expect(below.rounded(.down).units == -1)
    #expect(below.rounded(.up).units == 0)
    let tie = ExactMoney(raw: ExactMoney.perUnit / 2)
    #expect(tie.rounded(.halfEven).units == 0)
    #expect(ExactMoney(money("12.34")).rounded(.down) == money("12.34"))
  }
}
