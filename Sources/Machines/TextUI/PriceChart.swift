import Primitives

/// The last marks of an instrument as a curve with a scale at its right.
///
/// Braille dots, two by four in a cell, where the terminal can show them; stars where it cannot.
struct PriceChart: Sendable {
  private let marks: [Price]
  private let style: TerminalStyle

  init(_ marks: [Price], style: TerminalStyle) {
    self.marks = marks
    self.style = style
  }

  /// The chart in at most so many columns and rows.
  func lines(width: Int, height: Int) -> [String] {
    guard let last = marks.last, width > 0, height > 0 else { return [] }
    let labels = marks.suffix(width * 2).map(\.description.count).max() ?? 0
    let columns = max(1, width - labels - 3)
    let across = style.hasUnicode ? columns * 2 : columns
    let shown = Array(marks.suffix(across))
    let low = shown.min() ?? last
    let high = shown.max() ?? last
    let down = height * (style.hasUnicode ? 4 : 1)
    var dots = Array(repeating: Array(repeating: false, count: across), count: down)
    var before: Int?
    for (column, mark) in shown.enumerated() {
      let row = Self.row(of: mark, low, high, down)
      let from = before.map { $0 < row ? $0 + 1 : ($0 > row ? $0 - 1 : $0) } ?? row
      for filled in min(from, row)...max(from, row) { dots[filled][column] = true }
      before = row
    }
    let marker = Self.row(of: last, low, high, height)
    return (0..<height).map { row in
      var label = ""
      if row == marker {
        label = last.description
      } else if row == 0 {
        label = high.description
      } else if row == height - 1 {
        label = low.description
      }
      let text = style.hasUnicode ? Self.braille(dots, row, columns) : Self.stars(dots[row])
      let sign = row == marker ? "<" : " "
      return text + " " + sign + Display.right(label, labels)
    }
  }

  /// The row of a price, 0 on top.
  private static func row(of mark: Price, _ low: Price, _ high: Price, _ rows: Int) -> Int {
    let range = Int128(high.units) - Int128(low.units)
    guard range > 0 else { return rows / 2 }
    let below = (Int128(high.units) - Int128(mark.units)) * Int128(rows - 1)
    return Int(below.divided(by: range, rounding: .halfEven))
  }

  private static func stars(_ row: [Bool]) -> String { String(row.map { $0 ? "*" : " " }) }

  /// The bit of each dot of a braille cell, by row, left and right.
  private static let bits: [(UInt32, UInt32)] = [
    (0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80),
  ]

  private static func braille(_ dots: [[Bool]], _ row: Int, _ columns: Int) -> String {
    var text = ""
    for column in 0..<columns {
      var value: UInt32 = 0x2800
      for (line, bit) in bits.enumerated() {
        if dots[row * 4 + line][column * 2] { value += bit.0 }
        if dots[row * 4 + line][column * 2 + 1] { value += bit.1 }
      }
      text.unicodeScalars.append(Unicode.Scalar(value) ?? " ")
    }
    return text
  }
}
