import DuelRules
import Margin
import Primitives
import Records
import TestKit
import Testing

struct WhatIfTests {
  /// In cross margin the whole account carries the fall, and the mark comes back to 97.
  @Test func theOtherModeIsPlayedWithTheSameCommands() throws {
    let outcomes = WhatIf.outcomes(of: try Stories.fall(), .modesExchanged)
    #expect(outcomes.map(\.equity) == [money("9970"), money("9950")])
    #expect(outcomes.map(\.liquidations) == [0, 0])
    #expect(outcomes.map(\.refused) == [0, 0])
  }

  @Test func withoutItsStopTheOtherIsLiquidatedToo() throws {
    let outcomes = WhatIf.outcomes(of: try Stories.fall(), .stopsLeftOut)
    #expect(outcomes.map(\.equity) == [money("9900"), money("9900")])
    #expect(outcomes.map(\.isDifferent) == [false, true])
  }

  /// Margin cannot be added to a cross position; what is cancelled is the order in the same place.
  @Test func whatIsRefusedThenIsCounted() throws {
    let duel = Duel(try makeRules(marks: ["100", "100", "92", "88", "105", "100"]))
    let stop = TradeCommand.protect(
      ProtectiveOrder(instrument: Instrument(0), protection: .stop(price("90"))))
    let take = TradeCommand.protect(
      ProtectiveOrder(instrument: Instrument(0), protection: .take(price("104"))))
    duel.play([
      (0, 0, .market(.buy, "10")), (0, 0, .moveMargin(Instrument(0), money("100"))),
      (0, 0, stop), (0, 0, take), (1, 0, .cancel(.order(2))),
    ])
    let contents = try Stories.contents(duel)
    let crossed = WhatIf.outcomes(of: contents, .modesExchanged)
    #expect(crossed[0].refused == 1)
    #expect(crossed[0].equity == money("10050"))  // out at 105, by the take-profit
    let unstopped = WhatIf.outcomes(of: contents, .stopsLeftOut)
    #expect(unstopped[0].equity == money("10050") && unstopped[0].refused == 0)
  }

  @Test func aSizeByRiskIsKeptWhenItsStopIsNot() throws {
    let duel = Duel(try makeRules(marks: ["100", "94", "97"]))
    var order = EntryOrder(
      side: .buy, instrument: Instrument(0), size: .risk(rate("0.01")), leverage: leverage(10))
    order.stop = price("95")
    duel.play([(0, 0, .enter(order))])
    // 100 at risk over 5: 20 pieces; stopped at 94, or kept to 97.
    let contents = try Stories.contents(duel)
    #expect(MatchStatistics(contents).seats[0].result == money("-120"))
    #expect(WhatIf.outcomes(of: contents, .stopsLeftOut)[0].equity == money("9940"))
  }

  /// Without a change every seat ends as it did: the machinery itself changes nothing.
  @Test(arguments: 1...6)
  func aMatchWithoutStopsIsTheSameWithoutThem(_ seed: Int) throws {
    let duel = Duel(try makeRules("ticks=60"), practice: seed)
    var dice = Dice(seed: seed)
    duel.begin()
    while duel.match.phase == .live {
      for seat in 0..<2 {
        let command = dice.command(duel.match.rules)
        switch command {
        case .enter(let order) where order.stop != nil: break
        case .protect: break
        default: duel.trade(seat, command)
        }
      }
      duel.advance()
    }
    let contents = try Stories.contents(duel)
    let outcomes = WhatIf.outcomes(of: contents, .stopsLeftOut)
    let statistics = MatchStatistics(contents)
    for seat in 0..<2 {
      #expect(outcomes[seat].equity == statistics.seats[seat].equity, "seed \(seed)")
      #expect(outcomes[seat].refused == 0 && !outcomes[seat].isDifferent)
    }
  }
}
