import PriceTape
import Primitives
import Terminal

/// The `--tape` option: tape files, or CSV files of price history, and how those are read.
enum TapeOption {
  /// The flags that say how CSV files are read.
  static let flags = ["--interval", "--expand"]
  /// The switches that say how CSV files are read.
  static let switches = ["--skip-bad"]

  private static let pieceSize = 262_144

  /// The one tape that all `--tape` options make together; nil when there is none.
  static func tape(_ arguments: Arguments) throws(CommandFailure) -> StoredTape? {
    let paths = arguments.texts("--tape")
    if paths.isEmpty {
      try refuse(arguments, "needs --tape")
      return nil
    }
    return try load(paths, options: try options(arguments))
  }

  /// A tape for each `--tape` option; no two may have one name.
  static func eachTape(_ arguments: Arguments) throws(CommandFailure) -> [StoredTape] {
    let paths = arguments.texts("--tape")
    if paths.isEmpty { try refuse(arguments, "needs --tape") }
    let options = try options(arguments)
    var tapes: [StoredTape] = []
    for path in paths {
      let tape = try load([path], options: options)
      guard !tapes.contains(where: { $0.name == tape.name }) else {
        throw CommandFailure(
          .badData,
          "\(path): there is a tape \(tape.name) already; duel tape import --name renames one")
      }
      tapes.append(tape)
    }
    return tapes
  }

  /// Refuses what says how CSV files are read, where none are.
  static func refuse(_ arguments: Arguments, _ reason: String) throws(CommandFailure) {
    let given = (flags + switches).first { arguments.text($0) != nil || arguments.has($0) }
    if let given { throw CommandFailure(.usage, "\(given) \(reason)") }
  }

  /// How CSV files are to be read.
  static func options(_ arguments: Arguments) throws(CommandFailure) -> ImportOptions {
    var options = ImportOptions()
    options.skipsBadRows = arguments.has("--skip-bad")
    if let text = arguments.text("--interval") {
      guard let interval = TickInterval(text) else {
        throw CommandFailure(
          .usage, "--interval takes a length such as 5s, 1m, 4h or 1d, to 366d, not '\(text)'")
      }
      options.interval = interval
    }
    if let text = arguments.text("--expand") {
      guard let bridge = CandleBridge(text) else {
        throw CommandFailure(
          .usage,
          "--expand takes bridge, bridge:TICKS or bridge:TICKS:SEED with 4 to 1000 ticks a candle, "
            + "not '\(text)'")
      }
      guard options.interval == nil else {
        throw CommandFailure(.usage, "--interval and --expand exclude each other")
      }
      options.bridge = bridge
    }
    return options
  }

  /// Reads a tape file, or joins CSV files; `names` are for the instruments, in the same order.
  static func load(
    _ paths: [String], names: [String] = [], options: ImportOptions
  ) throws(CommandFailure) -> StoredTape {
    guard names.count <= paths.count else {
      throw CommandFailure(.usage, "--name is given once for each file, not more often")
    }
    var instruments: [ImportedInstrument] = []
    for (index, path) in paths.enumerated() {
      switch try contents(of: path, options) {
      case .tape(let text):
        guard paths.count == 1, names.isEmpty else {
          throw CommandFailure(.usage, "\(path) is a tape already; only CSV files are joined")
        }
        if options != ImportOptions() {
          Output.talk("\(path) is a tape already: it is taken as it is")
        }
        return try read(path, text)
      case .history(let history):
        let name = index < names.count ? names[index] : nil
        instruments.append(ImportedInstrument(history, name: name))
        tellSkipped(history)
      }
    }
    if options.bridge != nil {
      Output.talk(
        "--expand draws the ticks of a candle between its open, high, low and close: they can tell "
          + "the next tick. Such a tape is for practice alone.")
    }
    do throws(ImportError) {
      return try TapeImport.tape(of: instruments, options: options)
    } catch {
      throw CommandFailure(.badData, error.description)
    }
  }

  private enum Contents {
    case tape([UInt8])
    case history(ImportedHistory)
  }

  /// Reads a file to its end: a tape as a whole, a CSV file in pieces.
  private static func contents(
    of path: String, _ options: ImportOptions
  ) throws(CommandFailure) -> Contents {
    var file = try InputFile(path)
    var piece = [UInt8](repeating: 0, count: pieceSize)
    var count = try file.read(into: &piece)
    if TapeFile.isTape(Array(piece[..<count])) {
      var text: [UInt8] = []
      while count > 0 {
        text += piece[..<count]
        count = try file.read(into: &piece)
      }
      return .tape(text)
    }
    var progress = ImportProgress(path, total: file.size)
    defer { progress.end() }
    var reader = HistoryReader(file: path, options: options)
    var bytes = 0
    do {
      while count > 0 {
        try reader.feed(piece.span.extracting(0..<count))
        bytes += count
        progress.show(bytes: bytes, rows: reader.rowCount)
        count = try file.read(into: &piece)
      }
      return .history(try reader.finish())
    } catch let error as ImportError {
      throw CommandFailure(.badData, error.description)
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      throw CommandFailure(.badData, "\(path): \(error)")
    }
  }

  private static func tellSkipped(_ history: ImportedHistory) {
    let skipped = history.skipped
    for row in skipped.first { Output.talk("\(row); left out") }
    let more = skipped.count - skipped.first.count
    if more > 0 { Output.talk("\(history.file): \(more) more left out") }
  }

  private static func read(_ path: String, _ text: [UInt8]) throws(CommandFailure) -> StoredTape {
    do throws(TapeFileError) {
      return try TapeFile.read(text)
    } catch {
      throw CommandFailure(.badData, "\(path): \(error)")
    }
  }
}
