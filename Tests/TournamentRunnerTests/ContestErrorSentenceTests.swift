import Contests
import Testing

@testable import TournamentRunner

struct ContestErrorSentenceTests {
  @Test(arguments: [
    (ContestError.entrants(1), "a contest has 2 to 2000 bots, not 1"),
    (.name(""), "a bot has no name"),
    (.name("ada"), "two bots are called 'ada'; give one another name"),
    (.games(0), "1 to 1000 games are played at a table, not 0"),
    (.rounds(9), "a Swiss contest has at least one round and fewer than bots, not 9"),
    (
      .champions(4),
      "a gauntlet has at least one champion and one challenger; 4 are too many or none"
    ),
    (.unknownPairing(PairingID(round: 2, table: 0, game: 1)), "there is no game 3-1-2 yet"),
    (
      .toldTwice(PairingID(round: 0, table: 4, game: 0)),
      "game 1-5-1 has two different results"
    ),
    (
      .absence(Absence(entrant: Entrant(2), from: 0)), "entrant 3 cannot be away from round 1 on"
    ),
  ])
  func everyErrorHasWords(_ error: ContestError, _ sentence: String) {
    #expect(error.sentence == sentence)
  }
}
