import DuelRules
import Margin
import Primitives
import TestKit
import Testing

struct RulesPresetTests {
  @Test func everyPresetCanBePlayedBy() throws {
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
    #expect(values.liquidationFee == .zero && values.maintenanceRate == .zero)
    #expect(values.leverageDefault == 3 && values.balance == money("10000"))
    #expect(values.leverageMax == 100)
  }

  @Test func theStandardHasTheCostsOfAnExchange() {
    let values = RulesPreset.standard.values
    #expect(values.maintenanceRate == rate("0.005") && values.takerFee == rate("0.0005"))
    #expect(values.halfSpread == rate("0.0001") && values.liquidationFee == rate("0.0025"))
    #expect(values.leverageMax == 20 && values.leverageDefault == 5)
    #expect(values.seats == 2 && values.ticks == 360 && values.closingFee)
    #expect(values.instruments.map(\.name) == ["BTC", "ETH"])
  }

  @Test func anyInstrumentCanBeTradedByAnyPreset() throws {
    for preset in RulesPreset.all {
      var values = preset.values
      try values.set("instruments", to: "BTC,ETH,SOL,XRP,ADA,DOGE,LTC,LINK")
      let rules = try Rules(values)
      #expect(rules.margin.instruments.count == 8)
      for instrument in rules.margin.instruments { #expect(instrument.quantityMax > .zero) }
    }
  }
}
