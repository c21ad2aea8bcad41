import Primitives
import TestKit
import Testing

@testable import Margin

/// What must hold after every step of any course; a failure names the seed and the step.
struct MarginEngineInvariantTests {
  @Test(arguments: 1...120)
  func theInvariantsHoldAfterEveryStep(_ seed: Int) throws {
    var market = try HostileMarket(seed: seed)
    let engine = market.makeEngine()
    let total = engine.core.moneyTotal
    for step in 0..<240 {
      if market.dice.once(in: 2) {
        var tick = NaiveTick(engine, marks: market.nextMarks())
        engine.advance(market.marks)
        let findings = tick.findings(engine)
        #expect(findings.isEmpty, "seed \(seed) step \(step): \(findings)")
      } else {
        let seat = market.dice.roll(0...market.seats - 1)
        execute(
          market.nextCommand(for: engine, seat: seat), seat, engine, "seed \(seed) step \(step)")
      }
      #expect(engine.core.moneyTotal == total, "seed \(seed) step \(step)")
      expectSaneAccounts(engine, "seed \(seed) step \(step)")
    }
  }

  /// A command changes its own seat alone, and nothing at all when it is refused.
  private func execute(
    _ command: TradeCommand, _ seat: Int, _ engine: Engine, _ comment: Comment
  ) {
    let before = (state: engine.state, alerts: engine.core.alerts, bases: engine.core.bases)
    let others = engine.core.accounts.indices.filter { $0 != seat }
    let accounts = others.map { engine.account($0) }
    if engine.execute(command, seat: seat) != nil {
      #expect(engine.state == before.state, comment)
      #expect(engine.core.alerts == before.alerts && engine.core.bases == before.bases, comment)
      #expect(engine.events.isEmpty, comment)
    }
    #expect(others.map { engine.account($0) } == accounts, comment)
    for fill in engine.fills {
      #expect(fill.price.units > 0 && fill.quantity > .zero && fill.fee >= .zero, comment)
    }
  }

  private func expectSaneAccounts(_ engine: Engine, _ comment: Comment) {
    for seat in 0..<engine.core.seatCount {
      let account = engine.account(seat)
      let isWalletSane = account.wallet >= .zero && account.wallet <= Bounds.walletMax
      #expect(isWalletSane && account.draws >= .zero && account.fees >= .zero, comment)
      #expect(engine.equity(seat) == naiveEquity(engine, seat), comment)
      for index in 0..<engine.core.instrumentCount {
        let position = engine.position(seat, index)
        let isSane = position.margin >= .zero && position.openCost >= .zero
        #expect(isSane && position.margin <= Bounds.marginMax, comment)
        if position.isOpen {
          expectExactLiquidationPrice(engine, seat, index, comment)
        } else {
          #expect(position == position.flat, comment)
          #expect(engine.liquidationPrice(seat, index) == nil, comment)
        }
      }
    }
  }

  /// Everything closed at the quote, less the fee for it, less the draws. Rule: SCORE-1.
  private func naiveEquity(_ engine: Engine, _ seat: Int) -> ExactMoney {
    let rules = engine.core.rules
    let account = engine.account(seat)
    var total = ExactMoney(account.wallet) - ExactMoney(account.draws)
    for index in rules.instruments.indices {
      let position = engine.position(seat, index)
      guard position.isOpen else { continue }
      let size = position.quantity.magnitude
      let exit =
        position.quantity > .zero ? engine.core.quotes[index].bid : engine.core.quotes[index].ask
      let value = ExactMoney(valueOf: size, at: exit)
      let cost = ExactMoney(position.openCost)
      total = total + ExactMoney(position.margin)
      total = total + (position.quantity > .zero ? value - cost : cost - value)
      if rules.costs.chargesClosingFee {
        total = total - ExactMoney(valueOf: size, at: exit, times: rules.costs.takerFee)
      }
    }
    return total
  }

  /// The price shown liquidates and the step before it does not; none means none of all.
  private func expectExactLiquidationPrice(
    _ engine: Engine, _ seat: Int, _ index: Int, _ comment: Comment
  ) {
    let position = engine.position(seat, index)
    let limits = engine.core.rules.instruments[index]
    let schedule = limits.maintenance
    let place = engine.core.place(Seat(seat), Instrument(index))
    let others = engine.core.crossTotals(of: Seat(seat), skipping: place)
    func isDoomed(_ units: Int64) -> Bool {
      let mark = Price(units: units)
      guard position.mode == .cross else { return position.isLiquidatable(at: mark, by: schedule) }
      let maintenance = schedule.maintenance(of: position.quantity.magnitude, at: mark)
      return others.balance + position.exactProfit(at: mark) <= others.maintenance + maintenance
    }
    let isLong = position.quantity > .zero
    let step = limits.priceStep.units
    guard let found = engine.liquidationPrice(seat, index) else {
      #expect(!isDoomed(isLong ? step : limits.priceMax.units), comment)
      return
    }
    #expect(found.units > 0 && found.units % step == 0 && isDoomed(found.units), comment)
    let before = isLong ? found.units + step : found.units - step
    #expect(before == 0 || !isDoomed(before), comment)
  }

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
