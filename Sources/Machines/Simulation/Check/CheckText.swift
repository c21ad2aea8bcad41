import Margin
import Primitives

/// How the check writes numbers, so that both engines write them alike.
enum CheckText {
  /// A number of 10^-8 as a decimal, without needless zeros.
  static func decimal(_ units: Int128) -> String {
    let whole = units.magnitude / 100_000_000
    var digits = Array(String(units.magnitude % 100_000_000).utf8)
    digits.insert(contentsOf: repeatElement(UInt8(ascii: "0"), count: 8 - digits.count), at: 0)
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    let sign = units < 0 ? "-" : ""
    let fraction = digits.isEmpty ? "" : "." + digits.map { String(UnicodeScalar($0)) }.joined()
    return "\(sign)\(whole)\(fraction)"
  }

  /// What an open order waits for, with the distance of one that trails.
  static func kind(_ kind: OpenOrderKind) -> String {
    switch kind {
    case .limit, .stop, .take: "\(kind.name)"
    case .trail(.price(let price)): "\(kind.name):\(decimal(Int128(price.units)))"
    case .trail(.share(let share)): "\(kind.name):\(decimal(Int128(share.units)))of1"
    }
  }
}
