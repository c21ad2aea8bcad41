import Primitives

/// A time as files write it, in nanoseconds since 1970-01-01 00:00 UTC. Rule: TAPE-11.
struct ImportedTime: Hashable, Comparable {
  let nanoseconds: Int64

  static let second: Int64 = 1_000_000_000

  /// Takes nanoseconds since 1970.
  init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// Reads an ISO date with or without a time of day and zone, a compact date, or a number of
  /// seconds, milliseconds, microseconds or nanoseconds since 1970, from 1678 to 2261; nil for
  /// anything else.
  init?(_ text: Span<UInt8>) {
    var scanner = TimeScanner()
    guard
      let found = scanner.compact(text) ?? TimeScanner.sinceEpoch(text) ?? scanner.date(text)
    else { return nil }
    nanoseconds = found
  }

  static func < (left: ImportedTime, right: ImportedTime) -> Bool {
    left.nanoseconds < right.nanoseconds
  }
}

extension ImportedTime: CustomStringConvertible {
  /// `2018-01-10T04:55:00Z`, with as many decimals as it takes.
  var description: String {
    let seconds = nanoseconds.divided(by: Self.second, rounding: .down)
    let days = seconds.divided(by: 86_400, rounding: .down)
    let date = CivilDay(daysSince1970: Int(days))
    let clock = seconds - days * 86_400
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    var text = "\(date.year)-\(two(date.month))-\(two(date.day))T\(two(Int(clock / 3600)))"
    text += ":\(two(Int(clock / 60 % 60))):\(two(Int(clock % 60)))"
    let fraction = nanoseconds - seconds * Self.second
    guard fraction > 0 else { return text + "Z" }
    var digits = "\(Self.second + fraction)".dropFirst()
    while digits.last == "0" { digits.removeLast() }
    return text + ".\(digits)Z"
  }
}

/// Reads the forms of a time, each from the beginning.
private struct TimeScanner {
  private var place = 0

  /// The years whose nanoseconds since 1970 fit 64 bits.
  private static let years = 1678...2261

  /// `20180110` or `20180110045500`, between the years 1900 and 2100.
  mutating func compact(_ text: Span<UInt8>) -> Int64? {
    guard text.count == 8 || text.count == 14 else { return nil }
    place = 0
    guard let year = number(4, text), (1900...2100).contains(year), let month = number(2, text),
      let dayOfMonth = number(2, text),
      let day = CivilDay(year: year, month: month, day: dayOfMonth)
    else { return nil }
    let start = Int64(day.daysSince1970) * 86_400
    guard text.count == 14 else { return start * ImportedTime.second }
    guard let hour = number(2, text), let minute = number(2, text), let second = number(2, text),
      hour < 24, minute < 60, second < 60
    else { return nil }
    return (start + Int64(hour * 3600 + minute * 60 + second)) * ImportedTime.second
  }

  /// A number since 1970; its size tells the unit.
  static func sinceEpoch(_ text: Span<UInt8>) -> Int64? {
    guard text.count > 0, isDigit(text[0]), let value = ImportedDecimal(text),
      let whole = value.units(ofPlace: 0)?.count
    else { return nil }
    // Up to the year 5138 a number counts seconds; a thousand times that milliseconds; and so on.
    let place =
      switch whole {
      case ..<100_000_000_000: -9
      case ..<100_000_000_000_000: -6
      case ..<100_000_000_000_000_000: -3
      default: 0
      }
    guard let count = value.units(ofPlace: place)?.count, let time = Int64(exactly: count),
      time < 9_214_646_400 * ImportedTime.second  // 2262-01-01
    else { return nil }
    return time
  }

  /// `2018-01-10`, with `/` or `.` too, then perhaps a blank or `T`, `04:55[:00[.123]]` and a zone.
  mutating func date(_ text: Span<UInt8>) -> Int64? {
    place = 0
    guard let year = number(4, text), Self.years.contains(year), place < text.count else {
      return nil
    }
    let mark = text[place]
    guard mark == UInt8(ascii: "-") || mark == UInt8(ascii: "/") || mark == UInt8(ascii: "."),
      take(mark, text), let month = number(2, text), take(mark, text),
      let dayOfMonth = number(2, text),
      let day = CivilDay(year: year, month: month, day: dayOfMonth)
    else { return nil }
    var total = Int64(day.daysSince1970) * 86_400 * ImportedTime.second
    if place == text.count { return total }
    guard take("T", text) || take("t", text) || take(" ", text), let hour = number(2, text),
      take(":", text), let minute = number(2, text), hour < 24, minute < 60
    else { return nil }
    total += Int64(hour * 3600 + minute * 60) * ImportedTime.second
    if take(":", text) {
      guard let second = number(2, text), second < 60 else { return nil }
      total += Int64(second) * ImportedTime.second
      if take(".", text) {
        guard let fraction = fraction(text) else { return nil }
        total += fraction
      }
    }
    guard let zone = zone(text), place == text.count else { return nil }
    return total - Int64(zone * 60) * ImportedTime.second
  }

  /// Up to nine decimals of a second, in nanoseconds.
  private mutating func fraction(_ text: Span<UInt8>) -> Int64? {
    var value: Int64 = 0
    var digits = 0
    while place < text.count, isDigit(text[place]) {
      guard digits < 9 else { return nil }
      value = value * 10 + Int64(text[place] - UInt8(ascii: "0"))
      digits += 1
      place += 1
    }
    guard digits > 0 else { return nil }
    for _ in digits..<9 { value *= 10 }
    return value
  }

  /// Minutes east of Greenwich: 0 for none, `Z` and `UTC`; else `+01:00`, `+0100` or `+01`.
  private mutating func zone(_ text: Span<UInt8>) -> Int? {
    if place == text.count { return 0 }
    let rest = text.extracting(place..<text.count)
    if rest.equalsIgnoringCase("Z") || rest.equalsIgnoringCase(" UTC")
      || rest.equalsIgnoringCase(" GMT")
    {
      place = text.count
      return 0
    }
    _ = take(" ", text)
    let isWest = take("-", text)
    guard isWest || take("+", text), let hours = number(2, text), hours < 24 else { return nil }
    var minutes = 0
    if place < text.count {
      _ = take(":", text)
      guard let more = number(2, text), more < 60 else { return nil }
      minutes = more
    }
    return (isWest ? -1 : 1) * (hours * 60 + minutes)
  }

  /// Exactly so many digits.
  private mutating func number(_ digits: Int, _ text: Span<UInt8>) -> Int? {
    guard place + digits <= text.count else { return nil }
    var value = 0
    for index in place..<(place + digits) {
      guard isDigit(text[index]) else { return nil }
      value = value * 10 + Int(text[index] - UInt8(ascii: "0"))
    }
    place += digits
    return value
  }

  /// Steps over a byte if it stands there.
  private mutating func take(_ byte: UInt8, _ text: Span<UInt8>) -> Bool {
    guard place < text.count, text[place] == byte else { return false }
    place += 1
    return true
  }

  private mutating func take(_ character: Unicode.Scalar, _ text: Span<UInt8>) -> Bool {
    take(UInt8(ascii: character), text)
  }
}
