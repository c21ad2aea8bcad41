import Primitives

@testable import TextUI

/// A small terminal: applies bytes to a grid, as people would see it.
struct Emulator {
  let width: Int
  let height: Int
  private var grid: [[Character]]
  private(set) var row = 0
  private(set) var column = 0
  /// A character was written in the last column; the next one wraps.
  private var isWrapPending = false
  private var wraps = true
  /// Rows that were scrolled out at the top.
  private(set) var above: [String] = []
  /// Sequences that it does not know: there should be none.
  private(set) var unknown: [String] = []

  init(width: Int, height: Int) {
    self.width = width
    self.height = height
    grid = Array(repeating: Array(repeating: " ", count: width), count: height)
  }

  mutating func write(_ bytes: [UInt8]) {
    var rest = String(decoding: bytes, as: UTF8.self).unicodeScalars[...]
    while let scalar = rest.first {
      rest = rest.dropFirst()
      switch scalar {
      case "\u{1b}": escape(&rest)
      case "\r":
        column = 0
        isWrapPending = false
      case "\n": feed()
      default: put(Character(scalar))
      }
    }
  }

  private mutating func escape(_ rest: inout Substring.UnicodeScalarView) {
    guard rest.first == "[" else { return unknown.append("ESC \(rest.first ?? " ")") }
    rest = rest.dropFirst()
    var text = ""
    while let next = rest.first {
      rest = rest.dropFirst()
      if (0x40...0x7e).contains(next.value) { return control(Character(next), text) }
      text.unicodeScalars.append(next)
    }
  }

  private mutating func control(_ letter: Character, _ text: String) {
    let numbers = text.split(separator: ";").compactMap { Int($0) }
    let count = max(1, numbers.first ?? 1)
    isWrapPending = false
    switch letter {
    case "A": row = max(0, row - count)
    case "C": column = min(width - 1, column + count)
    case "H":
      row = min(height, numbers.first ?? 1) - 1
      column = min(width, numbers.count > 1 ? numbers[1] : 1) - 1
    case "J":
      if text == "2" {
        for line in 0..<height { grid[line] = Array(repeating: " ", count: width) }
      } else {
        for place in column..<width { grid[row][place] = " " }
        for line in (row + 1)..<max(row + 1, height) {
          grid[line] = Array(repeating: " ", count: width)
        }
      }
    case "K": for place in column..<width { grid[row][place] = " " }
    case "h", "l":
      if text == "?7" { wraps = letter == "h" }
    case "m": break
    default: unknown.append("ESC [ \(text)\(letter)")
    }
  }

  private mutating func put(_ character: Character) {
    let columns = TextWidth.of(character)
    guard columns > 0 else { return }
    if isWrapPending, wraps {
      column = 0
      feed()
    }
    isWrapPending = false
    grid[row][column] = character
    if columns == 2, column + 1 < width { grid[row][column + 1] = "\u{0}" }
    column += columns
    if column >= width {
      column = width - 1
      isWrapPending = true
    }
  }

  private mutating func feed() {
    isWrapPending = false
    guard row == height - 1 else { return row += 1 }
    above.append(text(0))
    grid.removeFirst()
    grid.append(Array(repeating: " ", count: width))
  }

  /// The text of a row without blanks at its end.
  func text(_ row: Int) -> String {
    var text = String(grid[row].filter { $0 != "\u{0}" })
    while text.last == " " { text.removeLast() }
    return text
  }

  /// All rows that hold something, those that were scrolled out first.
  var rows: [String] {
    var rows = above + (0..<height).map { text($0) }
    while rows.last == "" { rows.removeLast() }
    return rows
  }
}
