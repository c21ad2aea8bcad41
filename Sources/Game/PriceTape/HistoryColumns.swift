import Primitives

/// What the rows of a file of price history are.
public enum HistoryKind: Hashable, Sendable {
  /// Candles, or prices at given times: each can be a tick.
  case candles
  /// Single trades, of which an interval makes ticks.
  case trades
}

/// Where a file of price history keeps what is needed. Rules: TAPE-11 and TAPE-17.
struct HistoryColumns {
  let kind: HistoryKind
  /// How many columns there are.
  let count: Int
  /// The time, or the date when `clock` is another column.
  let time: Int
  /// The time of day, where it is apart.
  let clock: Int?
  /// The close, or the price of a trade.
  let price: Int
  /// The open, the high and the low, where all of them are there.
  let range: RangeColumns?

  /// The columns that a close has beside it.
  struct RangeColumns {
    let open: Int
    let high: Int
    let low: Int
  }

  private static let timeNames = [
    "timestamp", "datetime", "opentime", "date", "time", "gmttime", "localtime", "unix",
    "unixtime", "unixtimestamp", "dateutc", "timeutc", "timestamputc", "t", "closetime", "ts",
    "timestampms", "timems", "epoch", "tradetime", "transacttime", "executedat", "createdat",
  ]
  private static let priceNames = [
    "last", "price", "tradeprice", "executionprice", "rate", "px", "p",
  ]
  private static let tradeNames = [
    "quantity", "qty", "size", "amount", "volume", "baseqty", "q", "side", "id", "tradeid",
    "aggtradeid", "aggregatetradeid", "tid", "isbuyermaker", "wasbuyermaker", "buyerismaker",
  ]

  /// Finds the columns of a header; a column without a name is taken for the time.
  init(names: [String]) throws(RowProblem) {
    func place(_ wanted: [String]) -> Int? {
      for name in wanted {
        if let index = names.firstIndex(of: name) { return index }
      }
      return nil
    }
    let unnamed = names.dropLast().firstIndex(of: "")
    guard let time = place(Self.timeNames) ?? unnamed else {
      throw RowProblem("the header names no column for the time, such as date")
    }
    let hasRange = place(["open", "high", "low", "o"]) != nil
    let close = place(hasRange ? ["close", "c", "closelast"] : ["close", "closelast"])
    guard let price = close ?? place(Self.priceNames + ["c", "adjclose"]) else {
      throw RowProblem("the header names no column for the close or the price")
    }
    let isTrade = close == nil && !hasRange && place(Self.tradeNames) != nil
    kind = isTrade ? .trades : .candles
    count = names.last == "" && unnamed != names.count - 1 ? names.count - 1 : names.count
    self.time = time
    self.price = price
    clock = names[time] == "date" ? names.firstIndex(of: "time") : nil
    if !isTrade, let open = place(["open", "o"]), let high = place(["high", "h"]),
      let low = place(["low", "l"])
    {
      range = RangeColumns(open: open, high: high, low: low)
    } else {
      range = nil
    }
  }

  /// The columns of a file without header; nil when its first row is none of those known:
  /// candles (time, open, high, low, close …), trades of three fields (time, price, quantity), and
  /// trades with ids (id, price, quantity …, time, two-valued …).
  init?(firstRow fields: FieldSplitter, _ line: Span<UInt8>) {
    func isTime(_ index: Int) -> Bool { ImportedTime(line.extracting(fields.ranges[index])) != nil }
    func isNumber(_ index: Int) -> Bool {
      ImportedDecimal(line.extracting(fields.ranges[index])) != nil
    }
    func isTruth(_ index: Int) -> Bool {
      let field = line.extracting(fields.ranges[index])
      return field.equalsIgnoringCase("true") || field.equalsIgnoringCase("false")
    }
    count = fields.ranges.count
    clock = nil
    // The place of the word that says who was the maker tells the two forms with ids apart.
    let maker = count >= 6 ? (5..<min(count, 7)).first(where: isTruth) : nil
    if let maker, isTime(maker - 1), isNumber(1) {
      (kind, time, price, range) = (.trades, maker - 1, 1, nil)
    } else if count == 3, isTime(0), isNumber(1), isNumber(2) {
      (kind, time, price, range) = (.trades, 0, 1, nil)
    } else if count >= 5, isTime(0), (1..<5).allSatisfy(isNumber) {
      (kind, time, price) = (.candles, 0, 4)
      range = RangeColumns(open: 1, high: 2, low: 3)
    } else {
      return nil
    }
  }

  /// The letters of a name, small.
  static func plainName(_ field: Span<UInt8>) -> String {
    let letters = Array(field).map(asciiUppercased).filter {
      $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z")
    }
    return String(decoding: letters, as: UTF8.self).lowercased()
  }
}
