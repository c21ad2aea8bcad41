import Margin
import Primitives
import TestKit
import Testing

@testable import Simulation

/// The numbers of the worked examples in Protocol/rules.md, and some between them.
struct NaiveEngineTests {
  private let fifth = EntrySize.quantity(quantity("0.2"))
  private let tenth = EntrySize.quantity(quantity("0.1"))

  @Test func startsWithTheInventoryThatItsMoneyCarries() throws {
    let desk = try NaiveDesk(
      at: "60000", "3000", balance: "1000", inventory: ["0.2", "-3.0009"]
    ) {
      $0.leverageDefault = 10
    }
    #expect(desk.has("position=0.1666 margin=999.6 cost=9996"))
    #expect(desk.has("position=-0.0013 margin=0.39"))
    #expect(desk.has("account wallet=0.01 orders=0"))
  }

  @Test func chargesSpreadAndFee() throws {
    var desk = try NaiveDesk(at: "60000") {
      $0.costs.takerFee = rate("0.0005")
      $0.costs.halfSpread = rate("0.0001")
    }
    desk.enter(.buy, .share(rate("0.25")), 10)
    #expect(desk.told("fill quantity=0.4145 price=60006 fee=12.4362435 margin=2487.2487"))
    desk.give(.close(CloseOrder(instrument: Instrument(0), size: .share(.one))))
    #expect(desk.told("fill price=59994 realized=-4.974 fee=12.4337565 position=0"))
  }

  @Test func restoresWhatAPositionLacksBeforeItAdds() throws {
    var desk = try NaiveDesk(at: "50000")
    desk.enter(.buy, fifth, 10)
    desk.mark("48000")
    desk.enter(.buy, tenth, 10)
    #expect(desk.told("fill quantity=0.1 margin=1840 wallet=8160"))
    desk.enter(.buy, .quantity(quantity("20")))
    #expect(desk.refusal == "insufficient-margin required=96000 available=8160")
  }

