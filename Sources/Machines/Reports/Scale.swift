import Primitives

/// The numbers at the side of a chart: round ones, a few, around everything that is shown.
struct Scale {
  /// The lowest and the highest value shown, in units of 10^-8.
  let low: Int128
  let high: Int128
  /// The values that have a line, from the lowest.
  let lines: [Int128]
  /// How many decimals tell the lines apart.
  let decimals: Int

  /// How high a plot is, in units of its drawing.
  static let height: Int128 = 10_000

  /// Puts a scale around values; `including` is shown in any case.
  init(_ values: [Int64], including: [Int64] = []) {
    let all = values + including
    let smallest = Int128(all.min() ?? 0)
    let largest = Int128(all.max() ?? 0)
    let step = Self.roundStep(atLeast: max(1, (largest - smallest) / 4))
    var low = smallest.divided(by: step, rounding: .down) * step
    let high = largest.divided(by: step, rounding: .up) * step
    if low == high { low -= step }
    self.low = low
    self.high = high
    var lines: [Int128] = []
    var line = low
    while line <= high {
      lines.append(line)
      line += step
    }
    self.lines = lines
    var decimals = 0
    var unit = Int128(unitsPerOne)
    while unit > 1, step % unit != 0 {
      unit /= 10
      decimals += 1
    }
    self.decimals = decimals
  }

  /// The smallest of 1, 2, 5, 10, 20 and so on that is not below a number.
  private static func roundStep(atLeast number: Int128) -> Int128 {
    var ten: Int128 = 1
    while ten * 10 <= number { ten *= 10 }
    return [ten, ten * 2, ten * 5, ten * 10].first { $0 >= number } ?? ten * 10
  }

  /// How far below the top a value lies, 0 to `height`.
  func top(_ value: Int128) -> Int {
    Int(((high - value) * Self.height).divided(by: high - low, rounding: .halfEven))
  }
}
