import Primitives
import TestKit
import Testing

@testable import Simulation

struct RationalTests {
  private func fraction(_ top: Int, _ bottom: Int) -> Rational { Rational(top) / Rational(bottom) }

  @Test func keepsThirdsExact() {
    let third = fraction(1, 3)
    #expect(third + third + third == Rational(1))
    #expect(third * Rational(3) == Rational(1))
    #expect(Rational(1) - third == fraction(4, 6))
    #expect(Rational(1) / third == Rational(3))
  }

  @Test func addsUnlikeDenominators() {
    #expect(fraction(1, 6) + fraction(1, 4) == fraction(5, 12))
    #expect(Rational(price("0.00000001")) + fraction(1, 2) == Rational(price("0.50000001")))
    #expect(fraction(1, -2) == fraction(-1, 2))
    #expect(fraction(-1, 2).magnitude == fraction(1, 2))
  }

  @Test(
    arguments: [
      ((1, 3), "0.33333333", "0.33333334"), ((-1, 3), "-0.33333334", "-0.33333333"),
      ((1, 4), "0.25", "0.25"), ((-1, 4), "-0.25", "-0.25"), ((0, 7), "0", "0"),
      ((2, 3), "0.66666666", "0.66666667"),
    ] as [((Int, Int), String, String)])
  func roundsTowardBothEnds(_ parts: (Int, Int), _ down: String, _ up: String) {
    #expect(fraction(parts.0, parts.1).down == Rational(money(down)))
    #expect(fraction(parts.0, parts.1).up == Rational(money(up)))
  }

  @Test func roundsToAStep() {
    let step = Rational(price("0.05"))
    #expect(Rational(price("1.07")).roundedDown(to: step) == Rational(price("1.05")))
    #expect(Rational(price("1.07")).roundedUp(to: step) == Rational(price("1.1")))
    #expect(Rational(price("1.05")).roundedUp(to: step) == Rational(price("1.05")))
    #expect(Rational(price("-1.07")).roundedDown(to: step) == Rational(price("-1.1")))
  }

  @Test func comparesByValue() {
    #expect(fraction(1, 3) < fraction(1, 2))
    #expect(fraction(-1, 2) < fraction(-1, 3))
    #expect(fraction(2, 4) <= fraction(1, 2))
    #expect(max(fraction(1, 3), fraction(3, 10)) == fraction(1, 3))
  }

  @Test func countsUnitsOfBothScales() {
    let value = Rational(quantity("0.5")) * Rational(price("3.00000001"))
    #expect(value.up.units == 150_000_001)
    #expect(value.fineUnits == 1_500_000_005_000_000_000_000_000)
    #expect(Rational(money("-12.5")).units == -1_250_000_000)
  }

  @Test func takesAMissingAmountForNone() {
    #expect(Rational(optional: Price?.none) == nil)
    #expect(Rational(optional: price("2")) == Rational(2))
  }

  @Test func whatIsNoWholeNumberOfUnitsIsNotCounted() async {
    await #expect(processExitsWith: .failure) {
      _ = (Rational(1) / Rational(3)).units
    }
  }
}
