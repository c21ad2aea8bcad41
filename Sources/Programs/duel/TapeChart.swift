import PriceTape
import Primitives

/// A small line chart of an instrument's marks, in braille dots or in plain ASCII.
struct TapeChart {
  private let width: Int
  private let height: Int
  private let isPlain: Bool

  /// A chart of 64 x 8 characters.
  init(isPlain: Bool) {
    width = 64
    height = 8
    self.isPlain = isPlain
  }

  /// The lines of the chart; the highest and the lowest price stand at its right.
  func lines(_ marks: [Price]) -> [String] {
    guard let high = marks.max(), let low = marks.min() else { return [] }
    let columns = isPlain ? width : 2 * width
    let rows = isPlain ? height : 4 * height
    var isSet = Array(repeating: Array(repeating: false, count: columns), count: rows)
    for column in 0..<columns {
      // The range of the marks that fall into this column, so that no spike is lost.
      let start = column * marks.count / columns
      let end = max(start + 1, (column + 1) * marks.count / columns)
      let part = marks[start..<min(end, marks.count)]
      guard let top = part.max(), let bottom = part.min() else { continue }
      for row in row(of: top, low, high, rows)...row(of: bottom, low, high, rows) {
        isSet[row][column] = true
      }
    }
    return (0..<height).map { line in
      let text = isPlain ? plain(isSet[line]) : braille(isSet, line)
      let label = line == 0 ? " \(high)" : line == height - 1 ? " \(low)" : ""
      return text + label
    }
  }

  /// The row of a price, from 0 at the top.
  private func row(of price: Price, _ low: Price, _ high: Price, _ rows: Int) -> Int {
    guard high > low else { return rows / 2 }
    let fromTop = Int128(high.units - price.units) * Int128(rows - 1)
    return Int(fromTop.divided(by: Int128(high.units - low.units), rounding: .halfEven))
  }

  private func plain(_ row: [Bool]) -> String { String(row.map { $0 ? "*" : " " }) }

  /// A row of cells of two by four dots.
  private func braille(_ isSet: [[Bool]], _ line: Int) -> String {
    let bits: [[UInt32]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]
    var text = ""
    for cell in 0..<width {
      var dots: UInt32 = 0
      for row in 0..<4 {
        for side in 0..<2 where isSet[4 * line + row][2 * cell + side] { dots |= bits[row][side] }
      }
      if let scalar = UnicodeScalar(0x2800 + dots) { text.unicodeScalars.append(scalar) }
    }
    return text
  }
}
