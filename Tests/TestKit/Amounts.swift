public import Primitives

// TestKit: what several test targets share. Short ways to say amounts, an engine and a match that
// are driven in short sentences, and a seeded generator. Traps where a test is written wrongly.

/// A price as a test writes it: `price("45454.54")`.
public func price(_ text: String) -> Price { amount(text) }

/// A quantity as a test writes it: `quantity("0.2")`.
public func quantity(_ text: String) -> Quantity { amount(text) }

/// Money as a test writes it: `money("1000")`.
public func money(_ text: String) -> Money { amount(text) }

/// A rate as a test writes it: `rate("0.0005")` is 0.05 %.
public func rate(_ text: String) -> Rate { amount(text) }

private func amount<Amount: FixedPoint>(_ text: String) -> Amount {
  guard let amount = Amount(text) else { preconditionFailure("'\(text)' is not a decimal") }
  return amount
}

/// The text that `body` writes.
public func written(_ body: (inout ByteBuffer) -> Void) -> String {
  var buffer = ByteBuffer()
  body(&buffer)
  return buffer.withSpan { String(decoding: $0) }
}
