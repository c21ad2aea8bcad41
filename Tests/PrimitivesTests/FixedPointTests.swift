import Primitives
import TestKit
import Testing

struct FixedPointTests {
  @Test func eachTypeShowsItsDecimals() {
    #expect(Price(whole: 60_000).description == "60000.00")
    #expect(Money(whole: -5).description == "-5.00")
    #expect(Quantity(whole: 3).description == "3")
    #expect(Rate.one.description == "1")
    #expect(Rate(units: 50_000).description == "0.0005")
    #expect(Price(units: 1).description == "0.00000001")
    #expect(Money(units: 12_345_000_000).description == "123.45")
  }

  @Test(arguments: ["", "x", "1.", "0.000000001", "92233720369", "1e3"])
  func aTextIsANumberOrNil(_ text: String) {
    #expect(Price(text)?.units == (text == "1." ? 100_000_000 : nil))
    #expect(Money(text)?.units == (text == "1." ? 100_000_000 : nil))
  }

  @Test func comparesByValue() {
    #expect(price("0.1") < price("0.10000001"))
    #expect(money("-1") < Money.zero)
    #expect(max(quantity("2"), quantity("10")) == quantity("10"))
    #expect(rate("0.5") == rate(".50"))
  }

  @Test func wholeNumbersUpTo64BitsAreMade() {
    #expect(Money(whole: 92_233_720_368).units == 9_223_372_036_800_000_000)
    #expect(Money(whole: -92_233_720_368).units == -9_223_372_036_800_000_000)
  }

  @Test func aWholeNumberBeyond64BitsTraps() async {
    await #expect(processExitsWith: .failure) { _ = Money(whole: 92_233_720_369) }
  }
}
