import DuelRules
import Margin
import Primitives
import Records
import TestKit
import Testing

/// Matches at the edges of what rules may say, with orders as large as they can be: nothing traps,
/// money is conserved, and the record verifies.
struct EdgeMatchTests {
  /// Rules with every number at an end of its range or anywhere between.
  private func makeValues(_ dice: inout Dice) throws -> RuleValues {
    var values = RulesPreset.standard.values
    let names = ["BTC", "ETH", "SOL", "XRP", "ADA", "DOGE", "LTC", "LINK"]
    try values.set("instruments", to: names.prefix(dice.roll(1...8)).joined(separator: ","))
    values.seats = dice.roll(1...4)
    values.ticks = dice.roll(1...60)
    values.balance = dice.pick([Money(units: 1), money("0.01"), money("10000"), Bounds.balanceMax])
    values.leverageMax = dice.pick([1, 20, 200])
    values.leverageDefault = dice.roll(1...values.leverageMax)
    let belowOne = Int(unitsPerOne) / values.leverageMax - 1
    values.maintenanceRate = Rate(units: Int64(dice.pick([0, dice.roll(0...belowOne), belowOne])))
    values.takerFee = Rate(units: Int64(dice.pick([0, 50_000, 5_000_000])))
    values.halfSpread = Rate(units: Int64(dice.pick([0, 1, 5_000_000])))
    values.liquidationFee = Rate(units: Int64(dice.pick([0, 250_000, 5_000_000])))
    values.impact = Rate(units: Int64(dice.pick([0, 100_000, 5_000_000])))
    values.fundingRate = Rate(units: Int64(dice.pick([-1_000_000, 0, 10_000])))
    values.fundingInterval = dice.roll(0...5)
    if values.balance > money("1"), dice.once(in: 2) {
      values.handicap = (0..<values.seats).map { _ in
        Rate(units: Int64(dice.roll(1_000_000...100_000_000)))
      }
    }
    for index in values.instruments.indices {
      let most: Int64 = 62_500_000_000_000_000
      let step = dice.pick([1, 100, 1_000_000, most])
      let steps = Int64(dice.rollLogarithmic(1...Int(most / step)))
      values.instruments[index].priceStep = Price(units: step)
      values.instruments[index].startPrice = Price(units: step * steps)
      values.instruments[index].volatility = Rate(units: dice.pick([0, 1_000_000, 25_000_000]))
      values.instruments[index].drift = Rate(units: dice.pick([0, -1_000_000, 1_000_000]))
      values.instruments[index].quantityStep = Quantity(units: dice.pick([1, 100]))
      values.instruments[index].minNotional = .zero
      guard dice.once(in: 3) else { continue }
      let size = Quantity(units: Int64(dice.rollLogarithmic(100...1_000_000_000_000_000_000)))
      values.startingInventory.append(
        InventoryItem(
          name: values.instruments[index].name, quantity: dice.once(in: 2) ? size : -size))
    }
    return values
  }

  private func order(_ dice: inout Dice, _ rules: Rules) -> TradeCommand {
    let index = dice.roll(0...rules.values.instruments.count - 1)
    let limits = rules.margin.instruments[index]
    let sizes: [EntrySize] = [
      .share(.one), .share(rate("0.5")), .quantity(limits.quantityMax),
      .quantity(Quantity(units: Int64(dice.rollLogarithmic(1...Int(limits.quantityMax.units))))),
    ]
    return .enter(
      EntryOrder(
        side: dice.once(in: 2) ? .buy : .sell, instrument: Instrument(index),
        size: dice.pick(sizes), leverage: dice.pick([nil, .one, limits.maintenance.leverageMax])))
  }

  @Test(arguments: 1...24)
  func theEdgesOfTheRulesHold(_ seed: Int) throws {
    var dice = Dice(seed: seed)
    let rules = try Rules(try makeValues(&dice))
    let duel = Duel(rules, practice: seed)
    duel.begin()
    let total = duel.match.moneyTotal
    while duel.match.phase == .live {
      for seat in 0..<rules.values.seats {
        duel.trade(seat, order(&dice, rules))
        duel.trade(seat, dice.command(rules))
      }
      duel.advance()
      #expect(duel.match.moneyTotal == total)
      #expect(duel.match.ranking.places.contains(1))
    }
    #expect(PlayedRecord(duel).verify()?.isVerified == true)
  }
}
