import Primitives
import TestKit
import Testing

struct RoundingTests {
  /// The quotient found by counting, with the rounding spelled out.
  private func counted(_ number: Int, _ divisor: Int, _ rounding: Rounding) -> Int {
    var floor = 0
    while floor * divisor > number { floor -= 1 }
    while (floor + 1) * divisor <= number { floor += 1 }
    let rest = number - floor * divisor
    switch rounding {
    case .down: return floor
    case .up: return rest == 0 ? floor : floor + 1
    case .halfEven:
      if 2 * rest == divisor { return floor.isMultiple(of: 2) ? floor : floor + 1 }
      return 2 * rest < divisor ? floor : floor + 1
    }
  }

  @Test(arguments: [Rounding.down, .up, .halfEven])
  func smallQuotientsAreThoseFoundByCounting(_ rounding: Rounding) {
    for divisor in 1...13 {
      for number in -60...60 {
        let expected = counted(number, divisor, rounding)
        #expect(
          Int64(number).divided(by: Int64(divisor), rounding: rounding) == Int64(expected),
          "\(number) / \(divisor)")
        #expect(
          Int128(number).divided(by: Int128(divisor), rounding: rounding) == Int128(expected),
          "\(number) / \(divisor)")
      }
    }
  }

  @Test(arguments: [(5, 2), (15, 2), (25, 2), (-5, -2), (-15, -2), (-25, -2), (1, 0), (-1, 0)])
  func aTieGoesToTheEvenNeighbour(_ number: Int, _ expected: Int) {
    // 5 / 2 = 2.5 -> 2, 15 / 10 = 1.5 -> 2, 25 / 10 = 2.5 -> 2.
    let divisor = abs(number) == 5 || abs(number) == 1 ? 2 : 10
    #expect(Int64(number).divided(by: Int64(divisor), rounding: .halfEven) == Int64(expected))
    #expect(Int128(number).divided(by: Int128(divisor), rounding: .halfEven) == Int128(expected))
  }

  @Test func productsOf64BitsFit() {
    let numbers: [Int64] = [0, 1, -1, 7, -7, 1 << 32, -(1 << 32), .max, .min, .max - 1, .min + 1]
    for left in numbers {
      for right in numbers {
        #expect(Int128(productOf: left, right) == Int128(left) * Int128(right))
      }
    }
  }

  /// Where the quotient leaves 64 bits, and where only the divisor does.
  @Test func numbersAroundTheBorderOf64BitsDivide() {
    let border = Int128(1) << 63
    for number in [border - 1, border, border + 1, -border - 1, -border, -border + 1] {
      for divisor in [Int128(1), 2, 3, border - 1, border, border + 1] {
        let down = number.divided(by: divisor, rounding: .down)
        #expect(down * divisor <= number && (down + 1) * divisor > number)
        let up = number.divided(by: divisor, rounding: .up)
        #expect(up * divisor >= number && (up - 1) * divisor < number)
      }
    }
    #expect(border.divided(by: 2, rounding: .halfEven) == border / 2)
    #expect((border + 1).divided(by: 2, rounding: .halfEven) == border / 2)
    #expect((border + 3).divided(by: 2, rounding: .halfEven) == border / 2 + 2)
  }

  @Test func theExtremesOf64BitsDivide() {
    for rounding in [Rounding.down, .up, .halfEven] {
      #expect(Int64.max.divided(by: 1, rounding: rounding) == .max)
      #expect(Int64.min.divided(by: 1, rounding: rounding) == .min)
      #expect(Int64.max.divided(by: .max, rounding: rounding) == 1)
    }
    #expect(Int64.max.divided(by: 2, rounding: .down) == 4_611_686_018_427_387_903)
    #expect(Int64.max.divided(by: 2, rounding: .up) == 4_611_686_018_427_387_904)
    #expect(Int64.max.divided(by: 2, rounding: .halfEven) == 4_611_686_018_427_387_904)
    #expect(Int64.min.divided(by: .max, rounding: .down) == -2)
    #expect(Int64.min.divided(by: .max, rounding: .up) == -1)
    #expect(Int64.min.divided(by: .max, rounding: .halfEven) == -1)
  }

  @Test(arguments: 1...5)
  func largeQuotientsBracketTheNumber(_ seed: Int) {
    var dice = Dice(seed: seed)
    for _ in 0..<300 {
      let divisor = Int128(dice.rollLogarithmic(1...Int.max - 1))
      let number = Int128(Int64(bitPattern: dice.next())) * Int128(dice.roll(1...1_000_000_000))
      let down = number.divided(by: divisor, rounding: .down)
      let up = number.divided(by: divisor, rounding: .up)
      let even = number.divided(by: divisor, rounding: .halfEven)
      let below = number - down * divisor
      #expect(below >= 0 && below < divisor)
      #expect(up == (below == 0 ? down : down + 1))
      if below * 2 == divisor {
        #expect(even.isMultiple(of: 2) && (even == down || even == up))
      } else {
        #expect(even == (below * 2 < divisor ? down : up))
      }
    }
  }
}
