import Primitives
import Testing

@testable import TextUI

struct PriceChartTests {
  private let ascii = TerminalStyle(hasColor: false, hasUnicode: false)

  @Test func aRiseIsADiagonal() {
    let marks = (0..<4).map { Price(whole: 100 + $0) }
    let lines = PriceChart(marks, style: ascii).lines(width: 14, height: 4)
    #expect(
      lines.map(trimmed) == ["   *  <103.00", "  *", " *", "*      100.00"])
  }

  private func trimmed(_ text: String) -> String {
    String(text.reversed().drop { $0 == " " }.reversed())
  }

  @Test func aJumpIsConnected() {
    let marks = [100, 100, 103].map { Price(whole: $0) }
    let lines = PriceChart(marks, style: ascii).lines(width: 14, height: 4)
    #expect(lines.map { String($0.prefix(3)) } == ["  *", "  *", "  *", "** "])
  }

  @Test(arguments: [(0, 5), (-1, 5), (-2, 5), (5, 0), (0, 0)])
  func withoutRoomThereIsNone(_ width: Int, _ height: Int) {
    let chart = PriceChart([Price(whole: 1), Price(whole: 2)], style: ascii)
    #expect(chart.lines(width: width, height: height).isEmpty)
  }

  @Test func aFlatLineAndNothing() {
    let marks = Array(repeating: Price(whole: 5), count: 3)
    #expect(PriceChart(marks, style: ascii).lines(width: 12, height: 3)[1].hasPrefix("***"))
    #expect(PriceChart([], style: ascii).lines(width: 12, height: 3) == [])
    #expect(PriceChart(marks, style: ascii).lines(width: 0, height: 0) == [])
    #expect(PriceChart(marks, style: ascii).lines(width: -1, height: 3) == [])
  }

  @Test(arguments: [(80, 10), (10, 2), (3, 1), (1, 1)])
  func everyRowHasTheSameWidth(_ width: Int, _ height: Int) {
    let marks = (0..<300).map { Price(whole: Int64(50_000 + ($0 * 37) % 101)) }
    let style = TerminalStyle(hasColor: false, hasUnicode: true)
    let lines = PriceChart(marks, style: style).lines(width: width, height: height)
    #expect(lines.count == height)
    #expect(lines.allSatisfy { $0.count == lines[0].count })
    if width >= 80 { #expect(lines[0].count <= width) }
  }
}
