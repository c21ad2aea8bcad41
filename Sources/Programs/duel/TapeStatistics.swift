import Foundation
import PriceTape
import Primitives

/// What the prices of one instrument did. Floating point is for people; no rule depends on it.
struct TapeStatistics {
  let first: Price
  let last: Price
  let high: Price
  let low: Price
  /// Relative change from tick to tick.
  let returns: [Double]
  /// The standard deviation of `returns`, in percent.
  let deviationPercent: Double
  /// The largest fall from a peak, in percent of the peak.
  let largestFallPercent: Double

  /// Takes the marks of one instrument, at least one.
  init(_ marks: [Price]) {
    let values = marks.map { Double($0.units) }
    first = marks.first ?? .zero
    last = marks.last ?? .zero
    high = marks.max() ?? .zero
    low = marks.min() ?? .zero
    returns = zip(values, values.dropFirst()).map { ($1 - $0) / $0 }
    deviationPercent = 100 * Self.covariance(returns, returns).squareRoot()
    var peak = 0.0
    var fall = 0.0
    for value in values {
      peak = max(peak, value)
      fall = max(fall, (peak - value) / peak)
    }
    largestFallPercent = 100 * fall
  }

  /// The correlation of two instruments' returns; nil when one of them never moves.
  func correlation(with other: TapeStatistics) -> Double? {
    let scale =
      (Self.covariance(returns, returns) * Self.covariance(other.returns, other.returns))
      .squareRoot()
    return scale > 0 ? Self.covariance(returns, other.returns) / scale : nil
  }

  private static func covariance(_ left: [Double], _ right: [Double]) -> Double {
    guard !left.isEmpty else { return 0 }
    let count = Double(left.count)
    let (leftMean, rightMean) = (left.reduce(0, +) / count, right.reduce(0, +) / count)
    return zip(left, right).reduce(0) { $0 + ($1.0 - leftMean) * ($1.1 - rightMean) } / count
  }

  /// A number with so many decimals.
  static func text(_ number: Double, decimals: Int) -> String {
    String(format: "%.\(decimals)f", number)
  }
}
