import Primitives
import TestKit
import Testing

@testable import Margin

struct MaintenanceScheduleTests {
  private func schedule(
    _ terms: [(String, String, Int)]
  ) throws(MarginRulesError) -> MaintenanceSchedule {
    try MaintenanceSchedule(terms.map { (money($0.0), rate($0.1), leverage($0.2)) })
  }

  private let published = [
    ("0", "0.004", 125), ("50000", "0.005", 100), ("250000", "0.01", 50), ("1000000", "0.025", 20),
  ]

  /// Binance's published table: the amounts are 0, 50, 1,300 and 16,300.
  @Test func theAmountsFollowFromContinuity() throws {
    #expect(
      try schedule(published).brackets.map(\.amount)
        == [.zero, money("50"), money("1300"), money("16300")])
  }

  @Test(arguments: ["50000", "250000", "1000000"])
  func maintenanceHasNoJumpAtAFloor(_ floor: String) throws {
    let schedule = try schedule(published)
    let size = Quantity(whole: 1)
    let at = schedule.maintenance(of: size, at: price(floor))
    let below = schedule.maintenance(of: size, at: Price(units: price(floor).units - 1))
    #expect(at > below)
    #expect((at - below).raw < ExactMoney.perUnit * 2)
  }

  @Test func aFloorBelongsToTheUpperBracket() throws {
    let schedule = try schedule(published)
    #expect(schedule.index(of: quantity("1"), at: price("50000")) == 1)
    #expect(schedule.index(of: quantity("1"), at: price("49999.99999999")) == 0)
    #expect(schedule.index(of: quantity("1000"), at: price("5000")) == 3)
  }

  @Test func aSizeBelowAFloorIsStrictlyBelowIt() throws {
    let schedule = try schedule(published)
    let step = quantity("0.001")
    let size = schedule.sizeBelow(1, at: price("50000"), step: step)
    #expect(size == quantity("0.999"))
    #expect(schedule.index(of: size, at: price("50000")) == 0)
  }

  @Test(arguments: [
    ([("1", "0.01", 10)], MarginRulesError.brackets), ([], .brackets),
    ([("0", "0.01", 10), ("0", "0.02", 5)], .brackets),
    ([("0", "0.02", 10), ("100", "0.01", 5)], .brackets),
    ([("0", "0.01", 10), ("100", "0.02", 20)], .brackets),
    ([("0", "0.01", 10), ("0.5", "0.01000001", 10)], .brackets),
    ([("0", "0.01", 100)], .maintenanceAtLeverageMax),
    ([("0", "0.01", 10), ("100", "0.1", 10)], .maintenanceAtLeverageMax),
    ([("0", "1", 1)], .maintenanceRate),
  ])
  func whatCannotBeIsRefused(_ terms: [(String, String, Int)], _ error: MarginRulesError) {
    #expect(throws: error) { try schedule(terms) }
  }

  /// The leverage of an order is capped by the bracket that the position comes to.
  @Test func theBracketCapsTheLeverage() throws {
    let engine = try Engine(at: "50000", balance: "1000000") {
      $0.maintenance = rate("0.004")
      $0.leverageMax = 125
      $0.brackets = [("50000", "0.005", 100), ("250000", "0.01", 50)]
    }
    #expect(engine.buy(.quantity(quantity("0.9")), leverage: 125) == nil)
    #expect(engine.buy(.quantity(quantity("0.1"))) == .leverageCap(leverage(100)))
    #expect(engine.buy(.quantity(quantity("4")), leverage: 100) == nil)
    #expect(engine.setLeverage(125) == .leverageCap(leverage(100)))
    #expect(engine.buy(.quantity(quantity("1")), leverage: 100) == .leverageCap(leverage(50)))
  }

  /// 1.2 at 50x from 50,000 falls through the floor of 50,000 and is stepped down below it.
  @Test func anIsolatedPositionIsSteppedDown() throws {
    let engine = try Engine(at: "50000", balance: "1000000") {
      $0.maintenance = rate("0.004")
      $0.leverageMax = 125
      $0.brackets = [("50000", "0.015", 50)]
      $0.costs.liquidationFee = rate("0.001")
    }
    engine.buy(.quantity(quantity("1.2")), leverage: 50)
    let shown = try #require(engine.liquidationPrice())
    engine.advance([shown])
    #expect(engine.liquidations.count == 1)
    let step = try #require(engine.liquidations.first)
    #expect(step.position.isOpen && step.position.notional(at: shown) < money("50000"))
    #expect(step.insurance == .zero && step.fee > .zero && step.returned == .zero)
    #expect(engine.position().margin == money("1200") - step.loss - step.fee)
  }
}
