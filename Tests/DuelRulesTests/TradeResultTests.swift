import DuelRules
import Margin
import Primitives
import TestKit
import Testing

/// What trades come to. Rules: MARGIN-10, MARGIN-12, MARGIN-19 and MARGIN-22.
struct TradeResultTests {
  private func result(
    _ side: Side, _ entry: String, _ exit: String, margin: String = "1000", ticks: Int = 0,
    costs: TradingCosts = TradingCosts()
  ) throws -> TradeResult {
    let schedule = try MaintenanceSchedule(rate: rate("0.005"), leverageMax: leverage(20))
    return try #require(
      TradeResult(
        side, quantity: quantity("0.2"), entry: price(entry), exit: price(exit),
        margin: money(margin), ticks: ticks, costs: costs, schedule: schedule,
        priceStep: price("0.01")))
  }

  private var costs: TradingCosts {
    var costs = TradingCosts()
    costs.takerFee = rate("0.0005")
    costs.fundingRate = rate("0.0001")
    costs.fundingInterval = 120
    return costs
  }

  @Test(arguments: [
    (Side.buy, "55000", "1000", "100"), (.buy, "49000", "-200", "-20"),
    (.sell, "49000", "200", "20"), (.sell, "50000", "0", "0"),
  ])
  func withoutCostsItIsTheWay(
    _ side: Side, _ exit: String, _ profit: String, _ percent: String
  ) throws {
    let result = try result(side, "50000", exit)
    #expect(result.profit == money(profit) && result.netProfit == money(profit))
    #expect(result.returnPercent == rate(percent) && result.breakEvenPrice == price("50000"))
  }

  /// 0.2 BTC are 10,000 in and 11,000 out: fees of 5 and 5.50, five fundings of 1.
  @Test func feesAndFundingAreTakenOff() throws {
    let result = try result(.buy, "50000", "55000", ticks: 600, costs: costs)
    #expect(result.entryFee == money("5") && result.exitFee == money("5.5"))
    #expect(result.funding == money("-5") && result.netProfit == money("984.5"))
    #expect(result.returnPercent == rate("98.45"))
    // 10,010 / (0.2 x 0.9995), up to the step.
    #expect(result.breakEvenPrice == price("50075.04"))
  }

  @Test func aShortReceivesTheFunding() throws {
    let result = try result(.sell, "50000", "50000", ticks: 240, costs: costs)
    #expect(result.funding == money("2") && result.netProfit == money("-8"))
    // 9,997 / (0.2 x 1.0005), down to the step.
    #expect(result.breakEvenPrice == price("49960.01"))
  }

  @Test func aNegativeRateTurnsTheFunding() throws {
    var costs = costs
    costs.fundingRate = rate("-0.0001")
    #expect(try result(.buy, "50000", "50000", ticks: 120, costs: costs).funding == money("1"))
    #expect(try result(.sell, "50000", "50000", ticks: 120, costs: costs).funding == money("-1"))
  }

  /// Paid is rounded up, received down: 0.2 x 33,333.33 x 0.0001 is 0.6666666.
  @Test func fundingIsRoundedAgainstTheTrader() throws {
    var costs = costs
    costs.fundingRate = rate("0.00010001")
    let long = try result(.buy, "33333.33", "33333.33", ticks: 120, costs: costs)
    let short = try result(.sell, "33333.33", "33333.33", ticks: 120, costs: costs)
    #expect(long.funding == money("-0.66673327") && short.funding == money("0.66673326"))
  }

  @Test(arguments: [(119, 0), (120, 1), (239, 1), (240, 2), (100_000, 833)])
  func fundingsAreCountedFromRightBehindOne(_ ticks: Int, _ count: Int) {
    #expect(TradeResult.fundings(in: ticks, costs: costs) == count)
    #expect(TradeResult.fundings(in: ticks, costs: TradingCosts()) == 0)
  }

  /// (10,000 - 1,000) / (0.2 x 0.995) and (10,000 + 1,000) / (0.2 x 1.005).
  @Test func theLiquidationMayComeFirst() throws {
    let long = try result(.buy, "50000", "45226.13")
    #expect(long.liquidationPrice == price("45226.13") && long.isLiquidatedFirst)
    #expect(try !result(.buy, "50000", "45226.14").isLiquidatedFirst)
    let short = try result(.sell, "50000", "54726.37")
    #expect(short.liquidationPrice == price("54726.37") && short.isLiquidatedFirst)
    #expect(try !result(.sell, "50000", "54726.36").isLiquidatedFirst)
  }

  @Test func fundingBeyondAllBoundsIsNone() throws {
    var costs = TradingCosts()
    costs.fundingRate = rate("0.01")
    costs.fundingInterval = 1
    let result = TradeResult(
      .buy, quantity: quantity("20000"), entry: price("50000"), exit: price("50000"),
      margin: money("1000"), ticks: 100_000, costs: costs,
      schedule: MaintenanceSchedule(rate: .zero, amount: .zero), priceStep: price("0.01"))
    #expect(result == nil)
  }

  @Test func aReturnBeyondAllBoundsIsNone() throws {
    #expect(try result(.buy, "50000", "4000000000", margin: "0.00000001").returnPercent == nil)
  }

  /// The engine comes to the same when it opens and closes at those marks.
  @Test(arguments: 1...40)
  func theEngineComesToTheSame(_ seed: Int) throws {
    var dice = Dice(seed: seed)
    var market = Market()
    market.costs.takerFee = Rate(units: Int64(dice.roll(0...100_000)))
    market.maintenance = rate("0.005")
    market.leverageMax = 20
    let side: Side = dice.once(in: 2) ? .buy : .sell
    let entry = Price(units: Int64(dice.roll(1_000_000...9_000_000)) * 1_000_000)
    let exit = Price(units: entry.units + Int64(dice.roll(-30_000...30_000)) * 1_000_000)
    let size = Quantity(units: Int64(dice.roll(1...10_000)) * 10_000)
    let engine = Engine(
      rules: try market.rules(), balances: [money("1000000")], marks: [entry])
    engine.enter(side, .quantity(size), leverage: 10)
    let opened = try #require(engine.fills.first)
    let result = try #require(
      TradeResult(
        side, quantity: size, entry: entry, exit: exit, margin: opened.position.margin,
        costs: market.costs, schedule: try market.instrument().maintenance,
        priceStep: market.priceStep))
    #expect(result.entryFee == opened.fee)
    #expect(result.liquidationPrice == engine.liquidationPrice())
    engine.advance([exit])
    guard !result.isLiquidatedFirst else {
      #expect(engine.liquidations.count == 1)
      return
    }
    engine.close()
    let closed = try #require(engine.fills.first)
    #expect(result.exitFee == closed.fee && result.profit == closed.realizedProfit)
    #expect(engine.wallet() == money("1000000") + result.netProfit)
  }
}
