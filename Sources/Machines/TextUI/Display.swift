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

  /// What a closed position lost, or gained when the number is negative: `loss 12.50`, `gain 3.00`.
  public static func loss(_ money: Money) -> String {
    money < .zero ? "gain \(cents(-money))" : "loss \(cents(money))"
  }

  /// How far a number is from its start, in percent with two decimals and a sign: `+0.21%`.
  public static func change<Number: FixedPoint>(of amount: Number, from start: Number) -> String {
    guard start.units > 0 else { return "" }
    let points = hundredths(of: amount, from: start)
    return (points < 0 ? "" : "+") + decimals(points, places: 2) + "%"
  }

  /// How far a number is from its start in either direction, in percent with one decimal: `9.5%`.
  public static func distance<Number: FixedPoint>(to amount: Number, from start: Number) -> String {
    guard start.units > 0 else { return "" }
    let points = Int128(hundredths(of: amount, from: start).magnitude)
    let tenths = Int64(clamping: points.divided(by: 10, rounding: .halfEven))
    return decimals(tenths, places: 1) + "%"
  }

  /// A fraction in percent with no more decimals than it needs: `0.05%`.
  public static func percent(_ rate: Rate) -> String {
    Rate(units: Int64(clamping: Int128(rate.units) * 100)).description + "%"
  }

  /// An amount of money to the cent with its sign: `+12.30`.
  public static func signed(_ money: Money) -> String {
    (money.units < 0 ? "" : "+") + cents(money)
  }

  /// The distance from `start` in hundredths of a percent, half-even.
  static func hundredths<Number: FixedPoint>(of amount: Number, from start: Number) -> Int64 {
    let difference = (Int128(amount.units) - Int128(start.units)) * 10_000
    return Int64(clamping: difference.divided(by: Int128(start.units), rounding: .halfEven))
  }

  /// A text filled up with blanks to the right; longer ones stay as they are.
  public static func left(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - TextWidth.of(text)))
  }

  /// A text filled up with blanks to the left; longer ones stay as they are.
  public static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - TextWidth.of(text))) + text
  }

  private static func decimals(_ number: Int64, places: Int) -> String {
    let digits = String(number.magnitude)
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    let split = padded.index(padded.endIndex, offsetBy: -places)
    return (number < 0 ? "-" : "") + padded[..<split] + "." + padded[split...]
  }
}
