import Primitives

/// Changes of a price from tick to tick, as rates: what they say of how it moves.
///
/// Each is within -1 and 1, so that a sum of 60 products, and the product of two such sums, fit.
struct Returns: Hashable {
  /// In units of 10^-8, oldest first.
  private let changes: [Int64]

  init(_ changes: [Int64]) {
    precondition(
      changes.allSatisfy { abs($0) <= unitsPerOne } && changes.count <= RecentMarks.window,
      "MARGIN-23: returns within -1 and 1")
    self.changes = changes
  }

  /// The change from one mark to the next: half-even to 10^-8, at most 1. Rule: MARGIN-23.
  static func from(_ before: Price, to after: Price) -> Int64 {
    let difference = (Int128(after.units) - Int128(before.units)) * Int128(unitsPerOne)
    let change = difference.divided(by: Int128(before.units), rounding: .halfEven)
    return Int64(min(change, Int128(unitsPerOne)))
  }

  /// How many there are.
  var count: Int { changes.count }

  /// The root of the mean square, down; nil of none. Rule: MARGIN-19.
  var deviation: Rate? {
    guard count > 0 else { return nil }
    let mean = UInt128(products(with: self)) / UInt128(count)
    return Rate(units: Int64(mean.squareRoot))
  }

  /// How alike two instruments move: the sum of products over the root, down, of the product of
  /// the sums of squares, half-even to 0.01; nil when it is less than a half either way.
  func strongCorrelation(with other: Returns) -> Rate? {
    let squares = UInt128(products(with: self)) * UInt128(other.products(with: other))
    let shared = products(with: other)
    guard squares > 0, 4 * shared.magnitude * shared.magnitude >= squares else { return nil }
    let hundredths = (Int128(shared.magnitude) * 100)
      .divided(by: Int128(squares.squareRoot), rounding: .halfEven)
    let units = Int64(min(hundredths, 100)) * (unitsPerOne / 100)
    return Rate(units: shared < 0 ? -units : units)
  }

  private func products(with other: Returns) -> Int128 {
    var sum: Int128 = 0
    for (mine, theirs) in zip(changes, other.changes) { sum += Int128(mine) * Int128(theirs) }
    return sum
  }
}

extension UInt128 {
  /// The largest number whose square is at most this one, of numbers below 2^126.
  fileprivate var squareRoot: UInt128 {
    var root: UInt128 = 0
    var bit: UInt128 = 1 << 62
    while bit > 0 {
      let candidate = root | bit
      if candidate * candidate <= self { root = candidate }
      bit >>= 1
    }
    return root
  }
}
