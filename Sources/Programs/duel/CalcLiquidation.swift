import DuelRules
import Margin
import Primitives
import Terminal

/// `duel calc liquidation`: where one position is liquidated, alone or beside others.
enum CalcLiquidation {
  static func run(_ words: [String]) throws(CommandFailure) -> ExitCode {
    let arguments = try Arguments(
      words,
      flags: [
        "--mode", "--side", "--entry", "--quantity", "--leverage", "--margin", "--wallet",
        "--maintenance-rate", "--maintenance-amount", "--price-step", "--position", "--rules",
      ], switches: ["--json"])
    try arguments.expectWords(atMost: 0)
    let figures = try figures(try Terms(arguments))
    if arguments.has("--json") {
      Output.line(Figure.json(figures))
    } else {
      for line in Figure.text(figures) { Output.line(line) }
    }
    return .done
  }

  /// The command line, checked.
  private struct Terms {
    let isCross: Bool
    let side: Side
    let entry: Price
    let quantity: Quantity
    let rate: Rate
    let amount: Money
    let priceStep: Price
    let initialMargin: Money?
    /// What the position may lose at most.
    let stake: Money
    /// What carries its losses.
    let collateral: ExactMoney

    init(_ arguments: Arguments) throws(CommandFailure) {
      let values = try RulesOption.rules(arguments).values
      isCross = try Self.choice(arguments, "--mode", ["isolated", "cross"]) == "cross"
      side = try Self.choice(arguments, "--side", ["long", "short"]) == "long" ? .buy : .sell
      entry = try Self.positive(arguments, "--entry", Bounds.priceMax)
      quantity = try Self.positive(arguments, "--quantity", Bounds.quantityMax)
      let product = Int128(entry.units) * Int128(quantity.units)
      guard product <= Int128(Bounds.notionalMax.units) * Int128(unitsPerOne) else {
        throw CommandFailure(.usage, "entry times quantity is at most \(Bounds.notionalMax)")
      }
      rate = try arguments.decimal("--maintenance-rate") ?? values.maintenanceRate
      amount = try arguments.decimal("--maintenance-amount") ?? .zero
      guard rate >= .zero, rate < .one else {
        throw CommandFailure(.usage, "--maintenance-rate is 0 to below 1")
      }
      guard amount >= .zero, amount <= Bounds.notionalMax else {
        throw CommandFailure(.usage, "--maintenance-amount is 0 to \(Bounds.notionalMax)")
      }
      priceStep = try arguments.decimal("--price-step") ?? Price(units: 1)
      guard priceStep > .zero, priceStep <= Bounds.priceMax else {
        throw CommandFailure(.usage, "--price-step is above 0")
      }
      let leverage = try arguments.integer("--leverage", in: 1...Bounds.leverageMax)
      let notional = Money(valueOf: quantity, at: entry, rounding: .up)
      initialMargin = leverage.map { notional.divided(by: $0, rounding: .up) }
      if isCross {
        stake = try Self.positive(arguments, "--wallet", Bounds.walletMax)
        collateral = try Self.others(arguments).reduce(ExactMoney(stake), +)
      } else {
        guard arguments.texts("--position").isEmpty else {
          throw CommandFailure(.usage, "--position belongs to --mode cross")
        }
        let given: Money? = try arguments.decimal("--margin")
        guard let margin = given ?? initialMargin else {
          throw CommandFailure(.usage, "isolated needs --leverage or --margin")
        }
        guard margin > .zero, margin <= Bounds.marginMax else {
          throw CommandFailure(.usage, "--margin is above 0 to \(Bounds.marginMax)")
        }
        stake = margin
        collateral = ExactMoney(margin)
      }
    }

    private static func choice(
      _ arguments: Arguments, _ flag: String, _ choices: [String]
    ) throws(CommandFailure) -> String {
      guard let text = arguments.text(flag), choices.contains(text) else {
        throw CommandFailure(.usage, "\(flag) is \(choices.joined(separator: " or "))")
      }
      return text
    }

    private static func positive<Number: FixedPoint>(
      _ arguments: Arguments, _ flag: String, _ most: Number
    ) throws(CommandFailure) -> Number {
      guard let number: Number = try arguments.decimal(flag), number > .zero, number <= most
      else { throw CommandFailure(.usage, "\(flag) is above 0 to \(most)") }
      return number
    }

    /// What each other position adds to the account: profit less maintenance margin.
    private static func others(_ arguments: Arguments) throws(CommandFailure) -> [ExactMoney] {
      var sums: [ExactMoney] = []
      for text in arguments.texts("--position") {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 6, parts[0] == "long" || parts[0] == "short",
          let quantity = Quantity(parts[1]), let entry = Price(parts[2]),
          let mark = Price(parts[3]), let rate = Rate(parts[4]), let amount = Money(parts[5]),
          quantity > .zero, entry > .zero, mark > .zero, rate >= .zero, rate < .one,
          Self.fits(quantity, entry), Self.fits(quantity, mark)
        else {
          throw CommandFailure(
            .usage,
            "--position is SIDE,QTY,ENTRY,MARK,RATE,AMOUNT, such as long,1,50000,51000,0.005,0"
          )
        }
        let value = ExactMoney(valueOf: quantity, at: mark)
        let cost = ExactMoney(valueOf: quantity, at: entry)
        let profit = parts[0] == "long" ? value - cost : cost - value
        let maintenance =
          ExactMoney(valueOf: quantity, at: mark, times: rate) - ExactMoney(amount)
        sums.append(profit - maintenance)
      }
      return sums
    }

    private static func fits(_ quantity: Quantity, _ price: Price) -> Bool {
      quantity <= Bounds.quantityMax && price <= Bounds.priceMax
        && Int128(quantity.units) * Int128(price.units)
          <= Int128(Bounds.notionalMax.units) * Int128(unitsPerOne)
    }
  }

  private static func figures(_ terms: Terms) throws(CommandFailure) -> [Figure] {
    let isLong = terms.side == .buy
    let equation = LiquidationEquation(
      quantity: isLong ? terms.quantity : -terms.quantity,
      openCost: Money(
        valueOf: terms.quantity, at: terms.entry, rounding: isLong ? .up : .down),
      collateral: terms.collateral, maintenanceRate: terms.rate,
      maintenanceAmount: terms.amount)
    let notional = Money(valueOf: terms.quantity, at: terms.entry, rounding: .up)
    let exactMaintenance =
      ExactMoney(valueOf: terms.quantity, at: terms.entry, times: terms.rate)
      - ExactMoney(terms.amount)
    let maintenance = max(exactMaintenance, .zero).rounded(.up)
    let liquidation = equation.liquidationPrice(priceStep: terms.priceStep)
    return [
      Figure("liquidationPrice", "liquidation price", liquidation),
      Figure(
        "bankruptcyPrice", "bankruptcy price",
        equation.bankruptcyPrice(priceStep: terms.priceStep)),
      Figure(
        "initialMargin", "initial margin",
        terms.initialMargin ?? (terms.isCross ? nil : terms.stake)),
      Figure("maintenanceMargin", "maintenance margin at entry", maintenance),
      Figure("notional", "notional at entry", notional),
      Figure("maxLoss", "largest loss", terms.stake),
      Figure(
        "distancePercent", "distance in percent",
        liquidation.map { distancePercent(from: terms.entry, to: $0) }),
    ]
  }
}
