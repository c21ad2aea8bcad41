import Primitives
import TestKit
import Testing

@testable import DuelRules

struct StandingTests {
  private func standing(_ equity: String, _ drawdown: String = "0", _ liquidations: Int = 0)
    -> Standing
  {
    Standing(equity: money(equity), drawdown: money(drawdown), liquidations: liquidations)
  }

  @Test func higherEquityThenSmallerDrawdownThenFewerLiquidations() {
    let ranking = Ranking([
      standing("100", "5", 1), standing("100", "5", 0), standing("100.00000001", "50", 9),
      standing("100", "4.99999999", 3),
    ])
    #expect(ranking.order == [Seat(2), Seat(3), Seat(1), Seat(0)])
    #expect(ranking.places == [4, 3, 1, 2])
    #expect(ranking.winner == Seat(2))
  }

  @Test func equalsShareTheBetterPlace() {
    let ranking = Ranking([
      standing("90"), standing("100"), standing("90"), standing("100"), standing("80"),
    ])
    #expect(ranking.places == [3, 1, 3, 1, 5])
    #expect(ranking.order == [Seat(1), Seat(3), Seat(0), Seat(2), Seat(4)])
    #expect(ranking.winner == nil)
  }

  @Test func twoEqualsAreADraw() {
    let ranking = Ranking([standing("100", "3", 1), standing("100", "3", 1)])
    #expect(ranking.places == [1, 1])
    #expect(ranking.winner == nil)
  }

  private func idle(_ equity: String) -> Standing {
    Standing(equity: money(equity), drawdown: .zero, liquidations: 0, hasParticipated: false)
  }

  @Test func whoHasParticipatedStandsFirst() {
    let ranking = Ranking([idle("900"), standing("100"), idle("300"), standing("200")])
    #expect(ranking.order == [Seat(3), Seat(1), Seat(0), Seat(2)])
    #expect(ranking.places == [3, 2, 4, 1])
    #expect(ranking.winner == Seat(3))
  }

  @Test func whenNobodyHasParticipatedNobodyWins() {
    let ranking = Ranking([idle("900"), idle("1000")])
    #expect(ranking.places == [1, 1] && ranking.winner == nil)
    #expect(ranking.order == [Seat(1), Seat(0)])
    #expect(Ranking([idle("5")]).winner == nil)
  }

  @Test func aLaterKnockOutStandsFirst() {
    func out(_ tick: Int?) -> Standing {
      Standing(
        equity: .zero, drawdown: .zero, liquidations: 1, knockedOut: tick.map { Tick($0) })
    }
    let ranking = Ranking([out(5), out(9), out(nil), out(9)])
    #expect(ranking.order == [Seat(2), Seat(1), Seat(3), Seat(0)])
    #expect(ranking.places == [4, 2, 1, 2])
  }

  @Test func oneSeatWinsAlone() {
    #expect(Ranking([standing("-5")]).winner == Seat(0))
  }

  @Test func negativeEquityRanksLast() {
    #expect(Ranking([standing("-0.00000001"), standing("0")]).winner == Seat(1))
  }

  @Test func nobodyStandsBeforeAnEqual() {
    #expect(!standing("1", "2", 3).isBefore(standing("1", "2", 3)))
  }

  // MARK: - Equity over time

  private func track(_ equities: [String], start: String = "100") -> EquityTrack {
    var track = EquityTrack(start: ExactMoney(money(start)))
    for equity in equities { track.record(ExactMoney(money(equity))) }
    return track
  }

  @Test func withoutAFallThereIsNoDrawdown() {
    #expect(track([]).drawdown == .zero)
    #expect(track(["100", "110", "120"]).drawdown == .zero)
    #expect(track([]).equity == ExactMoney(money("100")))
  }

  @Test func theDrawdownIsTheLargestFallFromAPeak() {
    // From 100 to 95, from 130 to 118, from 131 to 125.
    let track = track(["95", "130", "120", "118", "131", "125"])
    #expect(track.drawdown == ExactMoney(money("12")))
    #expect(track.equity == ExactMoney(money("125")))
  }

  @Test func theStartIsAPeak() {
    #expect(track(["60", "99"]).drawdown == ExactMoney(money("40")))
  }

  @Test func aFallBelowZeroCountsInFull() {
    #expect(track(["-50"]).drawdown == ExactMoney(money("150")))
  }
}
