import Primitives
import TestKit
import Testing

@testable import TextUI

struct MaintenanceFactsTests {
  private func margin(_ facts: MaintenanceFacts?, _ notional: String) throws -> Money {
    let units = try #require(facts).margin(ofNotional: Int128(money(notional).units))
    return Money(units: Int64(units))
  }

  @Test func oneRateForEveryNotional() throws {
    for brackets in [nil, "none"] {
      let facts = MaintenanceFacts(rate: rate("0.005"), brackets: brackets)
      #expect(try margin(facts, "10000") == money("50"))
      #expect(facts?.hasBrackets == false && facts?.isNothing == false)
    }
    #expect(MaintenanceFacts(rate: .zero, brackets: "none")?.isNothing == true)
  }

  /// 250,000 x 0.01 - 1,300 and so on: the amounts follow from the floors.
  @Test(arguments: [
    ("49999.99", "199.99996"), ("50000", "200"), ("100000", "450"), ("250000", "1200"),
    ("500000", "3700"), ("0.00000001", "0.00000001"),
  ])
  func bracketsAreContinuous(_ notional: String, _ maintenance: String) throws {
    let facts = MaintenanceFacts(
      rate: rate("0.004"), brackets: "50000.00:0.005:100,250000.00:0.01:50")
    #expect(try margin(facts, notional) == money(maintenance))
    #expect(facts?.hasBrackets == true)
  }

  @Test(arguments: [
    (nil, "none"), ("1.1", "none"), ("-0.1", "none"), ("0.1", "50000"), ("0.1", "50000:0.2"),
    ("0.1", "50000:0.2:5:6"), ("0.1", "a:0.2:5"), ("0.1", "50000:0.05:5"), ("0.1", "50000:1.1:5"),
    ("0.1", "-1:0.2:5"), ("0.1", ""),
  ])
  func whatIsNotUnderstoodIsNotShown(_ first: String?, _ brackets: String) {
    #expect(MaintenanceFacts(rate: first.map { rate($0) }, brackets: brackets) == nil)
  }
}
