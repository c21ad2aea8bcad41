import Primitives
import Testing

@testable import DuelRules

/// Best of several matches. Rule: MATCH-12.
struct SeriesStandingTests {
  /// `0`, `1`: won by that seat; `-`: a draw.
  private func series(_ length: Int, _ results: String, seats: Int = 2) -> SeriesStanding {
    var series = SeriesStanding(length: length, seats: seats)
    for result in results {
      series.record(winner: result.wholeNumberValue.map { Seat($0) })
    }
    return series
  }

  @Test(arguments: [
    (1, "0", true, 0), (1, "-", true, nil), (3, "", false, nil), (3, "0", false, nil),
    (3, "00", true, 0), (3, "01", false, nil), (3, "011", true, 1), (3, "01-", true, nil),
    (3, "0-", false, nil), (3, "0--", true, 0), (3, "---", true, nil), (3, "--1", true, 1),
    (5, "000", true, 0), (5, "00-", false, nil), (5, "00--", true, 0), (9, "11111", true, 1),
    (9, "1111", false, nil),
  ])
  func itIsDecidedWhenNobodyCanCatchUp(
    _ length: Int, _ results: String, _ isDecided: Bool, _ winner: Int?
  ) {
    let series = series(length, results)
    #expect(series.isDecided == isDecided)
    #expect(series.winner == winner.map { Seat($0) })
    #expect(series.played == results.count)
  }

  @Test func threeSeatsMayShareTheWins() {
    let shared = series(3, "012", seats: 3)
    #expect(shared.isDecided && shared.winner == nil && shared.wins == [1, 1, 1])
    #expect(series(3, "00", seats: 3).winner == Seat(0))
  }

  @Test func aLoneSeatWinsByPlaying() {
    #expect(!series(3, "0", seats: 1).isDecided)
    #expect(series(3, "00", seats: 1).winner == Seat(0))
  }
}
