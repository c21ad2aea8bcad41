import Margin
import Primitives
import TestKit
import Testing

@testable import DuelRules

/// The examples of MARGIN-23.
struct MarketFactsTests {
  @Test(arguments: [
    ("0.003", "0.002", "1.5"), ("0.002", "0.002", "1"), ("0.001", "0.003", "0.33"),
    ("0.00335", "0.002", "1.68"), ("0.00325", "0.002", "1.62"), ("0", "0.002", "0"),
  ])
  func volatilityIsAMultipleOfThePrerolls(_ now: String, _ usual: String, _ expected: String) {
    #expect(MarketFacts.multiple(rate(now), of: rate(usual)) == rate(expected))
  }

  @Test func volatilityMayBeUnknown() {
    #expect(MarketFacts.multiple(nil, of: rate("0.002")) == nil)
    #expect(MarketFacts.multiple(rate("0.002"), of: nil) == nil)
    #expect(MarketFacts.multiple(rate("0.002"), of: .zero) == nil)
  }

  /// 0 moves with 1 (0.96), against 2 (-0.96), and with 3 a little less (0.71).
  private func returns(_ instrument: Instrument) -> Returns {
    let changes: [[Int64]] = [[3, 4], [4, 3], [-4, -3], [1, 0]]
    return Returns(changes[instrument.index].map { $0 * 1000 })
  }

  private func stacked(_ quantity: Int64, _ held: [Int64]) -> MarketFacts.Correlation? {
    MarketFacts.stacked(
      Quantity(whole: quantity), in: Instrument(0), beside: held.map { Quantity(whole: $0) },
      returns)
  }

  @Test func whatLosesTogetherIsStacked() {
    let alike = MarketFacts.Correlation(instrument: Instrument(1), value: rate("0.96"))
    let against = MarketFacts.Correlation(instrument: Instrument(2), value: rate("-0.96"))
    #expect(stacked(1, [0, 5, 0, 0]) == alike)
    #expect(stacked(-1, [0, -5, 0, 0]) == alike)
    #expect(stacked(1, [0, 0, -5, 0]) == against)
    #expect(stacked(-1, [0, 0, 5, 0]) == against)
    // Of equals the first.
    #expect(stacked(1, [0, 5, -5, 0]) == alike)
  }

  @Test func whatHedgesIsNot() {
    #expect(stacked(1, [9, -5, 5, 0]) == nil)
    #expect(stacked(-1, [0, 5, -5, 0]) == nil)
    #expect(stacked(1, [0, 0, 0, 0]) == nil)
    #expect(stacked(0, [0, 5, -5, 0]) == nil)
  }

  /// 3 / 5 = 0.6 of the fourth against 0.96 of the second.
  @Test func theStrongestIsNamed() {
    #expect(stacked(1, [0, 0, 0, 2])?.value == rate("0.6"))
    #expect(stacked(1, [0, 5, 0, 2])?.instrument == Instrument(1))
  }

  /// Practice match 7, recomputed with floating point.
  @Test func aMatchKnowsItsFacts() throws {
    let duel = Duel(try makeRules(preset: "classroom"), practice: 7)
    duel.countDown()
    var marks = duel.match.preroll
    duel.advance()
    marks.append(duel.match.quotes.map(\.mark))
    for _ in 0..<24 {
      duel.advance()
      marks.append(duel.match.quotes.map(\.mark))
    }
    func changes(_ instrument: Int, _ range: Range<Int>) -> [Double] {
      range.map { tick in
        let before = Double(marks[tick - 1][instrument].units)
        return Double(marks[tick][instrument].units) / before - 1
      }
    }
    func mean(_ products: [Double]) -> Double { products.reduce(0, +) / Double(products.count) }
    func deviation(_ changes: [Double]) -> Double { mean(changes.map { $0 * $0 }).squareRoot() }
    duel.trade(0, entry(.buy, .quantity(quantity("0.1"))))
    duel.trade(0, entry(.buy, .quantity(quantity("1")), instrument: 1))
    let held = duel.match.position(of: Seat(0), in: Instrument(0))
    let facts = duel.match.facts(of: held, in: Instrument(0), for: Seat(0))
    let last = changes(0, (marks.count - 60)..<marks.count)
    let other = changes(1, (marks.count - 60)..<marks.count)
    let known = try #require(facts.deviation)
    #expect(abs(Double(known.units) / 1e8 - deviation(last)) < 1e-7)
    let multiple =
      deviation(changes(0, (marks.count - 20)..<marks.count))
      / deviation(changes(0, 1..<60))
    let volatility = try #require(facts.volatility)
    #expect(abs(Double(volatility.units) / 1e8 - multiple) <= 0.0051)
    let alike = mean(zip(last, other).map { $0 * $1 }) / deviation(last) / deviation(other)
    let stacked = try #require(facts.stacked)
    #expect(stacked.instrument == Instrument(1))
    #expect(abs(Double(stacked.value.units) / 1e8 - alike) <= 0.0051)
    let hedge = duel.match.facts(of: held, in: Instrument(0), for: Seat(1))
    #expect(hedge.stacked == nil && hedge.volatility == facts.volatility)
  }
}
