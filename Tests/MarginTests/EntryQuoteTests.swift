import Primitives
import TestKit
import Testing

@testable import Margin

struct EntryQuoteTests {
  private func order(
    _ side: Side, _ size: EntrySize, leverage value: Int = 10, mode: MarginMode = .isolated
  ) -> EntryOrder {
    EntryOrder(
      side: side, instrument: Instrument(0), size: size, leverage: leverage(value), mode: mode)
  }

  @Test func anIsolatedQuoteRisksItsMargin() throws {
    let engine = try Engine(at: "50000") { $0.costs.takerFee = rate("0.001") }
    let before = engine.state
    let quote = try engine.core.quote(
      order(.buy, .quantity(quantity("0.2"))), seat: Seat(0)
    ).get()
    #expect(quote.margin == money("1000") && quote.fee == money("10"))
    #expect(quote.notional == money("10000") && quote.worstLoss == money("1000"))
    #expect(quote.liquidationPrice == price("45000"))
    #expect(quote.bankruptcyPrice == price("45000"))
    #expect(quote.breakEvenPrice == price("50100.11"))
    #expect(engine.state == before)
  }

  @Test func aCrossQuoteRisksTheAccount() throws {
    let engine = try Engine(at: "50000", balance: "5000")
    let quote = try engine.core.quote(
      order(.buy, .quantity(quantity("0.2")), mode: .cross), seat: Seat(0)
    ).get()
    #expect(quote.margin == money("1000") && quote.worstLoss == money("5000"))
    #expect(quote.liquidationPrice == price("25000"))
  }

  @Test func whatWouldBeRefusedIsRefused() throws {
    let engine = try Engine(at: "50000")
    let result = engine.core.quote(order(.buy, .quantity(quantity("2.0002"))), seat: Seat(0))
    #expect(
      throws: MarginRefusal(
        .insufficientMargin(required: money("10001"), available: money("10000")))
    ) { try result.get() }
  }

  /// The fill repeats what the quote said.
  @Test(arguments: 401...430)
  func theOrderDoesWhatTheQuoteSaid(_ seed: Int) throws {
    var market = try HostileMarket(seed: seed)
    let engine = market.makeEngine()
    for _ in 0..<60 {
      let command = market.nextCommand(for: engine, seat: 0)
      if case .enter(let order) = command {
        let result = engine.core.quote(order, seat: Seat(0))
        let rejection = engine.execute(command)
        switch result {
        case .failure(let refusal): #expect(refusal.rejection == rejection)
        case .success(let quote):
          let index = order.instrument.index
          #expect(rejection == nil)
          #expect(engine.position(0, index) == quote.position)
          #expect(engine.liquidationPrice(0, index) == quote.liquidationPrice)
          #expect(
            engine.core.bankruptcyPrice(of: Seat(0), in: order.instrument) == quote.bankruptcyPrice)
          #expect(engine.fills.reduce(Money.zero) { $0 + $1.fee } == quote.fee)
        }
      } else {
        engine.execute(command)
      }
      if market.dice.once(in: 4) { engine.advance(market.nextMarks()) }
    }
  }
}
