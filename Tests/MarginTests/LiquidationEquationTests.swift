import Primitives
import TestKit
import Testing

@testable import Margin

struct LiquidationEquationTests {
  private func equation(
    _ size: String, cost: String, collateral: String, rate fraction: String = "0",
    amount: String = "0"
  ) -> LiquidationEquation {
    LiquidationEquation(
      quantity: quantity(size), openCost: money(cost), collateral: ExactMoney(money(collateral)),
      maintenanceRate: rate(fraction), maintenanceAmount: money(amount))
  }

  private let cent = price("0.01")

  /// Rule LIQ-2, and the same for a short: 11,000 / (0.2 x 1.01) and so on.
  @Test(arguments: [
    ("0.2", "0", "45000"), ("0.2", "0.01", "45454.54"), ("0.2", "0.02", "45918.36"),
    ("-0.2", "0", "55000"), ("-0.2", "0.01", "54455.45"), ("-0.2", "0.02", "53921.57"),
  ])
  func tenTimesFrom50000(_ size: String, _ maintenance: String, _ expected: String) {
    let equation = equation(size, cost: "10000", collateral: "1000", rate: maintenance)
    #expect(equation.liquidationPrice(priceStep: cent) == price(expected))
  }

  /// 8,950 / (0.2 x 0.99) and 11,050 / (0.2 x 1.01).
  @Test func theMaintenanceAmountIsSubtracted() {
    let long = equation("0.2", cost: "10000", collateral: "1000", rate: "0.01", amount: "50")
    #expect(long.liquidationPrice(priceStep: cent) == price("45202.02"))
    let short = equation("-0.2", cost: "10000", collateral: "1000", rate: "0.01", amount: "50")
    #expect(short.liquidationPrice(priceStep: cent) == price("54702.98"))
  }

  @Test func aCoarserStepRoundsFarther() {
    let long = equation("0.2", cost: "10000", collateral: "1000", rate: "0.01")
    #expect(long.liquidationPrice(priceStep: price("100")) == price("45400"))
    let short = equation("-0.2", cost: "10000", collateral: "1000", rate: "0.01")
    #expect(short.liquidationPrice(priceStep: price("100")) == price("54500"))
  }

