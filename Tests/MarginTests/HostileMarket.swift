import Margin
import Primitives
import TestKit

/// Instruments, prices and orders as hostile as the rules allow, out of one seed.
struct HostileMarket {
  /// Where an instrument starts, and on which steps it moves.
  private struct Place {
    let start: String
    let priceStep: String
    let quantityStep: String
    let priceMax: String
  }

  private static let places = [
    Place(start: "50000", priceStep: "0.01", quantityStep: "0.0001", priceMax: "800000"),
    Place(start: "0.00005", priceStep: "0.00000001", quantityStep: "1", priceMax: "0.0008"),
    Place(start: "500000000", priceStep: "1", quantityStep: "0.00000001", priceMax: "8000000000"),
    Place(start: "10", priceStep: "1", quantityStep: "0.1", priceMax: "160"),
    Place(start: "3.07", priceStep: "0.01", quantityStep: "0.00000001", priceMax: "49.12"),
  ]

  /// How prices move: some courses are calm enough for margin calls, some are all gaps.
  private enum Mood {
    case calm
    case rough
    case mad
  }

  var dice: Dice
  let rules: MarginRules
  let seats: Int
  let balance: Money
  private(set) var marks: [Price]
  private let mood: Mood

  init(seed: Int) throws(MarginRulesError) {
    var dice = Dice(seed: seed)
    seats = dice.roll(1...4)
    mood = dice.pick([.calm, .calm, .rough, .mad])
    balance = dice.pick([money("10000"), money("1000000000"), money("7.00000001"), money("250")])
    var instruments: [InstrumentRules] = []
    marks = []
    for _ in 0..<dice.roll(1...8) {
      let place = dice.pick(Self.places)
      let highest = dice.pick([5, 20, 100, 125])
      instruments.append(
        try InstrumentRules(
          priceStep: price(place.priceStep), quantityStep: quantity(place.quantityStep),
          minNotional: dice.once(in: 3) ? money("5") : .zero, priceMax: price(place.priceMax),
          maintenance: try Self.schedule(&dice, highest: highest)))
      marks.append(price(place.start))
    }
    let hasCosts = !dice.once(in: 3)
    func cost(_ usual: Int) -> Rate {
      guard hasCosts else { return .zero }
      return Rate(units: Int64(dice.once(in: 6) ? 5_000_000 : dice.roll(0...usual)))
    }
    var costs = TradingCosts()
    costs.takerFee = cost(100_000)
    costs.halfSpread = cost(50_000)
    costs.liquidationFee = cost(500_000)
    costs.chargesClosingFee = dice.once(in: 2)
    rules = try MarginRules(
      instruments: instruments, costs: costs,
      liquidationRemainder: dice.pick([.returned, .forfeited]),
      leverageDefault: leverage(dice.roll(1...5)),
      modeDefault: dice.once(in: 3) ? .cross : .isolated)
    self.dice = dice
  }

  /// One bracket or a few, their floors within reach of the balance or far from it.
  private static func schedule(
    _ dice: inout Dice, highest: Int
  ) throws(MarginRulesError) -> MaintenanceSchedule {
    var most = highest
    var lowest = 0
    var floor = 0
    var terms: [(Money, Rate, Leverage)] = []
    for _ in 0..<dice.pick([1, 1, 2, 3, 6]) {
      let belowOne = Int(unitsPerOne) / most - 1
      let rate = terms.isEmpty && dice.once(in: 3) ? 0 : dice.roll(lowest...max(lowest, belowOne))
      terms.append((Money(whole: Int64(floor)), Rate(units: Int64(rate)), leverage(most)))
      lowest = rate
      floor += dice.pick([dice.roll(1...20_000), dice.roll(1...2_000_000)])
      most = max(1, dice.roll(most / 2...most))
      if Int(unitsPerOne) / most <= lowest { break }
    }
    return try MaintenanceSchedule(terms)
  }

  func makeEngine() -> Engine {
    Engine(rules: rules, balances: Array(repeating: balance, count: seats), marks: marks)
  }

  // MARK: - Prices

