import Margin
import Primitives
import TestKit
import Testing

/// Orders that wait to close a position. Rules: ORDER-3, ORDER-4, ORDER-7.
struct MarginEngineProtectionTests {
  private func long(_ change: (inout Market) -> Void = { _ in }) throws -> Engine {
    let engine = try Engine(at: "50000", seats: 1, change)
    engine.buy(.quantity(quantity("0.2")))
    return engine
  }

  private func short() throws -> Engine {
    let engine = try Engine(at: "50000")
    engine.sell(.quantity(quantity("0.2")))
    return engine
  }

  @Test(arguments: [
    (Side.buy, Protection.stop(price("48000")), "48000.01", "48000"),
    (.buy, .take(price("52000")), "51999.99", "52000"),
    (.sell, .stop(price("52000")), "51999.99", "52000"),
    (.sell, .take(price("48000")), "48000.01", "47000"),
  ])
  func aPriceThatIsReachedClosesThePosition(
    _ side: Side, _ protection: Protection, _ before: String, _ reached: String
  ) throws {
    let engine = side == .buy ? try long() : try short()
    #expect(engine.protect(protection) == nil)
    engine.mark(before)
    #expect(engine.fills.isEmpty)
    engine.mark(reached)
    let fill = try #require(engine.fills.first)
    #expect(fill.price == price(reached) && fill.side == side.opposite && fill.order == 2)
    #expect(engine.position().isOpen == false && engine.orders().isEmpty)
  }

  @Test func aStopComesBeforeTheLiquidationOfItsTick() throws {
    let engine = try long()
    engine.protect(.stop(price("46000")))
    engine.mark("44000")
    #expect(engine.liquidations.isEmpty)
    #expect(engine.fills.first?.insurance == money("200"))
    #expect(engine.account().draws == money("200") && engine.wallet() == money("9000"))
  }

  @Test func halfAStopLeavesTheRestToLiquidation() throws {
    let engine = try long()
    engine.protect(.stop(price("46000")), .share(rate("0.5")))
    engine.protect(.take(price("60000")))
    engine.mark("44000")
    #expect(engine.fills.map(\.quantity) == [quantity("0.1")])
    #expect(engine.liquidations.map(\.quantity) == [quantity("0.1")])
    #expect(engine.changes == ["3 positionClosed"])
  }

  /// The best mark is 51,000; 2 % below lie 49,980, and the price never comes back down.
  @Test func aTrailingStopFollowsTheBestMark() throws {
    let engine = try long()
    engine.protect(.trail(.share(rate("0.02"))))
    #expect(engine.orders().first?.price == price("49000"))
    engine.mark("51000")
    #expect(engine.orders().first?.price == price("49980"))
    engine.mark("50500")
    #expect(engine.orders().first?.price == price("49980"))
    engine.mark("49980.01")
    #expect(engine.fills.isEmpty)
    engine.mark("49979")
    #expect(engine.fills.first?.reason == .trail)
  }

  /// For a short it follows from above, and rounds up to the step: 47,123.45 x 1.01 = 47,594.6845.
  @Test func aShortTrailsFromAbove() throws {
    let engine = try short()
    engine.protect(.trail(.share(rate("0.01"))))
    engine.mark("47123.45")
    #expect(engine.orders().first?.price == price("47594.69"))
    engine.protect(.trail(.price(price("500"))))
    #expect(engine.orders().last?.price == price("47623.45"))
    engine.mark("47594.69")
    #expect(engine.fills.map(\.order) == [2] && engine.changes == ["3 positionClosed"])
  }

  /// The best mark is 400; 500 above it lie 900.
  @Test func aShortTrailsByMoreThanItsMark() throws {
    let engine = try Engine(at: "1000")
    engine.sell(.quantity(quantity("0.2")), leverage: 1)
    engine.protect(.trail(.price(price("500"))))
    engine.mark("400")
    #expect(engine.orders().first?.price == price("900"))
  }

