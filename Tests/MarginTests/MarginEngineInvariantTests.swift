import Primitives
import TestKit
import Testing

@testable import Margin

/// What holds of any course. That the numbers are right is what `EngineCheck` looks at.
struct MarginEngineInvariantTests {
  /// The seats of one engine, driven in another order, end in the same state.
  @Test(arguments: 201...215)
  func theOrderBetweenSeatsDoesNotMatter(_ seed: Int) throws {
    var market = try HostileMarket(seed: seed)
    let forward = market.makeEngine()
    let backward = market.makeEngine()
    for _ in 0..<30 {
      var orders: [[TradeCommand]] = []
      for seat in 0..<market.seats {
        orders.append((0..<2).map { _ in market.nextCommand(for: forward, seat: seat) })
      }
      for (seat, commands) in orders.enumerated() {
        for command in commands { forward.execute(command, seat: seat) }
      }
      for (seat, commands) in orders.enumerated().reversed() {
        for command in commands { backward.execute(command, seat: seat) }
      }
      #expect(forward.state == backward.state)
      let marks = market.nextMarks()
      forward.advance(marks)
      backward.advance(marks)
      #expect(forward.state == backward.state)
      #expect(forward.events == backward.events)
    }
  }

  /// A fresh engine is driven to one step before the price shown, and then to it.
  @Test(arguments: 301...350)
  func theEngineLiquidatesAtThePriceItShows(_ seed: Int) throws {
    var market = try HostileMarket(seed: seed)
    for _ in 0..<10 {
      let engine = market.makeEngine()
      engine.execute(market.nextCommand(for: engine, seat: 0))
      for _ in 0..<3 { engine.execute(market.nextCommand(for: engine, seat: 0)) }
      guard let index = market.marks.indices.first(where: { engine.position(0, $0).isOpen }),
        let shown = engine.liquidationPrice(0, index)
      else { continue }
      // What happens to another position of the account would change this one's price.
      let isAlone = market.marks.indices.allSatisfy {
        $0 == index || !engine.position(0, $0).isOpenCross
      }
      guard isAlone || engine.position(0, index).mode == .isolated else { continue }
      let limits = market.rules.instruments[index]
      let step =
        engine.position(0, index).quantity > .zero
        ? limits.priceStep.units : -limits.priceStep.units
      guard shown <= limits.priceMax else { continue }
      var marks = market.marks
      marks[index] = Price(units: shown.units + step)
      engine.advance(marks)
      #expect(engine.liquidations.isEmpty, "seed \(seed)")
      marks[index] = shown
      engine.advance(marks)
      #expect(!engine.liquidations.isEmpty, "seed \(seed)")
    }
  }
}
