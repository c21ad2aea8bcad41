import Testing

@testable import Simulation

struct NaiveIntegerTests {
  /// 2^64 and 2^128 are places where digits carry.
  private static let two64: Int128 = 18_446_744_073_709_551_616

  private func number(_ value: Int128) -> NaiveInteger { NaiveInteger(value) }

  @Test(
    arguments: [
      (0, "0"), (7, "7"), (-7, "-7"), (4_294_967_296, "4294967296"),
      (Self.two64, "18446744073709551616"), (-Self.two64 - 1, "-18446744073709551617"),
      (Int128.max, "170141183460469231731687303715884105727"),
    ] as [(Int128, String)])
  func goesInAndOutWithoutLoss(_ value: Int128, _ text: String) {
    #expect(number(value).description == text)
    #expect(number(value).int128 == value)
  }

  @Test func zeroHasNoSign() {
    #expect(number(5) - number(5) == .zero)
    #expect(-NaiveInteger.zero == .zero)
    #expect(!(number(-5) + number(5)).isNegative)
    #expect((number(-5) + number(5)).isZero)
  }

  @Test(
    arguments: [
      (4_294_967_295, 1, 4_294_967_296), (Self.two64, -1, Self.two64 - 1), (-3, -4, -7),
      (3, -10, -7), (-3, 10, 7), (Self.two64 - 1, Self.two64 - 1, 2 * Self.two64 - 2),
    ] as [(Int128, Int128, Int128)])
  func addsAndSubtracts(_ left: Int128, _ right: Int128, _ sum: Int128) {
    #expect(number(left) + number(right) == number(sum))
    #expect(number(sum) - number(right) == number(left))
    #expect(number(sum) - number(left) == number(right))
  }

  @Test(
    arguments: [
      (0, 5, 0), (-3, 4, -12), (-3, -4, 12),
      (4_294_967_295, 4_294_967_295, 18_446_744_065_119_617_025),
      (Self.two64, 1_000_000_000, 18_446_744_073_709_551_616_000_000_000),
    ] as [(Int128, Int128, Int128)])
  func multiplies(_ left: Int128, _ right: Int128, _ product: Int128) {
    #expect(number(left) * number(right) == number(product))
    #expect(number(right) * number(left) == number(product))
  }

  @Test func growsBeyond128Bits() {
    let large = NaiveInteger.ten(to: 50)
    #expect(large.description == "1" + String(repeating: "0", count: 50))
    #expect(large.int128 == nil)
    #expect((large * large).description.count == 101)
    #expect(large - large == .zero)
  }

  @Test(
    arguments: [
      (7, 2, 3, 1), (-7, 2, -3, -1), (7, -2, -3, 1), (-7, -2, 3, -1), (1, 2, 0, 1), (6, 3, 2, 0),
      (Self.two64, 4_294_967_297, 4_294_967_295, 1),
      (Self.two64 * 1_000_000, Self.two64 - 1, 1_000_000, 1_000_000),
    ] as [(Int128, Int128, Int128, Int128)])
  func dividesTowardZero(
    _ dividend: Int128, _ divisor: Int128, _ quotient: Int128, _ remainder: Int128
  ) {
    let result = number(dividend).divided(by: number(divisor))
    #expect(result.quotient == number(quotient))
    #expect(result.remainder == number(remainder))
  }

  /// Long numbers whose digits are all ones or lie just beside a carry, in every combination.
  @Test func quotientTimesDivisorAndRemainderGiveTheNumberBack() {
    let two = number(2)
    var numbers: [NaiveInteger] = []
    for bits in [1, 31, 32, 33, 63, 64, 65, 96, 127, 160, 200] {
      let power = (0..<bits).reduce(NaiveInteger.one) { result, _ in result * two }
      numbers += [power - .one, power, power + .one]
    }
    for dividend in numbers {
      for divisor in numbers where !divisor.isZero {
        let (quotient, remainder) = dividend.divided(by: divisor)
        #expect(quotient * divisor + remainder == dividend)
        #expect(remainder < divisor && !remainder.isNegative)
      }
    }
  }

  @Test func ordersByValue() {
    let ascending: [Int128] = [-Self.two64, -4_294_967_296, -1, 0, 1, 2, 4_294_967_296, Self.two64]
    #expect(ascending.map { number($0) }.sorted() == ascending.map { number($0) })
    #expect(ascending.reversed().map { number($0) }.sorted() == ascending.map { number($0) })
  }

  @Test func nothingIsDividedByZero() async {
    await #expect(processExitsWith: .failure) {
      _ = NaiveInteger(1).divided(by: .zero)
    }
  }
}
