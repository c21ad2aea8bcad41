import Primitives

/// The numbers of an instrument that every order looks at, without anything that is counted by
/// reference: reading them costs a load.
struct InstrumentTerms {
  let priceStep: Price
  let quantityStep: Quantity
  let minNotional: Money
  let priceMax: Price
  let quantityMax: Quantity
  /// The highest leverage of any bracket.
  let leverageMax: Leverage
  /// The bracket from 0 on, and whether it is the only one.
  let lowest: MaintenanceBracket
  let hasOneBracket: Bool

  init(_ rules: InstrumentRules) {
    priceStep = rules.priceStep
    quantityStep = rules.quantityStep
    minNotional = rules.minNotional
    priceMax = rules.priceMax
    quantityMax = rules.quantityMax
    lowest = rules.maintenance.brackets[0]
    leverageMax = lowest.leverageMax
    hasOneBracket = rules.maintenance.brackets.count == 1
  }
}

extension MarginEngine {
  /// The bracket that a size of an instrument belongs to at a mark. Rule: MARGIN-15.
  func bracket(of size: Quantity, at mark: Price, _ instrument: Instrument) -> MaintenanceBracket {
    let terms = terms[instrument.index]
    if terms.hasOneBracket { return terms.lowest }
    return rules.instruments[instrument.index].maintenance.bracket(of: size, at: mark)
  }

  /// Maintenance margin of a position at this tick's mark, exact.
  func maintenance(of position: Position, _ instrument: Instrument) -> ExactMoney {
    let size = position.quantity.magnitude
    let mark = quotes[instrument.index].mark
    return bracket(of: size, at: mark, instrument).maintenance(of: size, at: mark)
  }
}