  @Test(arguments: [
    (Protection.stop(price("49000.001")), MarginRejection.offStep(price("0.01"))),
    (.take(price("2000000")), .priceLimit(price("1000000"))),
    (.stop(price("50000")), .wouldTrigger(reference: price("50000"))),
    (.take(price("50000")), .wouldTrigger(reference: price("50000"))),
    (.pair(stop: price("49000"), take: price("49500")), .wouldTrigger(reference: price("50000"))),
    (.stop(price("45000")), .beyondLiquidation(price("45000"))),
    (.trail(.price(price("5000"))), .beyondLiquidation(price("45000"))),
    (.trail(.price(price("0.001"))), .offStep(price("0.01"))),
    (.trail(.price(price("50000"))), .priceLimit(price("50000"))),
    (.trail(.share(.one)), .priceLimit(price("50000"))),
  ])
  func whatCannotProtectIsRefused(
    _ protection: Protection, _ expected: MarginRejection
  ) throws {
    let engine = try long()
    let before = engine.state
    #expect(engine.protect(protection) == expected)
    #expect(engine.state == before && engine.orders().isEmpty)
  }

  @Test func thereMustBeSomethingToProtect() throws {
    let engine = try Engine(at: "50000")
    #expect(engine.protect(.stop(price("49000"))) == .noPosition)
    engine.buy(.quantity(quantity("0.0001")))
    #expect(
      engine.protect(.stop(price("49000")), .share(rate("0.5"))) == .belowStep(quantity("0.0001")))
  }

  // MARK: - Pairs

  @Test(arguments: [("48000", 2, "3 pair"), ("53000", 3, "2 pair")])
  func whenOneOfAPairFillsTheOtherGoes(
    _ mark: String, _ filled: Int, _ change: String
  ) throws {
    let engine = try long()
    engine.protect(
      .pair(stop: price("48000"), take: price("53000")), .quantity(quantity("0.1")))
    engine.mark(mark)
    #expect(engine.fills.map(\.order) == [filled] && engine.changes == [change])
    #expect(engine.position().quantity == quantity("0.1"))
  }

  @Test func whenOneOfAPairIsCancelledTheOtherGoes() throws {
    let engine = try long()
    engine.protect(.pair(stop: price("48000"), take: price("53000")))
    engine.cancel(.order(3))
    #expect(engine.changes == ["2 pair", "3 asked"] && engine.orders().isEmpty)
  }

  @Test func anEntryBringsItsOwnPair() throws {
    let engine = try Engine(at: "50000")
    engine.wait(.buy, .quantity(quantity("0.2")), .market) {
      $0.stop = price("49000")
      $0.take = price("52000")
    }
    #expect(engine.changes == ["2 open", "3 open"])
    #expect(engine.orders().map(\.pair) == [3, 2] && engine.account().orders == 3)
    engine.close()
    #expect(engine.changes == ["2 positionClosed", "3 positionClosed"])
  }

  @Test func aRestingEntryBringsItsPairWhenItFills() throws {
    let engine = try Engine(at: "50000")
    engine.wait(.sell, .quantity(quantity("0.2")), .limit(price("51000"))) {
      $0.stop = price("52000")
    }
    #expect(engine.orders().count == 1)
    engine.mark("51500")
    #expect(engine.changes == ["2 open"] && engine.orders().first?.side == .buy)
    engine.mark("52000")
    #expect(engine.position().isOpen == false)
  }

  @Test func anEntryWhoseStopTheMarkHasPassedIsDropped() throws {
    let engine = try Engine(at: "50000")
    engine.wait(.sell, .quantity(quantity("0.2")), .limit(price("51000"))) {
      $0.stop = price("52000")
    }
    engine.mark("52500")
    #expect(engine.changes == ["1 wouldTrigger"] && engine.position().isOpen == false)
    #expect(engine.account().orders == 1 && engine.available() == money("10000"))
  }

  @Test(arguments: [
    ("45000", MarginRejection.beyondLiquidation(price("45000"))),
    ("50000", .wouldTrigger(reference: price("50000"))),
  ])
  func anEntryIsRefusedWithItsStop(_ stop: String, _ expected: MarginRejection) throws {
    let engine = try Engine(at: "50000")
    let before = engine.state
    let refusal = engine.wait(.buy, .quantity(quantity("0.2")), .market) {
      $0.stop = price(stop)
    }
    #expect(refusal == expected && engine.state == before && engine.events.isEmpty)
  }

  @Test func aStopNeedsThePositionOfItsOrder() throws {
    let engine = try short()
    let refusal = engine.wait(.buy, .quantity(quantity("0.1")), .market) {
      $0.stop = price("49000")
    }
    #expect(refusal == .noPosition && engine.position().quantity == quantity("-0.2"))
  }

  // MARK: - Reduce-only

  @Test func aReduceOnlyLimitClosesAsAMaker() throws {
    let engine = try long { $0.costs.makerFee = rate("0.0002") }
    engine.wait(.sell, .quantity(quantity("0.5")), .limit(price("51000"))) {
      $0.isReduceOnly = true
    }
    #expect(engine.core.reserved(of: Seat(0)) == .zero)
    engine.mark("51001")
    let fill = try #require(engine.fills.first)
    #expect(fill.quantity == quantity("0.2") && fill.price == price("51000"))
    #expect(fill.fee == money("2.04") && engine.position().isOpen == false)
  }

  @Test func reduceOnlyNeverOpens() throws {
    let engine = try long()
    let refusal = engine.wait(.buy, .quantity(quantity("0.1")), .market) { $0.isReduceOnly = true }
    #expect(refusal == .noPosition)
    engine.wait(.sell, .quantity(quantity("9")), .market, leverage: 77) { $0.isReduceOnly = true }
    #expect(engine.position().isOpen == false && engine.position().leverage == leverage(10))
  }

  // MARK: - The end of an order

  @Test func cancelNamesWhatItMeans() throws {
    let engine = try Engine(at: "50000", "3000")
    engine.wait(.buy, .quantity(quantity("0.1")), .limit(price("49000")))
    engine.wait(.buy, .quantity(quantity("1")), .limit(price("2900")), instrument: 1)
    engine.wait(.buy, .quantity(quantity("0.1")), .limit(price("48000")))
    #expect(engine.cancel(.order(4)) == .unknownOrder)
    engine.cancel(.instrument(Instrument(0)))
    #expect(engine.changes == ["1 asked", "3 asked"])
    #expect(engine.cancel(.instrument(Instrument(0))) == .unknownOrder)
    engine.cancel(.all)
    #expect(engine.changes == ["2 asked"] && engine.cancel(.all) == .unknownOrder)
  }

  @Test func anIsolatedLiquidationCancelsTheEntriesOfItsInstrument() throws {
    let engine = try Engine(at: "50000", "3000")
    engine.buy(.quantity(quantity("0.2")))
    engine.wait(.buy, .quantity(quantity("0.1")), .limit(price("44000")))
    engine.wait(.buy, .quantity(quantity("1")), .limit(price("2900")), instrument: 1)
    engine.protect(.take(price("60000")))
    engine.mark("45000", "3000")
    #expect(engine.changes == ["2 liquidation", "4 positionClosed"])
    #expect(engine.orders().map(\.number) == [3])
  }

  @Test func aCrossLiquidationCancelsEveryCrossEntry() throws {
    let engine = try Engine(at: "50000", "3000", "100", balance: "1100") { $0.mode = .cross }
    engine.setMode(.isolated, instrument: 2)
    engine.buy(.quantity(quantity("0.2")))
    engine.wait(.buy, .quantity(quantity("0.1")), .limit(price("2900")), instrument: 1)
    engine.wait(.buy, .quantity(quantity("0.1")), .limit(price("90")), instrument: 2)
    engine.mark("44500", "3000", "100")
    #expect(engine.changes == ["2 liquidation"])
    #expect(engine.liquidations.count == 1 && engine.orders().map(\.number) == [3])
  }

  @Test func everythingCanBeClosedAtOnce() throws {
    let engine = try Engine(at: "50000", "3000")
    #expect(engine.execute(.closeAll) == .noPosition)
    engine.buy(.quantity(quantity("0.2")))
    engine.sell(.quantity(quantity("1")), mode: .cross, instrument: 1)
    engine.protect(.stop(price("3100")), instrument: 1)
    #expect(engine.execute(.closeAll) == nil)
    #expect(engine.fills.map(\.order) == [4, 5] && engine.changes == ["3 positionClosed"])
    #expect(engine.wallet() == money("10000"))
  }

  @Test func aCloseKeepsToItsWorstPrice() throws {
    let engine = try long { $0.costs.halfSpread = rate("0.001") }
    let order = CloseOrder(
      instrument: Instrument(0), size: .share(.one), worst: price("49950.01"))
    #expect(engine.execute(.close(order)) == .worstPrice(price("49950")))
    var better = order
    better.worst = price("49950")
    #expect(engine.execute(.close(better)) == nil)
  }
}
