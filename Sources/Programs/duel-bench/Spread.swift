import Foundation

/// The middle and the ends of what several rounds measured.
struct Spread {
  let median: Double
  let least: Double
  let most: Double

  /// Nil when nothing was measured.
  init?(_ values: [Double]) {
    let sorted = values.sorted()
    guard let least = sorted.first, let most = sorted.last else { return nil }
    self.least = least
    self.most = most
    median =
      sorted.count % 2 == 1
      ? sorted[sorted.count / 2]
      : (sorted[sorted.count / 2 - 1] + sorted[sorted.count / 2]) / 2
  }

  /// `median [least-most]` with so many decimals.
  func text(_ decimals: Int) -> String {
    String(format: "%.\(decimals)f [%.\(decimals)f-%.\(decimals)f]", median, least, most)
  }
}

/// Times in nanoseconds, of which shares are asked.
struct Times {
  private var nanoseconds: [Int64] = []

  var count: Int { nanoseconds.count }

  mutating func add(_ time: Int64) { nanoseconds.append(time) }

  /// Sorts them once, for `milliseconds`.
  mutating func finish() { nanoseconds.sort() }

  /// The time that so many percent stay within, in milliseconds.
  func milliseconds(percent: Int) -> Double {
    guard !nanoseconds.isEmpty else { return 0 }
    let index = min(nanoseconds.count - 1, nanoseconds.count * percent / 100)
    return Double(nanoseconds[index]) / 1_000_000
  }
}
