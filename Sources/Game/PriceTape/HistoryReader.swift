import Primitives

/// Reads a CSV file of candles or trades, in pieces of any size. Rules: TAPE-11, TAPE-17, TAPE-18.
///
/// Beside the ticks that it has made so far it holds one line.
public struct HistoryReader {
  private let file: String
  private let options: ImportOptions
  /// The beginning of a line whose end is in a later piece.
  private var carried: [UInt8] = []
  private var line = 0
  private var splitter = FieldSplitter()
  private var columns: HistoryColumns?
  private var gatherer: TickGatherer
  private var skipped = SkippedRows()

  /// The longest line of a file, in bytes.
  static let lineMax = 65_536

  /// Begins a file; `name` is for errors.
  public init(file: String, options: ImportOptions) {
    self.file = file
    self.options = options
    gatherer = TickGatherer(interval: options.interval, allowsEqualTimes: false)
  }

  /// How many rows were read so far, the skipped ones counted.
  public var rowCount: Int { gatherer.rowCount + skipped.count }

  /// Takes the next bytes of the file.
  public mutating func feed(_ bytes: Span<UInt8>) throws(ImportError) {
    var start = 0
    for index in bytes.indices where bytes[index] == UInt8(ascii: "\n") {
      try endLine(bytes.extracting(start..<index))
      start = index + 1
    }
    try carry(bytes.extracting(start..<bytes.count))
  }

  /// Ends the file and gives its ticks by ascending time.
  public mutating func finish() throws(ImportError) -> ImportedHistory {
    let nothing: [UInt8] = []
    if !carried.isEmpty { try endLine(nothing.span) }
    guard line > 0 else { throw failure(nil, "the file is empty") }
    guard let columns else { throw failure(nil, "there is no header with time and close") }
    guard gatherer.closeInterval() else { throw tooManyTicks }
    guard !gatherer.times.isEmpty else {
      if let first = skipped.first.first {
        throw failure(first.line, "\(first.reason), and no row can be read")
      }
      throw failure(nil, "there are no \(columns.kind == .trades ? "trades" : "candles")")
    }
    if let suspect = gatherer.suspectLine {
      throw failure(
        suspect,
        "\(gatherer.disorderCount) other rows do not go on from here: the time may be wrong")
    }
    return try ImportedHistory(
      file: file, kind: columns.kind, gatherer: gatherer, skipped: skipped)
  }

  private func failure(_ line: Int?, _ reason: String) -> ImportError {
    ImportError(file: file, line: line, reason: reason)
  }

  private var tooManyTicks: ImportError {
    failure(line, "more than \(StoredTape.ticksMax) ticks; a longer --interval makes fewer")
  }

  // MARK: - Lines

  private mutating func carry(_ bytes: Span<UInt8>) throws(ImportError) {
    // What is beyond the longest line only has to be noticed.
    let room = max(0, Self.lineMax + 1 - carried.count)
    for index in 0..<min(room, bytes.count) { carried.append(bytes[index]) }
    if carried.count > Self.lineMax {
      line += 1
      try refuse(carried.span)
    }
  }

  private mutating func endLine(_ end: Span<UInt8>) throws(ImportError) {
    if carried.isEmpty { return try takeLine(end) }
    try carry(end)
    let whole = carried
    carried.removeAll(keepingCapacity: true)
    try takeLine(whole.span)
  }

  /// Says what a line that is too long stands in.
  private func refuse(_ text: Span<UInt8>) throws(ImportError) {
    if let format = line == 1 ? FileFormat.of(text) : nil { throw failure(nil, format) }
    throw failure(line, "longer than \(Self.lineMax) bytes: this is no CSV file")
  }

  private mutating func takeLine(_ whole: Span<UInt8>) throws(ImportError) {
    line += 1
    guard whole.count <= Self.lineMax else { return try refuse(whole) }
    var text = whole
    if line == 1 {
      if let format = FileFormat.of(whole) { throw failure(nil, format) }
      let hasMark = whole.count >= 3 && whole[0] == 0xef && whole[1] == 0xbb && whole[2] == 0xbf
      if hasMark { text = whole.extracting(3..<whole.count) }
    }
    if text.count > 0, text[text.count - 1] == UInt8(ascii: "\r") {
      text = text.extracting(0..<(text.count - 1))
    }
    var start = 0
    while start < text.count, FieldSplitter.isBlank(text[start]) { start += 1 }
    if start == text.count || text[0] == UInt8(ascii: "#") { return }
    guard let columns else { return try takeHeader(text) }
    try takeRow(text, columns)
  }

  // MARK: - Header

