import DuelRules
import Margin
import PriceTape
import Primitives

// Rules as wide as they may be: every preset, and every key at an end of its range or between.

extension RecordMaker {
  private static let names = [
    "BTC", "ETH", "SOL", "XRP", "ADA", "DOGE", "LTC", "LINK", "EURUSD", "GBPUSD", "USDJPY",
    "AUDUSD", "USDCHF", "QUARK", "NORDA", "KELPO", "VOLTA", "HELIX", "FJORD", "INDEX",
  ]

  private static let brackets = [
    "none", "none", "50000:0.3:1", "2000:0.15:4,9000:0.2:3,40000:0.25:2",
    "500:0.151:5,1000:0.152:5,2000.5:0.16:5,3000:0.16:3,20000:0.17:3,1000000:0.4:1",
  ]

  /// Rules that can be played: what cannot be is drawn again.
  mutating func drawRules() -> Rules {
    while true {
      if let rules = try? once(in: 6) ? drawStored() : Rules(drawValues()) { return rules }
    }
  }

  private mutating func drawValues() throws(RuleError) -> RuleValues {
    var values = pick(RulesPreset.all).values
    if once(in: 2) { values.generator = pick(TapeGenerator.allCases) }
    var names: [String] = []
    for _ in 0...pick([0, 1, 1, 2, 3, 7]) {
      let name = pick(Self.names)
      if !names.contains(name) { names.append(name) }
    }
    try values.set("instruments", to: names.joined(separator: ","))
    for index in values.instruments.indices { drawInstrument(&values.instruments[index]) }
    try drawMatch(&values)
    try drawStakes(&values)
    try drawCosts(&values)
    return values
  }

  private mutating func drawInstrument(_ instrument: inout InstrumentValues) {
    let usual = instrument.volatility.units
    instrument.volatility = Rate(units: usual * Int64(pick([1, 1, 3, 5, 12])))
    if once(in: 3) { instrument.drift = Rate(units: Int64(roll(400_001) - 200_000)) }
    if once(in: 3) { instrument.loading = Rate(units: Int64(roll(200_000_001) - 100_000_000)) }
    if once(in: 4) { instrument.minNotional = Money(units: Int64(roll(2_000_000_000))) }
    if once(in: 4) { instrument.quantityStep = Quantity(units: pick([1, 700, 10_000])) }
    guard once(in: 4) else { return }
    let step = Int64(pick([1, 3, 250, 10_000]))
    instrument.priceStep = Price(units: step)
    instrument.startPrice = Price(units: step * Int64(1 + roll(2_000_000_000)))
  }

  private mutating func drawMatch(_ values: inout RuleValues) throws(RuleError) {
    values.seats = pick([1, 2, 2, 2, 3, 4, 8])
    values.ticks = pick([100, 100, 100, 20, 49, 50, 51, 150, 300, 600])
    // A long match of many seats is as long as many short ones.
    if values.seats > 3 { values.ticks = min(values.ticks, 100) }
    try values.set("clock", to: pick(["lockstep", "lockstep:1", "live:500", "live:3600000"]))
    if case .live = values.clock { values.abandonAfterSeconds = pick([0, 5, 3600]) }
    values.timeBankMilliseconds = roll(3_600_001)
    if once(in: 4) { values.nonces = pick(NonceRule.allCases) }
    values.visibility = pick(Visibility.allCases)
    values.spectatorDelay = roll(601)
    values.participation = once(in: 2)
    values.knockout = pick(KnockoutRule.allCases)
    values.closingFee = !once(in: 3)
  }

  private mutating func drawStakes(_ values: inout RuleValues) throws(RuleError) {
    let balances = ["10000", "10000", "500", "75.12345678", "1000000", "1000000000", "0.01"]
    try values.set("balance", to: pick(balances))
    if once(in: 3) {
      values.handicap = []
      for _ in 0..<values.seats {
        values.handicap.append(once(in: 3) ? .one : rollRate(.one))
      }
    }
    if once(in: 2) {
      values.leverageMax = 1 + roll(20)
      values.maintenanceRate = Rate(units: Int64(roll(Int(unitsPerOne) / 20)))
      try values.set("brackets", to: pick(["none", "1000:0.045:7,5000:0.049:5,50000:0.1:2"]))
    } else if once(in: 3) {
      values.leverageMax = 5
      values.maintenanceRate = Rate(units: 15_000_000)
      try values.set("brackets", to: pick(Self.brackets))
    } else if once(in: 3) {
      values.leverageMax = pick([1, 100, 200])
      values.maintenanceRate = .zero
      values.brackets = []
    }
    values.leverageDefault = 1 + roll(values.leverageMax)
    values.marginMode = once(in: 2) ? .cross : .isolated
    guard once(in: 3) else { return }
    for instrument in values.instruments where once(in: 2) {
      let worth = values.balance.units / 100 * Int64(1 + roll(400))
      let size = Int128(worth) * Int128(unitsPerOne) / Int128(instrument.startPrice.units)
      let most = min(size, Int128(Bounds.quantityMax.units))
      let quantity = Quantity(units: Int64(most))
      values.startingInventory.append(
        InventoryItem(name: instrument.name, quantity: once(in: 2) ? quantity : -quantity))
    }
  }

  private mutating func drawCosts(_ values: inout RuleValues) throws(RuleError) {
    let fees = ["0", "0.0005", "0.00012345", "0.05"]
    for key in ["taker-fee", "maker-fee", "half-spread", "liquidation-fee"] where once(in: 3) {
      try values.set(key, to: pick(fees))
    }
    if once(in: 3) { values.impact = pick([.zero, rollRate(Rate(units: 5_000_000))]) }
    if once(in: 2) {
      values.fundingRate = Rate(units: Int64(roll(2_000_001) - 1_000_000))
      values.fundingInterval = pick([0, 1, 7, 20])
    }
    values.liquidationRemainder = pick(LiquidationRemainder.allCases)
  }

  // MARK: - Stored tapes

  /// The same on given marks: walks in steps, some with leaps.
  private mutating func drawStored() throws -> Rules {
    var values = try drawValues()
    values.startingInventory = []
    values.ticks = min(values.ticks, 150)
    let count = 1 + roll(4)
    let instruments = (0..<count).map { index in
      StoredInstrument(name: "W\(index)", priceStep: Price(units: pick([1, 500, 1_000_000])))
    }
    let offset = roll(5)
    var marks: [Price] = []
    var steps = instruments.map { _ in Int64(2000 + roll(3_000_000)) }
    for _ in 0..<(values.ticks + Rules.prerollTicks + offset + roll(3)) {
      for index in instruments.indices {
        let reach = once(in: 100) ? 8 : 200
        let leap = Int64(roll(Int(2 * steps[index] / Int64(reach)) + 1))
        steps[index] = max(1, steps[index] + leap - steps[index] / Int64(reach))
        marks.append(Price(units: steps[index] * instruments[index].priceStep.units))
      }
    }
    let tape = try StoredTape(name: "WALK-\(roll(1000))", instruments: instruments, marks: marks)
    return try Rules(values, on: tape, offset: offset)
  }
}
