import DuelRules
import Margin
import PriceTape
import Primitives
import TestKit
import Testing

struct RuleKeysTests {
  private func refusal(_ key: String, _ value: String) -> RuleError? {
    var values = RulesPreset.standard.values
    let before = values
    do throws(RuleError) { try values.set(key, to: value) } catch {
      #expect(values == before, "a refused setting changed the rules")
      return error
    }
    return nil
  }

  @Test func theTextOfAPresetIsCanonical() {
    let text = RulesPreset.classroom.values.text.map { "\($0.key)=\($0.value)" }
    #expect(
      text == [
        "preset=classroom", "instruments=BTC,ETH", "seats=2", "ticks=360", "clock=lockstep",
        "time-bank=10000", "balance=10000.00", "handicap=none", "starting-inventory=none",
        "leverage-default=3", "leverage-max=100", "maintenance-rate=0", "brackets=none",
        "margin-mode=isolated", "taker-fee=0", "maker-fee=0", "half-spread=0", "impact=0",
        "funding-rate=0", "funding-interval=0", "liquidation-fee=0",
        "liquidation-remainder=returned", "closing-fee=on", "visibility=open",
        "spectator-delay=0", "participation=off", "knockout=ends-match", "abandon-after=0",
        "nonces=optional", "generator=brownian",
        "BTC.start-price=60000.00", "BTC.price-step=0.01", "BTC.quantity-step=0.0001",
        "BTC.min-notional=5.00", "BTC.volatility=0.002", "BTC.drift=0", "BTC.loading=0.8",
        "ETH.start-price=3000.00", "ETH.price-step=0.01", "ETH.quantity-step=0.001",
        "ETH.min-notional=5.00", "ETH.volatility=0.0025", "ETH.drift=0", "ETH.loading=0.8",
      ])
  }

  @Test(arguments: [
    ("seats", "8"), ("ticks", "100000"), ("clock", "live:250"), ("clock", "lockstep:50"),
    ("time-bank", "0"), ("balance", "12345.67"), ("handicap", "1,0.8"), ("handicap", "none"),
    ("starting-inventory", "BTC:0.2,ETH:-3"), ("starting-inventory", "none"),
    ("leverage-default", "7"),
    ("leverage-max", "125"), ("maintenance-rate", "0.004"), ("taker-fee", "0.0005"),
    ("maker-fee", "0.0002"), ("half-spread", "0.00000001"), ("impact", "0.001"),
    ("funding-rate", "-0.01"), ("funding-interval", "480"), ("liquidation-fee", "0.05"),
    ("brackets", "50000.00:0.01:50,250000.00:0.025:20"), ("brackets", "none"),
    ("margin-mode", "cross"), ("liquidation-remainder", "forfeited"), ("closing-fee", "off"),
    ("visibility", "sealed"), ("spectator-delay", "600"), ("participation", "on"),
    ("knockout", "plays-on"), ("abandon-after", "3600"), ("generator", "brownian"),
    ("BTC.start-price", "50000.00"), ("BTC.price-step", "0.50"), ("BTC.quantity-step", "0.01"),
    ("ETH.min-notional", "0.00"), ("ETH.volatility", "0.25"), ("ETH.drift", "-0.01"),
    ("ETH.loading", "-1"),
  ])
  func eachKeyIsSetAndWritten(_ key: String, _ value: String) throws {
    var values = RulesPreset.standard.values
    try values.set(key, to: value)
    #expect(values.text.first { $0.key == key }?.value == value)
    let others = values.text.filter { $0.key != key }.map(\.value)
    #expect(others == RulesPreset.standard.values.text.filter { $0.key != key }.map(\.value))
  }

  /// A text that is set key by key gives the same rules, whatever was there before.
  @Test(arguments: 1...8)
  func aTextReadsBack(_ seed: Int) throws {
    var dice = Dice(seed: seed)
    var values = dice.pick(RulesPreset.all).values
    let names = ["BTC", "ETH", "SOL", "XRP", "EURUSD", "USDJPY", "NORDA", "INDEX"]
    let chosen = names.filter { _ in dice.once(in: 2) } + ["BTC"]
    var distinct: [String] = []
    for name in chosen where !distinct.contains(name) { distinct.append(name) }
    try values.set("instruments", to: distinct.joined(separator: ","))
    values.seats = dice.roll(-5...9)
    values.ticks = dice.roll(0...1_000_000)
    values.clock = .live(tickMilliseconds: dice.roll(1...3_600_000))
    values.balance = Money(units: Int64(bitPattern: dice.next()) / 2)
    values.takerFee = Rate(units: Int64(dice.roll(-5...10_000_000)))
    values.closingFee = dice.once(in: 2)
    values.liquidationRemainder = dice.pick(LiquidationRemainder.allCases)
    values.instruments[0].loading = Rate(units: Int64(dice.roll(-100_000_000...100_000_000)))
    values.handicap = (0..<dice.roll(0...8)).map { _ in Rate(units: Int64(dice.roll(0...200))) }
    values.startingInventory = distinct.prefix(dice.roll(0...3)).map {
      InventoryItem(name: $0, quantity: Quantity(units: Int64(dice.roll(-500...500))))
    }
    var back = dice.pick(RulesPreset.all).values
    for (key, value) in values.text { try back.set(key, to: value) }
    #expect(back == values)
  }

  @Test func aPresetReplacesEverything() throws {
    var values = RulesPreset.standard.values
    values.ticks = 5
    try values.set("preset", to: "classroom")
    #expect(values == RulesPreset.classroom.values)
  }

  @Test func instrumentsComeInTheOrderGiven() throws {
    var values = RulesPreset.standard.values
    try values.set("BTC.drift", to: "0.001")
    try values.set("instruments", to: "SOL,BTC")
    #expect(values.instruments.map(\.name) == ["SOL", "BTC"])
    #expect(values.instruments[1].drift == .zero)
    #expect(values.instruments[0].startPrice == price("150"))
  }

  @Test(arguments: [
    ("seats", "two"), ("seats", "2.0"), ("ticks", ""), ("clock", "live:0"), ("balance", "1e3"),
    ("balance", "0.000000001"), ("taker-fee", "0.05%"), ("closing-fee", "yes"),
    ("closing-fee", "ON"), ("liquidation-remainder", "kept"), ("generator", "Brownian"),
    ("BTC.drift", "up"), ("ETH.start-price", " 3000"), ("ticks", "Blitz"), ("ticks", "600.0"),
    ("handicap", ""), ("handicap", "1,"), ("handicap", "1;0.8"), ("handicap", "80%"),
    ("starting-inventory", "BTC"), ("starting-inventory", "BTC:"), ("starting-inventory", ":1"),
    ("starting-inventory", "BTC:0.2,"), ("starting-inventory", "BTC:0.2:5"),
    ("brackets", "50000:0.01"), ("brackets", "50000:0.01:50x"),
  ])
  func aValueOfAnotherKindIsRefused(_ key: String, _ value: String) throws {
    let error = try #require(refusal(key, value))
    #expect(error.key == key)
    #expect(error.reason.hasPrefix("'\(value)' is not "))
    #expect(error.description == "\(key): \(error.reason)")
  }

  @Test(arguments: [
    ("taker-fe", "taker-fee"), ("tick", "ticks"), ("Seats", "seats"),
    ("half_spread", "half-spread"),
    ("leverage-maximum", "leverage-max"), ("BTC.volatilty", "BTC.volatility"),
    ("ETH.strat-price", "ETH.start-price"), ("instrument", "instruments"),
  ])
  func anUnknownKeyNamesTheNearest(_ key: String, _ nearest: String) {
    #expect(
      refusal(key, "1")
        == RuleError(key: key, reason: "there is no such rule; did you mean \(nearest)?"))
  }

  @Test(arguments: ["", "qqqqqqqq", ".", "BTC.", "BTC", "DOGE.drift"])
  func anUnknownKeyIsRefused(_ key: String) {
    let error = refusal(key, "1")
    #expect(error?.key == key)
    #expect(error?.reason.hasPrefix("there is no such rule") == true)
  }

  @Test(arguments: [("blitz", 360), ("rapid", 600), ("long", 3600)])
  func aTimeClassIsANumberOfTicks(_ word: String, _ ticks: Int) throws {
    var values = RulesPreset.standard.values
    try values.set("ticks", to: word)
    #expect(values.ticks == ticks)
    #expect(values.text.first { $0.key == "ticks" }?.value == String(ticks))
  }

  @Test func instrumentsOfAnInventoryMayBeInSmallLetters() throws {
    var values = RulesPreset.standard.values
    try values.set("starting-inventory", to: "btc:0.2,Eth:-3")
    #expect(
      values.startingInventory == [
        InventoryItem(name: "BTC", quantity: quantity("0.2")),
        InventoryItem(name: "ETH", quantity: quantity("-3")),
      ])
  }

  @Test(arguments: [
    ("ticks", "soon", "a whole number or blitz (360), rapid (600), long (3600)"),
    ("balance", "0.000000001", "a decimal with at most 8 places"),
    ("impact", "lots", "a decimal fraction with at most 8 places, such as 0.0005"),
    ("handicap", "half", "none or a factor for each seat, such as 1,0.8"),
    ("starting-inventory", "BTC", "none or NAME:QUANTITY,... such as BTC:0.2,ETH:-3"),
  ])
  func whatAValueMustLookLikeIsSaid(_ key: String, _ value: String, _ form: String) {
    #expect(refusal(key, value)?.reason == "'\(value)' is not \(form)")
  }

  @Test func anUnknownPresetNamesTheNearest() {
    #expect(refusal("preset", "standrad")?.reason.contains("did you mean standard?") == true)
    #expect(refusal("preset", "zzzzzzzz")?.reason.contains("classroom, standard") == true)
  }

  @Test(arguments: ["", "BTC,", ",BTC", "BTC,,ETH", "BTX", "btc", "BTC, ETH"])
  func anUnknownInstrumentIsRefused(_ list: String) {
    let error = refusal("instruments", list)
    #expect(error?.key == "instruments")
    #expect(error?.reason.contains("there is no instrument") == true)
  }

  /// The same name is wilder under a preset that says so; what its market lacks comes from others.
  @Test(arguments: [
    ("standard", "SOL", "0.003"), ("crypto", "SOL", "0.0045"), ("forex", "SOL", "0.003"),
    ("crypto", "EURUSD", "0.001"), ("stocks", "INDEX", "0.001"),
  ])
  func aPresetKnowsItsMarket(_ preset: String, _ name: String, _ volatility: String) throws {
    var values = RulesPreset.standard.values
    try values.set("preset", to: preset)
    try values.set("instruments", to: name)
    #expect(values.instruments[0].volatility == rate(volatility))
  }

  @Test func anUnknownInstrumentNamesTheNearest() {
    #expect(refusal("instruments", "BTC,ETX")?.reason.contains("did you mean ETH?") == true)
  }

  @Test(arguments: ["live:0", "never", "lockstep:3600001"])
  func aClockThatIsNoneIsToldWhatOneIs(_ value: String) {
    #expect(
      refusal("clock", value)?.reason
        == "'\(value)' is not lockstep[:MS] or live[:MS], MS 1 to 3600000")
  }
}
