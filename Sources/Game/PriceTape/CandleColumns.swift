import Primitives

/// Where a file of candles keeps what is needed.
struct CandleColumns {
  /// How many columns there are.
  let count: Int
  /// The time, or the date when `clock` is another column.
  let time: Int
  /// The time of day, where it is apart.
  let clock: Int?
  let close: Int

  /// Why a line is no header.
  struct Missing: Error {
    let reason: String
  }

  private static let timeNames = [
    "timestamp", "datetime", "opentime", "date", "time", "gmttime", "localtime", "unix",
    "unixtime", "unixtimestamp", "dateutc", "timeutc", "timestamputc", "t", "closetime",
  ]
  private static let closeNames = ["close", "c", "closelast", "last", "price", "adjclose"]

  /// Finds the columns of a header; a column without a name is taken for the time.
  init(header fields: [[UInt8]]) throws(Missing) {
    let names = fields.map(Self.plainName)
    func place(_ wanted: [String]) -> Int? {
      for name in wanted {
        if let index = names.firstIndex(of: name) { return index }
      }
      return nil
    }
    let unnamed = names.dropLast().firstIndex(of: "")
    guard let time = place(Self.timeNames) ?? unnamed else {
      throw Missing(reason: "the header names no column for the time, such as date")
    }
    guard let close = place(Self.closeNames) else {
      throw Missing(reason: "the header names no column for the close")
    }
    count = names.last == "" && unnamed != names.count - 1 ? names.count - 1 : names.count
    self.time = time
    self.close = close
    clock = names[time] == "date" ? names.firstIndex(of: "time") : nil
  }

  /// The columns of a file without header: time, open, high, low, close and what else; nil when
  /// the line does not begin like that.
  init?(firstRow fields: [[UInt8]]) {
    guard fields.count >= 5, ImportedTime(fields[0]) != nil,
      fields[1..<5].allSatisfy({ ImportedDecimal($0) != nil })
    else { return nil }
    count = fields.count
    time = 0
    clock = nil
    close = 4
  }

  /// The letters of a name, small.
  private static func plainName(_ field: [UInt8]) -> String {
    let letters = field.map(asciiUppercased).filter {
      $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z")
    }
    return String(decoding: letters, as: UTF8.self).lowercased()
  }
}
