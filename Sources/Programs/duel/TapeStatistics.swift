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
  /// The fourth moment of `returns` by the square of their variance: 3 where they are normal, more
  /// with fat tails; nil when they never differ.
  let kurtosis: Double?
  /// The correlations of the sizes of returns 1, 5 and 20 ticks apart: above 0 where quiet ticks
  /// follow quiet ones; nil where the sizes never differ.
  let sizeCorrelations: [Double?]

  /// Takes the marks of one instrument, at least one.
  init(_ marks: [Price]) {
    let values = marks.map { Double($0.units) }
    first = marks.first ?? .zero
    last = marks.last ?? .zero
    high = marks.max() ?? .zero
    low = marks.min() ?? .zero
    returns = zip(values, values.dropFirst()).map { ($1 - $0) / $0 }
    let variance = Self.covariance(returns, returns)
    deviationPercent = 100 * variance.squareRoot()
    let mean = returns.isEmpty ? 0 : returns.reduce(0, +) / Double(returns.count)
    let squares = returns.map { ($0 - mean) * ($0 - mean) }
    let fourth = squares.reduce(0) { $0 + $1 * $1 } / Double(max(1, returns.count))
    kurtosis = variance > 0 ? fourth / (variance * variance) : nil
    let sizes = returns.map(abs)
    sizeCorrelations = [1, 5, 20].map {
      Self.correlation(Array(sizes.dropFirst($0)), Array(sizes.dropLast($0)))
    }
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
    Self.correlation(returns, other.returns)
  }

  private static func correlation(_ left: [Double], _ right: [Double]) -> Double? {
    let scale = (covariance(left, left) * covariance(right, right)).squareRoot()
    return scale > 0 ? covariance(left, right) / scale : nil
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
