import Margin
import Primitives
import TestKit
import Testing

struct MarginEngineOrdersTests {
  private let fifth = EntrySize.quantity(quantity("0.2"))

  // MARK: - Opening

  @Test func openingAssignsMarginAndPaysTheFee() throws {
    let engine = try Engine(at: "50000") { $0.costs.takerFee = rate("0.0005") }
    #expect(engine.buy(fifth, leverage: 10) == nil)
    #expect(engine.wallet() == money("8995"))
    #expect(engine.position().quantity == quantity("0.2"))
    #expect(engine.position().openCost == money("10000"))
    #expect(engine.position().margin == money("1000"))
    #expect(engine.account().fees == money("5"))
    #expect(engine.account().orders == 1)
    #expect(engine.ledgers.house == Int128(money("5").units))
    #expect(engine.ledgers.insurance == 0)
  }

  @Test func aFillTellsEverythingAboutItself() throws {
    let engine = try Engine(at: "60000", "50000", seats: 2) { $0.costs.takerFee = rate("0.0005") }
    engine.sell(fifth, seat: 1, instrument: 1)
    let fill = try #require(engine.fills.first)
    #expect(engine.events.count == 1)
    #expect(engine.events.first?.seat == Seat(1))
    #expect(fill.seat == Seat(1) && fill.instrument == Instrument(1))
    #expect(fill.order == 1 && fill.side == .sell && fill.reason == .market)
    #expect(fill.quantity == quantity("0.2") && fill.price == price("50000"))
    #expect(fill.fee == money("5") && fill.realizedProfit == .zero && fill.insurance == .zero)
    #expect(fill.position == engine.position(1, 1))
    #expect(fill.wallet == money("8995"))
    #expect(engine.position(1, 0).isOpen == false && engine.position(0, 1).isOpen == false)
  }

  /// Ask 50,005: cost 10,001, margin at the ask, fee on the ask.
  @Test func aLongPaysTheAsk() throws {
    let engine = try Engine(at: "50000") {
      $0.costs.halfSpread = rate("0.0001")
      $0.costs.takerFee = rate("0.0005")
    }
    engine.buy(fifth)
    #expect(engine.position().openCost == money("10001"))
    #expect(engine.position().margin == money("1000.10"))
    #expect(engine.wallet() == money("8994.8995"))
  }

  /// Bid 49,995: received 9,999, margin at the mark, which is worse, fee on the bid.
  @Test func aShortReceivesTheBid() throws {
    let engine = try Engine(at: "50000") {
      $0.costs.halfSpread = rate("0.0001")
      $0.costs.takerFee = rate("0.0005")
    }
    engine.sell(fifth)
    #expect(engine.position().openCost == money("9999"))
    #expect(engine.position().margin == money("1000"))
    #expect(engine.wallet() == money("8995.0005"))
  }

  @Test func anySizeMayBeAsked() throws {
    for size in [EntrySize.margin(money("500")), .notional(money("2500")), .share(rate("0.0501"))] {
      let engine = try Engine(at: "50000")
      engine.buy(size, leverage: 5)
      #expect(engine.position().quantity == quantity("0.05"), "\(size)")
    }
  }

  /// Rule MARGIN-8: the budget is 2,500 less 4 units, which is a step short of 0.5.
  @Test func aQuarterIsSizedFourUnitsShort() throws {
    let engine = try Engine(at: "50000")
    engine.buy(.share(rate("0.25")), leverage: 10)
    #expect(engine.position().quantity == quantity("0.4999"))
    #expect(engine.position().margin == money("2499.50"))
  }

  /// 10,000 / (5,000 + 25) whole units of 50,000 at 10x with 0.05 %: 1.99004975...
  @Test func allOfItLeavesRoomForTheFee() throws {
    let engine = try Engine(at: "50000") { $0.costs.takerFee = rate("0.0005") }
    #expect(engine.buy(.share(.one)) == nil)
    #expect(engine.position().quantity == quantity("1.99"))
    #expect(engine.wallet() == money("0.25"))
  }

  @Test func sizesRoundDownToTheQuantityStep() throws {
    let engine = try Engine(at: "50000") { $0.quantityStep = quantity("0.03") }
    engine.buy(fifth)
    #expect(engine.position().quantity == quantity("0.18"))
  }

  /// Rule MARGIN-5: one and a half units are paid 2, received 1; margin up.
  @Test func oneAndAHalfUnitsRoundAgainstTheTrader() throws {
    let long = try Engine(at: "0.5") { $0.quantityStep = Quantity(units: 1) }
    long.buy(.quantity(Quantity(units: 3)))
    #expect(long.position().openCost.units == 2)
    #expect(long.position().margin.units == 1)
    let short = try Engine(at: "0.5") { $0.quantityStep = Quantity(units: 1) }
    short.sell(.quantity(Quantity(units: 3)))
    #expect(short.position().openCost.units == 1)
    #expect(short.position().margin.units == 1)
  }

