import Margin
import Primitives

/// What a seat holds of an instrument.
struct NaivePosition: Sendable {
  /// Above zero for a long, below for a short.
  var size = Rational.zero
  /// What was paid for a long, or received for a short. Rule: MARGIN-5.
  var cost = Rational.zero
  var margin = Rational.zero
  var leverage: Int
  var mode: MarginMode
  /// The margin call that stands: 20, 10, or 0 for none. Rule: LIQ-6.
  var call = 0

  var isOpen: Bool { size != .zero }
  var isLong: Bool { size > .zero }
  var isOpenCross: Bool { isOpen && mode == .cross }
  var isOpenIsolated: Bool { isOpen && mode == .isolated }
  /// The side that opens it.
  var side: Side { isLong ? .buy : .sell }

  /// Whether an order of a side would reduce it.
  func isReduced(by side: Side) -> Bool { isOpen && self.side != side }

  /// Profit at a price, without rounding.
  func exactProfit(at price: Rational) -> Rational {
    isLong ? size * price - cost : cost - size.magnitude * price
  }

  /// Profit at a price, against the trader: a long's value down, a short's up. Rule: MARGIN-5.
  func profit(at price: Rational) -> Rational {
    isLong ? (size * price).down - cost : cost - (size.magnitude * price).up
  }

  /// Initial margin at a price: notional, up, divided by the leverage, up. Rule: MARGIN-10.
  func initialMargin(at price: Rational) -> Rational {
    ((size.magnitude * price).up / Rational(leverage)).up
  }

  /// What it needs to stay: initial margin at mark, and what it has lost. Rule: MARGIN-13.
  func neededMargin(at mark: Rational) -> Rational {
    initialMargin(at: mark) - min(.zero, profit(at: mark))
  }

  /// Nothing is held any more; leverage and mode stay.
  mutating func clear() { self = NaivePosition(leverage: leverage, mode: mode) }
}

/// An order that waits.
struct NaiveOrder: Sendable {
  let number: Int
  let instrument: Instrument
  let side: Side
  let kind: OpenOrderKind
  var price: Rational
  /// The best mark since a trailing stop was given. Rule: ORDER-3.
  var reference = Rational.zero
  /// Nil for all of the position as it is then.
  var quantity: Rational?
  let isReduceOnly: Bool
  var worst: Rational?
  var stop: Rational?
  var take: Rational?
  var pair: Int?

  var isEntry: Bool { !isReduceOnly }
}

/// A seat: its money, its positions, its orders that wait, and what it traded in this tick.
struct NaiveSeat: Sendable {
  var wallet: Rational
  var draws = Rational.zero
  var fees = Rational.zero
  var realized = Rational.zero
  var funding = Rational.zero
  var liquidations = 0
  /// The number of the last order.
  var lastOrder = 0
  /// The margin call that stands for its cross positions together.
  var call = 0
  var positions: [NaivePosition]
  /// By number.
  var orders: [NaiveOrder] = []
  /// The notional filled in this tick, of each instrument. Rule: MARGIN-20.
  var traded: [Rational]

  var isInCross: Bool { positions.contains { $0.isOpenCross } }

  func order(_ number: Int) -> NaiveOrder? { orders.first { $0.number == number } }

  /// A running total, which stops at 5 x 10^10 either way. Rule: MARGIN-2.
  static func bounded(_ total: Rational) -> Rational {
    let most = Rational(50_000_000_000)
    return max(-most, min(most, total))
  }
}

/// The cross positions of an account together. Rule: MARGIN-16.
struct NaiveTotals {
  let balance: Rational
  let maintenance: Rational

  var isLiquidatable: Bool { balance <= maintenance }
}

/// Why a command is refused: the code of MARGIN-14 and its numbers.
struct NaiveRefusal: Error, Sendable {
  let text: String

  init(_ text: String) { self.text = text }

  static let noPosition = NaiveRefusal("no-position")
  static let wouldLiquidate = NaiveRefusal("would-liquidate")

  static func insufficient(required: Rational, available: Rational) -> NaiveRefusal {
    NaiveRefusal(
      "insufficient-margin required=\(decimal(required)) available=\(decimal(available))")
  }

  static func leverageCap(_ most: Int) -> NaiveRefusal {
    NaiveRefusal("leverage-cap most=\(most)")
  }
}
