import Primitives
import TestKit
import Testing

@testable import Margin

/// Cross positions share what the account has beside its isolated margins.
struct MarginEngineCrossTests {
  private let fifth = EntrySize.quantity(quantity("0.2"))

  /// The same 0.2 from 50,000 at 10x: gone at 45,000 isolated, alive down to 25,000 in cross.
  @Test func theAccountCarriesACrossPosition() throws {
    let isolated = try Engine(at: "50000", balance: "5000")
    isolated.buy(fifth)
    #expect(isolated.liquidationPrice() == price("45000"))
    let cross = try Engine(at: "50000", balance: "5000")
    #expect(cross.buy(fifth, mode: .cross) == nil)
    #expect(cross.position().margin == .zero && cross.wallet() == money("5000"))
    #expect(cross.liquidationPrice() == price("25000"))
    for mark in ["45000", "30000", "25000.01"] {
      cross.mark(mark)
      #expect(cross.liquidations.isEmpty && cross.position().isOpen)
    }
    cross.mark("25000")
    #expect(cross.liquidations.count == 1)
    #expect(cross.wallet() == .zero && cross.account().draws == .zero)
  }

  /// Wallet 10,000, profit 400 on initial margin 1,040: 9,360 are left to assign.
  @Test func profitOfACrossPositionIsAvailable() throws {
    let engine = try Engine(at: "50000", "3000")
    engine.buy(fifth, mode: .cross)
    #expect(engine.available() == money("9000"))
    engine.mark("52000", "3000")
    #expect(engine.available() == money("9360"))
    // But it cannot be moved into isolated margin beyond the wallet.
    engine.mark("150000", "3000")
    #expect(engine.available() == money("27000"))
    #expect(
      engine.buy(.margin(money("10002")), instrument: 1)
        == .insufficientMargin(required: money("10002"), available: money("10000")))
    #expect(engine.buy(.margin(money("10002")), mode: .cross, instrument: 1) == nil)
  }

  /// Two positions of one account: the winner carries the loser.
  @Test func aWinnerCarriesALoser() throws {
    let engine = try Engine(at: "50000", "3000", balance: "5000")
    engine.buy(.quantity(quantity("0.5")), mode: .cross)
    engine.sell(.quantity(quantity("8")), mode: .cross, instrument: 1)
    // The long has lost 7,500, the short has earned 8,000.
    engine.mark("35000", "2000")
    #expect(engine.liquidations.isEmpty)
    #expect(engine.core.crossAccount(of: Seat(0))?.balance == money("5500"))
    // Its price tells what the other one's profit is worth: (25,000 - 13,000) / 0.5.
    #expect(engine.liquidationPrice() == price("24000"))
  }

  /// Brackets: 0 to 20,000 at 1 %, from there 5 %. The account falls in stages, the heavier first.
  @Test func anAccountFallsInStages() throws {
    let engine = try Engine(at: "50000", "3000", balance: "9000") {
      $0.maintenance = rate("0.01")
      $0.leverageMax = 20
      $0.brackets = [("20000", "0.05", 10)]
      $0.mode = .cross
    }
    #expect(engine.buy(.quantity(quantity("0.8"))) == nil)
    #expect(engine.buy(.quantity(quantity("10")), instrument: 1) == nil)
    engine.mark("43000", "2720")
    // Balance 9,000 - 5,600 - 2,800 = 600. Maintenance 34,400 x 5 % - 800 = 920 and 27,200 x 5 % -
    // 800 = 560; then 200 and 560; then 200 and 200.
    #expect(engine.liquidations.map(\.instrument.index) == [0, 1])
    #expect(
      engine.liquidations.map(\.position.quantity) == [quantity("0.4651"), quantity("7.3529")])
    #expect(engine.account().liquidations == engine.liquidations.count)
    let totals = engine.core.crossTotals(of: Seat(0))
    let isFlat = !engine.position().isOpen && !engine.position(0, 1).isOpen
    #expect(isFlat || totals.balance > totals.maintenance)
  }

  /// A gap through zero: the wallet is set to zero, what is missing is drawn in the seat's name.
  @Test func aGapIsDrawnInTheSeatsName() throws {
    let engine = try Engine(at: "50000", balance: "1000")
    engine.buy(fifth, mode: .cross)
    engine.mark("40000")
    #expect(engine.wallet() == .zero && engine.account().draws == money("1000"))
    #expect(engine.liquidations.last?.insurance == money("1000"))
    #expect(engine.equity() == ExactMoney(money("-1000")))
  }

  /// Isolated margin is safe from the cross positions beside it.
  @Test func modesStandSideBySide() throws {
    let engine = try Engine(at: "50000", "3000", balance: "2000")
    engine.buy(fifth, mode: .isolated)
    engine.buy(.quantity(quantity("3")), mode: .cross, instrument: 1)
    engine.mark("50000", "2600")
    #expect(engine.liquidations.map(\.instrument.index) == [1])
    #expect(engine.position().margin == money("1000"))
    #expect(engine.wallet() == .zero && engine.account().draws == money("200"))
  }

  /// Assigned 1,000: called at 20 %, at 10 %, re-armed at 25 %.
  @Test func anAccountIsCalledOnItsInitialMargin() throws {
    let engine = try Engine(at: "50000", balance: "1000")
    engine.buy(fifth, mode: .cross)
    engine.mark("45900")
    #expect(engine.calls.map(\.level) == [.first])
    #expect(engine.calls.first?.instrument == nil)
    engine.mark("45400")
    #expect(engine.calls.map(\.level) == [.second])
    engine.mark("46500")
    #expect(engine.calls.isEmpty && engine.account().callLevel == .none)
    engine.mark("45900")
    #expect(engine.calls.map(\.level) == [.first])
  }

  /// An order counts at the worse of mark and fill, with its fee, against what is available.
  @Test func aCrossEntryNeedsHeadroomAndFee() throws {
    let engine = try Engine(at: "50000", balance: "1000") { $0.costs.takerFee = rate("0.001") }
    #expect(
      engine.buy(fifth, mode: .cross)
        == .insufficientMargin(required: money("1010"), available: money("1000")))
    #expect(engine.position().mode == .isolated)
    #expect(engine.buy(.share(.one), mode: .cross) == nil)
    #expect(engine.available() >= .zero && engine.available() < money("1"))
  }

  @Test func aClosedPartPaysTheWallet() throws {
    let engine = try Engine(at: "50000", balance: "5000")
    engine.buy(fifth, mode: .cross)
    engine.mark("48000")
    engine.close(.share(rate("0.5")))
    #expect(engine.wallet() == money("4800"))
    #expect(engine.position().quantity == quantity("0.1"))
    #expect(engine.liquidationPrice() == price("2000"))
  }
}
