import Digests
import DuelRules
import Margin
import PriceTape
import Primitives
import TestKit
import Testing

struct RulesTests {
  private func refusal(_ change: (inout RuleValues) -> Void) -> RuleError? {
    var values = RulesPreset.standard.values
    change(&values)
    do throws(RuleError) { _ = try Rules(values) } catch { return error }
    return nil
  }

  @Test func numbersAtTheEndsOfTheirRangesAreTaken() {
    #expect(refusal { $0.seats = 1 } == nil)
    #expect(refusal { $0.seats = 8 } == nil)
    #expect(refusal { $0.ticks = 1 } == nil)
    #expect(refusal { $0.ticks = 100_000 } == nil)
    #expect(refusal { $0.timeBankMilliseconds = 0 } == nil)
    #expect(refusal { $0.timeBankMilliseconds = 3_600_000 } == nil)
    #expect(refusal { $0.balance = Money(units: 1) } == nil)
    #expect(refusal { $0.balance = money("1000000000") } == nil)
    #expect(refusal { $0.leverageDefault = 20 } == nil)
    #expect(refusal { $0.takerFee = rate("0.05") } == nil)
  }

  @Test func rulesOfTheSameNumbersAreEqual() throws {
    let values = RulesPreset.standard.values
    var others = values
    others.ticks += 1
    #expect(try Rules(values) == Rules(values))
    #expect(try Rules(values).hashValue == Rules(values).hashValue)
    #expect(try Rules(values) != Rules(others))
  }

  /// Each number beyond its range, and the key that is named for it.
  @Test func theKeyThatIsWrongIsNamed() {
    let wrongs: [(key: String, change: (inout RuleValues) -> Void)] = [
      ("seats", { $0.seats = 0 }), ("seats", { $0.seats = 9 }), ("ticks", { $0.ticks = 0 }),
      ("ticks", { $0.ticks = 100_001 }), ("time-bank", { $0.timeBankMilliseconds = -1 }),
      ("time-bank", { $0.timeBankMilliseconds = 3_600_001 }), ("balance", { $0.balance = .zero }),
      ("balance", { $0.balance = money("1000000000.00000001") }),
      ("instruments", { $0.instruments = [] }),
      ("instruments", { $0.instruments = Array(repeating: $0.instruments[0], count: 9) }),
      ("instruments", { $0.instruments[0].name = "" }),
      ("instruments", { $0.instruments[0].name = "btc" }),
      ("instruments", { $0.instruments[0].name = "ABCDEFGHIJKLM" }),
      ("instruments", { $0.instruments[1].name = "BTC" }),
      ("leverage-default", { $0.leverageDefault = 0 }),
      ("leverage-default", { $0.leverageDefault = 21 }),
      ("leverage-default", { $0.leverageDefault = 201 }),
      ("leverage-max", { $0.leverageMax = 0 }), ("leverage-max", { $0.leverageMax = 201 }),
      ("maintenance-rate", { $0.maintenanceRate = rate("-0.01") }),
      ("maintenance-rate", { $0.maintenanceRate = .one }),
      ("maintenance-rate", { $0.maintenanceRate = rate("0.05") }),
      ("BTC.price-step", { $0.instruments[0].priceStep = .zero }),
      ("BTC.start-price", { $0.instruments[0].startPrice = .zero }),
      ("ETH.start-price", { $0.instruments[1].startPrice = price("3000.001") }),
      ("ETH.start-price", { $0.instruments[1].startPrice = price("625000000.01") }),
      ("ETH.volatility", { $0.instruments[1].volatility = rate("0.26") }),
      ("ETH.drift", { $0.instruments[1].drift = rate("0.02") }),
      ("ETH.loading", { $0.instruments[1].loading = rate("1.1") }),
    ]
    for (index, wrong) in wrongs.enumerated() {
      #expect(refusal(wrong.change)?.key == wrong.key, "case \(index)")
    }
  }

  @Test(arguments: ["@", "[", "/", ":", "a", "z", "A B", "A.B", "É", "A-B"])
  func anInstrumentIsNamedInCapitalsAndDigits(_ name: String) {
    #expect(refusal { $0.instruments[0].name = name }?.key == "instruments")
  }

