import Primitives

/// Numbers as the page writes them.
enum Figures {
  /// Money to the cent, half-even, with commas between thousands: `10,012.35`.
  static func money(_ money: Money) -> String { number(Int128(money.units), decimals: 2) }

  /// The same with its sign: `+12.30`; nothing has none.
  static func signed(_ money: Money) -> String {
    let text = Self.money(money)
    return text.hasPrefix("-") || text == "0.00" ? text : "+" + text
  }

  /// The size of an amount, to the cent.
  static func size(_ money: Money) -> String { Self.money(money < .zero ? -money : money) }

  /// A fraction in percent: `1.43 %`.
  static func percent(_ rate: Rate, decimals: Int = 2) -> String {
    number(Int128(rate.units) * 100, decimals: decimals) + " %"
  }

  /// The same with its sign.
  static func signedPercent(_ rate: Rate) -> String {
    let text = percent(rate)
    return text.hasPrefix("-") || text == "0.00 %" ? text : "+" + text
  }

  /// A multiple: `4.25x`.
  static func times(_ rate: Rate) -> String { number(Int128(rate.units), decimals: 2) + "x" }

  /// A price as it is, with commas between thousands.
  static func price(_ price: Price) -> String { grouped(price.description) }

  /// A number given in tenths: `10.5`.
  static func tenths(_ number: Int) -> String {
    Self.number(Int128(number) * Int128(unitsPerOne / 10), decimals: 1)
  }

  /// A number in units of 10^-8 with so many decimals, half-even.
  static func number(_ units: Int128, decimals: Int) -> String {
    var step: Int128 = Int128(unitsPerOne)
    for _ in 0..<decimals { step /= 10 }
    let rounded = units.divided(by: step, rounding: .halfEven)
    let digits = String(rounded.magnitude)
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    let whole = padded.dropLast(decimals)
    let fraction = decimals > 0 ? "." + padded.suffix(decimals) : ""
    return (rounded < 0 ? "-" : "") + grouped(String(whole)) + fraction
  }

  /// A number with commas between the thousands before its point.
  private static func grouped(_ text: String) -> String {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let isNegative = parts[0].hasPrefix("-")
    let digits = isNegative ? parts[0].dropFirst() : parts[0]
    var whole = ""
    for (place, digit) in digits.enumerated() {
      if place > 0, (digits.count - place) % 3 == 0 { whole += "," }
      whole.append(digit)
    }
    return (isNegative ? "-" : "") + whole + (parts.count > 1 ? "." + parts[1] : "")
  }

  /// A count with its noun: `1 stop`, `2 stops`.
  static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
    "\(number) \(number == 1 ? one : many ?? one + "s")"
  }
}
