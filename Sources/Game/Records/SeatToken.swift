public import Digests
import Primitives

/// A seat's secret: whoever holds it may take the seat again.
public struct SeatToken: Hashable, Sendable, CustomStringConvertible {
  /// 32 hexadecimal digits.
  public let description: String

  /// Takes the first half of a random digest.
  public init(_ random: Digest) { description = String(random.description.prefix(32)) }

  /// Reads 32 hexadecimal digits; nil for anything else.
  public init?(text: String) {
    guard text.utf8.count == 32, Digest(hex: text + text) != nil else { return nil }
    description = text
  }

  /// Whether a text is this token; takes as long for any text of the same length.
  public func isEqual(to text: Span<UInt8>) -> Bool {
    let own = Array(description.utf8)
    guard text.count == own.count else { return false }
    var difference: UInt8 = 0
    for index in own.indices { difference |= own[index] ^ text[index] }
    return difference == 0
  }
}
