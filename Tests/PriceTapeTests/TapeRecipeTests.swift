import PriceTape
import Primitives
import TestKit
import Testing

struct TapeRecipeTests {
  /// What is wrong with an instrument; nil when nothing is.
  private func refusal(
    start: String = "60000", step: String = "0.01", volatility: String = "0.002",
    drift: String = "0", loading: String = "0.8"
  ) -> TapeRecipeError? {
    do throws(TapeRecipeError) {
      _ = try TapeInstrument(
        startPrice: price(start), priceStep: price(step), volatility: rate(volatility),
        drift: rate(drift), loading: rate(loading))
    } catch {
      return error
    }
    return nil
  }

  @Test func anOrdinaryInstrumentIsTaken() {
    #expect(refusal() == nil)
  }

  @Test func thePriceStepIsPositive() {
    #expect(refusal(step: "0") == .priceStep)
    #expect(refusal(step: "-0.01") == .priceStep)
    #expect(refusal(start: "0", step: "0") == .priceStep)
  }

  @Test func theStartPriceIsPositiveOnItsStepAndLowEnough() {
    #expect(refusal(start: "0") == .startPrice)
    #expect(refusal(start: "-60000") == .startPrice)
    #expect(refusal(start: "60000.005") == .startPrice)
    #expect(refusal(start: "0.01", step: "0.02") == .startPrice)
    #expect(refusal(start: "625000000") == nil)
    #expect(refusal(start: "625000000.01") == .startPrice)
    #expect(refusal(start: "0.01") == nil)
  }

  @Test func theVolatilityIsWithinItsRange() {
    #expect(refusal(volatility: "0") == nil)
    #expect(refusal(volatility: "0.25") == nil)
    #expect(refusal(volatility: "0.25000001") == .volatility)
    #expect(refusal(volatility: "-0.00000001") == .volatility)
  }

  @Test func theDriftIsWithinItsRange() {
    #expect(refusal(drift: "0.01") == nil)
    #expect(refusal(drift: "-0.01") == nil)
    #expect(refusal(drift: "0.01000001") == .drift)
    #expect(refusal(drift: "-0.01000001") == .drift)
  }

  @Test func theLoadingIsWithinItsRange() {
    #expect(refusal(loading: "1") == nil)
    #expect(refusal(loading: "-1") == nil)
    #expect(refusal(loading: "1.00000001") == .loading)
    #expect(refusal(loading: "-1.00000001") == .loading)
  }

  @Test func theHighestPriceIsSixteenTimesTheStart() throws {
    let instrument = try TapeInstrument(
      startPrice: price("60000"), priceStep: price("0.01"), volatility: .zero, drift: .zero,
      loading: .zero)
    #expect(instrument.priceMax == price("960000"))
  }

  @Test func aRecipeHasOneToEightInstruments() async {
    await #expect(processExitsWith: .failure) {
      _ = TapeRecipe(generator: .brownian, instruments: [])
    }
    await #expect(processExitsWith: .failure) {
      let one = try TapeInstrument(
        startPrice: Price(whole: 1), priceStep: Price(whole: 1), volatility: .zero, drift: .zero,
        loading: .zero)
      _ = TapeRecipe(generator: .brownian, instruments: Array(repeating: one, count: 9))
    }
  }
}
