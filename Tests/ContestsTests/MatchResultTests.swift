import Primitives
import Testing

@testable import Contests

/// Results and what they are worth. Rules: CONTEST-3, CONTEST-4.
struct MatchResultTests {
  @Test(arguments: [
    (GameOutcome.first, 2, 0), (.second, 0, 2), (.draw, 1, 1), (.neither, 0, 0),
  ])
  func pointsAreCountedInHalves(_ outcome: GameOutcome, _ first: Int, _ second: Int) {
    #expect(outcome.firstHalfPoints == first)
    #expect(outcome.secondHalfPoints == second)
  }

  @Test func whatWasNotPlayedToTheEndIsAForfeit() {
    #expect(
      ResultReason.allCases.filter(\.isForfeit)
        == [.timeout, .illegal, .disconnect, .crash, .stall, .absent])
  }

  @Test func theGainIsWhatWasAddedToTheStart() {
    #expect(Played.figures(9_500).gain == Money(whole: -500))
  }

  @Test func onlyWhoForfeitsLosesOnBothSides() async {
    await #expect(processExitsWith: .failure) {
      _ = Played.result(PairingID(round: 0, table: 0, game: 0), .neither, .finished)
    }
    await #expect(processExitsWith: .failure) {
      _ = Played.result(PairingID(round: 0, table: 0, game: 0), .draw, .crash)
    }
  }
}
