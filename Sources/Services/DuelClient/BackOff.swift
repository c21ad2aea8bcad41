/// How long a client waits before it connects again.
enum BackOff {
  /// After the first broken connection; each further one doubles it.
  private static let first = 100
  private static let longest = 5000

  /// The wait after so many connections lost in a row: 100 ms, doubled each time, at most 5 s.
  static func milliseconds(after failures: Int) -> Int {
    failures < 6 ? first << failures : longest
  }
}
