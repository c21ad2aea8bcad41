import Primitives
import TestKit
import Testing
import TextUI

struct DisplayTests {
  @Test(arguments: [
    ("0", "0.00"), ("10012.345", "10012.34"), ("10012.355", "10012.36"), ("10012.3451", "10012.35"),
    ("0.005", "0.00"), ("0.015", "0.02"), ("0.00500001", "0.01"), ("-0.005", "0.00"),
    ("-0.015", "-0.02"), ("-1234.5", "-1234.50"), ("0.99", "0.99"), ("9.999", "10.00"),
    ("-0.994", "-0.99"), ("92233720368.54775807", "92233720368.55"),
    ("-92233720368.54775807", "-92233720368.55"),
  ])
  func moneyIsShownToTheCentHalfEven(_ amount: String, _ expected: String) {
    #expect(Display.cents(money(amount)) == expected)
  }

  @Test(arguments: [
    ("10021", "10000", "+0.21%"), ("10000", "10000", "+0.00%"), ("9979", "10000", "-0.21%"),
    ("0", "10000", "-100.00%"), ("-5000", "10000", "-150.00%"), ("20000", "10000", "+100.00%"),
    ("10000.5", "10000", "+0.00%"), ("10001.5", "10000", "+0.02%"), ("9999.5", "10000", "+0.00%"),
    ("9998.5", "10000", "-0.02%"), ("1", "3", "-66.67%"), ("5", "0", ""), ("5", "-1", ""),
    ("1000000000", "10000", "+9999900.00%"),
  ])
  func aChangeIsShownInPercentWithASign(_ now: String, _ start: String, _ expected: String) {
    #expect(Display.change(of: money(now), from: money(start)) == expected)
  }

  @Test(arguments: [
    ("ab", 5, "ab   ", "   ab"), ("abc", 3, "abc", "abc"), ("abcd", 3, "abcd", "abcd"),
  ])
  func textIsFilledUp(_ text: String, _ width: Int, _ left: String, _ right: String) {
    #expect(Display.left(text, width) == left)
    #expect(Display.right(text, width) == right)
  }

  @Test func nothingIsFilledUpToo() {
    #expect(Display.left("", 2) == "  " && Display.right("", 0) == "")
  }
}
