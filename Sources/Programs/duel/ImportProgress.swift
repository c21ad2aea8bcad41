import Foundation
import Primitives
import Reactor
import Terminal

/// How far the reading of a long file is: one line on a terminal, written over itself.
struct ImportProgress {
  private let path: String
  private let total: Int?
  private let isShown = Output.isTalkTerminal
  private var last = Instant.now()
  private var hasText = false

  /// At most four times a second.
  private static let pause: Int64 = 250_000_000

  /// Begins a file of so many bytes, or of an unknown number.
  init(_ path: String, total: Int?) {
    self.path = path
    self.total = total
  }

  /// Shows the line if it is time for it.
  mutating func show(bytes: Int, rows: Int) {
    guard isShown else { return }
    let now = Instant.now()
    guard now.nanoseconds - last.nanoseconds >= Self.pause else { return }
    last = now
    hasText = true
    let size = total.map { " of \(Self.megabytes($0))" } ?? ""
    Output.note("\r\u{1b}[K\(path): \(Self.megabytes(bytes))\(size) MB, \(rows) rows")
  }

  /// Takes the line away.
  mutating func end() {
    if hasText { Output.note("\r\u{1b}[K") }
    hasText = false
  }

  private static func megabytes(_ bytes: Int) -> String {
    String(format: "%.1f", Double(bytes) / 1_000_000)
  }
}
