import Margin
import Primitives
import Terminal

// What the calculations read from their command lines.

extension Arguments {
  /// The value of a flag that takes one of a few words.
  func choice(_ flag: String, _ choices: [String]) throws(CommandFailure) -> String {
    guard let text = text(flag), choices.contains(text) else {
      throw CommandFailure(.usage, "\(flag) is \(choices.joined(separator: " or "))")
    }
    return text
  }

  /// The side of `--side`.
  func side() throws(CommandFailure) -> Side {
    try choice("--side", ["long", "short"]) == "long" ? .buy : .sell
  }

  /// The value of a flag that must be there, above 0 and at most `most`.
  func positive<Number: FixedPoint>(
    _ flag: String, _ most: Number
  ) throws(CommandFailure) -> Number {
    guard let number: Number = try decimal(flag), number > .zero, number <= most
    else { throw CommandFailure(.usage, "\(flag) is above 0 to \(most)") }
    return number
  }

  /// The value of a flag that is a share above 0: `2%` or `0.02`.
  func share(_ flag: String) throws(CommandFailure) -> Rate {
    let text = text(flag) ?? ""
    var rate = Rate(text)
    if text.hasSuffix("%"), let percent = Rate(String(text.dropLast())) {
      rate = percent.units % 100 == 0 ? Rate(units: percent.units / 100) : nil
    }
    guard let rate, rate > .zero, rate <= .one else {
      throw CommandFailure(.usage, "\(flag) is above 0% to 100%, such as 2%")
    }
    return rate
  }

  /// The value of `--leverage`; nil when it was not given.
  func leverage() throws(CommandFailure) -> Leverage? {
    try integer("--leverage", in: 1...Bounds.leverageMax).flatMap { Leverage($0) }
  }
}

/// Whether a quantity is worth at most the largest notional at a price.
func fits(_ quantity: Quantity, _ price: Price) -> Bool {
  Int128(quantity.units) * Int128(price.units)
    <= Int128(Bounds.notionalMax.units) * Int128(unitsPerOne)
}
