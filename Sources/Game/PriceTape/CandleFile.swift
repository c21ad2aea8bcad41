import Primitives

/// One candle as far as a tape needs it.
struct Candle {
  let line: Int
  let time: ImportedTime
  let close: ImportedDecimal
}

/// Reads the CSV files that people keep price history in. Rule: TAPE-11.
///
/// Lines end with LF or CRLF; a byte order mark, blank lines, lines that begin with `#` and a title
/// before the header are passed over. Fields are separated by commas, semicolons or tabs and may
/// stand in double quotes.
struct CandleFile {
  private let file: String
  private let text: [UInt8]
  private var separator = UInt8(ascii: ",")
  private var columns: CandleColumns?
  private var candles: [Candle] = []

  /// The candles of a file by ascending time.
  static func read(_ file: String, _ text: [UInt8]) throws(ImportError) -> [Candle] {
    var reader = CandleFile(file: file, text: text)
    return try reader.readAll()
  }

  private init(file: String, text: [UInt8]) {
    self.file = file
    self.text = text
  }

  private mutating func readAll() throws(ImportError) -> [Candle] {
    var start = text.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    var line = 0
    while start < text.count {
      let end = text[start...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
      line += 1
      var last = end
      if last > start, text[last - 1] == UInt8(ascii: "\r") { last -= 1 }
      try take(start..<last, line)
      start = end + 1
    }
    guard columns != nil else { throw failure(nil, "there is no header with time and close") }
    guard candles.count > 0 else { throw failure(nil, "there are no candles") }
    return try inOrder()
  }

  private func failure(_ line: Int?, _ reason: String) -> ImportError {
    ImportError(file: file, line: line, reason: reason)
  }

  private mutating func take(_ range: Range<Int>, _ line: Int) throws(ImportError) {
    let isBlank = text[range].allSatisfy { $0 == UInt8(ascii: " ") || $0 == 9 }
    if isBlank || text[range.lowerBound] == UInt8(ascii: "#") { return }
    guard let columns else { return try takeHeader(range, line) }
    let fields = try split(range, line)
    try takeRow(fields, columns, line)
  }

  private mutating func takeHeader(_ range: Range<Int>, _ line: Int) throws(ImportError) {
    let choices = [",", ";", "\t"].map { UInt8(ascii: $0) }
    let counts = choices.map { choice in text[range].count { $0 == choice } }
    let most = counts.max() ?? 0
    // A title, such as where the file is from, has no fields.
    guard most > 0, let best = counts.firstIndex(of: most) else { return }
    separator = choices[best]
    let fields = try split(range, line)
    if let plain = CandleColumns(firstRow: fields) {
      columns = plain
      return try takeRow(fields, plain, line)
    }
    do throws(CandleColumns.Missing) {
      columns = try CandleColumns(header: fields)
    } catch {
      throw failure(line, error.reason)
    }
  }

  private mutating func takeRow(
    _ fields: [[UInt8]], _ columns: CandleColumns, _ line: Int
  ) throws(ImportError) {
    let isOneMore = fields.count == columns.count + 1 && fields[columns.count].isEmpty
    guard fields.count == columns.count || isOneMore else {
      throw failure(line, "\(fields.count) fields, the header has \(columns.count)")
    }
    var timeText = fields[columns.time]
    if let clock = columns.clock { timeText += [UInt8(ascii: " ")] + fields[clock] }
    guard let time = ImportedTime(timeText) else {
      throw failure(line, "'\(Self.echo(timeText))' is not a time")
    }
    let closeText = fields[columns.close]
    guard !closeText.isEmpty else { throw failure(line, "the close is missing") }
    guard let close = ImportedDecimal(closeText) else {
      throw failure(line, "the close '\(Self.echo(closeText))' is not a price")
    }
    guard close.magnitude != nil else { throw failure(line, "the close must be above 0") }
    guard candles.count < StoredTape.ticksMax else {
      throw failure(line, "more than \(StoredTape.ticksMax) candles")
    }
    candles.append(Candle(line: line, time: time, close: close))
  }

  private static func echo(_ text: [UInt8]) -> String {
    String(decoding: text.prefix(40), as: UTF8.self)
  }

  /// The fields of a line, without quotes and the blanks around them.
  private func split(_ range: Range<Int>, _ line: Int) throws(ImportError) -> [[UInt8]] {
    var fields: [[UInt8]] = []
    var field: [UInt8] = []
    var isQuoted = false
    for index in range {
      let byte = text[index]
      if byte == UInt8(ascii: "\"") {
        isQuoted.toggle()
      } else if byte == separator, !isQuoted {
        fields.append(Self.trimmed(field))
        field = []
      } else {
        field.append(byte)
      }
    }
    guard !isQuoted else { throw failure(line, "a quote is not closed") }
    fields.append(Self.trimmed(field))
    return fields
  }

  private static func trimmed(_ field: [UInt8]) -> [UInt8] {
    let blanks: [UInt8] = [UInt8(ascii: " "), 9]
    let front = field.drop { blanks.contains($0) }
    guard let last = front.lastIndex(where: { !blanks.contains($0) }) else { return [] }
    return Array(front[...last])
  }

  /// Oldest first; a file that is newest first throughout is turned round.
  private func inOrder() throws(ImportError) -> [Candle] {
    guard candles.count > 1 else { return candles }
    let isNewestFirst = candles[1].time < candles[0].time
    for (earlier, later) in zip(candles, candles.dropFirst()) {
      if later.time == earlier.time {
        throw failure(later.line, "the same time as in line \(earlier.line)")
      }
      guard (later.time < earlier.time) == isNewestFirst else {
        throw failure(later.line, "the times go forth and back from line \(earlier.line)")
      }
    }
    return isNewestFirst ? candles.reversed() : candles
  }
}
