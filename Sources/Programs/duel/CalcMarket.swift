import DuelRules
import Margin
import Primitives
import Terminal

/// The market that `duel calc size` and `duel calc pnl` reckon in: rules, perhaps an instrument.
struct CalcMarket {
  let costs: TradingCosts
  let leverageDefault: Leverage
  /// The instrument's name; nil for one without steps and smallest orders.
  private let name: String?
  /// The instrument's numbers; those of any of the rules when it has no name.
  private let named: InstrumentRules

  init(_ arguments: Arguments) throws(CommandFailure) {
    let rules = try RulesOption.rules(arguments)
    costs = rules.margin.costs
    leverageDefault = rules.margin.leverageDefault
    name = arguments.text("--instrument")?.uppercased()
    if let name {
      named = try Self.limits(of: name, rules)
    } else {
      named = rules.margin.instruments[0]
    }
  }

  private static func limits(
    of name: String, _ rules: Rules
  ) throws(CommandFailure) -> InstrumentRules {
    let names = rules.values.instruments.map(\.name)
    if let index = names.firstIndex(of: name) { return rules.margin.instruments[index] }
    do throws(RuleError) {
      var values = rules.values
      values.startingInventory = []
      try values.set("instruments", to: name)
      return try Rules(values).margin.instruments[0]
    } catch {
      throw CommandFailure(.usage, "--instrument: \(error.reason)")
    }
  }

  /// The numbers of the instrument for prices up to one; without a name it has no steps, and
  /// positions as large as the largest notional.
  func limits(upTo price: Price) throws(CommandFailure) -> InstrumentRules {
    guard name == nil else { return named }
    do throws(MarginRulesError) {
      return try InstrumentRules(
        priceStep: Price(units: 1), quantityStep: Quantity(units: 1), minNotional: .zero,
        priceMax: price, maintenance: named.maintenance)
    } catch {
      throw CommandFailure(.usage, "the prices are out of bounds")
    }
  }

  /// The value of a flag as a price of this market.
  func price(_ flag: String, _ arguments: Arguments) throws(CommandFailure) -> Price {
    guard let name else { return try arguments.positive(flag, Bounds.priceMax) }
    let price = try arguments.positive(flag, named.priceMax)
    guard price.units % named.priceStep.units == 0 else {
      throw CommandFailure(
        .usage, "off-step: \(flag) must lie on the price step of \(name), \(named.priceStep)")
    }
    return price
  }

  /// Refuses what the rules would not let anybody open.
  func check(
    _ quantity: Quantity, at price: Price, leverage: Leverage, margin: Money,
    limits: InstrumentRules
  ) throws(CommandFailure) {
    guard quantity <= limits.quantityMax else {
      throw CommandFailure(
        .usage, "position-limit: a position may be at most \(limits.quantityMax)")
    }
    guard quantity.units % limits.quantityStep.units == 0 else {
      throw CommandFailure(
        .usage, "below-step: --quantity must be a multiple of \(limits.quantityStep)")
    }
    let notional = Money(valueOf: quantity, at: price, rounding: .up)
    guard notional >= limits.minNotional else {
      throw CommandFailure(
        .usage, "below-minimum: an order opens a notional of at least \(limits.minNotional)")
    }
    let bracket = limits.maintenance.bracket(of: quantity, at: price)
    guard leverage <= bracket.leverageMax else {
      throw CommandFailure(
        .usage,
        "leverage-cap: these rules allow at most \(bracket.leverageMax) for a notional of "
          + "\(notional)")
    }
    let maintenance = bracket.maintenance(of: quantity, at: price)
    guard ExactMoney(margin) > maintenance else {
      throw CommandFailure(
        .usage,
        "would-liquidate: the margin \(margin) must be above the maintenance margin "
          + "\(maintenance.rounded(.up))")
    }
  }
}
