import Testing

@testable import Rankings

/// Values of the functions as tables print them.
struct ElementaryTests {
  private func isNear(_ value: Double, _ expected: Double) -> Bool {
    (value - expected).magnitude <= 4e-15 * max(expected.magnitude, 1e-300)
  }

  @Test(
    arguments: [
      (0, 1), (1, 2.718281828459045), (-1, 0.36787944117144233), (0.5, 1.6487212707001282),
      (10, 22026.465794806718), (-20, 2.061153622438558e-9), (700, 1.0142320547350045e304),
      (-700, 9.859676543759770e-305),
    ] as [(Double, Double)])
  func powersOfE(_ x: Double, _ expected: Double) { #expect(isNear(Elementary.exp(x), expected)) }

  @Test func powersOutsideTheRangeAreInfiniteOrNothing() {
    #expect(Elementary.exp(710) == .infinity)
    #expect(Elementary.exp(-746) == 0)
    #expect(Elementary.exp(-745) == .leastNonzeroMagnitude)
  }

  @Test(
    arguments: [
      (1, 0), (2, 0.6931471805599453), (10, 2.302585092994046), (0.5, -0.6931471805599453),
      (1.0001, 0.00009999500033329732), (1e300, 690.7755278982137), (1e-300, -690.7755278982137),
      (3, 1.0986122886681098), (1.5, 0.4054651081081644),
    ] as [(Double, Double)])
  func logarithms(_ x: Double, _ expected: Double) {
    #expect((Elementary.ln(x) - expected).magnitude <= 4e-15 * max(expected.magnitude, 0.03))
  }

  @Test(
    arguments: [
      (0, 0.5), (1, 0.8413447460685429), (-1, 0.15865525393145707), (1.96, 0.9750021048517795),
      (-3, 0.0013498980316300957), (5, 0.9999997133484281), (11, 1), (-11, 0),
    ] as [(Double, Double)])
  func theNormalDistribution(_ x: Double, _ expected: Double) {
    #expect((Elementary.normalBelow(x) - expected).magnitude < 1e-14)
  }

  @Test func aLogarithmNeedsAPositiveNumber() async {
    await #expect(processExitsWith: .failure) { _ = Elementary.ln(0) }
  }
}
