import Margin
import Primitives
import TestKit
import Testing

@testable import Simulation

/// Orders that wait, with the numbers of the worked examples in Protocol/rules.md.
struct NaiveEngineWaitingTests {
  private let fifth = EntrySize.quantity(quantity("0.2"))
  private let tenth = EntrySize.quantity(quantity("0.1"))

  @Test func aLimitRestsReservesAndFillsAtItsPrice() throws {
    var desk = try NaiveDesk(at: "50000")
    desk.enter(.buy, fifth, 10) { $0.timing = .limit(price("49000")) }
    #expect(desk.told("order order=1 state=open kind=limit side=buy price=49000 reserved=980"))
    #expect(desk.has("account wallet=10000 available=9020"))
    desk.enter(.buy, tenth) { $0.timing = .limit(price("50000")) }
    #expect(desk.told("fill order=2 price=50000 quantity=0.1 reason=limit"))
    desk.mark("49000.01")
    #expect(desk.told())
    desk.mark("48900")
    #expect(desk.told("fill order=1 price=49000 quantity=0.2 margin=1579 position=0.3"))
  }

  @Test func aStopEntryFillsAtTheQuoteUnlessThatIsBeyondItsWorst() throws {
    var desk = try NaiveDesk(at: "60000", seats: 2) {
      $0.costs.takerFee = rate("0.0005")
      $0.costs.halfSpread = rate("0.0001")
    }
    desk.enter(.buy, tenth, 10) { $0.timing = .stop(price("60500")) }
    #expect(desk.told("order order=1 state=open kind=stop price=60500 reserved=608.025"))
    desk.enter(.buy, tenth) { $0.timing = .stop(price("60000")) }
    #expect(desk.refusal == "would-trigger reference=60000")
    desk.enter(.buy, tenth, 10, seat: 1) {
      $0.timing = .stop(price("60500"))
      $0.worst = price("60600")
    }
    desk.mark("60600")
    #expect(
      desk.told(
        "fill seat=0 order=1 price=60606.06 fee=3.030303 reason=stop",
        "order seat=1 order=1 state=cancelled reason=worst-price price=60606.06 reserved=0"))
  }

  @Test func aTrailingStopFollowsTheBestMark() throws {
    var desk = try NaiveDesk(at: "50000")
    desk.enter(.buy, fifth, 10)
    desk.protect(.stop(price("48000")), size: .share(rate("0.5")))
    desk.protect(.take(price("52000")))
    desk.protect(.trail(.share(rate("0.02"))))
    #expect(desk.told("order order=4 state=open side=sell price=49000 quantity=none"))
    desk.mark("51000")
    #expect(desk.has("order=4 price=49980"))
    desk.mark("50500")
    desk.mark("49900")
    #expect(
      desk.told(
        "fill order=4 side=sell price=49900 quantity=0.2 reason=trailing-stop position=0",
        "order order=2 state=cancelled reason=position-closed",
        "order order=3 state=cancelled reason=position-closed"))
  }

  @Test func aTrailingStopOfAShortFollowsAMarkBelowItsDistance() throws {
    var desk = try NaiveDesk(at: "50000")
    desk.enter(.sell, fifth, 1)
    desk.protect(.trail(.price(price("30000"))))
    #expect(desk.has("order=2 price=80000"))
    desk.mark("25000")
    #expect(desk.has("order=2 price=55000"))
  }

  @Test func oneOfAPairCancelsTheOther() throws {
    var desk = try NaiveDesk(at: "50000")
    desk.enter(.buy, fifth, 10) {
      $0.stop = price("49000")
      $0.take = price("52000")
    }
    #expect(
      desk.told(
        "fill order=1 quantity=0.2", "order order=2 state=open kind=stop pair=3",
        "order order=3 state=open kind=take-profit pair=2"))
    desk.protect(.pair(stop: price("48000"), take: price("51000")), size: .share(rate("0.5")))
    desk.mark("51500")
    #expect(
      desk.told(
        "fill order=5 price=51500 quantity=0.1 realized=150 position=0.1",
        "order order=4 state=cancelled reason=pair"))
    desk.mark("52100")
    #expect(
      desk.told(
        "fill order=3 price=52100 quantity=0.1 realized=210 position=0",
        "order order=2 state=cancelled reason=pair"))
  }

  @Test func aStopIsLookedAtBeforeLiquidation() throws {
    var desk = try NaiveDesk(at: "50000")
    desk.enter(.buy, fifth, 10)
    desk.protect(.stop(price("46000")))
    desk.mark("44000")
    #expect(desk.told("fill order=2 realized=-1200 insurance=200 wallet=9000 reason=stop"))
  }

  @Test func aLiquidationCancelsEntriesBeforeAndTheRestBehind() throws {
    var desk = try NaiveDesk(at: "50000")
    desk.enter(.buy, fifth, 10)
    desk.enter(.buy, tenth) { $0.timing = .limit(price("44000")) }
    desk.protect(.take(price("60000")))
    desk.give(.cancel(.order(9)))
    #expect(desk.refusal == "unknown-order")
    desk.mark("45000")
    #expect(
      desk.told(
        "order order=2 state=cancelled reason=liquidation", "liquidation quantity=0.2 price=45000",
        "order order=3 state=cancelled reason=position-closed"))
  }

  @Test func riskIsLostAtTheStop() throws {
    var desk = try NaiveDesk(at: "50000")
    desk.enter(.buy, .risk(rate("0.02")), 10) { $0.stop = price("49000") }
    #expect(desk.events[0].contains("quantity=0.2 "))
    desk.enter(.sell, .risk(rate("0.01"))) { $0.stop = price("51000") }
    #expect(desk.refusal == "no-position")
  }

  @Test func fortyOrdersMayBeOpen() throws {
    var desk = try NaiveDesk(at: "50000")
    desk.enter(.buy, fifth, 10)
    for _ in 0..<40 { desk.protect(.take(price("60000"))) }
    #expect(desk.refusal == nil)
    desk.protect(.take(price("60000")))
    #expect(desk.refusal == "order-limit most=40")
  }
}
