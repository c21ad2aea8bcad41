import Testing

@testable import PriceTape

struct ImportedDecimalTests {
  private func units(_ text: String, place: Int = -8) -> Int64? {
    ImportedDecimal(Array(text.utf8))?.steps(ofPlace: place)
  }

  @Test(arguments: [
    ("1", 100_000_000), ("1.", 100_000_000), (".5", 50_000_000), ("+2.50", 250_000_000),
    ("5.330000000000001e-05", 5330), ("5.33E-05", 5330), ("1e2", 10_000_000_000),
    ("1.5e+1", 1_500_000_000), ("000.00000001", 1), ("0", 0), ("0.00e5", 0),
    ("1e-9999", 0), ("0.000000005", 0), ("0.000000015", 2), ("0.0000000050000001", 1),
    ("0.0000000149999999999999999999999999999999999999999999", 1),
    ("0.000000025", 2), ("0.00000002500000000000000000000000000000000000000000000001", 3),
    ("92233720368", 9_223_372_036_800_000_000),
  ])
  func aNumberIsRoundedHalfEvenFromItsExactValue(_ text: String, _ expected: Int64) {
    #expect(units(text) == expected)
  }

  @Test(arguments: [
    "", ".", "+", "-1", "e5", "1e", "1e+", "1ex", "1e99999", "1,5", "1 000", "0x10", "NaN", "inf",
    "null", "1.2.3", "--1", "١",
  ])
  func anythingElseIsNoNumber(_ text: String) {
    #expect(ImportedDecimal(Array(text.utf8)) == nil)
  }

  @Test(arguments: ["1e18", "99999999999999999999", "1e9999"])
  func whatIsTooLargeHasNoSteps(_ text: String) { #expect(units(text) == nil) }

  @Test func theMagnitudeIsThePlaceOfTheFirstDigit() {
    let cases = [("1.07", 0), ("0.0984", -2), ("60000", 4), ("5.29e-05", -5), ("9.99", 0)]
    for (text, expected) in cases {
      #expect(ImportedDecimal(Array(text.utf8))?.magnitude == expected, "\(text)")
    }
    #expect(ImportedDecimal(Array("0.000".utf8))?.magnitude == nil)
  }

  @Test func aLargePlaceRoundsToo() {
    #expect(units("12345", place: 2) == 123)
    #expect(units("12350", place: 2) == 124)
    #expect(units("12250", place: 2) == 122)
  }
}
