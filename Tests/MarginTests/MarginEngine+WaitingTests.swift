import Margin
import Primitives
import TestKit
import Testing

/// Entries that wait: limits and stops. Rules: ORDER-1, ORDER-2, ORDER-6.
struct MarginEngineWaitingTests {
  @Test func aLimitThatIsReachedFillsAtItsPriceAsAMaker() throws {
    let engine = try Engine(at: "60000") {
      $0.costs.takerFee = rate("0.0005")
      $0.costs.makerFee = rate("0.0002")
      $0.costs.halfSpread = rate("0.0001")
    }
    engine.wait(.buy, .quantity(quantity("0.1")), .limit(price("59900")))
    #expect(engine.changes == ["1 open"])
    engine.mark("59895")
    #expect(engine.fills.isEmpty, "the ask is 59,900.99")
    engine.mark("59894.01")
    let fill = try #require(engine.fills.first)
    #expect(fill.price == price("59900") && fill.fee == money("1.198"))
    #expect(fill.order == 1 && fill.reason == .limit && engine.orders().isEmpty)
  }

  @Test func aSaleWaitsForTheBid() throws {
    let engine = try Engine(at: "60000") { $0.costs.halfSpread = rate("0.0001") }
    engine.wait(.sell, .quantity(quantity("0.1")), .limit(price("60100")))
    engine.mark("60106")
    #expect(engine.fills.isEmpty, "the bid is 60,099.98")
    engine.mark("60106.02")
    #expect(engine.fills.first?.price == price("60100"))
    #expect(engine.position().quantity == quantity("-0.1"))
  }

  @Test func aLimitAtTheQuoteIsATaker() throws {
    let engine = try Engine(at: "60000") { $0.costs.takerFee = rate("0.0005") }
    engine.wait(.buy, .quantity(quantity("0.1")), .limit(price("61000")))
    let fill = try #require(engine.fills.first)
    #expect(fill.price == price("60000") && fill.fee == money("3") && fill.reason == .limit)
  }

  /// Impact would carry it to 50,025.
  @Test func aLimitIsNeverPassedByImpact() throws {
    let engine = try Engine(at: "50000", balance: "1000000") { $0.costs.impact = rate("0.001") }
    let refusal = engine.wait(
      .buy, .quantity(quantity("20")), .limit(price("50024.99")))
    #expect(refusal == .worstPrice(price("50025")))
    engine.wait(.buy, .quantity(quantity("20")), .limit(price("50025")))
    #expect(engine.fills.first?.price == price("50025"))
  }

  @Test(arguments: [
    (Side.buy, "51000", "50999.99", "51000"), (.sell, "49000", "49000.01", "48990"),
  ])
  func aStopEntryFillsAtTheQuoteOfItsTick(
    _ side: Side, _ trigger: String, _ before: String, _ reached: String
  ) throws {
    let engine = try Engine(at: "50000") { $0.costs.takerFee = rate("0.001") }
    engine.wait(side, .quantity(quantity("0.1")), .stop(price(trigger)))
    engine.mark(before)
    #expect(engine.fills.isEmpty)
    engine.mark(reached)
    let fill = try #require(engine.fills.first)
    #expect(fill.price == price(reached) && fill.reason == .stop && fill.fee > .zero)
  }

  @Test func aStopThatFillsBeyondItsWorstPriceIsDropped() throws {
    let engine = try Engine(at: "50000")
    engine.wait(.buy, .quantity(quantity("0.1")), .stop(price("51000"))) {
      $0.worst = price("51500")
    }
    engine.mark("51600")
    #expect(engine.changes == ["1 worstPrice"] && engine.fills.isEmpty)
    #expect(engine.orders().isEmpty && engine.available() == money("10000"))
  }

  // MARK: - Reserves

  /// 0.2 x 49,000 / 10 + 9,800 x 0.0002.
  @Test func aRestingEntryReservesMarginAndFee() throws {
    let engine = try Engine(at: "50000") { $0.costs.makerFee = rate("0.0002") }
    engine.wait(.buy, .quantity(quantity("0.2")), .limit(price("49000")))
    #expect(engine.core.reserved(of: Seat(0)) == money("981.96"))
    #expect(engine.available() == money("9018.04") && engine.wallet() == money("10000"))
    engine.cancel(.all)
    #expect(engine.available() == money("10000"))
  }

