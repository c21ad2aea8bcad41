import Primitives
import TestKit
import Testing

@testable import Reports

struct FiguresTests {
  @Test(arguments: [
    ("0", "0.00", "0.00"), ("12.345", "12.34", "+12.34"), ("-12.355", "-12.36", "-12.36"),
    ("999.995", "1,000.00", "+1,000.00"), ("1234567.8", "1,234,567.80", "+1,234,567.80"),
    ("-1000", "-1,000.00", "-1,000.00"), ("0.001", "0.00", "0.00"),
  ])
  func moneyIsRoundedToTheCent(_ text: String, _ plain: String, _ signed: String) {
    #expect(Figures.money(money(text)) == plain)
    #expect(Figures.signed(money(text)) == signed)
  }

  @Test(arguments: [
    ("0.0143", "1.43 %", "+1.43 %"), ("-0.3336", "-33.36 %", "-33.36 %"), ("0", "0.00 %", "0.00 %"),
    ("12", "1,200.00 %", "+1,200.00 %"),
  ])
  func ratesArePercentages(_ text: String, _ plain: String, _ signed: String) {
    #expect(Figures.percent(rate(text)) == plain)
    #expect(Figures.signedPercent(rate(text)) == signed)
  }

  @Test func otherNumbers() {
    #expect(Figures.times(rate("7.284")) == "7.28x")
    #expect(Figures.price(price("60000.5")) == "60,000.50")
    #expect(Figures.price(price("0.00001234")) == "0.00001234")
    #expect(Figures.tenths(105) == "10.5" && Figures.tenths(0) == "0.0")
    #expect(Figures.count(1, "stop") == "1 stop" && Figures.count(0, "stop") == "0 stops")
    #expect(Figures.percent(rate("0.996"), decimals: 0) == "100 %")
  }
}
