// Rankings: how strong players are, and how sure one can be of it, from the results of matches.
//
// Goals: the published formulas, each with its source; the same bits on every machine. The only
// module below the edge that calculates in floating point: what decides a contest is counted in
// integers elsewhere, and ratings are kept rounded.
// Non-goals: pairing, standings, keeping ratings.

/// Elementary functions out of the four operations and the square root.
///
/// IEEE 754 rounds those in one way only, so these give the same bits everywhere, which the
/// functions of system libraries do not. Relative error: a few units of the last place.
enum Elementary {
  static let ln2 = 0.693_147_180_559_945_3
  static let ln10 = 2.302_585_092_994_046
  static let pi = 3.141_592_653_589_793

  /// e to the power of x.
  static func exp(_ x: Double) -> Double {
    if x > 709 { return .infinity }
    if x < -745 { return 0 }
    let halvings = (x / ln2).rounded()
    // ln 2 in two parts, so that the product with a whole number below 2^11 is exact.
    let rest = x - halvings * 0.693_147_180_369_123_8 - halvings * 1.908_214_929_270_587_7e-10
    var sum = 1.0
    var term = 1.0
    for power in 1...20 {
      term *= rest / Double(power)
      sum += term
    }
    // In two steps: the power of two alone may be too small to be a normal number.
    let half = (halvings / 2).rounded(.down)
    return sum * powerOfTwo(Int(half)) * powerOfTwo(Int(halvings - half))
  }

  /// The natural logarithm of a positive number.
  static func ln(_ x: Double) -> Double {
    precondition(x > 0, "Elementary: the logarithm of a positive number")
    var exponent = Double(x.exponent)
    var mantissa = x.significand
    if mantissa > 1.414_213_562_373_095 {
      mantissa /= 2
      exponent += 1
    }
    // ln m = 2 artanh f with f = (m - 1) / (m + 1), and |f| < 0.172.
    let f = (mantissa - 1) / (mantissa + 1)
    let square = f * f
    var sum = 0.0
    for odd in stride(from: 29, through: 1, by: -2) { sum = sum * square + 1 / Double(odd) }
    return exponent * ln2 + 2 * f * sum
  }

  /// 10 to the power of x.
  static func tenTo(_ x: Double) -> Double { exp(x * ln10) }

  /// How likely a standard normal number is below x; absolute error below 1e-14.
  static func normalBelow(_ x: Double) -> Double {
    if x > 10 { return 1 }
    if x < -10 { return 0 }
    // 1/2 + density * (x + x^3/3 + x^5/15 + ...): all terms have one sign.
    var sum = x
    var term = x
    var odd = 3.0
    while term.magnitude > sum.magnitude * 1e-17 {
      term *= x * x / odd
      sum += term
      odd += 2
    }
    return 0.5 + sum * exp(-x * x / 2) / (2 * pi).squareRoot()
  }

  private static func powerOfTwo(_ exponent: Int) -> Double {
    Double(sign: .plus, exponent: exponent, significand: 1)
  }
}