  // MARK: - Adding

  /// 0.2 x 51,000 / 10 = 1,020 is covered by 1,000 and 200 of profit: only the addition pays.
  @Test func addingToAProfitPaysItsOwnMargin() throws {
    let engine = try Engine(at: "50000")
    engine.buy(fifth)
    engine.mark("51000")
    engine.buy(.quantity(quantity("0.1")))
    #expect(engine.position().openCost == money("15100"))
    #expect(engine.position().margin == money("1510"))
    #expect(engine.wallet() == money("8490"))
  }

  /// The result, 0.3 x 48,000 / 10 = 1,440, less the 600 that are left of the margin: 840.
  @Test func addingToALossRestoresTheInitialMargin() throws {
    let engine = try Engine(at: "50000")
    engine.buy(fifth)
    engine.mark("48000")
    engine.buy(.quantity(quantity("0.1")))
    #expect(engine.position().openCost == money("14800"))
    #expect(engine.position().margin == money("1840"))
    #expect(engine.wallet() == money("8160"))
  }

  @Test func addingToAShortSumsWhatWasReceived() throws {
    let engine = try Engine(at: "50000")
    engine.sell(fifth)
    engine.mark("49000")
    engine.sell(fifth)
    #expect(engine.position().quantity == quantity("-0.4"))
    #expect(engine.position().openCost == money("19800"))
    #expect(engine.position().margin == money("1980"))
  }

  /// First the held 0.2 is brought to 5x at 48,000 (1,320), then 0.1 opens (960).
  @Test func addingAtAnotherLeverageMovesTheWholePosition() throws {
    let engine = try Engine(at: "50000")
    engine.buy(fifth)
    engine.mark("48000")
    engine.buy(.quantity(quantity("0.1")), leverage: 5)
    #expect(engine.position().leverage == leverage(5))
    #expect(engine.position().margin == money("3280"))
    #expect(engine.wallet() == money("6720"))
  }

  // MARK: - Flipping

  @Test func aFlipClosesFirstAndThenOpensTheRest() throws {
    let engine = try Engine(at: "50000") { $0.costs.takerFee = rate("0.0005") }
    engine.buy(fifth)
    engine.mark("51000")
    #expect(engine.sell(.quantity(quantity("0.3"))) == nil)
    #expect(engine.position().quantity == quantity("-0.1"))
    #expect(engine.position().openCost == money("5100"))
    #expect(engine.position().margin == money("510"))
    // 8,995 + 1,000 + 200 - 5.10 - 510 - 2.55
    #expect(engine.wallet() == money("9677.35"))
    #expect(engine.account().orders == 2)
    #expect(engine.account().realizedProfit == money("200"))
    let fills = engine.fills
    #expect(fills.map(\.reason) == [.close, .market])
    #expect(fills.map(\.order) == [2, 2])
    #expect(fills.map(\.side) == [.sell, .sell])
    #expect(fills.map(\.quantity) == [quantity("0.2"), quantity("0.1")])
    #expect(fills.map(\.fee) == [money("5.10"), money("2.55")])
    #expect(fills.map(\.realizedProfit) == [money("200"), .zero])
    #expect(fills.map(\.position.quantity) == [.zero, quantity("-0.1")])
    #expect(fills.map(\.wallet) == [money("10189.90"), money("9677.35")])
  }

  @Test func aFlipMayUseWhatItsFirstHalfSetsFree() throws {
    let engine = try Engine(at: "50000", balance: "1000")
    engine.buy(fifth)
    #expect(engine.wallet() == .zero)
    #expect(engine.sell(.quantity(quantity("0.4"))) == nil)
    #expect(engine.position().quantity == quantity("-0.2"))
    #expect(engine.wallet() == .zero)
  }

  @Test func aFlipTakesTheNewLeverageForTheNewSide() throws {
    let engine = try Engine(at: "50000")
    engine.buy(fifth)
    engine.sell(.quantity(quantity("0.3")), leverage: 5)
    #expect(engine.position().margin == money("1000"))
    #expect(engine.position().leverage == leverage(5))
  }

  @Test func anOppositeOrderThatFitsOnlyReduces() throws {
    let engine = try Engine(at: "50000")
    engine.buy(fifth)
    engine.sell(.quantity(quantity("0.05")))
    #expect(engine.position().quantity == quantity("0.15"))
    #expect(engine.position().margin == money("750"))
    #expect(engine.fills.map(\.reason) == [.close])
    engine.sell(.quantity(quantity("0.15")))
    #expect(!engine.position().isOpen)
    #expect(engine.wallet() == money("10000"))
  }

