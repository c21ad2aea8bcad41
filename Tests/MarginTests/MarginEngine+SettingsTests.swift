import Primitives
import TestKit
import Testing

@testable import Margin

struct MarginEngineSettingsTests {
  private let fifth = EntrySize.quantity(quantity("0.2"))

  @Test func aModeChangesOnlyFlat() throws {
    let engine = try Engine(at: "50000")
    #expect(engine.setMode(.cross) == nil && engine.position().mode == .cross)
    engine.buy(fifth)
    #expect(engine.setMode(.isolated) == .modeLocked(.cross))
    #expect(engine.buy(fifth, mode: .isolated) == .modeLocked(.cross))
    #expect(engine.setMode(.cross) == nil)
    engine.close()
    #expect(engine.position().mode == .cross)
    #expect(engine.setMode(.isolated) == nil)
  }

  /// 0.2 from 50,000 at 10x, 500 added: gone at 42,500; half closed at 48,000 leaves 750.
  @Test func addedMarginMovesTheLiquidationPrice() throws {
    let engine = try Engine(at: "50000")
    engine.buy(fifth)
    #expect(engine.moveMargin("500") == nil)
    #expect(engine.position().margin == money("1500") && engine.wallet() == money("8500"))
    #expect(engine.liquidationPrice() == price("42500"))
    engine.mark("48000")
    engine.close(.share(rate("0.5")))
    #expect(engine.position().margin == money("750"))
    #expect(engine.wallet() == money("9050"))
  }

  /// At 48,000 it must keep 960 and the 400 it has lost: 140 of 1,500 can go.
  @Test func marginIsTakenOutDownToWhatIsNeeded() throws {
    let engine = try Engine(at: "50000")
    engine.buy(fifth)
    #expect(engine.moveMargin("-0.01") == .marginNeeded(removable: .zero))
    engine.moveMargin("500")
    engine.mark("48000")
    #expect(engine.moveMargin("-140.00000001") == .marginNeeded(removable: money("140")))
    #expect(engine.moveMargin("-140") == nil)
    #expect(engine.position().margin == money("1360"))
  }

  @Test func marginIsMovedWithinLimits() throws {
    let engine = try Engine(at: "50000")
    #expect(engine.moveMargin("1") == .noPosition)
    engine.buy(fifth)
    #expect(
      engine.moveMargin("9000.01")
        == .insufficientMargin(required: money("9000.01"), available: money("9000")))
    engine.close()
    engine.buy(fifth, mode: .cross)
    #expect(engine.moveMargin("1") == .notIsolated)
  }

  /// 0.2 from 50,000 at 10x with margin 1,000, mark 48,000: to 5x moves 1,320, to 20x gives 120.
  @Test(arguments: [(5, "2320", "7680"), (20, "880", "9120")])
  func leverageRemarginsAtTheMark(_ value: Int, _ margin: String, _ wallet: String) throws {
    let engine = try Engine(at: "50000")
    engine.buy(fifth)
    engine.mark("48000")
    #expect(engine.setLeverage(value) == nil)
    #expect(engine.position().margin == money(margin) && engine.wallet() == money(wallet))
  }

  @Test func leverageOfACrossPositionNeedsHeadroom() throws {
    let engine = try Engine(at: "50000", balance: "2000")
    engine.buy(fifth, mode: .cross)
    #expect(engine.setLeverage(5) == nil && engine.available() == .zero)
    #expect(
      engine.setLeverage(4)
        == .insufficientMargin(required: money("500"), available: .zero))
    #expect(engine.setLeverage(20) == nil && engine.available() == money("1500"))
  }
}
