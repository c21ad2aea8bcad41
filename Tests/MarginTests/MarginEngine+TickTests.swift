import Margin
import Primitives
import TestKit
import Testing

struct MarginEngineTickTests {
  private let fifth = EntrySize.quantity(quantity("0.2"))

  // MARK: - Liquidation

  /// 0.2 x 45,454.54 = 9,090.908: the loss is 909.092, of 90.908 the fee takes 0.25 % of 9,090.908.
  @Test func whatIsLeftAfterTheFeeIsReturned() throws {
    let engine = try Engine(at: "50000") {
      $0.leverageMax = 50
      $0.maintenance = rate("0.01")
      $0.costs.liquidationFee = rate("0.0025")
    }
    engine.buy(fifth)
    engine.mark("45454.55")
    #expect(engine.position().isOpen)
    engine.mark("45454.54")
    let event = try #require(engine.liquidations.first)
    #expect(engine.events.count == 1)
    #expect(event.seat == Seat(0) && event.instrument == Instrument(0) && event.side == .sell)
    #expect(event.quantity == quantity("0.2") && event.price == price("45454.54"))
    #expect(event.loss == money("909.092"))
    #expect(event.fee == money("22.72727"))
    #expect(event.returned == money("68.18073"))
    #expect(event.insurance == .zero)
    #expect(event.wallet == money("9068.18073"))
    #expect(engine.wallet() == money("9068.18073"))
    #expect(!engine.position().isOpen && engine.position().margin == .zero)
    #expect(engine.account().liquidations == 1)
    #expect(engine.account().fees == money("22.72727"))
    #expect(engine.account().realizedProfit == money("-909.092"))
    #expect(engine.ledgers.house == Int128(money("909.092").units))
    #expect(engine.ledgers.insurance == Int128(money("22.72727").units))
  }

  @Test func whatIsLeftMayBeForfeited() throws {
    let engine = try Engine(at: "50000") {
      $0.leverageMax = 50
      $0.maintenance = rate("0.01")
      $0.costs.liquidationFee = rate("0.0025")
      $0.remainder = .forfeited
    }
    engine.buy(fifth)
    engine.mark("45454.54")
    #expect(engine.wallet() == money("9000"))
    #expect(engine.liquidations.first?.returned == .zero)
    #expect(engine.ledgers.insurance == Int128(money("90.908").units))
  }

  /// Maintenance 0.1 %: 9.008 is left at 45,045.04; a fee of 22.52 takes all of it.
  @Test func theFeeIsCappedByWhatIsLeft() throws {
    let engine = try Engine(at: "50000") {
      $0.maintenance = rate("0.001")
      $0.costs.liquidationFee = rate("0.0025")
    }
    engine.buy(fifth)
    engine.mark("45045.04")
    let event = try #require(engine.liquidations.first)
    #expect(event.fee == money("9.008"))
    #expect(event.returned == .zero)
    #expect(engine.wallet() == money("9000"))
  }

  /// The fee is that of liquidations, not the taker fee. Rule: LIQ-5.
  @Test func noTakerFeeIsPaid() throws {
    let engine = try Engine(at: "50000") {
      $0.leverageMax = 50
      $0.maintenance = rate("0.01")
      $0.costs.takerFee = rate("0.0005")
    }
    engine.buy(fifth)
    engine.mark("45454.54")
    #expect(engine.liquidations.first?.fee == .zero)
    #expect(engine.account().fees == money("5"))
  }

  /// 2,000 lost on a margin of 1,000: insurance pays the rest, the wallet stays, equity bears it.
  @Test func aGapDrawsOnInsuranceAndOnTheRanking() throws {
    let engine = try Engine(at: "50000") { $0.costs.liquidationFee = rate("0.0025") }
    engine.buy(fifth)
    engine.mark("40000")
    let event = try #require(engine.liquidations.first)
    #expect(event.loss == money("1000"))
    #expect(event.insurance == money("1000"))
    #expect(event.fee == .zero && event.returned == .zero)
    #expect(engine.wallet() == money("9000"))
    #expect(engine.account().draws == money("1000"))
    #expect(engine.account().realizedProfit == money("-2000"))
    #expect(engine.equity() == ExactMoney(money("8000")))
    #expect(engine.ledgers.house == Int128(money("2000").units))
    #expect(engine.ledgers.insurance == -Int128(money("1000").units))
  }

