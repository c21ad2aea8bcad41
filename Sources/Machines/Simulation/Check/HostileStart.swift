import Margin
import Primitives

/// Rules, balances and first marks as hostile as they may be.
struct HostileStart {
  var dice: CheckDice

  init(seed: Int) { dice = CheckDice(seed: seed) }

  mutating func makeCourse() -> Course {
    while true {
      do throws(MarginRulesError) {
        return try attempt()
      } catch {
        // These numbers do not go together; the next ones may.
        continue
      }
    }
  }

  private mutating func attempt() throws(MarginRulesError) -> Course {
    let balance = dice.pick([700_000_001, 25_000_000_000, 1_000_000_000_000, 10_000_000_000_000])
    let isRich = dice.once(in: 4)
    let units = isRich ? 100_000_000_000_000_000 : balance
    var instruments: [InstrumentRules] = []
    var marks: [Price] = []
    for _ in 0..<dice.pick([1, 1, 2, 2, 3, 4, 8]) {
      let start = drawStart()
      instruments.append(try drawInstrument(start, balance: units))
      marks.append(start.price)
    }
    let highest = instruments.map(\.maintenance.leverageMax.value).min() ?? 1
    let rules = try MarginRules(
      instruments: instruments, costs: drawCosts(),
      liquidationRemainder: dice.pick([.returned, .forfeited]),
      leverageDefault: leverage(dice.roll(1...min(10, highest))),
      modeDefault: dice.once(in: 3) ? .cross : .isolated)
    var balances: [Money] = []
    for _ in 0..<dice.pick([1, 1, 2, 2, 3, 4]) {
      balances.append(Money(units: Int64(dice.once(in: 3) ? units - units / 5 : units)))
    }
    return Course(
      rules: rules, balances: balances, marks: marks,
      inventory: dice.once(in: 4) ? drawInventory(rules, marks, balance: units) : [])
  }

  private func leverage(_ value: Int) -> Leverage { Leverage(value) ?? .one }

  // MARK: - Instruments

  private struct Start {
    let price: Price
    let step: Price
  }

  /// A price from one unit of 10^-8 to hundreds of millions, on a fine or a coarse step.
  private mutating func drawStart() -> Start {
    let power = dice.pick([0, 2, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14])
    let scale = (0..<power).reduce(1) { result, _ in result * 10 }
    let rough = min(dice.roll(10...999) * scale, 60_000_000_000_000_000)
    var step = 1
    for _ in 0..<dice.roll(0...power) { step *= 10 }
    if dice.once(in: 4) { step = max(1, step / 2) }
    let price = max(step, rough - rough % step)
    return Start(price: Price(units: Int64(price)), step: Price(units: Int64(step)))
  }

  private mutating func drawInstrument(
    _ start: Start, balance: Int
  ) throws(MarginRulesError) -> InstrumentRules {
    let most = Price(units: start.price.units * Int64(dice.pick([2, 16, 16, 16])))
    // One step of quantity is worth some small part of the balance, or next to nothing.
    let worth = balance / dice.pick([100, 5_000, 100_000, 100_000_000])
    let fit = Int128(max(1, worth)) * 100_000_000 / Int128(start.price.units)
    var step = 1
    while Int128(step) * 10 <= min(fit, 10_000_000_000_000_000) { step *= 10 }
    return try InstrumentRules(
      priceStep: start.step, quantityStep: Quantity(units: Int64(step)),
      minNotional: dice.pick([.zero, .zero, Money(whole: 5), Money(units: 123_456_789)]),
      priceMax: most, maintenance: try drawSchedule(balance: balance))
  }

  /// One bracket or many, their floors within reach of the balance or far from it.
  private mutating func drawSchedule(
    balance: Int
  ) throws(MarginRulesError) -> MaintenanceSchedule {
    var most = dice.pick([3, 5, 20, 100, 125, 200])
    var lowest = 0
    var floor = 0
    var terms: [(Money, Rate, Leverage)] = []
    let reach = max(10, balance / 100_000_000)
    for _ in 0..<dice.pick([1, 1, 2, 3, 6, 16]) {
      let belowOne = 99_999_999 / most
      if belowOne < lowest { break }
      let isFree = terms.isEmpty && dice.once(in: 3)
      let rate = isFree ? 0 : dice.roll(lowest...min(belowOne, lowest + 3_000_000))
      terms.append((Money(whole: Int64(floor)), Rate(units: Int64(rate)), leverage(most)))
      lowest = rate
      floor += dice.roll(1...reach * dice.pick([1, 5]))
      if floor >= 1_000_000_000 { break }
      most = max(1, dice.roll(most / 2...most))
    }
    return try MaintenanceSchedule(terms)
  }

  // MARK: - Costs and inventory

  private mutating func drawCosts() -> TradingCosts {
    var costs = TradingCosts()
    costs.chargesClosingFee = dice.once(in: 2)
    if dice.once(in: 5) { return costs }
    costs.takerFee = drawRate(usual: 100_000)
    costs.makerFee = drawRate(usual: 50_000)
    costs.halfSpread = drawRate(usual: 50_000)
    costs.liquidationFee = drawRate(usual: 500_000)
    if dice.once(in: 2) {
      costs.impact = Rate(units: Int64(dice.pick([5_000_000, 100_000, dice.roll(1...5_000_000)])))
    }
    if dice.once(in: 2) {
      costs.fundingInterval = dice.pick([1, 2, 3, 7, 100_000])
      costs.fundingRate = Rate(
        units: Int64(dice.pick([1_000_000, -1_000_000, dice.roll(-30_000...30_000)])))
    }
    return costs
  }

  private mutating func drawRate(usual: Int) -> Rate {
    switch dice.roll(0...7) {
    case 0, 1: .zero
    case 2: Rate(units: 5_000_000)
    default: Rate(units: Int64(dice.roll(1...usual)))
    }
  }

  private mutating func drawInventory(
    _ rules: MarginRules, _ marks: [Price], balance: Int
  ) -> [Quantity] {
    var inventory: [Quantity] = []
    for (limits, mark) in zip(rules.instruments, marks) {
      let whole = Int128(balance) * 100_000_000 / Int128(mark.units)
      let most = Int(min(whole, Int128(limits.quantityMax.units)))
      let size = dice.pick([0, dice.roll(0...most), dice.rollLogarithmic(0...most + 1)])
      inventory.append(Quantity(units: Int64(dice.once(in: 2) ? size : -size)))
    }
    return inventory
  }
}
