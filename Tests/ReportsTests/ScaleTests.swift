import Primitives
import Testing

@testable import Reports

struct ScaleTests {
  private func lines(_ values: [Int64], _ including: [Int64] = []) -> [Int128] {
    Scale(values.map { $0 * unitsPerOne }, including: including.map { $0 * unitsPerOne }).lines.map
    {
      $0 / Int128(unitsPerOne)
    }
  }

  @Test func linesAreRoundNumbersAroundTheValues() {
    #expect(lines([6_664, 12_900]) == [6_000, 8_000, 10_000, 12_000, 14_000])
    #expect(lines([0, 10]) == [0, 5, 10])
    #expect(lines([54_137, 58_672]) == [54_000, 56_000, 58_000, 60_000])
    #expect(lines([3, 4], [0]) == [0, 1, 2, 3, 4])
    #expect(lines([-150, 90]) == [-200, -100, 0, 100])
  }

  @Test func nothingToShowHasAScaleAllTheSame() {
    #expect(Scale([]).lines.count >= 2)
    #expect(Scale([500, 500]).high > Scale([500, 500]).low)
  }

  @Test func placesAreCountedFromTheTop() {
    let scale = Scale([0, 10 * unitsPerOne])
    #expect(scale.top(0) == 10_000)
    #expect(scale.top(Int128(10 * unitsPerOne)) == 0)
    #expect(scale.top(Int128(5 * unitsPerOne)) == 5_000)
    #expect(scale.decimals == 0)
    #expect(Scale([0, 30_000_000]).decimals == 1)
  }
}