  /// The marks of another tick: small steps, and gaps or the ends of the range as the mood has it.
  mutating func nextMarks() -> [Price] {
    for index in marks.indices { marks[index] = nextMark(marks[index], rules.instruments[index]) }
    return marks
  }

  private mutating func nextMark(_ mark: Price, _ limits: InstrumentRules) -> Price {
    let step = limits.priceStep.units
    let steps = Int(mark.units / step)
    let moved: Int
    switch (mood, dice.roll(0...39)) {
    case (_, 0...3): moved = steps
    case (_, 4...9): moved = steps + dice.roll(-2...2)
    case (.mad, 36...38), (.rough, 38): moved = moving(steps, byPerMille: dice.roll(-700...2_000))
    case (.mad, 39): moved = dice.once(in: 2) ? 1 : Int(limits.priceMax.units / step)
    case (.calm, _): moved = moving(steps, byPerMille: dice.roll(-12...12))
    default: moved = moving(steps, byPerMille: dice.roll(-50...50))
    }
    let bounded = min(max(Int64(moved), 1), limits.priceMax.units / step)
    return Price(units: bounded * step)
  }

  private func moving(_ steps: Int, byPerMille parts: Int) -> Int {
    Int(Int128(steps) * Int128(1_000 + parts) / 1_000)
  }

  // MARK: - Orders

  mutating func nextCommand(for engine: Engine, seat: Int) -> TradeCommand {
    let index = dice.roll(0...marks.count - 1)
    let instrument = Instrument(index)
    let limits = rules.instruments[index]
    switch dice.roll(0...12) {
    case 0...5:
      let size = nextSize(wallet: engine.wallet(seat), limits: limits)
      let leverage = dice.once(in: 2) ? nil : nextLeverage(limits)
      let side: Side = dice.once(in: 2) ? .buy : .sell
      return .enter(
        EntryOrder(
          side: side, instrument: instrument, size: size, leverage: leverage,
          mode: dice.once(in: 4) ? dice.pick([.cross, .isolated]) : nil))
    case 6...7:
      let held = engine.position(seat, index).quantity.magnitude
      return .close(CloseOrder(instrument: instrument, size: nextCloseSize(held: held)))
    case 8...9: return .setLeverage(instrument, nextLeverage(limits))
    case 10: return .setMode(instrument, dice.pick([.cross, .isolated]))
    default:
      let margin = max(1, Int(engine.position(seat, index).margin.units))
      return .moveMargin(instrument, Money(units: Int64(dice.roll(-margin...margin))))
    }
  }

  private mutating func nextLeverage(_ limits: InstrumentRules) -> Leverage {
    let highest = limits.maintenance.leverageMax.value
    let above = dice.once(in: 12) ? highest + 1 : highest
    return leverage(dice.pick([1, above, dice.roll(1...highest), dice.roll(1...highest)]))
  }

  private mutating func nextSize(wallet: Money, limits: InstrumentRules) -> EntrySize {
    switch dice.roll(0...6) {
    case 0: .margin(Money(units: Int64(dice.roll(0...Int(wallet.units) + 1))))
    case 1: .margin(Money(units: Int64(dice.rollLogarithmic(0...Int(wallet.units) + 1))))
    case 2: .notional(Money(units: Int64(dice.roll(0...Int(wallet.units) + 1))))
    case 3: .quantity(nextQuantity(limits.quantityMax))
    case 4: .share(.one)
    default: .share(Rate(units: Int64(dice.roll(1...100_000_000))))
    }
  }

  private mutating func nextCloseSize(held: Quantity) -> CloseSize {
    switch dice.roll(0...3) {
    case 0: .share(.one)
    case 1: .share(Rate(units: Int64(dice.roll(1...100_000_000))))
    case 2: .share(Rate(units: Int64(dice.pick([1, 50_000_000, 99_999_999]))))
    default: .quantity(nextQuantity(held))
    }
  }

  private mutating func nextQuantity(_ most: Quantity) -> Quantity {
    guard dice.once(in: 3) else { return Quantity(units: Int64(dice.roll(0...Int(most.units)))) }
    return Quantity(units: Int64(dice.rollLogarithmic(0...Int(most.units) + 1)))
  }
}
