import Primitives

/// A row of history that was read: a candle, or a trade.
struct HistoryRow {
  let line: Int
  let time: ImportedTime
  /// The close, or the price of the trade.
  let price: ImportedPrice
  let range: Range?

  /// What the candle has beside its close.
  struct Range {
    let open: ImportedPrice
    let high: ImportedPrice
    let low: ImportedPrice
  }
}

/// Makes ticks of rows: one of each row, or one of each interval. Rules: TAPE-11 and TAPE-17.
///
/// Holds the ticks and nothing of the rows beyond the last interval.
struct TickGatherer {
  let interval: TickInterval?
  /// Whether two rows may have one time: trades may, candles may not.
  let allowsEqualTimes: Bool

  /// The ticks in the order of the file.
  private(set) var times: [ImportedTime] = []
  private(set) var prices: [ImportedPrice] = []
  /// Those of each tick, or none at all.
  private(set) var ranges: [HistoryRow.Range] = []
  /// How many rows were taken.
  private(set) var rowCount = 0
  /// How many rows were refused for their times.
  private(set) var disorderCount = 0
  /// The lowest tick, to be named when it is too low.
  private(set) var lowest: HistoryRow?
  /// Whether later rows are earlier; nil until two times differ.
  private(set) var isNewestFirst: Bool?

  private var previous: (time: ImportedTime, line: Int)?
  private var open: OpenInterval?

  /// The rows of an interval that stand first and last in the file.
  private struct OpenInterval {
    let start: ImportedTime
    let first: HistoryRow
    var last: HistoryRow
  }

  init(interval: TickInterval?, allowsEqualTimes: Bool) {
    self.interval = interval
    self.allowsEqualTimes = allowsEqualTimes
  }

  /// Refuses a time that does not go on in the direction of the rows before it, and takes it.
  mutating func checkOrder(_ time: ImportedTime, line: Int) throws(RowProblem) {
    if let previous {
      if time == previous.time {
        guard allowsEqualTimes else {
          disorderCount += 1
          throw RowProblem("the same time as in line \(previous.line)")
        }
      } else if let isNewestFirst {
        guard (time < previous.time) == isNewestFirst else {
          disorderCount += 1
          throw RowProblem("the times go forth and back from line \(previous.line)")
        }
      } else {
        isNewestFirst = time < previous.time
      }
    }
    previous = (time, line)
  }

  /// The line of the last row that was taken, when more rows were refused for their times than
  /// taken: then that row, or the second, is likelier to be wrong than all the others.
  var suspectLine: Int? { disorderCount > rowCount ? previous?.line : nil }

  /// Takes a row whose time was checked; answers whether there was room for its tick.
  mutating func take(_ row: HistoryRow) -> Bool {
    rowCount += 1
    guard let interval else { return append(row, at: row.time) }
    let start = interval.start(of: row.time)
    if open?.start == start {
      open?.last = row
      return true
    }
    let hadRoom = closeInterval()
    open = OpenInterval(start: start, first: row, last: row)
    return hadRoom
  }

  /// Makes the tick of the last interval; answers whether there was room for it.
  mutating func closeInterval() -> Bool {
    guard let open else { return true }
    self.open = nil
    // The last in time is the first in a file that is newest first.
    return append(isNewestFirst == true ? open.first : open.last, at: open.start)
  }

  private mutating func append(_ row: HistoryRow, at time: ImportedTime) -> Bool {
    guard times.count < StoredTape.ticksMax else { return false }
    times.append(time)
    prices.append(row.price)
    if let range = row.range { ranges.append(range) }
    if lowest.map({ row.price.units < $0.price.units }) ?? true { lowest = row }
    return true
  }
}