  private mutating func takeHeader(_ text: Span<UInt8>) throws(ImportError) {
    if let format = FileFormat.ofLine(text) { throw failure(line, format) }
    let choices = [UInt8(ascii: ","), UInt8(ascii: ";"), 9]
    var counts = [0, 0, 0]
    for index in text.indices {
      if let choice = choices.firstIndex(of: text[index]) { counts[choice] += 1 }
    }
    let most = counts.max() ?? 0
    // A title, such as where the file is from, has no fields.
    guard most > 0, let best = counts.firstIndex(of: most) else { return }
    splitter.separator = choices[best]
    let found: HistoryColumns
    let isRow: Bool
    do throws(RowProblem) {
      try splitter.split(text)
      let unquoted = splitter.unquoted
      let fields = unquoted.isEmpty ? text : unquoted.span
      let plain = HistoryColumns(firstRow: splitter, fields)
      isRow = plain != nil
      if let plain {
        found = plain
      } else {
        var names: [String] = []
        for range in splitter.ranges {
          names.append(HistoryColumns.plainName(fields.extracting(range)))
        }
        found = try HistoryColumns(names: names)
      }
    } catch {
      throw failure(line, error.reason)
    }
    try begin(found)
    if isRow { try takeRow(text, found) }
  }

  /// Takes the columns, and refuses what cannot be done with them.
  private mutating func begin(_ found: HistoryColumns) throws(ImportError) {
    let isTrades = found.kind == .trades
    if isTrades, options.interval == nil {
      throw failure(
        line, "these are single trades: say how long a tick is, such as --interval 1m")
    }
    if options.bridge != nil, found.range == nil {
      throw failure(line, "--expand needs candles with open, high, low and close")
    }
    columns = found
    gatherer = TickGatherer(interval: options.interval, allowsEqualTimes: isTrades)
  }

  // MARK: - Rows

  private mutating func takeRow(
    _ text: Span<UInt8>, _ columns: HistoryColumns
  ) throws(ImportError) {
    let row: HistoryRow
    do throws(RowProblem) {
      try splitter.split(text)
      let unquoted = splitter.unquoted
      row = try read(unquoted.isEmpty ? text : unquoted.span, columns)
      try gatherer.checkOrder(row.time, line: line)
    } catch {
      let problem = failure(line, error.reason)
      guard options.skipsBadRows else { throw problem }
      return skipped.add(problem)
    }
    guard gatherer.take(row) else { throw tooManyTicks }
  }

  private func read(
    _ text: Span<UInt8>, _ columns: HistoryColumns
  ) throws(RowProblem) -> HistoryRow {
    let fields = splitter.ranges
    let isOneMore = fields.count == columns.count + 1 && fields[columns.count].isEmpty
    guard fields.count == columns.count || isOneMore else {
      throw RowProblem("\(fields.count) fields, the header has \(columns.count)")
    }
    let time = try time(text, columns)
    let name: StaticString = columns.kind == .trades ? "price" : "close"
    let price = try price(name, text.extracting(fields[columns.price]))
    guard options.bridge != nil, let place = columns.range else {
      return HistoryRow(line: line, time: time, price: price, range: nil)
    }
    let range = HistoryRow.Range(
      open: try self.price("open", text.extracting(fields[place.open])),
      high: try self.price("high", text.extracting(fields[place.high])),
      low: try self.price("low", text.extracting(fields[place.low])))
    guard range.low.units <= min(range.open.units, price.units),
      range.high.units >= max(range.open.units, price.units)
    else { throw RowProblem("open and close do not lie between low and high") }
    return HistoryRow(line: line, time: time, price: price, range: range)
  }

  private func time(
    _ text: Span<UInt8>, _ columns: HistoryColumns
  ) throws(RowProblem) -> ImportedTime {
    let field = text.extracting(splitter.ranges[columns.time])
    guard let clock = columns.clock else {
      if let time = ImportedTime(field) { return time }
      throw RowProblem("'\(RowProblem.echo(field))' is not a time")
    }
    let clockField = text.extracting(splitter.ranges[clock])
    let both = Array(field) + [UInt8(ascii: " ")] + Array(clockField)
    if let time = ImportedTime(both.span) { return time }
    throw RowProblem("'\(RowProblem.echo(both.span))' is not a time")
  }

  private func price(
    _ name: StaticString, _ field: Span<UInt8>
  ) throws(RowProblem) -> ImportedPrice {
    guard field.count > 0 else { throw RowProblem("the \(name) is missing") }
    guard let decimal = ImportedDecimal(field) else {
      throw RowProblem("the \(name) '\(RowProblem.echo(field))' is not a price")
    }
    guard !decimal.isZero else { throw RowProblem("the \(name) must be above 0") }
    guard let price = ImportedPrice(decimal), price.units <= 10 * StoredTape.markMax.units else {
      throw RowProblem("the \(name) is above \(StoredTape.markMax), the highest mark of a tape")
    }
    return price
  }
}
