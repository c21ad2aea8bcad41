/// A day of the Gregorian calendar.
struct CivilDay: Hashable {
  let year: Int
  let month: Int
  let day: Int

  /// From 0001-01-01 to 1970-01-01.
  private static let daysToEpoch = 719_162
  private static let daysOfFourCenturies = 146_097

  /// Takes a date; nil when there is no such day.
  init?(year: Int, month: Int, day: Int) {
    guard (1...12).contains(month), day >= 1, day <= Self.length(ofMonth: month, year) else {
      return nil
    }
    self.year = year
    self.month = month
    self.day = day
  }

  /// The day that is so many days after 1970-01-01, or before when negative, from the year 1 on.
  init(daysSince1970: Int) {
    var rest = daysSince1970 + Self.daysToEpoch
    precondition(rest >= 0, "CivilDay: from the year 1 on")
    var year = rest / Self.daysOfFourCenturies * 400 + 1
    rest %= Self.daysOfFourCenturies
    while rest >= Self.length(ofYear: year) {
      rest -= Self.length(ofYear: year)
      year += 1
    }
    var month = 1
    while rest >= Self.length(ofMonth: month, year) {
      rest -= Self.length(ofMonth: month, year)
      month += 1
    }
    self.year = year
    self.month = month
    day = rest + 1
  }

  /// How many days after 1970-01-01 it is.
  var daysSince1970: Int {
    let before = year - 1
    var days = before * 365 + before / 4 - before / 100 + before / 400 + day - 1
    for earlier in 1..<month { days += Self.length(ofMonth: earlier, year) }
    return days - Self.daysToEpoch
  }

  private static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  private static func length(ofYear year: Int) -> Int { isLeap(year) ? 366 : 365 }

  private static func length(ofMonth month: Int, _ year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
