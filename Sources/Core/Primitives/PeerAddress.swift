/// Where a connection comes from, as far as the server tells peers apart: an IPv4 address, or the
/// first 64 bits of an IPv6 address, which is what one customer is commonly given.
public struct PeerAddress: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The prefix of IPv6, or the IPv4 address behind bits that no global prefix has.
  let number: UInt64

  private static let mappedPrefix: UInt64 = 0xffff_0000_0000

  /// An address that is not known; nothing is counted for it.
  public static let unknown = PeerAddress(number: .max)

  private init(number: UInt64) { self.number = number }

  /// Names an IPv4 address by its 32 bits.
  public init(ipv4 bits: UInt32) { self.init(number: Self.mappedPrefix | UInt64(bits)) }

  /// Names the network of an IPv6 address by its two halves; one that stands for IPv4 is that.
  public init(ipv6High high: UInt64, low: UInt64) {
    if high == 0, low >> 32 == 0xffff {
      self.init(ipv4: UInt32(truncatingIfNeeded: low))
    } else {
      self.init(number: high)
    }
  }

  /// Whether nothing is known of it.
  public var isUnknown: Bool { self == .unknown }

  /// Orders by the bits.
  public static func < (left: PeerAddress, right: PeerAddress) -> Bool {
    left.number < right.number
  }

  /// The usual form: four numbers, or a prefix such as `2001:db8:0:1::/64`.
  public var description: String {
    if isUnknown { return "unknown" }
    if number >> 32 == Self.mappedPrefix >> 32 {
      return [24, 16, 8, 0].map { "\(number >> UInt64($0) & 0xff)" }.joined(separator: ".")
    }
    let groups = [48, 32, 16, 0].map { String(number >> UInt64($0) & 0xffff, radix: 16) }
    return groups.joined(separator: ":") + "::/64"
  }
}