  /// Between mark and ask a purchase has an open loss of 0.2 x 50.
  @Test func aLimitAboveTheMarkReservesItsOpenLoss() throws {
    let engine = try Engine(at: "50000") { $0.costs.halfSpread = rate("0.01") }
    engine.wait(.buy, .quantity(quantity("0.2")), .limit(price("50050")))
    #expect(engine.core.reserved(of: Seat(0)) == money("1011"))
  }

  @Test func whatIsReservedCannotBeSpentTwice() throws {
    let engine = try Engine(at: "50000")
    engine.wait(.buy, .quantity(quantity("1.5")), .limit(price("49000")))
    let refusal = engine.buy(.quantity(quantity("0.6")))
    #expect(refusal == .insufficientMargin(required: money("3000"), available: money("2650")))
    #expect(engine.buy(.quantity(quantity("0.5"))) == nil)
  }

  @Test func theReserveIsFreeForTheOrderItself() throws {
    let engine = try Engine(at: "50000")
    engine.wait(.buy, .quantity(quantity("2")), .limit(price("49000")))
    #expect(engine.available() == money("200"))
    engine.mark("49000")
    #expect(engine.position().margin == money("9800") && engine.wallet() == money("200"))
  }

  /// At 5x the 0.2 that rest need 1,960 instead of 980.
  @Test func leverageChangesWhatIsReserved() throws {
    let engine = try Engine(at: "50000", balance: "1500")
    engine.wait(.buy, .quantity(quantity("0.2")), .limit(price("49000")))
    #expect(
      engine.setLeverage(5)
        == .insufficientMargin(required: money("980"), available: money("520")))
    #expect(engine.setLeverage(8) == nil)
    #expect(engine.core.reserved(of: Seat(0)) == money("1225"))
  }

  @Test func whatNoLongerFitsWhenItIsReachedIsDropped() throws {
    let engine = try Engine(at: "50000", "50000")
    engine.wait(.buy, .quantity(quantity("1")), .limit(price("49000")))
    engine.buy(.quantity(quantity("1")), mode: .cross, instrument: 1)
    engine.mark("49000", "49000")
    #expect(engine.changes == ["1 insufficientMargin"])
    #expect(engine.position().isOpen == false && engine.orders().isEmpty)
  }

  @Test func aMarginModeIsLockedWhileAnEntryRests() throws {
    let engine = try Engine(at: "50000")
    engine.wait(.buy, .quantity(quantity("0.2")), .limit(price("49000")))
    #expect(engine.setMode(.cross) == .modeLocked(.isolated))
    #expect(engine.buy(.quantity(quantity("0.1")), mode: .cross) == .modeLocked(.isolated))
    engine.cancel(.order(1))
    #expect(engine.setMode(.cross) == nil)
  }

  // MARK: - Refusals

  /// Each order has every later fault of MARGIN-14 as well.
  @Test func theFirstFaultIsNamed() throws {
    let engine = try Engine(at: "50000") { $0.minNotional = money("5") }
    func refusal(
      _ timing: EntryTiming, _ size: EntrySize, leverage: Int? = nil,
      _ change: (inout EntryOrder) -> Void = { _ in }
    ) -> MarginRejection? {
      engine.wait(.buy, size, timing, leverage: leverage, change)
    }
    let tiny = EntrySize.quantity(quantity("0.00001"))
    #expect(
      refusal(.stop(price("49999.999")), tiny, leverage: 101) { $0.isReduceOnly = true }
        == .noPosition)
    #expect(
      refusal(.stop(price("49999.999")), tiny, leverage: 101) == .leverageCap(leverage(100)))
    #expect(refusal(.stop(price("49999.999")), tiny) == .offStep(price("0.01")))
    #expect(refusal(.stop(price("2000000")), tiny) == .priceLimit(price("1000000")))
    #expect(refusal(.stop(price("50000")), tiny) == .wouldTrigger(reference: price("50000")))
    #expect(
      refusal(.limit(price("49000")), tiny) { $0.stop = price("49000") }
        == .wouldTrigger(reference: price("49000")))
    #expect(
      refusal(.limit(price("49000")), tiny) { $0.take = price("49000") }
        == .wouldTrigger(reference: price("49000")))
    #expect(refusal(.limit(price("49000")), tiny) == .belowStep(quantity("0.0001")))
    #expect(
      refusal(.limit(price("49000")), .quantity(quantity("1000.1")))
        == .positionLimit(quantity("1000")))
    #expect(
      refusal(.limit(price("40000")), .quantity(quantity("0.0001")))
        == .belowMinimum(money("5")))
    #expect(
      refusal(.limit(price("49000")), .quantity(quantity("3")))
        == .insufficientMargin(required: money("14700"), available: money("10000")))
    #expect(engine.account().orders == 0 && engine.orders().isEmpty)
  }

  @Test func atMostFortyOrdersAreOpen() throws {
    let engine = try Engine(at: "50000")
    for _ in 0..<Bounds.openOrdersMax {
      #expect(
        engine.wait(.buy, .quantity(quantity("0.001")), .limit(price("49000"))) == nil)
    }
    #expect(
      engine.wait(.buy, .quantity(quantity("0.001")), .limit(price("49000"))) == .orderLimit(40))
    #expect(
      engine.wait(.buy, .quantity(quantity("0.001")), .limit(price("50000"))) { order in
        order.stop = price("49500")
      } == .orderLimit(40))
    #expect(engine.position().isOpen == false)
  }

  /// 60,000 are held at 10x, in a bracket that allows 20x.
  private func inTheUpperBracket() throws -> Engine {
    let engine = try Engine(at: "50000", balance: "100000") {
      $0.brackets = [("50000", "0.01", 20)]
    }
    engine.buy(.quantity(quantity("1.2")))
    return engine
  }

  @Test func aLeverageMustSuitWhatIsHeldToo() throws {
    let engine = try inTheUpperBracket()
    let waiting = engine.wait(
      .sell, .quantity(quantity("0.1")), .limit(price("51000")), leverage: 50)
    #expect(waiting == .leverageCap(leverage(20)))
    #expect(
      engine.sell(.quantity(quantity("0.1")), leverage: 50) == .leverageCap(leverage(20)))
    #expect(engine.sell(.quantity(quantity("0.3")), leverage: 50) == nil, "45,000 are left")
  }

  @Test func theHighestLeverageIsNamedBeforeTheBrackets() throws {
    let engine = try inTheUpperBracket()
    #expect(engine.setLeverage(101) == .leverageCap(leverage(100)))
    #expect(engine.setLeverage(100) == .leverageCap(leverage(20)))
  }

  @Test func aFlipByALimitClosesFirst() throws {
    let engine = try Engine(at: "50000")
    engine.buy(.quantity(quantity("0.1")))
    engine.protect(.stop(price("49000")))
    engine.wait(.sell, .quantity(quantity("0.3")), .limit(price("51000")))
    engine.mark("51000")
    #expect(engine.fills.map(\.quantity) == [quantity("0.1"), quantity("0.2")])
    #expect(engine.fills.allSatisfy { $0.order == 3 && $0.reason == .limit })
    #expect(engine.changes == ["2 positionClosed"])
    #expect(engine.position().quantity == quantity("-0.2"))
  }

  @Test func anOrderThatWaitsIsQuotedAtItsOwnPrice() throws {
    let engine = try Engine(at: "50000") { $0.costs.makerFee = rate("0.0002") }
    var order = EntryOrder(
      side: .buy, instrument: Instrument(0), size: .quantity(quantity("0.2")))
    order.timing = .limit(price("49000"))
    let before = engine.state
    let quote = try engine.core.quote(order, seat: Seat(0)).get()
    #expect(quote.price == price("49000") && quote.fee == money("1.96"))
    #expect(quote.margin == money("1000"), "at the worse of mark and fill")
    #expect(engine.state == before)
    order.timing = .stop(price("49000"))
    #expect(throws: MarginRefusal.self) { try engine.core.quote(order, seat: Seat(0)).get() }
  }
}