  @Test func closesFirstWhenItFlips() throws {
    var desk = try NaiveDesk(at: "50000")
    desk.enter(.buy, fifth, 10)
    desk.enter(.sell, .quantity(quantity("0.3")))
    #expect(
      desk.told(
        "fill side=sell quantity=0.2 reason=close position=0",
        "fill side=sell quantity=0.1 reason=market position=-0.1 margin=500"))
    desk.enter(.buy, .quantity(quantity("99"))) { $0.isReduceOnly = true }
    #expect(desk.told("fill side=buy quantity=0.1 reason=close position=0"))
    desk.enter(.buy, tenth) { $0.isReduceOnly = true }
    #expect(desk.refusal == "no-position")
  }

  @Test func drawsFromInsuranceWhatAGapLeavesUnpaid() throws {
    var desk = try NaiveDesk(at: "50000")
    desk.enter(.buy, fifth, 10)
    desk.mark("44000")
    #expect(desk.told("liquidation price=44000 loss=1000 fee=0 insurance=200 wallet=9000"))
    #expect(desk.has("account draws=200 equity=8800000000000000000000000000"))
  }

  @Test(arguments: [
    ("0.01", "45454.54"), ("0.02", "45918.36"), ("0", "45000"),
  ])
  func liquidatesAtThePriceItShows(_ maintenance: String, _ shown: String) throws {
    var desk = try NaiveDesk(at: "50000") {
      $0.maintenance = rate(maintenance)
      $0.leverageMax = 20
    }
    desk.enter(.buy, fifth, 10)
    #expect(desk.has("liquidation=\(shown)"))
    desk.mark(above(shown))
    #expect(desk.told("margin-call level=10"))
    desk.mark(shown)
    #expect(desk.events.contains { $0.hasPrefix("liquidation") })
  }

  /// The next price on the step.
  private func above(_ text: String) -> String {
    Price(units: price(text).units + 1_000_000).description
  }

  @Test func stepsDownByBracket() throws {
    var desk = try NaiveDesk(at: "50000", balance: "100000") {
      $0.maintenance = rate("0.004")
      $0.leverageMax = 125
      $0.brackets = [("50000", "0.015", 50)]
    }
    desk.enter(.buy, .quantity(quantity("1.2")), 50)
    #expect(desk.has("liquidation=49280.87"))
    desk.mark("49280.87")
    #expect(
      desk.events.first.map {
        $0.contains("quantity=0.1855 ") && $0.contains(" loss=133.398615 ")
          && $0.contains(" position=1.0145 ") && $0.contains(" margin=1066.601385 ")
      } == true)
  }

  @Test func stepsACrossAccountDownByItsHeaviestPosition() throws {
    var desk = try NaiveDesk(at: "50000", "3000", balance: "9000") {
      $0.mode = .cross
      $0.maintenance = rate("0.01")
      $0.leverageMax = 20
      $0.brackets = [("20000", "0.05", 10)]
    }
    desk.enter(.buy, .quantity(quantity("0.8")), 10)
    desk.enter(.buy, .quantity(quantity("10")), 10, instrument: 1)
    desk.mark("43000", "2720")
    #expect(desk.events[0].contains("quantity=0.3349 "))
    #expect(desk.events[0].contains(" loss=2344.3 "))
    #expect(desk.events[1].contains("position=7.3529 "))
  }

  @Test func paysAndReceivesFunding() throws {
    var desk = try NaiveDesk(at: "50000", seats: 2) {
      $0.costs.fundingRate = rate("0.0001")
      $0.costs.fundingInterval = 2
    }
    desk.enter(.buy, fifth, 10)
    desk.enter(.sell, fifth, 10, seat: 1) { $0.mode = .cross }
    desk.mark("50000")
    #expect(desk.told())
    desk.mark("50100")
    #expect(
      desk.told(
        "funding seat=0 amount=-1.002 margin=998.998 wallet=9000",
        "funding seat=1 amount=1.002 wallet=10001.002"))
  }

  @Test func movesItsOwnPriceByWhatItTrades() throws {
    var desk = try NaiveDesk(at: "50000", seats: 2, balance: "1000000") {
      $0.costs.impact = rate("0.001")
    }
    desk.enter(.buy, .quantity(quantity("20")), 10)
    #expect(desk.told("fill price=50025 margin=100050"))
    desk.enter(.buy, .quantity(quantity("10")), 10, seat: 1)
    #expect(desk.told("fill price=50012.5"))
    desk.enter(.buy, .quantity(quantity("10")), seat: 1)
    #expect(desk.told("fill price=50037.5"))
  }

  @Test func callsMarginAndArmsTheCallAgain() throws {
    var desk = try NaiveDesk(at: "50000")
    desk.enter(.buy, fifth, 10)
    desk.mark("46000")
    #expect(desk.told("margin-call level=20 balance=200 maintenance=0 liquidation=45000"))
    desk.mark("46249.99")
    desk.mark("46000")
    #expect(desk.told())
    desk.mark("46250")
    desk.mark("46000")
    #expect(desk.told("margin-call level=20"))
    desk.mark("45100")
    #expect(desk.told("margin-call level=10"))
  }

  @Test func refusesByTheFirstReasonOfTheList() throws {
    var desk = try NaiveDesk(at: "50000")
    desk.give(.close(CloseOrder(instrument: Instrument(0), size: .share(.one))))
    #expect(desk.refusal == "no-position")
    desk.enter(.buy, .quantity(quantity("0.00001")), 101)
    #expect(desk.refusal == "leverage-cap most=100")
    desk.enter(.buy, .quantity(quantity("99999")), 20)
    #expect(desk.refusal == "position-limit most=1000")
    desk.enter(.buy, .quantity(quantity("10")), 20) { $0.worst = price("49999.99") }
    #expect(desk.refusal == "worst-price price=50000")
    desk.enter(.buy, tenth) { $0.stop = price("50000.001") }
    #expect(desk.refusal == "off-step step=0.01")
    desk.enter(.buy, tenth) { $0.stop = price("50000") }
    #expect(desk.refusal == "would-trigger reference=50000")
    desk.enter(.buy, tenth, 10) { $0.stop = price("45000") }
    #expect(desk.refusal == "beyond-liquidation price=45000")
  }
}
