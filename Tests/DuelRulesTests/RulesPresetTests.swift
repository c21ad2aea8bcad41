import DuelRules
import Margin
import Primitives
import TestKit
import Testing

struct RulesPresetTests {
  @Test func everyPresetCanBePlayedBy() throws {
    #expect(
      RulesPreset.all.map(\.name) == [
        "classroom", "standard", "ranked", "exchange", "crypto", "forex", "stocks",
      ])
    for preset in RulesPreset.all {
      let rules = try Rules(preset.values)
      #expect(rules.values == preset.values)
      #expect(preset.values.preset == preset.name)
      #expect(!preset.summary.isEmpty)
      #expect(RulesPreset.named(preset.name)?.values == preset.values)
    }
    #expect(RulesPreset.named("Standard") == nil)
  }

  @Test func theClassroomHasNoCosts() {
    let values = RulesPreset.classroom.values
    #expect(values.takerFee == .zero && values.halfSpread == .zero)
    #expect(values.makerFee == .zero && values.impact == .zero && values.fundingInterval == 0)
    #expect(values.liquidationFee == .zero && values.maintenanceRate == .zero)
    #expect(values.leverageDefault == 3 && values.balance == money("10000"))
    #expect(values.leverageMax == 100)
  }

  @Test func theStandardHasTheCostsOfAnExchange() {
    let values = RulesPreset.standard.values
    #expect(values.maintenanceRate == rate("0.005") && values.takerFee == rate("0.0005"))
    #expect(values.makerFee == rate("0.0002") && values.impact == .zero)
    #expect(values.fundingRate == rate("0.0001") && values.fundingInterval == 120)
    #expect(values.halfSpread == rate("0.0001") && values.liquidationFee == rate("0.0025"))
    #expect(values.leverageMax == 20 && values.leverageDefault == 5)
    #expect(values.seats == 2 && values.ticks == 360 && values.closingFee)
    #expect(values.instruments.map(\.name) == ["BTC", "ETH"])
  }

  /// Where a bracket begins, what it asks for, and the amount that keeps maintenance continuous.
  @Test func theExchangesBracketsFollowFromEachOther() throws {
    let rules = try Rules(RulesPreset.exchange.values)
    let brackets = rules.margin.instruments[0].maintenance.brackets
    #expect(
      brackets.map { "\($0.floor) \($0.rate) \($0.leverageMax) \($0.amount)" } == [
        "0.00 0.004 125x 0.00", "50000.00 0.005 100x 50.00", "250000.00 0.01 50x 1300.00",
        "1000000.00 0.02 25x 11300.00", "5000000.00 0.05 10x 161300.00",
        "25000000.00 0.1 5x 1411300.00", "100000000.00 0.125 4x 3911300.00",
        "250000000.00 0.25 2x 35161300.00", "500000000.00 0.5 1x 160161300.00",
      ])
    for bracket in brackets {
      #expect(bracket.rate.units * Int64(bracket.leverageMax.value) == 50_000_000)
    }
  }

  @Test func theExchangeCostsWhatTheStandardCosts() {
    let (exchange, standard) = (RulesPreset.exchange.values, RulesPreset.standard.values)
    #expect(exchange.takerFee == standard.takerFee && exchange.makerFee == standard.makerFee)
    #expect(exchange.halfSpread == standard.halfSpread)
    #expect(exchange.liquidationFee == standard.liquidationFee)
    #expect(exchange.fundingRate == standard.fundingRate)
    #expect(exchange.fundingInterval == 120 && exchange.impact == rate("0.001"))
    #expect(exchange.leverageMax == 125 && exchange.instruments == standard.instruments)
  }

  @Test(arguments: [
    ("crypto", 50, "BTC,ETH", "0.003", "0.0005"),
    ("forex", 30, "EURUSD,GBPUSD", "0.001", "0.00003"),
    ("stocks", 5, "QUARK,NORDA", "0.0025", "0.0002"),
  ])
  func aFlavourHasTheFiguresOfItsMarket(
    _ name: String, _ leverage: Int, _ instruments: String, _ volatility: String, _ fee: String
  ) throws {
    let values = try #require(RulesPreset.named(name)?.values)
    #expect(values.leverageMax == leverage)
    #expect(values.instruments.map(\.name).joined(separator: ",") == instruments)
    #expect(values.instruments[0].volatility == rate(volatility))
    #expect(values.takerFee == rate(fee))
  }

  @Test(arguments: [
    "BTC,ETH,SOL,XRP,ADA,DOGE,LTC,LINK", "EURUSD,GBPUSD,USDJPY,AUDUSD,USDCHF,USDCAD,NZDUSD,EURGBP",
    "QUARK,NORDA,KELPO,VOLTA,HELIX,FJORD,ORBIT,INDEX", "BTC,USDJPY,INDEX",
  ])
  func anyInstrumentCanBeTradedByAnyPreset(_ list: String) throws {
    for preset in RulesPreset.all {
      var values = preset.values
      try values.set("instruments", to: list)
      let rules = try Rules(values)
      #expect(rules.values.instruments.map(\.name).joined(separator: ",") == list)
      for instrument in rules.margin.instruments { #expect(instrument.quantityMax > .zero) }
    }
  }

  /// A seat can open something of every instrument at once at the default leverage.
  @Test(arguments: RulesPreset.all.map(\.name))
  func theSmallestOrderIsSmall(_ name: String) throws {
    let preset = try #require(RulesPreset.named(name))
    for list in ["BTC,ETH,DOGE,LINK", "EURUSD,USDJPY,EURGBP", "VOLTA,INDEX,ORBIT"] {
      var values = preset.values
      try values.set("instruments", to: list)
      for instrument in values.instruments {
        let least = Money(
          valueOf: instrument.quantityStep, at: instrument.startPrice, rounding: .up)
        #expect(least <= money("400"), "\(instrument.name) under \(name)")
      }
    }
  }
}
