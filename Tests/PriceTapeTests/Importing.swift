import PriceTape

/// A file of price history in memory.
struct HistorySource {
  let file: String
  var name: String?
  let text: [UInt8]

  /// What is read of it, fed in pieces that end where `cuts`, which ascend, say.
  func read(_ options: ImportOptions, cuts: [Int] = []) throws(ImportError) -> ImportedHistory {
    var reader = HistoryReader(file: file, options: options)
    var start = 0
    for cut in cuts + [text.count] {
      try reader.feed(text.span.extracting(start..<cut))
      start = cut
    }
    return try reader.finish()
  }
}

/// The tape of files in memory.
func importTape(
  _ sources: [HistorySource], _ options: ImportOptions = ImportOptions(), cuts: [Int] = []
) throws(ImportError) -> StoredTape {
  var instruments: [ImportedInstrument] = []
  for source in sources {
    instruments.append(
      ImportedInstrument(try source.read(options, cuts: cuts), name: source.name))
  }
  return try TapeImport.tape(of: instruments, options: options)
}

/// What is wrong with files in memory, as people read it.
func importError(
  _ sources: [HistorySource], _ options: ImportOptions = ImportOptions()
) -> String {
  do throws(ImportError) {
    return "imported: \(try importTape(sources, options).name)"
  } catch {
    return error.description
  }
}

extension ImportOptions {
  /// Options as people give them.
  static func with(
    interval: String? = nil, skipsBadRows: Bool = false, bridge: String? = nil
  ) -> ImportOptions {
    var options = ImportOptions()
    options.interval = interval.flatMap { TickInterval($0) }
    options.skipsBadRows = skipsBadRows
    options.bridge = bridge.flatMap { CandleBridge($0) }
    return options
  }
}
