import Primitives
import TestKit
import Testing

@testable import Margin

struct PositionTests {
  private func position(_ size: String, cost: String, margin: String = "1000") -> Position {
    var position = Position(leverage: leverage(10), mode: .isolated)
    position.quantity = quantity(size)
    position.openCost = money(cost)
    position.margin = money(margin)
    return position
  }

  private func schedule(_ fraction: String = "0") -> MaintenanceSchedule {
    MaintenanceSchedule(rate: rate(fraction), amount: .zero)
  }

  @Test func noneIsNotOpen() {
    let none = Position(leverage: leverage(10), mode: .isolated)
    #expect(!none.isOpen)
    #expect(none.entryPrice == nil)
    #expect(none.margin == .zero && none.openCost == .zero && none.callLevel == .none)
  }

  @Test func theSideIsThatOfTheQuantity() {
    let long = position("0.2", cost: "10000")
    #expect(long.side == .buy && long.isOpen)
    #expect(long.signedOpenCost == money("10000"))
    let short = position("-0.2", cost: "10000")
    #expect(short.side == .sell && short.isOpen)
    #expect(short.signedOpenCost == money("-10000"))
  }

  @Test func profitIsValueLessCost() {
    #expect(position("0.2", cost: "10000").unrealizedProfit(at: price("52000")) == money("400"))
    #expect(position("0.2", cost: "10000").unrealizedProfit(at: price("48000")) == money("-400"))
    #expect(position("-0.2", cost: "10000").unrealizedProfit(at: price("52000")) == money("-400"))
    #expect(position("-0.2", cost: "10000").unrealizedProfit(at: price("48000")) == money("400"))
  }

  /// Rule MARGIN-5: one and a half units are worth 1 to a long and cost a short 2.
  @Test func profitRoundsAgainstTheTrader() {
    let long = position("0.00000003", cost: "0", margin: "0")
    #expect(long.unrealizedProfit(at: price("0.5")).units == 1)
    let short = position("-0.00000003", cost: "0", margin: "0")
    #expect(short.unrealizedProfit(at: price("0.5")).units == -2)
    #expect(long.notional(at: price("0.5")).units == 2)
    #expect(short.notional(at: price("0.5")).units == 2)
  }

  /// 1 / 3 of a unit more than was paid for: a long shows it up, a short down.
  @Test func theEntryPriceRoundsAgainstTheTrader() {
    #expect(position("0.2", cost: "10000").entryPrice == price("50000"))
    #expect(position("3", cost: "10").entryPrice == price("3.33333334"))
    #expect(position("-3", cost: "10").entryPrice == price("3.33333333"))
  }

  @Test func balanceAndMaintenanceAreExact() {
    let long = position("0.00000003", cost: "0", margin: "0.00000001")
    let balance = long.marginBalance(at: price("0.5"))
    #expect(balance.raw == ExactMoney.perUnit * 5 / 2)
    let maintenance = schedule("0.01").maintenance(
      of: long.quantity, at: price("0.5"))
    #expect(maintenance.raw == ExactMoney.perUnit * 3 / 200)
  }

  /// Rule LIQ-1: at equality it is over, the least amount above it is not.
  @Test func equalityIsLiquidation() {
    let long = position("0.2", cost: "10000")
    #expect(long.isLiquidatable(at: price("45000"), by: schedule()))
    #expect(!long.isLiquidatable(at: price("45000.00000001"), by: schedule()))
    let short = position("-0.2", cost: "10000")
    #expect(short.isLiquidatable(at: price("55000"), by: schedule()))
    #expect(!short.isLiquidatable(at: price("54999.99999999"), by: schedule()))
  }

  @Test func withoutExposureNothingIsLiquidated() {
    let none = Position(leverage: leverage(10), mode: .isolated)
    #expect(!none.isLiquidatable(at: price("0.01"), by: schedule("0.5")))
  }

  @Test func callLevelsAreOrderedBySeverity() {
    #expect(MarginCallLevel.none < .first)
    #expect(MarginCallLevel.first < .second)
    #expect(MarginCallLevel.none.percent == 0)
    #expect(MarginCallLevel.first.percent == 20)
    #expect(MarginCallLevel.second.percent == 10)
    #expect(MarginCallLevel.rearmPoints == 5)
  }
}
