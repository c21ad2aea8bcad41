import Primitives

/// How long a tick of imported history is: whole seconds, minutes, hours or days. Rule: TAPE-17.
public struct TickInterval: Hashable, Sendable {
  /// From one second to 366 days.
  let nanoseconds: Int64

  private static let longest: Int64 = 366 * 86_400 * 1_000_000_000

  /// Reads a length such as `5s`, `1m`, `4h` or `1d`; nil for anything else.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard let last = bytes.last, let first = bytes.first, isDigit(first),
      let unit = Self.units.first(where: { $0.letter == last }),
      let count = bytes.span.extracting(0..<(bytes.count - 1)).parseInteger()
    else { return nil }
    let (product, isOver) = Int64(count).multipliedReportingOverflow(by: unit.nanoseconds)
    guard !isOver, product > 0, product <= Self.longest else { return nil }
    nanoseconds = product
  }

  private struct Unit {
    let letter: UInt8
    let nanoseconds: Int64
  }

  private static let units = [
    Unit(letter: UInt8(ascii: "d"), nanoseconds: 86_400 * ImportedTime.second),
    Unit(letter: UInt8(ascii: "h"), nanoseconds: 3600 * ImportedTime.second),
    Unit(letter: UInt8(ascii: "m"), nanoseconds: 60 * ImportedTime.second),
    Unit(letter: UInt8(ascii: "s"), nanoseconds: ImportedTime.second),
  ]

  /// The beginning of the interval that a time lies in, counted from 1970-01-01 00:00 UTC.
  func start(of time: ImportedTime) -> ImportedTime {
    let count = time.nanoseconds.divided(by: nanoseconds, rounding: .down)
    return ImportedTime(nanoseconds: count * nanoseconds)
  }

  /// A length of time in words, such as `2h5m`; below a second `0s`.
  static func text(nanoseconds: Int64) -> String {
    var rest = nanoseconds
    var text = ""
    for unit in units where rest >= unit.nanoseconds {
      let letter = String(decoding: [unit.letter], as: UTF8.self)
      text += "\(rest / unit.nanoseconds)\(letter)"
      rest %= unit.nanoseconds
    }
    return text.isEmpty ? "0s" : text
  }
}

extension TickInterval: CustomStringConvertible {
  /// The length as it is read, in the largest units: `90s` is `1m30s`.
  public var description: String { Self.text(nanoseconds: nanoseconds) }
}
