import Margin
import Primitives

/// What the clauses say about one instrument, as fractions.
struct NaiveInstrument: Sendable {
  let priceStep: Rational
  let quantityStep: Rational
  let minNotional: Rational
  let priceMax: Rational
  /// The largest position. Rule: MARGIN-3.
  let largest: Rational
  let brackets: [NaiveBracket]

  init(_ rules: InstrumentRules) {
    priceStep = Rational(rules.priceStep)
    quantityStep = Rational(rules.quantityStep)
    minNotional = Rational(rules.minNotional)
    priceMax = Rational(rules.priceMax)
    let whole = min(Rational(1_000_000_000) / priceMax, Rational(Bounds.quantityMax))
    largest = whole.roundedDown(to: quantityStep)
    brackets = NaiveBracket.list(rules.maintenance.brackets)
  }

  /// The highest leverage of all.
  var leverageMax: Int { brackets[0].leverageMax }

  /// Which bracket a notional falls in: a floor belongs to the upper one. Rule: MARGIN-15.
  func bracketIndex(of notional: Rational) -> Int {
    brackets.lastIndex { $0.floor <= notional } ?? 0
  }

  /// Maintenance margin of a size at a mark, unrounded. Rules: MARGIN-15, LIQ-1.
  func maintenance(of size: Rational, at mark: Rational) -> Rational {
    let notional = size * mark
    let bracket = brackets[bracketIndex(of: notional)]
    return notional * bracket.rate - bracket.amount
  }

  /// The largest size on the quantity step whose notional is strictly below an amount.
  func largestSize(below amount: Rational, at mark: Rational) -> Rational {
    (amount / mark).roundedUp(to: quantityStep) - quantityStep
  }
}

/// Maintenance margin and highest leverage from a notional on. Rule: MARGIN-15.
struct NaiveBracket: Sendable {
  let floor: Rational
  let rate: Rational
  let amount: Rational
  let leverageMax: Int

  /// Amounts are not given but follow: each keeps maintenance margin without a jump.
  static func list(_ brackets: [MaintenanceBracket]) -> [NaiveBracket] {
    var list: [NaiveBracket] = []
    for bracket in brackets {
      let floor = Rational(bracket.floor)
      let rate = Rational(bracket.rate)
      let amount = list.last.map { $0.amount + floor * (rate - $0.rate) } ?? .zero
      list.append(
        NaiveBracket(
          floor: floor, rate: rate, amount: amount, leverageMax: bracket.leverageMax.value))
    }
    return list
  }
}

/// What trading costs, as fractions.
struct NaiveCosts: Sendable {
  let takerFee: Rational
  let makerFee: Rational
  let halfSpread: Rational
  let impact: Rational
  let liquidationFee: Rational
  let fundingRate: Rational
  let fundingInterval: Int
  let chargesClosingFee: Bool

  init(_ costs: TradingCosts) {
    takerFee = Rational(costs.takerFee)
    makerFee = Rational(costs.makerFee)
    halfSpread = Rational(costs.halfSpread)
    impact = Rational(costs.impact)
    liquidationFee = Rational(costs.liquidationFee)
    fundingRate = Rational(costs.fundingRate)
    fundingInterval = costs.fundingInterval
    chargesClosingFee = costs.chargesClosingFee
  }
}