  @Test func aShortIsLiquidatedUpwards() throws {
    let engine = try Engine(at: "50000") {
      $0.leverageMax = 50
      $0.maintenance = rate("0.01")
    }
    engine.sell(fifth)
    engine.mark("54455.44")
    #expect(engine.position().isOpen)
    engine.mark("54455.45")
    let event = try #require(engine.liquidations.first)
    #expect(event.side == .buy)
    #expect(event.loss == money("891.09"))
    #expect(event.returned == money("108.91"))
  }

  @Test func theLeverageSurvivesALiquidation() throws {
    let engine = try Engine(at: "50000")
    engine.buy(fifth, leverage: 25)
    engine.mark("40000")
    #expect(engine.position().leverage == leverage(25))
    #expect(engine.position().callLevel == .none)
  }

  @Test func withoutExposureNothingHappens() throws {
    let engine = try Engine(at: "50000", balance: "0")
    engine.mark("0.01")
    engine.mark("1000000")
    #expect(engine.events.isEmpty)
  }

  /// Rule LIQ-2: with no fee in the margin a 1x long stays through anything.
  @Test func aLongWithoutLeverageIsNeverLiquidated() throws {
    let engine = try Engine(at: "50000", balance: "20000") { $0.costs.takerFee = rate("0.0005") }
    #expect(engine.buy(fifth, leverage: 1) == nil)
    #expect(engine.liquidationPrice() == nil)
    engine.mark("0.01")
    #expect(engine.liquidations.isEmpty)
    #expect(engine.position().isOpen)
  }

  @Test func liquidationsComeBeforeCallsBySeatAndInstrument() throws {
    let engine = try Engine(at: "100", "100", seats: 3)
    for seat in 0..<3 {
      engine.buy(.quantity(quantity("1")), leverage: seat == 1 ? 5 : 10, seat: seat)
      engine.sell(.quantity(quantity("1")), leverage: seat == 1 ? 10 : 5, seat: seat, instrument: 1)
    }
    // 10 % against everybody: 10x is gone, 5x has half left.
    engine.mark("90", "110")
    #expect(engine.liquidations.map(\.seat.index) == [0, 1, 2])
    #expect(engine.liquidations.map(\.instrument.index) == [0, 1, 0])
    #expect(engine.calls.isEmpty)
    // 17 % against everybody: 5x is down to 15 %.
    engine.mark("83", "117")
    #expect(engine.calls.map(\.seat.index) == [0, 1, 2])
    #expect(engine.calls.map(\.instrument?.index) == [1, 0, 1])
  }

  @Test func callsFollowAllLiquidations() throws {
    let engine = try Engine(at: "100", seats: 2)
    engine.buy(.quantity(quantity("1")), leverage: 5, seat: 0)
    engine.buy(.quantity(quantity("1")), leverage: 10, seat: 1)
    engine.mark("83")
    let seats = engine.events.map(\.seat.index)
    #expect(seats == [1, 0])
    #expect(engine.liquidations.count == 1 && engine.calls.count == 1)
  }

  // MARK: - Margin calls

  /// 0.2 from 50,000 with 1,000 of margin: 20 % is left at 46,000, 10 % at 45,500.
  @Test func aLongIsCalledAtTwentyAndAtTenPerCent() throws {
    let engine = try Engine(at: "50000")
    engine.buy(fifth)
    engine.mark("46000.01")
    #expect(engine.calls.isEmpty)
    engine.mark("46000")
    let first = try #require(engine.calls.first)
    #expect(first.level == .first && first.mark == price("46000"))
    #expect(first.seat == Seat(0) && first.instrument == Instrument(0))
    #expect(first.marginBalance == money("200") && first.maintenanceMargin == .zero)
    #expect(first.liquidationPrice == price("45000"))
    engine.mark("45500.01")
    #expect(engine.calls.isEmpty)
    engine.mark("45500")
    #expect(engine.calls.map(\.level) == [.second])
    engine.mark("45000.01")
    #expect(engine.events.isEmpty)
  }

