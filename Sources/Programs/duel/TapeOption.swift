import PriceTape
import Primitives
import Terminal

/// The `--tape` option: tape files, or CSV files of price history.
enum TapeOption {
  /// The one tape that all `--tape` options make together; nil when there is none.
  static func tape(_ arguments: Arguments) throws(CommandFailure) -> StoredTape? {
    let paths = arguments.texts("--tape")
    return paths.isEmpty ? nil : try load(paths)
  }

  /// A tape for each `--tape` option; no two may have one name.
  static func eachTape(_ arguments: Arguments) throws(CommandFailure) -> [StoredTape] {
    var tapes: [StoredTape] = []
    for path in arguments.texts("--tape") {
      let tape = try load([path])
      guard !tapes.contains(where: { $0.name == tape.name }) else {
        throw CommandFailure(
          .badData,
          "\(path): there is a tape \(tape.name) already; duel tape import --name renames one")
      }
      tapes.append(tape)
    }
    return tapes
  }

  /// Reads a tape file, or joins CSV files; `names` are for the instruments, in the same order.
  static func load(
    _ paths: [String], names: [String] = []
  ) throws(CommandFailure) -> StoredTape {
    guard names.count <= paths.count else {
      throw CommandFailure(.usage, "--name is given once for each file, not more often")
    }
    var sources: [CandleSource] = []
    for (index, path) in paths.enumerated() {
      let text = try Output.read(path)
      if TapeFile.isTape(text) {
        guard paths.count == 1, names.isEmpty else {
          throw CommandFailure(.usage, "\(path) is a tape already; only CSV files are joined")
        }
        return try read(path, text)
      }
      let name = index < names.count ? names[index] : nil
      sources.append(CandleSource(file: path, name: name, text: text))
    }
    do throws(ImportError) {
      return try TapeImport.tape(of: sources)
    } catch {
      throw CommandFailure(.badData, error.description)
    }
  }

  private static func read(_ path: String, _ text: [UInt8]) throws(CommandFailure) -> StoredTape {
    do throws(TapeFileError) {
      return try TapeFile.read(text)
    } catch {
      throw CommandFailure(.badData, "\(path): \(error)")
    }
  }
}
