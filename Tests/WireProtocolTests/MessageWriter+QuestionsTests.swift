import DuelRules
import Margin
import Primitives
import TestKit
import Testing
import WireProtocol

/// The reply to QUOTE, in numbers that can be checked by hand.
struct MessageWriterQuestionsTests {
  /// 0.2 bought at the ask of 50,005 with the mark at 50,000, 10x.
  private func quote() throws -> (EntryQuote, MarketFacts) {
    let duel = Duel(
      try makeRules(
        "instruments=BTC,ETH", "taker-fee=0.001", "half-spread=0.0001", "funding-rate=0.0001",
        preset: "classroom"), practice: 7)
    duel.begin()
    let engine = try Engine(at: "50000") {
      $0.costs.takerFee = rate("0.001")
      $0.costs.halfSpread = rate("0.0001")
      $0.costs.fundingRate = rate("0.0001")
      $0.costs.fundingInterval = 120
    }
    let order = EntryOrder(
      side: .buy, instrument: Instrument(0), size: .quantity(quantity("0.2")))
    let facts = duel.match.facts(
      of: engine.position(), in: Instrument(0), for: Seat(0))
    return (try engine.core.quote(order, seat: Seat(0)).get(), facts)
  }

  @Test func aQuoteTellsCostsAndFacts() throws {
    let (quote, facts) = try quote()
    let line = written {
      MessageWriter(.text).quoteFields(
        quote, mark: price("50000"), facts: facts, names: ["BTC", "ETH"], &$0)
    }
    #expect(line.hasPrefix(" mode=isolated leverage=10 quantity=0.2 price=50005.00 "))
    #expect(
      line.contains(
        " position=0.2 funding=-1.00 spread=1.00 impact=0.00 close_fee=10.00 correlation=none "
          + "volatility="))
    let json = written {
      MessageWriter(.json).quoteFields(
        quote, mark: price("50000"), facts: facts, names: ["BTC", "ETH"], &$0)
    }
    #expect(json.contains(#","close_fee":"10.00","correlation":null,"volatility":""#))
  }
}
