import Margin
import Primitives
import TestKit
import Testing

struct MarginRulesTests {
  private func refusal(_ change: (inout Market) -> Void) -> MarginRulesError? {
    var market = Market()
    change(&market)
    do throws(MarginRulesError) { _ = try market.rules() } catch { return error }
    return nil
  }

  @Test func theTextbookMarketIsTaken() {
    #expect(refusal { _ in } == nil)
  }

  @Test func aPriceStepIsPositiveAndWithinTheHighestPrice() {
    #expect(refusal { $0.priceStep = .zero } == .priceStep)
    #expect(refusal { $0.priceStep = price("-0.01") } == .priceStep)
    #expect(refusal { $0.priceStep = price("1000000.01") } == .priceStep)
    #expect(refusal { $0.priceStep = price("1000000") } == nil)
  }

  @Test func aQuantityStepLeavesRoomForAPosition() {
    #expect(refusal { $0.quantityStep = .zero } == .quantityStep)
    #expect(refusal { $0.quantityStep = quantity("-1") } == .quantityStep)
    // 10^9 / 1,000,000 = 1,000 whole units fit.
    #expect(refusal { $0.quantityStep = quantity("1000") } == nil)
    #expect(refusal { $0.quantityStep = quantity("1000.00000001") } == .quantityStep)
    #expect(refusal { $0.quantityStep = quantity("10000000001") } == .quantityStep)
  }

  @Test func theHighestPriceIsOnTheStepAndWithinBounds() {
    #expect(refusal { $0.priceMax = price("1000000.001") } == .priceMax)
    #expect(refusal { $0.priceMax = price("10000000000.01") } == .priceMax)
    #expect(refusal { $0.priceMax = price("10000000000") } == nil)
    #expect(refusal { $0.priceMax = .zero } == .priceStep)
  }

  @Test func theSmallestNotionalIsWithinBounds() {
    #expect(refusal { $0.minNotional = money("-0.00000001") } == .minNotional)
    #expect(refusal { $0.minNotional = money("1000000000") } == nil)
    #expect(refusal { $0.minNotional = money("1000000000.00000001") } == .minNotional)
  }

  @Test func aMaintenanceRateIsWithinZeroToBelowOne() {
    #expect(refusal { $0.maintenance = rate("-0.00000001") } == .maintenanceRate)
    #expect(refusal { $0.maintenance = .one } == .maintenanceRate)
  }

  /// Rule MARGIN-3: leverage x maintenance >= 1 would liquidate a fresh position.
  @Test func maintenanceTimesLeverageStaysBelowOne() {
    #expect(refusal { $0.maintenance = rate("0.01") } == .maintenanceAtLeverageMax)
    #expect(refusal { $0.maintenance = rate("0.00999999") } == nil)
    let atTwo = refusal {
      $0.leverageMax = 2
      $0.leverageDefault = 1
      $0.maintenance = rate("0.5")
    }
    #expect(atTwo == .maintenanceAtLeverageMax)
    let belowOne = refusal {
      $0.leverageMax = 1
      $0.leverageDefault = 1
      $0.maintenance = rate("0.99999999")
    }
    #expect(belowOne == nil)
  }

  @Test func feesAndSpreadAreWithinFivePerCent() {
    let fees: [(WritableKeyPath<Market, Rate>, MarginRulesError)] = [
      (\.costs.takerFee, .takerFee), (\.costs.makerFee, .makerFee),
      (\.costs.halfSpread, .halfSpread), (\.costs.impact, .impact),
      (\.costs.liquidationFee, .liquidationFee),
    ]
    for (fee, error) in fees {
      #expect(refusal { $0[keyPath: fee] = rate("-0.00000001") } == error)
      #expect(refusal { $0[keyPath: fee] = rate("0.05") } == nil)
      #expect(refusal { $0[keyPath: fee] = rate("0.05000001") } == error)
    }
  }

  @Test func theDefaultLeverageIsAllowed() {
    #expect(refusal { $0.leverageDefault = 101 } == .leverageDefault)
    #expect(refusal { $0.leverageDefault = 100 } == nil)
  }

  @Test func oneToEightInstruments() throws {
    let market = Market()
    #expect(throws: MarginRulesError.instrumentCount) { try market.rules(instruments: 0) }
    #expect(throws: MarginRulesError.instrumentCount) { try market.rules(instruments: 9) }
    #expect(try market.rules(instruments: 8).instruments.count == 8)
  }

  @Test(arguments: [
    ("1000000", "0.0001", "1000"), ("10000000000", "0.00000001", "0.1"),
    ("0.0008", "1", "10000000000"), ("300", "0.0001", "3333333.3333"), ("300", "1000", "3333000"),
  ])
  func theLargestPositionIsWorthABillionAtTheHighestPrice(
    _ priceMax: String, _ step: String, _ expected: String
  ) throws {
    var market = Market()
    market.priceStep = Price(units: 1)
    market.priceMax = price(priceMax)
    market.quantityStep = quantity(step)
    #expect(try market.instrument().quantityMax == quantity(expected))
  }
}