  // MARK: - Closing

  /// 500 released, cost 5,000, worth 4,800: 300 come back; the last close takes everything.
  @Test func aCloseIsProRata() throws {
    let engine = try Engine(at: "50000")
    engine.buy(fifth)
    engine.mark("48000")
    engine.close(.share(rate("0.5")))
    #expect(engine.wallet() == money("9300"))
    #expect(engine.position().margin == money("500"))
    #expect(engine.position().openCost == money("5000"))
    engine.mark("51000")
    engine.close()
    #expect(engine.wallet() == money("9900"))
    #expect(engine.position().margin == .zero && engine.position().openCost == .zero)
    #expect(engine.account().realizedProfit == money("-100"))
  }

  @Test func closingAShortPaysTheFeeOnce() throws {
    let engine = try Engine(at: "50000") { $0.costs.takerFee = rate("0.0005") }
    engine.sell(fifth)
    engine.mark("49000")
    engine.close()
    // 8,995 + 1,000 + 200 - 4.90
    #expect(engine.wallet() == money("10190.10"))
    #expect(engine.account().fees == money("9.90"))
    let fill = try #require(engine.fills.first)
    #expect(fill.side == .buy && fill.reason == .close && fill.order == 2)
    #expect(fill.fee == money("4.90") && fill.realizedProfit == money("200"))
  }

  @Test func aCloseFillsOnTheOtherSideOfTheQuote() throws {
    let engine = try Engine(at: "50000") { $0.costs.halfSpread = rate("0.0001") }
    engine.buy(fifth)
    engine.close()
    #expect(engine.fills.first?.price == price("49995"))
    #expect(engine.wallet() == money("9998"))
    engine.sell(fifth)
    engine.close()
    #expect(engine.fills.first?.price == price("50005"))
    #expect(engine.wallet() == money("9996"))
  }

  @Test func aCloseNeverOpens() throws {
    let engine = try Engine(at: "50000")
    engine.buy(fifth)
    engine.close(.quantity(quantity("5")))
    #expect(!engine.position().isOpen)
    engine.buy(fifth)
    engine.close(.share(rate("3")))
    #expect(!engine.position().isOpen)
    #expect(engine.wallet() == money("10000"))
  }

  @Test func aShareOfAPositionRoundsDownToTheStep() throws {
    let engine = try Engine(at: "50000")
    engine.buy(.quantity(quantity("0.0003")))
    engine.close(.share(rate("0.5")))
    #expect(engine.position().quantity == quantity("0.0002"))
  }

  @Test func closingIsExemptFromTheSmallestNotional() throws {
    let engine = try Engine(at: "50000") { $0.minNotional = money("5") }
    engine.buy(.quantity(quantity("0.0002")))
    engine.mark("47000")
    #expect(engine.close(.quantity(quantity("0.0001"))) == nil)
    #expect(engine.close() == nil)
  }

  /// Rule MARGIN-9: an order against the position that opens nothing only closes.
  @Test func reducingIsExemptFromTheSmallestNotional() throws {
    let engine = try Engine(at: "50000") { $0.minNotional = money("100") }
    engine.buy(fifth)
    #expect(engine.sell(.quantity(quantity("0.0001"))) == nil)
    #expect(engine.sell(.quantity(quantity("0.1999"))) == nil)
    #expect(!engine.position().isOpen)
  }

  /// Cost 2 for three units of quantity: each third costs a unit and is worth none.
  @Test func partsOfAUnitGoToTheHouse() throws {
    let engine = try Engine(at: "0.5", balance: "1") { $0.quantityStep = Quantity(units: 1) }
    engine.buy(.quantity(Quantity(units: 3)))
    engine.close(.quantity(Quantity(units: 1)))
    #expect(engine.position().openCost.units == 1)
    #expect(engine.position().margin.units == 0)
    engine.close(.quantity(Quantity(units: 1)))
    #expect(engine.position().openCost.units == 0)
    #expect(engine.account().draws.units == 1)
    engine.close()
    #expect(engine.wallet().units == 99_999_999)
    #expect(engine.ledgers.house == 2)
    #expect(engine.ledgers.insurance == -1)
  }

  /// Received 2 for five units of quantity: a fifth was sold for less than a unit, so for none.
  @Test func theCostOfPartOfAShortRoundsDown() throws {
    let engine = try Engine(at: "0.5", balance: "1") { $0.quantityStep = Quantity(units: 1) }
    engine.sell(.quantity(Quantity(units: 5)))
    #expect(engine.position().openCost.units == 2)
    engine.close(.quantity(Quantity(units: 1)))
    #expect(engine.position().openCost.units == 2)
    #expect(engine.account().realizedProfit.units == -1)
    engine.close()
    // Worth 2 for 4 of quantity: nothing is won or lost on the rest.
    #expect(engine.account().realizedProfit.units == -1)
  }

