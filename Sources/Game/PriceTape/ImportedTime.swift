import Primitives

/// A time as files write it, in nanoseconds since 1970-01-01 00:00 UTC. Rule: TAPE-11.
struct ImportedTime: Hashable, Comparable {
  let nanoseconds: Int128

  /// Reads an ISO date with or without a time of day and zone, a compact date, or a number of
  /// seconds, milliseconds, microseconds or nanoseconds since 1970; nil for anything else.
  init?(_ text: [UInt8]) {
    var scanner = TimeScanner(text)
    if let compact = scanner.compactDate() ?? scanner.epoch() {
      nanoseconds = compact
    } else if let date = scanner.date() {
      nanoseconds = date
    } else {
      return nil
    }
  }

  static func < (left: ImportedTime, right: ImportedTime) -> Bool {
    left.nanoseconds < right.nanoseconds
  }
}

/// Reads the forms of a time, each from the beginning.
private struct TimeScanner {
  private let bytes: [UInt8]
  private var place = 0

  private static let second: Int128 = 1_000_000_000

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// `20180110` or `20180110045500`, between the years 1900 and 2100.
  mutating func compactDate() -> Int128? {
    guard bytes.count == 8 || bytes.count == 14, bytes.allSatisfy(isDigit) else { return nil }
    place = 0
    guard let year = number(4), (1900...2100).contains(year), let month = number(2),
      let day = number(2), let days = Self.days(year, month, day)
    else { return nil }
    guard bytes.count == 14 else { return Int128(days) * 86_400 * Self.second }
    guard let hour = number(2), let minute = number(2), let second = number(2),
      hour < 24, minute < 60, second < 60
    else { return nil }
    return Int128(days * 86_400 + hour * 3600 + minute * 60 + second) * Self.second
  }

  /// A number since 1970; its size tells the unit.
  func epoch() -> Int128? {
    guard let first = bytes.first, isDigit(first), let value = ImportedDecimal(bytes),
      let whole = value.steps(ofPlace: 0)
    else { return nil }
    // Up to the year 5138 a number counts seconds; a thousand times that milliseconds; and so on.
    let place =
      switch whole {
      case ..<100_000_000_000: -9
      case ..<100_000_000_000_000: -6
      case ..<100_000_000_000_000_000: -3
      default: 0
      }
    return value.steps(ofPlace: place).map { Int128($0) }
  }

  /// `2018-01-10`, with `/` or `.` too, then perhaps a blank or `T`, `04:55[:00[.123]]` and a zone.
  mutating func date() -> Int128? {
    place = 0
    guard let year = number(4), let mark = separator("-/."), let month = number(2),
      separator("\(mark)") != nil, let day = number(2), let days = Self.days(year, month, day)
    else { return nil }
    var total = Int128(days) * 86_400 * Self.second
    if place == bytes.count { return total }
    guard separator("T t") != nil, let hour = number(2), separator(":") != nil,
      let minute = number(2), hour < 24, minute < 60
    else { return nil }
    total += Int128(hour * 3600 + minute * 60) * Self.second
    if separator(":") != nil {
      guard let second = number(2), second < 60 else { return nil }
      total += Int128(second) * Self.second
      if separator(".") != nil {
        guard let fraction = fraction() else { return nil }
        total += fraction
      }
    }
    guard let zone = zone(), place == bytes.count else { return nil }
    return total - Int128(zone * 60) * Self.second
  }

  /// Up to nine decimals of a second, in nanoseconds.
  private mutating func fraction() -> Int128? {
    var value: Int128 = 0
    var digits = 0
    while place < bytes.count, isDigit(bytes[place]) {
      guard digits < 9 else { return nil }
      value = value * 10 + Int128(bytes[place] - UInt8(ascii: "0"))
      digits += 1
      place += 1
    }
    guard digits > 0 else { return nil }
    for _ in digits..<9 { value *= 10 }
    return value
  }

  /// Minutes east of Greenwich: 0 for none, `Z` and `UTC`; else `+01:00`, `+0100` or `+01`.
  private mutating func zone() -> Int? {
    let rest = String(decoding: bytes[place...], as: UTF8.self).uppercased()
    if ["", "Z", " UTC", " GMT"].contains(rest) {
      place = bytes.count
      return 0
    }
    _ = separator(" ")
    guard let sign = separator("+-"), let hours = number(2), hours < 24 else { return nil }
    var minutes = 0
    if place < bytes.count {
      _ = separator(":")
      guard let more = number(2), more < 60 else { return nil }
      minutes = more
    }
    return (sign == "-" ? -1 : 1) * (hours * 60 + minutes)
  }

  /// Exactly so many digits.
  private mutating func number(_ digits: Int) -> Int? {
    guard place + digits <= bytes.count, bytes[place..<(place + digits)].allSatisfy(isDigit)
    else { return nil }
    defer { place += digits }
    return bytes[place..<(place + digits)].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  }

  /// One of some characters.
  private mutating func separator(_ choices: String) -> Character? {
    guard place < bytes.count else { return nil }
    let found = Character(UnicodeScalar(bytes[place]))
    guard choices.contains(found) else { return nil }
    place += 1
    return found
  }

  /// Days since 1970-01-01 in the Gregorian calendar; nil for a day that does not exist.
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int? {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard (1...12).contains(month), (1...lengths[month - 1]).contains(day) else { return nil }
    let before = year - 1
    let leapDays = before / 4 - before / 100 + before / 400
    let daysToEpoch = 719_162  // from 0001-01-01
    return before * 365 + leapDays + lengths[..<(month - 1)].reduce(0, +) + day - 1 - daysToEpoch
  }
}
