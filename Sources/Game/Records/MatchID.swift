public import Primitives

/// The number of a match on its server, from 1.
public struct MatchID: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The number.
  public let number: Int

  /// Names the match with a number.
  public init(_ number: Int) { self.number = number }

  /// Reads `m17`; nil for anything else.
  public init?(_ text: Span<UInt8>) {
    guard text.count > 1, asciiUppercased(text[0]) == UInt8(ascii: "M"),
      let number = text.extracting(1..<text.count).parseInteger(), number > 0
    else { return nil }
    self.number = number
  }

  /// Orders by number.
  public static func < (left: MatchID, right: MatchID) -> Bool { left.number < right.number }

  /// As players write it: `m17`.
  public var description: String { "m\(number)" }
}

extension ByteBuffer {
  /// Appends a match's number as players write it.
  public mutating func append(_ match: MatchID) {
    append(UInt8(ascii: "m"))
    append(integer: match.number)
  }
}
