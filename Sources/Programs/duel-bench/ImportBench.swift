import Digests
import PriceTape
import Primitives
import Terminal

/// Price history from CSV to a tape.
enum ImportBench {
  private static let pieceSize = 262_144

  static func run(_ size: BenchSize) throws(CommandFailure) {
    let rows = size.count(1_000_000)
    try time("import-candles", candles(rows), size, rows: rows, interval: nil)
    try time("import-trades", trades(rows), size, rows: rows, interval: "1m")
  }

  /// A walk of a price near 60,000 in cents.
  private struct Walk: ~Copyable {
    private var stream = KeyedStream(key: Digest.of(domain: "bench", []))
    private var cents = 6_000_000

    mutating func next() -> Int {
      cents += Int(stream.next(below: 2001)) - 1000
      cents = max(cents, 100)
      return cents
    }
  }

  private static func candles(_ rows: Int) -> [UInt8] {
    var walk = Walk()
    var text = ByteBuffer(capacity: 80 * rows)
    text.append("time,open,high,low,close,volume\n")
    for row in 0..<rows {
      text.append(integer: 1_515_560_100 + 300 * row)
      for _ in 0..<4 {
        text.append(",")
        text.append(Price(units: Int64(walk.next()) * 1_000_000))
      }
      text.append(",431401.97869504\n")
    }
    return text.bytes
  }

  /// Trades with ids, some of them at the same time.
  private static func trades(_ rows: Int) -> [UInt8] {
    var walk = Walk()
    var text = ByteBuffer(capacity: 80 * rows)
    for row in 0..<rows {
      text.append(integer: 100_000 + row)
      text.append(",")
      text.append(Price(units: Int64(walk.next()) * 1_000_000))
      text.append(",0.00150000,")
      text.append(integer: 200_000 + 2 * row)
      text.append(",")
      text.append(integer: 200_001 + 2 * row)
      text.append(",")
      text.append(integer: 1_515_560_100_000 + 700 * (row / 3))
      text.append(",True,True\n")
    }
    return text.bytes
  }

  private static func time(
    _ name: String, _ text: [UInt8], _ size: BenchSize, rows: Int, interval: String?
  ) throws(CommandFailure) {
    var options = ImportOptions()
    options.interval = interval.flatMap { TickInterval($0) }
    try measure(name, size, operations: rows, unit: "row") {
      () throws(CommandFailure) in
      do throws(ImportError) {
        var reader = HistoryReader(file: "BENCH.csv", options: options)
        for start in stride(from: 0, to: text.count, by: pieceSize) {
          try reader.feed(text.span.extracting(start..<min(start + pieceSize, text.count)))
        }
        let history = ImportedInstrument(try reader.finish())
        return try TapeImport.tape(of: [history], options: options).digest
      } catch {
        throw CommandFailure(.badData, "\(name): \(error)")
      }
    }
  }
}
