import DuelRules
import Margin
import Primitives
import TestKit
import Testing

/// Handicap, starting inventory and brackets, as far as rules alone can be wrong about them.
struct RulesChecksTests {
  private func refusal(_ settings: String...) throws -> RuleError? {
    var values = RulesPreset.standard.values
    for setting in settings {
      let parts = setting.split(separator: "=", maxSplits: 1).map(String.init)
      try values.set(parts[0], to: parts[1])
    }
    do throws(RuleError) { _ = try Rules(values) } catch { return error }
    return nil
  }

  // MARK: - Handicap

  @Test(arguments: [
    ("1,0.8", "10000", "8000"), ("0.5,1", "5000", "10000"), ("0.33333333,1", "3333.33", "10000"),
    ("0.000001,1", "0.01", "10000"), ("1,1", "10000", "10000"),
  ])
  func aSeatStartsWithItsPart(_ factors: String, _ first: String, _ second: String) throws {
    let values = try makeRules("handicap=\(factors)").values
    #expect(values.startingBalance(of: Seat(0)) == money(first))
    #expect(values.startingBalance(of: Seat(1)) == money(second))
  }

  /// Only a part is rounded to the cent; the whole is what the rules say.
  @Test func theWholeBalanceIsNotRounded() throws {
    let values = try makeRules("balance=1234.56789", "handicap=1,0.5").values
    #expect(values.startingBalance(of: Seat(0)) == money("1234.56789"))
    #expect(values.startingBalance(of: Seat(1)) == money("617.28"))
    #expect(
      try makeRules("balance=1234.56789").values.startingBalance(of: Seat(1))
        == money("1234.56789"))
  }

  @Test(arguments: [
    ("1", "1 factor for 2 seats; one for each, such as 1,0.8"),
    ("1,1,1", "3 factors for 2 seats; one for each, such as 1,0.8"),
    ("1,0", "the factor of seat 1 is 0; above 0 and at most 1"),
    ("1.1,1", "the factor of seat 0 is 1.1; above 0 and at most 1"),
    ("1,-0.5", "the factor of seat 1 is -0.5; above 0 and at most 1"),
    ("1,0.0000009", "seat 1 would begin with less than 0.01"),
  ])
  func aHandicapThatCannotBeIsRefused(_ factors: String, _ reason: String) throws {
    #expect(
      try refusal("handicap=\(factors)") == RuleError(key: "handicap", reason: reason))
  }

  // MARK: - Starting inventory

  @Test func theInventoryIsByInstrument() throws {
    let rules = try makeRules("instruments=BTC,SOL,ETH", "starting-inventory=ETH:-3,BTC:0.2")
    #expect(rules.inventory == [quantity("0.2"), .zero, quantity("-3")])
    #expect(try makeRules().inventory.isEmpty)
  }

  @Test(arguments: [
    ("SOL:1", "there is no 'SOL' in this match; instruments are BTC,ETH"),
    ("BTC:0.2,BTC:0.1", "BTC is named twice"),
    ("BTC:0.00009", "BTC:0.00009 is less than the smallest quantity, 0.0001"),
    ("ETH:0", "ETH:0 is less than the smallest quantity, 0.001"),
    ("BTC:-20000000000", "BTC:-20000000000 is more than any position can be"),
  ])
  func anInventoryThatCannotBeIsRefused(_ list: String, _ reason: String) throws {
    #expect(
      try refusal("starting-inventory=\(list)")
        == RuleError(key: "starting-inventory", reason: reason))
  }

  /// What is too large for the margin is cut when the match begins, not refused here.
  @Test func anInventoryMayBeMoreThanTheMarginCarries() throws {
    #expect(try refusal("starting-inventory=BTC:5000") == nil)
  }

  // MARK: - Brackets

  @Test(arguments: [
    ("0:0.01:10", "0.00:0.01:10: its floor must be above 0.00 and at most 1000000000.00"),
    (
      "50000:0.01:10,50000:0.02:5",
      "50000.00:0.02:5: its floor must be above 50000.00 and at most 1000000000.00"
    ),
    (
      "50000:0.004:9",
      "50000.00:0.004:9: its rate must be below 1 and at least 0.005, that of the bracket before it"
    ),
    (
      "50000:1:1",
      "50000.00:1:1: its rate must be below 1 and at least 0.005, that of the bracket before it"
    ),
    (
      "50000:0.01:21",
      "50000.00:0.01:21: its leverage must be 1 to 20, that of the bracket before it"
    ),
    (
      "50000:0.01:0",
      "50000.00:0.01:0: its leverage must be 1 to 20, that of the bracket before it"
    ),
    ("50000:0.1:10", "50000.00:0.1:10: its rate times its leverage must be below 1"),
    (
      "0.5:0.00500001:10",
      "0.50:0.00500001:10: floor x the step of the rate must have no more than 8 decimals"
    ),
  ])
  func theBracketThatDoesNotFollowIsNamed(_ brackets: String, _ reason: String) throws {
    #expect(
      try refusal("brackets=\(brackets)") == RuleError(key: "brackets", reason: reason))
  }

  @Test func bracketsAreSixteenAtMost() throws {
    func list(_ count: Int) -> String {
      (1...count).map { "\($0 * 1000):0.01:10" }.joined(separator: ",")
    }
    #expect(try refusal("brackets=\(list(15))") == nil)
    #expect(
      try refusal("brackets=\(list(16))")
        == RuleError(key: "brackets", reason: "16; at most 15 above the first"))
  }

  /// What is wrong with the first bracket is said under the keys it is made of.
  @Test func theFirstBracketHasKeysOfItsOwn() throws {
    #expect(
      try refusal("maintenance-rate=1", "brackets=50000:0.01:10")?.key == "maintenance-rate")
    #expect(
      try refusal("maintenance-rate=0.05", "brackets=50000:0.06:10")?.key == "maintenance-rate")
    #expect(try refusal("leverage-max=0", "brackets=50000:0.01:10")?.key == "leverage-max")
  }
}