  /// What would be right is said beside the key.
  @Test func aRefusalStatesTheRange() {
    let reasons = [
      refusal { $0.seats = 9 }, refusal { $0.ticks = 0 }, refusal { $0.balance = .zero },
      refusal { $0.timeBankMilliseconds = -1 }, refusal { $0.leverageMax = 201 },
      refusal { $0.instruments[0].startPrice = .zero },
      refusal { $0.instruments[0].volatility = .one }, refusal { $0.instruments[0].drift = .one },
      refusal { $0.instruments[0].loading = rate("2") }, refusal { $0.maintenanceRate = .one },
    ].map { $0?.reason ?? "" }
    #expect(
      reasons == [
        "1 to 8 seats", "1 to 100000 ticks", "above 0 to 1000000000.00",
        "0 to 3600000 milliseconds", "1 to 200",
        "must be positive, on the price step and at most 625000000", "0 to 0.25 a tick",
        "-0.01 to 0.01 a tick", "-1 to 1", "0 to below 1",
      ])
  }

  @Test func theFeeThatIsWrongIsNamed() {
    #expect(refusal { $0.takerFee = rate("0.06") }?.key == "taker-fee")
    #expect(refusal { $0.halfSpread = rate("-0.01") }?.key == "half-spread")
    #expect(refusal { $0.liquidationFee = rate("0.06") }?.key == "liquidation-fee")
  }

  @Test func anInstrumentsKeyCarriesItsName() {
    #expect(refusal { $0.instruments[1].quantityStep = .zero }?.key == "ETH.quantity-step")
    #expect(
      refusal { $0.instruments[0].quantityStep = quantity("10000") }?.key == "BTC.quantity-step")
    #expect(refusal { $0.instruments[1].minNotional = money("-1") }?.key == "ETH.min-notional")
  }

  @Test func aClockOutsideItsRangeIsRefused() {
    #expect(refusal { $0.clock = .live(tickMilliseconds: 0) }?.key == "clock")
    #expect(refusal { $0.clock = .lockstep(moveMilliseconds: -5) }?.key == "clock")
    #expect(refusal { $0.clock = .live(tickMilliseconds: 3_600_001) }?.key == "clock")
  }

  /// Whoever plays by rules writes them into a record, and whoever verifies reads them there.
  @Test(arguments: ["preset", "instruments"])
  func rulesThatAreTakenReadBack(_ key: String) throws {
    var values = RulesPreset.standard.values
    if key == "preset" { values.preset = "ours" } else { values.instruments[1].name = "GOLD" }
    guard let rules = try? Rules(values) else { return }
    var back = RulesPreset.standard.values
    for (key, value) in rules.values.text { try back.set(key, to: value) }
    #expect(back == values)
  }

  @Test func theEngineAndTheTapeAreToldTheSame() throws {
    let rules = try makeRules(
      "maintenance-rate=0.004", "leverage-max=125", "liquidation-remainder=forfeited",
      "closing-fee=off", "BTC.start-price=50000", "BTC.min-notional=7")
    let bitcoin = rules.margin.instruments[0]
    #expect(
      bitcoin.priceMax == price("800000")
        && bitcoin.priceMax == rules.source.priceMax(ofInstrument: 0))
    #expect(
      bitcoin.maintenance.brackets[0].rate == rate("0.004")
        && bitcoin.maintenance.leverageMax == leverage(125))
    #expect(bitcoin.minNotional == money("7") && bitcoin.quantityMax == quantity("1250"))
    #expect(
      rules.margin.liquidationRemainder == .forfeited && !rules.margin.costs.chargesClosingFee)
    #expect(rules.source.startPrices[0] == price("50000"))
    #expect(rules.name(of: Instrument(1)) == "ETH")
  }

  @Test func theDigestIsThatOfTheTextWithLineFeeds() throws {
    let rules = try makeRules(preset: "classroom")
    let text = rules.values.text.map { "\($0.key)=\($0.value)\n" }.joined()
    #expect(rules.digest == Digest.of(Array(text.utf8).span))
    #expect(rules.digest != (try makeRules("ticks=361", preset: "classroom")).digest)
  }

  @Test func quotesLieAroundAnyMarks() throws {
    let quotes = try makeRules().quotes(marks: [price("60000"), price("3000")])
    #expect(quotes.map(\.bid) == [price("59994"), price("2999.70")])
    #expect(quotes.map(\.ask) == [price("60006"), price("3000.30")])
  }
}
