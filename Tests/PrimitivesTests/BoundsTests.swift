import Primitives
import Testing

/// Proves the claims of the documentation of `Bounds` in 128 bits.
struct BoundsTests {
  private let one = Int128(unitsPerOne)

  @Test func aNotionalAtScale16IsBelowTwoToThe84() {
    let product = Int128(Bounds.notionalMax.units) * one
    #expect(product < Int128(1) << 84)
  }

  @Test func aNotionalTimesARateAtScale24IsBelowTwoToThe112() {
    let product = Int128(Bounds.notionalMax.units) * one * (2 * one)
    #expect(product < Int128(1) << 112)
  }

  @Test func anAccountsEquityFitsMoney() {
    let instruments = Int128(Bounds.instrumentsMax)
    let positions = instruments * Int128(Bounds.marginMax.units + Bounds.notionalMax.units)
    let equity = Int128(Bounds.walletMax.units) + positions
    #expect(equity < Int128(92_000_000_000) * one)
    #expect(equity < Int128(Int64.max))
  }

  @Test func anEquityAtScale24FitsAHundredTimes() {
    let equity = Int128(92_000_000_000) * one * ExactMoney.perUnit
    #expect(equity < Int128(100_000_000_000) * one * ExactMoney.perUnit)
    let (_, isTooLarge) = equity.multipliedReportingOverflow(by: 100)
    #expect(!isTooLarge)
  }

  /// Both sides of the liquidation equation at 100 per cent: costs, margins and the rate's factor.
  @Test func theTermsOfTheLiquidationEquationFit() {
    let terms =
      Int128(Bounds.notionalMax.units) + Int128(Bounds.marginMax.units)
      + Int128(Bounds.walletMax.units)
    let (above, isAboveTooLarge) = (terms * ExactMoney.perUnit).multipliedReportingOverflow(by: 200)
    #expect(!isAboveTooLarge && above > 0)
    let (below, isBelowTooLarge) = Int128(Bounds.quantityMax.units)
      .multipliedReportingOverflow(by: 2 * one * 200)
    #expect(!isBelowTooLarge && below > 0)
  }

  @Test func sumsOfTwoFit64Bits() {
    #expect(!Bounds.quantityMax.units.addingReportingOverflow(Bounds.quantityMax.units).overflow)
    #expect(!Bounds.walletMax.units.addingReportingOverflow(Bounds.marginMax.units).overflow)
    // The ask lies at most 5 % and one price step above the highest mark.
    let ask = Int128(Bounds.priceMax.units) * 105 / 100 + Int128(Bounds.priceMax.units)
    #expect(ask < Int128(Int64.max))
  }
}