  @Test func aPaidUpLongHasNoPrice() {
    #expect(
      equation("0.2", cost: "10000", collateral: "10000")
        .liquidationPrice(priceStep: cent) == nil)
    #expect(
      equation("0.2", cost: "10000", collateral: "12000", rate: "0.01")
        .liquidationPrice(priceStep: cent) == nil)
    // A root of half a step is below the first price.
    #expect(
      equation("0.2", cost: "10000", collateral: "9999.999")
        .liquidationPrice(priceStep: cent) == nil)
    #expect(
      equation("0.2", cost: "10000", collateral: "9999.998")
        .liquidationPrice(priceStep: cent) == cent)
  }

  @Test func aShortBeyondTheHighestPriceHasNone() {
    let rich = equation("-0.00000001", cost: "0.01", collateral: "1000")
    #expect(rich.liquidationPrice(priceStep: cent) == nil)
    #expect(rich.bankruptcyPrice(priceStep: cent) == nil)
    let atTheTop = equation("-1", cost: "0", collateral: "10000000000")
    #expect(atTheTop.liquidationPrice(priceStep: cent) == Bounds.priceMax)
  }

  @Test func aShortWithLessThanNothingIsGoneAtOneStep() {
    let ruined = equation("-0.2", cost: "10000", collateral: "-20000")
    #expect(ruined.liquidationPrice(priceStep: cent) == cent)
    #expect(ruined.bankruptcyPrice(priceStep: cent) == nil)
  }

  /// Long up, short down: 9,000 / 0.7 = 12,857.142..., 11,000 / 0.7 = 15,714.285...
  @Test func bankruptcyIsWhereNothingIsLeft() {
    #expect(
      equation("0.2", cost: "10000", collateral: "1000", rate: "0.01")
        .bankruptcyPrice(priceStep: cent) == price("45000"))
    #expect(
      equation("-0.2", cost: "10000", collateral: "1000", rate: "0.01")
        .bankruptcyPrice(priceStep: cent) == price("55000"))
    #expect(
      equation("0.7", cost: "10000", collateral: "1000")
        .bankruptcyPrice(priceStep: cent) == price("12857.15"))
    #expect(
      equation("-0.7", cost: "10000", collateral: "1000")
        .bankruptcyPrice(priceStep: cent) == price("15714.28"))
    #expect(
      equation("0.2", cost: "10000", collateral: "10000")
        .bankruptcyPrice(priceStep: cent) == nil)
  }

  /// The largest position within bounds, at both ends of the price range.
  @Test func theLargestTermsFit() {
    for size in ["0.1", "-0.1", "10000000000", "-10000000000"] {
      let large = LiquidationEquation(
        quantity: quantity(size), openCost: Bounds.notionalMax,
        collateral: ExactMoney(Bounds.marginMax), maintenanceRate: rate("0.99999999"),
        maintenanceAmount: Bounds.notionalMax)
      for percent in [0, 10, 15, 20, 25] {
        #expect(
          large.root(percent: percent, in: large.schedule.brackets[0], rounding: .down)
            <= large.root(percent: percent, in: large.schedule.brackets[0], rounding: .up))
      }
      let step = size.contains(".") ? Bounds.priceMax : Price(units: 1)
      _ = large.liquidationPrice(priceStep: step)
      _ = large.bankruptcyPrice(priceStep: step)
    }
  }

  /// A position of a few units of money, so that every price can be tried.
  private struct Small {
    let quantity: Int
    let cost: Int
    let collateral: Int
    let rate: Int
    let amount: Int

    init(_ dice: inout Dice) {
      quantity = dice.roll(1...3) * (dice.once(in: 2) ? 1 : -1)
      cost = dice.roll(0...200)
      collateral = dice.roll(0...80)
      rate = dice.pick([0, 1, 500_000, 10_000_000, 50_000_000, 99_000_000])
      amount = dice.once(in: 2) ? 0 : dice.roll(0...10)
    }

    var equation: LiquidationEquation {
      LiquidationEquation(
        quantity: Quantity(whole: Int64(quantity)), openCost: Money(units: Int64(cost)),
        collateral: ExactMoney(Money(units: Int64(collateral))),
        maintenanceRate: Rate(units: Int64(rate)), maintenanceAmount: Money(units: Int64(amount)))
    }

    /// Whether the share of the margin that is left is at or below `percent`, times 10^8.
    func isAtOrBelow(_ percent: Int, at price: Int) -> Bool {
      let signedCost = quantity > 0 ? cost : -cost
      let balance = (collateral + quantity * price - signedCost) * 100_000_000
      let maintenance = abs(quantity) * price * rate - amount * 100_000_000
      let room = collateral * 100_000_000 - maintenance
      return 100 * (balance - maintenance) <= percent * room
    }
  }

  @Test(arguments: 1...4)
  func theLiquidationPriceIsTheFirstOfAllPrices(_ seed: Int) {
    var dice = Dice(seed: seed)
    for _ in 0..<60 {
      let small = Small(&dice)
      let step = dice.pick([1, 2, 7])
      let prices = Array(stride(from: step, through: 60_000, by: step))
      let isLong = small.quantity > 0
      let expected =
        isLong
        ? lastTrue(prices) { small.isAtOrBelow(0, at: $0) }
        : firstTrue(prices) { small.isAtOrBelow(0, at: $0) }
      let found = small.equation.liquidationPrice(priceStep: Price(units: Int64(step)))
      #expect(found?.units == expected.map { Int64($0) }, "\(small) step \(step)")
    }
  }

  @Test(arguments: 1...4)
  func rootsAreWhereTheMarginReachesALevel(_ seed: Int) {
    var dice = Dice(seed: seed)
    for _ in 0..<100 {
      let small = Small(&dice)
      let percent = dice.pick([0, 10, 15, 20, 25])
      let isLong = small.quantity > 0
      let inside = Int(
        small.equation.root(
          percent: percent, in: small.equation.schedule.brackets[0],
          rounding: isLong ? .down : .up))
      let outside = isLong ? inside + 1 : inside - 1
      #expect(small.isAtOrBelow(percent, at: inside), "\(small) \(percent) %")
      #expect(!small.isAtOrBelow(percent, at: outside), "\(small) \(percent) %")
    }
  }

  /// The last price up to which a condition holds.
  private func lastTrue(_ prices: [Int], _ holds: (Int) -> Bool) -> Int? {
    let count = prices.prefix(while: holds).count
    return count == 0 ? nil : prices[count - 1]
  }

  private func firstTrue(_ prices: [Int], _ holds: (Int) -> Bool) -> Int? {
    prices.first(where: holds)
  }

  @Test func anEquationNeedsAnExposure() async {
    await #expect(processExitsWith: .failure) {
      _ = LiquidationEquation(
        quantity: .zero, openCost: .zero, collateral: .zero, maintenanceRate: .zero,
        maintenanceAmount: .zero)
    }
  }
}
