import Primitives

/// A file to be imported, after its reading.
public struct ImportedInstrument: Sendable {
  /// What was read.
  public var history: ImportedHistory
  /// What players are to call the instrument.
  public let name: String

  /// Takes a file; without a name the instrument is called after the letters and digits that the
  /// file's name begins with.
  public init(_ history: ImportedHistory, name: String? = nil) {
    self.history = history
    if let name {
      self.name = name.uppercased()
    } else {
      let last = history.file.split(separator: "/").last.map(String.init) ?? history.file
      let upper = Array(last.utf8.map(asciiUppercased).prefix(while: isCapitalOrDigit))
      self.name = String(decoding: upper, as: UTF8.self)
    }
  }
}

/// Makes tapes of price history. Rule: TAPE-11.
public enum TapeImport {
  /// Joins files on the times they have in common: a tick is the closes of one time. The notes of
  /// the tape say how it was made.
  public static func tape(
    of instruments: [ImportedInstrument], options: ImportOptions
  ) throws(ImportError) -> StoredTape {
    guard !instruments.isEmpty else {
      throw ImportError(file: "tape", line: nil, reason: "there is no file to import")
    }
    for instrument in instruments where !StoredInstrument.isName(instrument.name) {
      throw failure(.instrumentName(instrument.name), instruments)
    }
    guard instruments.count <= Bounds.instrumentsMax else {
      throw failure(.instrumentCount, instruments)
    }
    let (joined, unmatched) = try join(instruments)
    let gaps = TimeGaps(joined[0].history.times, interval: options.interval)
    var notes: [String] = []
    for (instrument, left) in zip(joined, unmatched) {
      notes.append(note(instrument, options, unmatched: left))
    }
    if let text = gaps.text(of: options.bridge == nil ? "tick" : "candle") { notes.append(text) }
    if let bridge = options.bridge {
      notes.append(
        "\(bridge.ticks) ticks a candle drawn with seed \(bridge.seed) between open, high, low and "
          + "close: they can tell the next tick")
    }
    let columns = try joined.map { instrument throws(ImportError) in
      try marks(instrument, options.bridge)
    }
    do throws(StoredTapeError) {
      return try StoredTape(
        name: joined.map(\.name).joined(separator: "-"),
        instruments: joined.map {
          StoredInstrument(name: $0.name, priceStep: $0.history.priceStep)
        },
        marks: columns.count == 1 ? columns[0] : interleaved(columns), notes: notes)
    } catch {
      throw failure(error, instruments)
    }
  }

  /// What is wrong with the tape as a whole, in the words of an import.
  private static func failure(
    _ error: StoredTapeError, _ instruments: [ImportedInstrument]
  ) -> ImportError {
    switch error {
    case .instrumentName(let name), .namedTwice(let name):
      let file = instruments.last { $0.name == name }?.history.file ?? "tape"
      return ImportError(file: file, line: nil, reason: "\(error); give it another name")
    case .name, .instrumentCount, .priceStep, .tickCount, .mark, .notes:
      let file = instruments.first?.history.file ?? "tape"
      return ImportError(file: file, line: nil, reason: "\(error)")
    }
  }

  /// How a file became an instrument.
  private static func note(
    _ instrument: ImportedInstrument, _ options: ImportOptions, unmatched: Int
  ) -> String {
    let history = instrument.history
    let kind = history.kind == .trades ? "trades" : "candles"
    var text = "\(instrument.name): \(history.rowCount) \(kind)"
    if let interval = options.interval { text += ", resampled to \(interval)" }
    let skipped = history.skipped.count
    if skipped > 0 { text += ", \(skipped) row\(skipped == 1 ? "" : "s") skipped" }
    if unmatched > 0 {
      text += ", \(unmatched) tick\(unmatched == 1 ? "" : "s") at times that another file lacks"
    }
    return text
  }

  // MARK: - Joining

  /// The files with the ticks of common times alone, and how many ticks each of them lost.
  private static func join(
    _ instruments: [ImportedInstrument]
  ) throws(ImportError) -> ([ImportedInstrument], unmatched: [Int]) {
    guard instruments.count > 1 else { return (instruments, [0]) }
    var kept = Array(repeating: [Int](), count: instruments.count)
    var next = Array(repeating: 0, count: instruments.count)
    var joined = instruments
    let counts = instruments.map(\.history.times.count)
    while next.indices.allSatisfy({ next[$0] < counts[$0] }) {
      var latest = instruments[0].history.times[next[0]]
      var isCommon = true
      for index in 1..<next.count {
        let time = instruments[index].history.times[next[index]]
        isCommon = isCommon && time == latest
        latest = max(latest, time)
      }
      for index in next.indices {
        if isCommon {
          kept[index].append(next[index])
          next[index] += 1
        } else if instruments[index].history.times[next[index]] < latest {
          next[index] += 1
        }
      }
    }
    guard !kept[0].isEmpty else { throw nothingInCommon(instruments) }
    for index in joined.indices { joined[index].history.keep(kept[index]) }
    return (joined, zip(counts, kept).map { $0 - $1.count })
  }

  private static func nothingInCommon(_ instruments: [ImportedInstrument]) -> ImportError {
    let ranges = instruments.compactMap { instrument -> String? in
      guard let first = instrument.history.times.first, let last = instrument.history.times.last
      else { return nil }
      return "\(instrument.name) has \(first) to \(last)"
    }
    let starts = instruments.compactMap(\.history.times.first)
    let ends = instruments.compactMap(\.history.times.last)
    var reason = "no time is in all the files: " + ranges.joined(separator: ", ")
    if let start = starts.max(), let end = ends.min(), start <= end {
      reason += "; --interval puts them on common times"
    }
    return ImportError(file: instruments.last?.history.file ?? "tape", line: nil, reason: reason)
  }

  // MARK: - Marks

  /// The marks of an instrument: its closes, or what is drawn through its candles.
  private static func marks(
    _ instrument: ImportedInstrument, _ bridge: CandleBridge?
  ) throws(ImportError) -> [Price] {
    let history = instrument.history
    guard let bridge else { return history.marks }
    guard history.marks.count <= StoredTape.ticksMax / bridge.ticks else {
      throw ImportError(
        file: history.file, line: nil,
        reason: "\(history.marks.count) candles of \(bridge.ticks) ticks are more than "
          + "\(StoredTape.ticksMax) ticks")
    }
    return bridge.marks(
      of: history.marks.indices.map { history.range(ofTick: $0) }, closes: history.marks,
      step: history.priceStep, instrument: instrument.name)
  }

  private static func interleaved(_ columns: [[Price]]) -> [Price] {
    var marks: [Price] = []
    marks.reserveCapacity(columns.count * columns[0].count)
    for tick in columns[0].indices {
      for column in columns { marks.append(column[tick]) }
    }
    return marks
  }
}