  /// 41 units at 0.5 are 20.5, up 21; 5 % of that is 1.05, up 2.
  @Test func aClosingFeeRoundsTheNotionalUpFirst() throws {
    let engine = try Engine(at: "0.5", balance: "1") {
      $0.quantityStep = Quantity(units: 1)
      $0.costs.takerFee = rate("0.05")
    }
    engine.buy(.quantity(Quantity(units: 41)))
    engine.close()
    #expect(engine.fills.first?.fee.units == 2)
    #expect(engine.account().fees.units == 4)
  }

  /// Half-spread 1 %, 100x: margin 101, the bid is 200 below what was paid.
  @Test func aCloseBeyondTheMarginDrawsOnInsurance() throws {
    let engine = try Engine(at: "50000") { $0.costs.halfSpread = rate("0.01") }
    engine.buy(fifth, leverage: 100)
    #expect(engine.wallet() == money("9899"))
    #expect(engine.equity() == ExactMoney(money("9800")))
    engine.close()
    #expect(engine.wallet() == money("9899"))
    #expect(engine.account().draws == money("99"))
    #expect(engine.fills.first?.insurance == money("99"))
    #expect(engine.ledgers.insurance == -Int128(money("99").units))
    #expect(engine.equity() == ExactMoney(money("9800")))
  }

  /// Released 50.50 for a loss of 100: the rest is taken from the margin that stays.
  @Test func aPartialLossTakesTheRemainingMarginFirst() throws {
    let engine = try Engine(at: "50000") { $0.costs.halfSpread = rate("0.01") }
    engine.buy(fifth, leverage: 100)
    engine.close(.share(rate("0.5")))
    #expect(engine.position().margin == money("1"))
    #expect(engine.account().draws == .zero)
    #expect(engine.wallet() == money("9899"))
  }

  // MARK: - Leverage

  /// Rule MARGIN-13: 9,600 / 5 + 400 = 2,320, so 1,320 move in; 480 + 400 = 880 gives 120 back.
  @Test(arguments: [(5, "2320", "7680"), (20, "880", "9120"), (10, "1360", "8640")])
  func aLeverageRemarginsTheOpenPosition(_ value: Int, _ margin: String, _ wallet: String) throws {
    let engine = try Engine(at: "50000")
    engine.buy(fifth, leverage: 10)
    engine.mark("48000")
    #expect(engine.setLeverage(value) == nil)
    #expect(engine.position().margin == money(margin))
    #expect(engine.wallet() == money(wallet))
    #expect(engine.events.isEmpty)
    #expect(engine.account().orders == 1)
  }

  /// Profit is not lent: 10,400 / 20 = 520, though 400 of profit are there.
  @Test func profitDoesNotLowerTheMargin() throws {
    let engine = try Engine(at: "50000")
    engine.buy(fifth, leverage: 10)
    engine.mark("52000")
    engine.setLeverage(20)
    #expect(engine.position().margin == money("520"))
    #expect(engine.wallet() == money("9480"))
  }

  @Test func aLeverageIsKeptWithoutAPosition() throws {
    let engine = try Engine(at: "50000")
    engine.setLeverage(4)
    engine.buy(fifth)
    #expect(engine.position().margin == money("2500"))
    engine.close()
    #expect(engine.position().leverage == leverage(4))
  }

  /// The half that stays is brought to 5x: 1,000 of margin, 500 more from the wallet.
  @Test func aReducingOrderMayChangeTheLeverageOfTheRest() throws {
    let engine = try Engine(at: "50000")
    engine.buy(fifth)
    engine.sell(.quantity(quantity("0.1")), leverage: 5)
    #expect(engine.position().quantity == quantity("0.1"))
    #expect(engine.position().margin == money("1000"))
    #expect(engine.wallet() == money("9000"))
  }

  /// Whoever hears only events must know where he stands.
  @Test func theLastFillTellsWhatTheOrderLeft() throws {
    let engine = try Engine(at: "50000")
    engine.buy(fifth)
    engine.sell(.quantity(quantity("0.1")), leverage: 5)
    let fill = try #require(engine.fills.last)
    #expect(fill.position == engine.position())
    #expect(fill.wallet == engine.wallet())
  }

  @Test func theDefaultLeverageIsThatOfTheRules() throws {
    let engine = try Engine(at: "50000") { $0.leverageDefault = 3 }
    engine.buy(.quantity(quantity("0.3")))
    #expect(engine.position().margin == money("5000"))
  }
}
