import Primitives
import TestKit
import Testing

@testable import DuelRules

struct ReturnsTests {
  /// Returns in millionths of one.
  private func returns(_ changes: [Int64]) -> Returns { Returns(changes.map { $0 * 100 }) }

  @Test(arguments: [
    ("100", "101", "0.01"), ("100", "99", "-0.01"), ("3", "4", "0.33333333"),
    ("3", "5", "0.66666667"), ("2", "2.00000001", "0"), ("2", "2.00000003", "0.00000002"),
    ("2", "1.99999997", "-0.00000002"), ("1", "2", "1"), ("1", "300", "1"),
    ("0.00000001", "10000000000", "1"), ("10000000000", "0.00000001", "-1"), ("7", "7", "0"),
  ])
  func aReturnIsHalfEvenAndAtMostOne(_ before: String, _ after: String, _ expected: String) {
    #expect(Returns.from(price(before), to: price(after)) == rate(expected).units)
  }

  /// (3 x 3 + 4 x 4) / 2 = 12.5, whose root is 3.5355339059….
  @Test func theDeviationIsTheRootOfTheMeanSquare() {
    #expect(returns([30_000, 40_000]).deviation == rate("0.03535533"))
    #expect(returns([30_000, -40_000]).deviation == rate("0.03535533"))
    #expect(returns([2000]).deviation == rate("0.002"))
    #expect(returns([0, 0]).deviation == .zero)
    #expect(Returns([]).deviation == nil)
  }

  @Test(
    arguments: [
      ([3, 4], [4, 3], "0.96"), ([3, 4], [-4, -3], "-0.96"), ([5, 5], [1, 1], "1"),
      // 1 / root 2 = 0.7071…
      ([1, 0], [1, 1], "0.71"), ([1, 0], [-1, 1], "-0.71"),
      // Exactly a half is strong.
      ([1, 1, 1, 1], [1, 1, 1, -1], "0.5"), ([1, 1, 1, 1], [-1, -1, -1, 1], "-0.5"),
      // 97 / root (100 x 100.02…): 4 x 4 + 9 x 9 = 97 of 4 x 4 + 9 x 9.
      ([4, 9], [4, 9], "1"), ([1, 2, 3], [1, 2, 4], "0.99"),
    ] as [([Int64], [Int64], String)])
  func instrumentsMoveAlike(_ one: [Int64], _ other: [Int64], _ expected: String) {
    #expect(returns(one).strongCorrelation(with: returns(other)) == rate(expected))
    #expect(returns(other).strongCorrelation(with: returns(one)) == rate(expected))
  }

  @Test(
    arguments: [
      // 0 of root 16; 1 / root 5 = 0.447…; nothing moves.
      ([1, 1, 1, 1], [1, 1, -1, -1]), ([1, 0], [1, 2]), ([0, 0], [1, 2]), ([], []),
    ] as [([Int64], [Int64])])
  func weakCorrelationIsNone(_ one: [Int64], _ other: [Int64]) {
    #expect(returns(one).strongCorrelation(with: returns(other)) == nil)
  }

  @Test func theWildestReturnsFit() {
    let wild = Returns(Array(repeating: unitsPerOne, count: 60))
    #expect(wild.deviation == .one)
    #expect(wild.strongCorrelation(with: wild) == .one)
    let fallen = Returns(Array(repeating: -unitsPerOne, count: 60))
    #expect(wild.strongCorrelation(with: fallen) == rate("-1"))
  }
}
