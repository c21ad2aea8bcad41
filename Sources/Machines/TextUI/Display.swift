public import Primitives

// TextUI: what people see in a terminal.
//
// Goals: the same text for the same state, readable without colour.
// Non-goals: terminals themselves, keys.

/// Numbers as people read them.
public enum Display {
  /// Money to the cent, half-even: `10012.35`.
  public static func cents(_ money: Money) -> String {
    let cents = Int64(
      Int128(money.units).divided(by: Int128(unitsPerOne / 100), rounding: .halfEven))
    return decimals(cents, places: 2)
  }

  /// How far an amount is from its start, in percent with two decimals and a sign: `+0.21%`.
  public static func change(of amount: Money, from start: Money) -> String {
    guard start.units > 0 else { return "" }
    let difference = Int128(amount.units - start.units) * 10_000
    let points = Int64(difference.divided(by: Int128(start.units), rounding: .halfEven))
    return (points < 0 ? "" : "+") + decimals(points, places: 2) + "%"
  }

  /// A text filled up with blanks to the right; longer ones stay as they are.
  public static func left(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  /// A text filled up with blanks to the left; longer ones stay as they are.
  public static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  private static func decimals(_ number: Int64, places: Int) -> String {
    let digits = String(number.magnitude)
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    let split = padded.index(padded.endIndex, offsetBy: -places)
    return (number < 0 ? "-" : "") + padded[..<split] + "." + padded[split...]
  }
}
