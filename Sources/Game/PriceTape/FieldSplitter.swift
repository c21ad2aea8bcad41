import Primitives

/// Finds the fields of a line, without the quotes and the blanks around them.
struct FieldSplitter {
  /// What stands between two fields.
  var separator = UInt8(ascii: ",")
  /// Where the fields are: in the line, or in `unquoted` when that is not empty.
  private(set) var ranges: [Range<Int>] = []
  /// The line without its quotes, when it has any.
  private(set) var unquoted: [UInt8] = []

  /// Takes a line apart.
  mutating func split(_ line: Span<UInt8>) throws(RowProblem) {
    ranges.removeAll(keepingCapacity: true)
    unquoted.removeAll(keepingCapacity: true)
    var start = 0
    for index in line.indices {
      let byte = line[index]
      if byte == separator {
        ranges.append(Self.trimmed(start..<index, line))
        start = index + 1
      } else if byte == UInt8(ascii: "\"") {
        return try splitQuoted(line)
      }
    }
    ranges.append(Self.trimmed(start..<line.count, line))
  }

  private mutating func splitQuoted(_ line: Span<UInt8>) throws(RowProblem) {
    ranges.removeAll(keepingCapacity: true)
    var isQuoted = false
    var start = 0
    for index in line.indices {
      let byte = line[index]
      if byte == UInt8(ascii: "\"") {
        isQuoted.toggle()
      } else if byte == separator, !isQuoted {
        ranges.append(Self.trimmed(start..<unquoted.count, unquoted.span))
        start = unquoted.count
      } else {
        unquoted.append(byte)
      }
    }
    guard !isQuoted else { throw RowProblem("a quote is not closed") }
    ranges.append(Self.trimmed(start..<unquoted.count, unquoted.span))
    // The fields of a line of quotes and separators are empty, wherever they are looked for.
  }

  private static func trimmed(_ range: Range<Int>, _ line: Span<UInt8>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, isBlank(line[start]) { start += 1 }
    while end > start, isBlank(line[end - 1]) { end -= 1 }
    return start..<end
  }

  /// Whether a byte is a blank or a tab.
  static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == 9 }
}
