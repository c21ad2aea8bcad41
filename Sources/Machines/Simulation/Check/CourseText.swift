import Margin
import Primitives

/// A course to read, as the players would have typed it.
enum CourseText {
  static func lines(_ course: Course, _ found: Disagreement) -> [String] {
    var lines = rules(course.rules)
    lines.append("balances \(course.balances.map(\.description).joined(separator: " "))")
    lines.append("marks \(course.marks.map(\.description).joined(separator: " "))")
    if !course.inventory.isEmpty {
      lines.append("inventory \(course.inventory.map(\.description).joined(separator: " "))")
    }
    for (index, step) in course.steps.enumerated() {
      lines.append("\(index): \(text(of: step))")
    }
    lines += stateBefore(course, found.step)
    lines.append("step \(found.step): \(found.finding)")
    lines += found.engine.map { "engine  \($0)" }
    lines += found.naive.map { "naive   \($0)" }
    return lines
  }

  /// What the naive engine holds when the step begins.
  private static func stateBefore(_ course: Course, _ step: Int) -> [String] {
    var naive = course.makeNaive()
    for step in course.steps.prefix(step) {
      switch step {
      case .tick(let marks): _ = naive.advance(marks: marks)
      case .knockOut(let seat): _ = naive.knockOut(seat)
      case .command(let seat, let command): _ = naive.execute(command, seat: seat)
      }
    }
    return naive.seats.indices.flatMap { seat in
      naive.state(of: Seat(seat)).map { "before  \(seat) \($0)" }
    }
  }

  private static func rules(_ rules: MarginRules) -> [String] {
    let costs = rules.costs
    var lines = [
      "rules taker-fee=\(costs.takerFee) maker-fee=\(costs.makerFee)"
        + " half-spread=\(costs.halfSpread) impact=\(costs.impact)"
        + " liquidation-fee=\(costs.liquidationFee) funding-rate=\(costs.fundingRate)"
        + " funding-interval=\(costs.fundingInterval)"
        + " closing-fee=\(costs.chargesClosingFee ? "on" : "off")"
        + " liquidation-remainder=\(rules.liquidationRemainder.rawValue)"
        + " leverage-default=\(rules.leverageDefault.value)"
        + " margin-mode=\(rules.modeDefault.rawValue)"
    ]
    for (index, limits) in rules.instruments.enumerated() {
      let brackets = limits.maintenance.brackets.map {
        "\($0.floor):\($0.rate):\($0.leverageMax.value)"
      }
      lines.append(
        "instrument \(index) price-step=\(limits.priceStep) quantity-step=\(limits.quantityStep)"
          + " min-notional=\(limits.minNotional) price-max=\(limits.priceMax)"
          + " brackets=\(brackets.joined(separator: ","))")
    }
    return lines
  }

  private static func text(of step: CourseStep) -> String {
    switch step {
    case .tick(let marks): "mark \(marks.map(\.description).joined(separator: " "))"
    case .knockOut(let seat): "\(seat.index) is knocked out"
    case .command(let seat, let command): "\(seat.index) \(text(of: command))"
    }
  }

  // MARK: - Commands

  static func text(of command: TradeCommand) -> String {
    switch command {
    case .enter(let order): return entry(order)
    case .close(let order):
      return
        "CLOSE \(order.instrument.index) \(self.size(order.size))\(field("worst", order.worst))"
    case .closeAll: return "CLOSE all"
    case .protect(let order):
      let size = order.size.map { " \(self.size($0))" } ?? ""
      return protection(order.protection, order.instrument) + size + field("worst", order.worst)
    case .cancel(.order(let number)): return "CANCEL order \(number)"
    case .cancel(.instrument(let instrument)): return "CANCEL instrument \(instrument.index)"
    case .cancel(.all): return "CANCEL all"
    case .setLeverage(let instrument, let leverage):
      return "LEVERAGE \(instrument.index) \(leverage.value)"
    case .setMode(let instrument, let mode): return "MODE \(instrument.index) \(mode.rawValue)"
    case .moveMargin(let instrument, let amount):
      return "MARGIN \(instrument.index) \(amount)"
    }
  }

  private static func entry(_ order: EntryOrder) -> String {
    let word = order.side == .buy ? "LONG" : "SHORT"
    var text =
      switch order.timing {
      case .market: "\(word) \(order.instrument.index)"
      case .limit(let price): "LIMIT \(word) \(order.instrument.index) \(price)"
      case .stop(let price): "STOP \(word) \(order.instrument.index) \(price)"
      }
    switch order.size {
    case .margin(let margin): text += " \(margin)"
    case .notional(let notional): text += " n=\(notional)"
    case .quantity(let quantity): text += " q=\(quantity)"
    case .share(let share): text += " \(percent(share))"
    case .risk(let share): text += " risk=\(percent(share))"
    }
    if let leverage = order.leverage { text += " \(leverage)" }
    if let mode = order.mode { text += " \(mode.rawValue)" }
    if order.isReduceOnly { text += " reduce-only" }
    return text + field("worst", order.worst) + field("stop", order.stop)
      + field("take", order.take)
  }

  private static func protection(_ protection: Protection, _ instrument: Instrument) -> String {
    switch protection {
    case .stop(let price): "STOP \(instrument.index) \(price)"
    case .take(let price): "TAKE \(instrument.index) \(price)"
    case .trail(.price(let price)): "TRAIL \(instrument.index) \(price)"
    case .trail(.share(let share)): "TRAIL \(instrument.index) \(percent(share))"
    case .pair(let stop, let take): "OCO \(instrument.index) stop=\(stop) take=\(take)"
    }
  }

  private static func size(_ size: CloseSize) -> String {
    switch size {
    case .share(let share): percent(share)
    case .quantity(let quantity): "q=\(quantity)"
    }
  }

  private static func percent(_ rate: Rate) -> String {
    "\(CheckText.decimal(Int128(rate.units) * 100))%"
  }

  private static func field(_ name: String, _ price: Price?) -> String {
    price.map { " \(name)=\($0)" } ?? ""
  }
}
