import Primitives
import Testing

@testable import PriceTape

struct ImportedDecimalTests {
  private func decimal(_ text: String) -> ImportedDecimal? {
    ImportedDecimal(Array(text.utf8).span)
  }

  /// A price in units of 10^-8 as it is rounded to a step of 10^-8.
  private func units(_ text: String, step: Int64 = 1) -> Int64? {
    decimal(text).flatMap { ImportedPrice($0) }?.steps(of: Price(units: step))
  }

  @Test(arguments: [
    ("1", 100_000_000), ("1.", 100_000_000), (".5", 50_000_000), ("+2.50", 250_000_000),
    ("5.330000000000001e-05", 5330), ("5.33E-05", 5330), ("1e2", 10_000_000_000),
    ("1.5e+1", 1_500_000_000), ("000.00000001", 1), ("0", 0), ("0.00e5", 0),
    ("1e-9999", 0), ("0.000000005", 0), ("0.000000015", 2), ("0.0000000050000001", 1),
    ("0.0000000149999999999999999999999999999999999999999999", 1),
    ("0.000000025", 2), ("0.00000002500000000000000000000000000000000000000000000001", 3),
    ("9223372036", 922_337_203_600_000_000), ("0.0000000049999999999999999999999999", 0),
    ("0.00000000999999999999999999999999", 1), ("625000000.000000005", 62_500_000_000_000_000),
    ("625000000.0000000050000000000001", 62_500_000_000_000_001),
    ("625000000.000000015", 62_500_000_000_000_002),
  ])
  func aNumberIsRoundedHalfEvenFromItsExactValue(_ text: String, _ expected: Int64) {
    #expect(units(text) == expected)
  }

  @Test(arguments: [
    "", ".", "+", "-1", "e5", "1e", "1e+", "1ex", "1e99999", "1,5", "1 000", "0x10", "NaN", "inf",
    "null", "1.2.3", "--1", "١", "1e+-5", "1e-+5", "1e5.", "1e 5",
  ])
  func anythingElseIsNoNumber(_ text: String) {
    #expect(decimal(text) == nil)
  }

  @Test(arguments: ["1e10", "9223372036.9", "1e18", "99999999999999999999", "1e9999"])
  func whatIsTooLargeHasNoSteps(_ text: String) { #expect(units(text) == nil) }

  @Test(arguments: [("1.07", 0), ("0.0984", -2), ("60000", 4), ("5.29e-05", -5), ("9.99", 0)])
  func theMagnitudeIsThePlaceOfTheFirstDigit(_ text: String, _ expected: Int) throws {
    let decimal = try #require(self.decimal(text))
    #expect(ImportedPrice(decimal)?.magnitude == expected)
  }

  @Test func zeroHasNoFirstDigit() throws {
    let zero = try #require(decimal("0.000"))
    #expect(zero.isZero && ImportedPrice(zero)?.magnitude == nil)
  }

  @Test(arguments: [
    ("12345", 123), ("12350", 124), ("12250", 122), ("12250.0000000000000000000000001", 123),
    ("12249.9999999999999999999999999", 122), ("12350.0000000000000000000000000", 124),
  ])
  func aLargeStepRoundsTheExactValueToo(_ text: String, _ expected: Int64) {
    #expect(units(text, step: 10_000_000_000) == expected)
  }
}
