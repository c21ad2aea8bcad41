import Primitives
import TestKit
import Testing

struct AmountsTests {
  @Test func quantitiesAddAndSubtract() {
    #expect(quantity("0.2") + quantity("0.1") == quantity("0.3"))
    #expect(quantity("0.2") - quantity("0.5") == quantity("-0.3"))
    #expect(-quantity("0.2") == quantity("-0.2"))
    #expect(quantity("-0.2").magnitude == quantity("0.2"))
    #expect(quantity("0.2").magnitude == quantity("0.2"))
    #expect(Quantity.zero.magnitude == .zero)
  }

  @Test(arguments: [
    ("0.29999999", "0.1", "0.2"), ("0.3", "0.1", "0.3"), ("0.09999999", "0.1", "0"),
    ("7", "2.5", "5"), ("0", "1", "0"), ("10000000000", "0.00000003", "9999999999.99999999"),
  ])
  func quantitiesRoundDownToTheStep(_ size: String, _ step: String, _ expected: String) {
    #expect(quantity(size).roundedDown(toStep: quantity(step)) == quantity(expected))
  }

  @Test func moneyAddsAndSubtracts() {
    var sum = money("10.50")
    sum += money("0.25")
    #expect(sum == money("10.75"))
    sum -= money("11")
    #expect(sum == money("-0.25"))
    #expect(-sum == money("0.25"))
    #expect(money("1") - money("0.00000001") == money("0.99999999"))
  }

  @Test func aValueIsQuantityTimesPrice() {
    let exact = Money(valueOf: quantity("0.2"), at: price("50000"), rounding: .down)
    #expect(exact == money("10000"))
    let sold = Money(valueOf: quantity("-0.2"), at: price("50000"), rounding: .up)
    #expect(sold == money("-10000"))
  }

  /// 0.00000003 x 0.5 is one and a half units.
  @Test(arguments: [
    ("0.00000003", Rounding.down, 1), ("0.00000003", .up, 2), ("0.00000003", .halfEven, 2),
    ("0.00000001", .halfEven, 0), ("0.00000005", .halfEven, 2), ("-0.00000003", .down, -2),
    ("-0.00000003", .up, -1), ("-0.00000003", .halfEven, -2), ("-0.00000001", .halfEven, 0),
  ])
  func aValueRoundsAsAsked(_ size: String, _ rounding: Rounding, _ units: Int64) {
    let value = Money(valueOf: quantity(size), at: price("0.5"), rounding: rounding)
    #expect(value.units == units)
  }

  @Test func theLargestValueFits() {
    // 10^10 x 0.1 and 0.1 x 10^10 are both the largest notional.
    let cheap = Money(valueOf: Bounds.quantityMax, at: price("0.1"), rounding: .up)
    let dear = Money(valueOf: quantity("0.1"), at: Bounds.priceMax, rounding: .up)
    #expect(cheap == Bounds.notionalMax)
    #expect(dear == Bounds.notionalMax)
  }

  @Test func aFeeIsMoneyTimesARate() {
    #expect(money("10000").times(rate("0.0005"), rounding: .up) == money("5"))
    #expect(money("0.00000001").times(rate("0.0005"), rounding: .up) == money("0.00000001"))
    #expect(money("0.00000001").times(rate("0.0005"), rounding: .down) == .zero)
    #expect(money("-0.00000001").times(rate("0.0005"), rounding: .down).units == -1)
    #expect(money("-0.00000001").times(rate("0.0005"), rounding: .up) == .zero)
    #expect(Bounds.walletMax.times(.one, rounding: .up) == Bounds.walletMax)
  }

  @Test func aShareIsProRata() {
    let third = money("1").share(quantity("1"), of: quantity("3"), rounding: .down)
    #expect(third == money("0.33333333"))
    let more = money("1").share(quantity("1"), of: quantity("3"), rounding: .up)
    #expect(more == money("0.33333334"))
    let all = money("1").share(quantity("3"), of: quantity("3"), rounding: .up)
    #expect(all == money("1"))
    let loss = money("-1").share(quantity("1"), of: quantity("3"), rounding: .down)
    #expect(loss == money("-0.33333334"))
  }

  @Test func dividesByALeverage() {
    #expect(money("10000").divided(by: 10, rounding: .up) == money("1000"))
    #expect(money("100").divided(by: 3, rounding: .up) == money("33.33333334"))
    #expect(money("100").divided(by: 3, rounding: .down) == money("33.33333333"))
    #expect(money("0.00000001").divided(by: 125, rounding: .up) == money("0.00000001"))
  }

  @Test func oneIsTheWhole() {
    #expect(Rate.one == rate("1"))
    #expect(Rate.zero == rate("0"))
  }
}
