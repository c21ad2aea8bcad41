import DuelRules
import Margin
import Primitives
import Terminal

/// `duel calc liquidation`: where one position is liquidated, alone or beside others.
enum CalcLiquidation {
  private static let liquidation = FigureName(
    "liquidationPrice", "liquidation price",
    "The first price at which margin balance is no more than maintenance margin.")
  private static let bankruptcy = FigureName(
    "bankruptcyPrice", "bankruptcy price", "The price at which nothing is left of the stake.")
  private static let initial = FigureName(
    "initialMargin", "initial margin", "The notional divided by the leverage, or the margin given.")
  private static let maintenance = FigureName(
    "maintenanceMargin", "maintenance margin at entry",
    "What must stand behind the position at its entry.")
  private static let notional = FigureName(
    "notional", "notional at entry", "What the quantity is worth at the entry.")
  private static let most = FigureName(
    "maxLoss", "largest loss", "The margin of an isolated position, the wallet of a cross one.")
  private static let distance = FigureName(
    "distancePercent", "distance in percent",
    "How far the liquidation price is from the entry.")

  /// In the order in which they are shown.
  static let figures = [
    liquidation, bankruptcy, initial, maintenance, notional, most, distance,
  ]

  static func run(_ words: [String]) throws(CommandFailure) -> ExitCode {
    let arguments = try Arguments(
      words,
      flags: [
        "--mode", "--side", "--entry", "--quantity", "--leverage", "--margin", "--wallet",
        "--maintenance-rate", "--maintenance-amount", "--price-step", "--position", "--rules",
      ], switches: ["--json"])
    try arguments.expectWords(atMost: 0)
    CalcCommand.show(figures(try Terms(arguments)), arguments)
    return .done
  }

  /// The command line, checked.
  private struct Terms {
    let isCross: Bool
    let side: Side
    let entry: Price
    let quantity: Quantity
    /// The rules' brackets, or the rate and amount that are given instead.
    let schedule: MaintenanceSchedule
    let priceStep: Price
    let initialMargin: Money?
    /// What the position may lose at most.
    let stake: Money
    /// What carries its losses, down to nothing.
    let balance: ExactMoney
    /// What of it the account's other positions have to keep.
    let maintenanceOfOthers: ExactMoney

    init(_ arguments: Arguments) throws(CommandFailure) {
      isCross = try arguments.choice("--mode", ["isolated", "cross"]) == "cross"
      side = try arguments.side()
      entry = try arguments.positive("--entry", Bounds.priceMax)
      quantity = try arguments.positive("--quantity", Bounds.quantityMax)
      guard fits(quantity, entry) else {
        throw CommandFailure(
          .usage, "position-limit: entry times quantity is at most \(Bounds.notionalMax)")
      }
      schedule = try Self.schedule(arguments)
      priceStep = try arguments.decimal("--price-step") ?? Price(units: 1)
      guard priceStep > .zero, priceStep <= entry else {
        throw CommandFailure(.usage, "--price-step is above 0 and at most the entry")
      }
      let leverage = try arguments.leverage()
      let notional = Money(valueOf: quantity, at: entry, rounding: .up)
      initialMargin = leverage.map { notional.divided(by: $0.value, rounding: .up) }
      if isCross {
        stake = try arguments.positive("--wallet", Bounds.walletMax)
        let others = try Self.others(arguments)
        balance = others.map(\.profit).reduce(ExactMoney(stake), +)
        maintenanceOfOthers = others.map(\.maintenance).reduce(.zero, +)
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
        balance = ExactMoney(margin)
        maintenanceOfOthers = .zero
      }
    }

    /// Maintenance margin at the entry, up.
    var maintenance: Money {
      max(schedule.maintenance(of: quantity, at: entry), .zero).rounded(.up)
    }

    private static func schedule(
      _ arguments: Arguments
    ) throws(CommandFailure) -> MaintenanceSchedule {
      let rules = try RulesOption.rules(arguments)
      let rate: Rate? = try arguments.decimal("--maintenance-rate")
      let amount: Money? = try arguments.decimal("--maintenance-amount")
      guard rate ?? .zero >= .zero, rate ?? .zero < .one else {
        throw CommandFailure(.usage, "--maintenance-rate is 0 to below 1")
      }
      guard amount ?? .zero >= .zero, amount ?? .zero <= Bounds.notionalMax else {
        throw CommandFailure(.usage, "--maintenance-amount is 0 to \(Bounds.notionalMax)")
      }
      guard rate != nil || amount != nil else { return rules.margin.instruments[0].maintenance }
      return MaintenanceSchedule(
        rate: rate ?? rules.values.maintenanceRate, amount: amount ?? .zero)
    }

    /// Another cross position of the account.
    private struct OtherPosition {
      let profit: ExactMoney
      let maintenance: ExactMoney
    }

    private static func others(
      _ arguments: Arguments
    ) throws(CommandFailure) -> [OtherPosition] {
      var others: [OtherPosition] = []
      for text in arguments.texts("--position") {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 6, parts[0] == "long" || parts[0] == "short",
          let quantity = Quantity(parts[1]), let entry = Price(parts[2]),
          let mark = Price(parts[3]), let rate = Rate(parts[4]), let amount = Money(parts[5]),
          quantity > .zero, entry > .zero, mark > .zero, rate >= .zero, rate < .one,
          amount >= .zero, amount <= Bounds.notionalMax, quantity <= Bounds.quantityMax,
          entry <= Bounds.priceMax, mark <= Bounds.priceMax,
          fits(quantity, entry), fits(quantity, mark)
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
        others.append(OtherPosition(profit: profit, maintenance: maintenance))
      }
      return others
    }
  }

  private static func figures(_ terms: Terms) -> [Figure] {
    let isLong = terms.side == .buy
    func equation(_ collateral: ExactMoney) -> LiquidationEquation {
      LiquidationEquation(
        quantity: isLong ? terms.quantity : -terms.quantity,
        openCost: Money(
          valueOf: terms.quantity, at: terms.entry, rounding: isLong ? .up : .down),
        collateral: collateral, schedule: terms.schedule)
    }
    let price = equation(terms.balance - terms.maintenanceOfOthers)
      .liquidationPrice(priceStep: terms.priceStep)
    return [
      Figure(liquidation, price),
      Figure(bankruptcy, equation(terms.balance).bankruptcyPrice(priceStep: terms.priceStep)),
      Figure(initial, terms.initialMargin ?? (terms.isCross ? nil : terms.stake)),
      Figure(maintenance, terms.maintenance),
      Figure(notional, Money(valueOf: terms.quantity, at: terms.entry, rounding: .up)),
      Figure(most, terms.stake),
      Figure(distance, price.flatMap { distancePercent(from: terms.entry, to: $0) }),
    ]
  }
}