  @Test func aShortIsCalledTheOtherWay() throws {
    let engine = try Engine(at: "50000")
    engine.sell(fifth)
    engine.mark("53999.99")
    #expect(engine.calls.isEmpty)
    engine.mark("54000")
    #expect(engine.calls.map(\.level) == [.first])
    engine.mark("54499.99")
    #expect(engine.calls.isEmpty)
    engine.mark("54500")
    #expect(engine.calls.map(\.level) == [.second])
    #expect(engine.calls.first?.liquidationPrice == price("55000"))
  }

  /// 25 % is back at 46,250; until then a second fall to 20 % says nothing.
  @Test func theFirstCallIsRearmedFivePointsHigher() throws {
    let engine = try Engine(at: "50000")
    engine.buy(fifth)
    for (mark, calls) in [
      ("46000", 1), ("46249.99", 0), ("46000", 0), ("46250", 0), ("46000.01", 0), ("46000", 1),
    ] {
      engine.mark(mark)
      #expect(engine.calls.count == calls, "at \(mark)")
    }
  }

  /// 15 % is back at 45,750.
  @Test func theSecondCallIsRearmedFivePointsHigher() throws {
    let engine = try Engine(at: "50000")
    engine.buy(fifth)
    for (mark, levels) in [
      ("45500", [MarginCallLevel.second]), ("45749.99", []), ("45500", []), ("45750", []),
      ("45500", [.second]), ("46000", []), ("46250", []), ("45900", [.first]),
    ] {
      engine.mark(mark)
      #expect(engine.calls.map(\.level) == levels, "at \(mark)")
    }
  }

  @Test func oneFallThroughBothGivesTheSecondCallAlone() throws {
    let engine = try Engine(at: "50000")
    engine.buy(fifth)
    engine.mark("45100")
    #expect(engine.calls.map(\.level) == [.second])
  }

  @Test func oneRiseRearmsBoth() throws {
    let engine = try Engine(at: "50000")
    engine.buy(fifth)
    engine.mark("45100")
    engine.mark("50000")
    #expect(engine.position().callLevel == .none)
    engine.mark("45999")
    #expect(engine.calls.map(\.level) == [.first])
  }

  /// Maintenance 1 %: (0.198 p - 9,000) = 20 % of (1,000 - 0.002 p) at 9,200 / 0.1984.
  @Test func callsCountWhatIsLeftAboveMaintenance() throws {
    let engine = try Engine(at: "50000") {
      $0.leverageMax = 50
      $0.maintenance = rate("0.01")
    }
    engine.buy(fifth)
    engine.mark("46370.97")
    #expect(engine.calls.isEmpty)
    engine.mark("46370.96")
    let call = try #require(engine.calls.first)
    #expect(call.level == .first)
    #expect(call.marginBalance == money("274.192"))
    #expect(call.maintenanceMargin == money("92.74192"))
    #expect(call.liquidationPrice == price("45454.54"))
  }

  /// The call was given at 46,000; the addition restores the margin, a new fall is a new call.
  @Test func anAdditionRearmsAtTheNextTick() throws {
    let engine = try Engine(at: "50000")
    engine.buy(fifth)
    engine.mark("46000")
    #expect(engine.position().callLevel == .first)
    engine.buy(fifth)
    engine.mark("46000")
    #expect(engine.position().callLevel == .none)
    // 0.4 for 19,200 with 2,640 of margin: 20 % is left at 42,720.
    #expect(engine.position().margin == money("2640"))
    engine.mark("42720.01")
    #expect(engine.calls.isEmpty)
    engine.mark("42720")
    #expect(engine.calls.map(\.level) == [.first])
  }

  @Test func aClosedPositionForgetsItsCalls() throws {
    let engine = try Engine(at: "50000")
    engine.buy(fifth)
    engine.mark("46000")
    engine.close()
    #expect(engine.position().callLevel == .none)
    engine.buy(fifth)
    engine.mark("46000")
    #expect(engine.calls.isEmpty)
    // 0.2 from 46,000 with 920 of margin: 20 % is left at 42,320.
    engine.mark("42320")
    #expect(engine.calls.map(\.level) == [.first])
  }

  @Test func anAdvanceNeedsAMarkForEachInstrument() async {
    await #expect(processExitsWith: .failure) {
      let engine = try Engine(at: "100", "100")
      engine.mark("100")
    }
  }
}
