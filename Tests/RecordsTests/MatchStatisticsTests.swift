import DuelRules
import Margin
import Primitives
import Records
import TestKit
import Testing

struct MatchStatisticsTests {
  @Test func aFallIsTakenDownTickByTick() throws {
    let statistics = MatchStatistics(try Stories.fall())
    #expect(statistics.ticks == 8)
    #expect(
      statistics.marks == [
        ["100", "110", "104", "95", "91", "90", "95", "97"].map { price($0) }
      ])
    let ada = statistics.seats[0]
    // The order comes after the ranking of tick 0; the last 10 marks are those of 10 pieces.
    #expect(
      ada.course.map(\.equity)
        == ["10000", "10100", "10040", "9950", "9910", "9900", "9900", "9900"].map { money($0) })
    #expect(
      ada.course.map(\.exposure)
        == ["0", "1100", "1040", "950", "910", "0", "0", "0"].map { money($0) })
    #expect(ada.course[1].leverage == rate("0.10891089"))  // 1100 / 10100
    #expect(ada.course[4].distance == rate("0.01098901"))  // (91 - 90) / 91
    #expect(ada.course[4].marginRatio == .zero)  // maintenance is 0
    #expect(ada.course[5].distance == nil && ada.course[5].marginRatio == nil)
    #expect(ada.exposedTicks == 4)
    #expect(ada.drawdown == money("200"))
    #expect(ada.result == money("-100") && ada.returnRate == rate("-0.01"))
    #expect(ada.leverageSet == 10)
    #expect(ada.leveragePeak.rate == rate("0.10891089") && ada.leveragePeak.tick == Tick(1))
  }

  @Test func theNearestApproachAndTheEntryAreMeasured() throws {
    let ada = MatchStatistics(try Stories.fall()).seats[0]
    let nearest = try #require(ada.nearest)
    #expect(nearest.tick == Tick(4) && nearest.mark == price("91"))
    #expect(nearest.liquidationPrice == price("90") && nearest.distance == rate("0.01098901"))
    let entry = try #require(ada.riskiest)
    #expect(entry.tick == Tick(0) && entry.distance == rate("0.1") && entry.leverage == 10)
    // Thirty returns of 0.01 and thirty of -0.00990099.
    #expect(entry.deviation == rate("0.00995061"))
    #expect(entry.tenthsOfDeviations == 100)  // 0.1 / 0.00995061 = 10.05
  }

  @Test func fillsAndLiquidationsAreSigns() throws {
    let seats = MatchStatistics(try Stories.fall()).seats
    #expect(seats[0].points.map(\.kind) == [.entry, .liquidation])
    #expect(seats[0].points.map(\.tick.number) == [0, 5])
    #expect(seats[1].points.map(\.kind) == [.entry, .stop])
    #expect(seats[1].points[1].price == price("95") && seats[1].points[1].side == .sell)
    #expect(seats[0].trips.map(\.net) == [money("-100")])
    #expect(seats[0].trips[0].liquidations == 1 && seats[0].trips[0].closed == Tick(5))
    #expect(seats[1].trips.map(\.net) == [money("-50")])
    // Sold at 95, and the last mark is 97: 10 x 2 were missed.
    #expect(seats[1].stops.map(\.saved) == [money("-20")])
  }

  /// Bought 10 at 101 for 1010, sold at 108.9; then 10 sold at 108.9, to be bought back at 101.
  @Test func costsAreSplitByWhatTheyWereFor() throws {
    let ada = MatchStatistics(try Stories.costs()).seats[0]
    // 10 x 1 at 100, 10 x 1.1 at 110 twice.
    #expect(ada.spread == money("32"))
    // 1.01 + 1.089 + 1.089 paid; 1.01 more counts for the one that is open.
    #expect(ada.account.fees == money("3.188"))
    // Shorts receive at tick 2: 0.001 x 10 x 110.
    #expect(ada.account.funding == money("1.1"))
    #expect(ada.trips.count == 2)
    #expect(ada.trips[0].side == .buy && ada.trips[0].net == money("76.901"))  // 79 - 2.099
    #expect(ada.trips[1].closed == nil && ada.trips[1].leverage == 5)
    #expect(ada.trips[1].net == money("78.001"))  // 79 - 2.099 + 1.1
    #expect(ada.result == money("154.902"))
    #expect(MatchStatistics(try Stories.costs()).seats[1].trips.isEmpty)
  }

  /// Whatever is done, the trips of a seat add up to its result.
  @Test(arguments: 1...12)
  func theTripsAddUpToTheResult(_ seed: Int) throws {
    let preset = ["classroom", "standard", "exchange", "stocks"][seed % 4]
    let rules = try makeRules(
      "ticks=80", "BTC.volatility=0.03", "liquidation-remainder=forfeited",
      "starting-inventory=BTC:0.05", preset: preset == "stocks" ? "crypto" : preset)
    let record = PlayedRecord.random(rules, seed: seed)
    for seat in MatchStatistics(try RecordReader.read(record.bytes)).seats {
      let sum = seat.trips.reduce(Money.zero) { $0 + $1.net }
      let off = abs(sum.units - seat.result.units)
      #expect(off < 1_000, "seed \(seed): \(sum) and \(seat.result)")
    }
  }

  @Test func theLogTellsCommandsAndWhatTicksBrought() throws {
    let log = MatchStatistics(try Stories.fall()).log
    let words = log.map { step in
      switch step {
      case .command(let command): "command \(command.recorded.tick.number)"
      case .event(let tick, .margin(.fill)): "fill \(tick.number)"
      case .event(let tick, .margin(.liquidation)): "liquidation \(tick.number)"
      case .event(let tick, .margin(.marginCall)): "call \(tick.number)"
      case .event(let tick, _): "other \(tick.number)"
      case .abandoned(let tick, _): "abandoned \(tick.number)"
      }
    }
    // At 91 a tenth of the margin is left: both calls are one.
    #expect(
      words == ["command 0", "command 0", "fill 3", "call 4", "liquidation 5"])
  }
}
