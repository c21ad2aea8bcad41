import Margin
import Primitives

/// A formula of the rules outside of any match: `calc NAME INPUT=VALUE … -> OUTPUT=VALUE …`.
struct Calculation {
  /// An input as it is written.
  struct Input {
    let name: String
    let value: String

    init(_ word: String) throws(ScenarioFailure) {
      let pair = word.split(separator: "=", maxSplits: 1).map(String.init)
      guard pair.count == 2 else { throw ScenarioFailure("\(word) is not INPUT=VALUE") }
      name = pair[0]
      value = pair[1]
    }
  }

  /// What is not used yet; of two with one name the last counts.
  private var inputs: [Input]
  /// The brackets of the scenario's rules; nil when it has none.
  private let brackets: MaintenanceSchedule?

  /// Makes the calculation that the words ask for, and holds its outputs against them.
  static func check(
    _ words: [String], given: [Input], brackets: MaintenanceSchedule?
  ) throws(ScenarioFailure) {
    let parts = words.split(separator: "->", omittingEmptySubsequences: false).map(Array.init)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
      throw ScenarioFailure("calc NAME INPUT=VALUE … -> OUTPUT=VALUE …")
    }
    var calculation = Calculation(inputs: given, brackets: brackets)
    for word in parts[0].dropFirst() { calculation.inputs.append(try Input(word)) }
    let outputs: [Field]
    switch parts[0][0] {
    case "liquidation": outputs = try calculation.liquidation()
    case "maintenance": outputs = try calculation.maintenance()
    default: throw ScenarioFailure("calc liquidation or calc maintenance")
    }
    guard calculation.inputs.isEmpty else {
      throw ScenarioFailure("\(calculation.inputs[0].name) is no input of it")
    }
    try Condition.check(parts[1], outputs)
  }

  // MARK: - Inputs

  /// Takes an input out; nil when it is not given.
  private mutating func text(_ name: String) -> String? {
    let value = inputs.last { $0.name == name }?.value
    inputs.removeAll { $0.name == name }
    return value
  }

  /// Takes out all inputs of a name.
  private mutating func texts(_ name: String) -> [String] {
    let values = inputs.filter { $0.name == name }.map(\.value)
    inputs.removeAll { $0.name == name }
    return values
  }

  private mutating func number<Number: FixedPoint>(
    _ name: String, or standard: Number? = nil
  ) throws(ScenarioFailure) -> Number {
    guard let text = text(name) else {
      guard let standard else { throw ScenarioFailure("\(name)= is missing") }
      return standard
    }
    guard let number = Number(text), number >= .zero else {
      throw ScenarioFailure("\(name)=\(text) is no number from 0 on")
    }
    return number
  }

  private mutating func leverage(_ name: String) throws(ScenarioFailure) -> Leverage? {
    guard let text = text(name) else { return nil }
    guard let number = Int(text), let leverage = Leverage(number) else {
      throw ScenarioFailure("\(name)=\(text) is no leverage")
    }
    return leverage
  }

  private mutating func choice(
    _ name: String, _ choices: [String]
  ) throws(ScenarioFailure) -> String {
    guard let text = text(name), choices.contains(text) else {
      throw ScenarioFailure("\(name) is \(choices.joined(separator: " or "))")
    }
    return text
  }

  /// `maintenance-rate=` with `maintenance-amount=`; without both the brackets of the rules.
  private mutating func schedule() throws(ScenarioFailure) -> MaintenanceSchedule {
    let isGiven = inputs.contains { $0.name.hasPrefix("maintenance-") }
    if !isGiven, let brackets { return brackets }
    let rate: Rate = try number("maintenance-rate", or: .zero)
    guard rate < .one else { throw ScenarioFailure("maintenance-rate is below 1") }
    return MaintenanceSchedule(rate: rate, amount: try number("maintenance-amount", or: .zero))
  }

  // MARK: - Formulas

  /// A position alone or beside others, as of its entry. Rules: LIQ-2, LIQ-3.
  private mutating func liquidation() throws(ScenarioFailure) -> [Field] {
    let isCross = try choice("mode", ["isolated", "cross"]) == "cross"
    let isLong = try choice("side", ["long", "short"]) == "long"
    let entry: Price = try number("entry")
    let size: Quantity = try number("quantity")
    guard size > .zero, entry > .zero else { throw ScenarioFailure("a size and an entry") }
    let step: Price = try number("price-step", or: Price(units: 1))
    let notional = Money(valueOf: size, at: entry, rounding: .up)
    let initial = try leverage("leverage").map { notional.divided(by: $0.value, rounding: .up) }
    let schedule = try schedule()
    var balance: ExactMoney
    var maintenance = ExactMoney.zero
    if isCross {
      balance = ExactMoney(try number("wallet") as Money)
      for text in texts("position") {
        let other = try OtherPosition(text)
        balance = balance + other.profit
        maintenance = maintenance + other.maintenance
      }
    } else {
      balance = ExactMoney(try number("margin", or: initial) as Money)
    }
    func equation(_ collateral: ExactMoney) -> LiquidationEquation {
      LiquidationEquation(
        quantity: isLong ? size : -size,
        openCost: Money(valueOf: size, at: entry, rounding: isLong ? .up : .down),
        collateral: collateral, schedule: schedule)
    }
    let own = schedule.maintenance(of: size, at: entry).rounded(.up)
    return [
      Field(
        "liquidation",
        optional: equation(balance - maintenance).liquidationPrice(priceStep: step)),
      Field("bankruptcy", optional: equation(balance).bankruptcyPrice(priceStep: step)),
      Field("notional", notional), Field("initial", optional: initial),
      Field("maintenance", own),
    ]
  }

  /// Another cross position of the account: `SIDE,QUANTITY,ENTRY,MARK,RATE,AMOUNT`.
  private struct OtherPosition {
    let profit: ExactMoney
    let maintenance: ExactMoney

    init(_ text: String) throws(ScenarioFailure) {
      let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 6, parts[0] == "long" || parts[0] == "short",
        let size = Quantity(parts[1]), let entry = Price(parts[2]), let mark = Price(parts[3]),
        let rate = Rate(parts[4]), let amount = Money(parts[5])
      else { throw ScenarioFailure("position=SIDE,QUANTITY,ENTRY,MARK,RATE,AMOUNT") }
      let value = ExactMoney(valueOf: size, at: mark)
      let cost = ExactMoney(valueOf: size, at: entry)
      profit = parts[0] == "long" ? value - cost : cost - value
      maintenance = ExactMoney(valueOf: size, at: mark, times: rate) - ExactMoney(amount)
    }
  }

  /// The bracket of a notional, and its maintenance margin. Rule: MARGIN-15.
  private mutating func maintenance() throws(ScenarioFailure) -> [Field] {
    let notional: Money = try number("notional")
    let schedule = try schedule()
    let size = Quantity(units: notional.units)
    let one = Price(whole: 1)
    let bracket = schedule.bracket(of: size, at: one)
    return [
      Field("maintenance", schedule.maintenance(of: size, at: one).rounded(.up)),
      Field("rate", bracket.rate), Field("amount", bracket.amount),
      Field("leverage", bracket.leverageMax.value),
    ]
  }
}
