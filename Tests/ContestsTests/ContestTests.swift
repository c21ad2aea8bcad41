import Primitives
import TestKit
import Testing

@testable import Contests

/// A contest from its first game to its last. Rules: CONTEST-1 to CONTEST-5.
struct ContestTests {
  @Test func allGamesOfARoundRobinCanBePlayedAtOnce() throws {
    var contest = Contest(try Played.plan(4, .roundRobin(isDouble: false)))
    #expect(Played.text(contest.next) == "1-4 2-3 4-3 1-2 2-4 3-1")
    try contest.record(Played.result(PairingID(round: 2, table: 0, game: 0), .draw))
    #expect(Played.text(contest.next) == "1-4 2-3 4-3 1-2 3-1")
    #expect(!contest.isDecided)
    try Played.play(&contest, "11111")
    #expect(contest.isDecided)
    // 1 has won 3 games less one, 2: 2-3 and a draw, 3: 3-1, 4: 4-3 and a draw.
    #expect(contest.standings.rows.map { $0.entrant.index + 1 } == [1, 2, 4, 3])
    #expect(contest.standings.rows.map(\.points) == [4, 3, 3, 2])
  }

  @Test func seatsAlternateAndTwoGamesShareATape() throws {
    let plan = try Played.plan(2, .roundRobin(isDouble: false), games: 5)
    let contest = Contest(plan)
    #expect(Played.text(contest.next) == "1-2 2-1 1-2 2-1 1-2")
    let tapes = contest.next.map { plan.tapeSeed(of: $0.id) }
    #expect(tapes[0] == tapes[1] && tapes[2] == tapes[3])
    #expect(Set([tapes[0], tapes[2], tapes[4]]).count == 3)
  }

  @Test func aSwissRoundWaitsForTheLastResultOfTheOneBefore() throws {
    var contest = Contest(try Played.plan(5, .swiss(rounds: 3)))
    #expect(Played.text(contest.next) == "1-3 4-2")
    try Played.play(&contest, "1")
    #expect(Played.text(contest.next) == "4-2")
    try Played.play(&contest, "2")
    // 1, 2 and 5, who had the bye, have a point each.
    #expect(contest.entries[4] == [RoundEntry(kind: .unplayed, points: 2)])
    #expect(Played.text(contest.next) == "2-1 3-5")
    try Played.play(&contest, "22")
    #expect(contest.entries[3].map(\.points) == [0, 2])
    #expect(Played.text(contest.next).split(separator: " ").count == 2)
    try Played.play(&contest, "==")
    #expect(contest.isDecided)
  }

  @Test func aSwissTableIsPlayedToItsEndThoughSomebodyDidNotCome() throws {
    var contest = Contest(try Played.plan(2, .swiss(rounds: 1), games: 2))
    try contest.record(
      Played.result(PairingID(round: 0, table: 0, game: 0), .first, .absent))
    #expect(Played.text(contest.next) == "2-1" && !contest.isDecided)
    try Played.play(&contest, "1")
    #expect(contest.isDecided && contest.next.isEmpty)
  }

  @Test func whoLeavesIsNotPairedAndTheOthersGoOn() throws {
    var contest = Contest(try Played.plan(4, .swiss(rounds: 3)))
    try Played.play(&contest, "1=")
    try contest.excuse(Absence(entrant: Entrant(0), from: 1))
    #expect(contest.next.count == 1)
    try Played.play(&contest, "1")
    try Played.play(&contest, "1")
    #expect(contest.isDecided)
    #expect(contest.entries[0].map(\.kind) == [.met(Entrant(2)), .away, .away])
  }

  @Test func inALeagueWhoStaysAwayLosesWhatItDoesNotPlay() throws {
    var contest = Contest(try Played.plan(3, .roundRobin(isDouble: false)))
    #expect(Played.text(contest.next) == "2-3 1-2 3-1")
    try contest.record(Played.result(PairingID(round: 0, table: 0, game: 0), .second))
    try contest.excuse(Absence(entrant: Entrant(2), from: 0))
    // What was played stands.
    #expect(Played.text(contest.next) == "1-2")
    #expect(contest.standings.rows.map { $0.entrant.index + 1 } == [1, 3, 2])
    #expect(contest.standings.rows.map(\.points) == [2, 2, 0])
    #expect(contest.standings.rows.map(\.wins) == [0, 1, 0])
  }

  @Test func whoComesBackIsPairedAgain() throws {
    var contest = Contest(try Played.plan(4, .swiss(rounds: 3)))
    try contest.excuse(Absence(entrant: Entrant(3), from: 0, through: 0))
    #expect(Played.text(contest.next) == "1-2")
    try Played.play(&contest, "1")
    #expect(contest.next.count == 2)
    #expect(contest.entries[2] == [RoundEntry(kind: .unplayed, points: 2)])
  }

  @Test func aResultIsTakenOnceAndOnlyOfAGameThatThereIs() throws {
    var contest = Contest(try Played.plan(4, .swiss(rounds: 2)))
    let id = PairingID(round: 0, table: 1, game: 0)
    try contest.record(Played.result(id, .first))
    try contest.record(Played.result(id, .first))
    #expect(contest.results.count == 1)
    #expect(throws: ContestError.toldTwice(id)) {
      try contest.record(Played.result(id, .second))
    }
    for unknown in [
      PairingID(round: 1, table: 0, game: 0), PairingID(round: 0, table: 2, game: 0),
      PairingID(round: 0, table: 0, game: 1), PairingID(round: -1, table: 0, game: 0),
    ] {
      #expect(throws: ContestError.unknownPairing(unknown)) {
        try contest.record(Played.result(unknown, .first))
      }
    }
  }

  @Test func anAbsenceComesBeforeTheResultsOfItsRounds() throws {
    var contest = Contest(try Played.plan(4, .swiss(rounds: 3)))
    try Played.play(&contest, "1")
    for absence in [
      Absence(entrant: Entrant(0), from: 0), Absence(entrant: Entrant(4), from: 2),
      Absence(entrant: Entrant(1), from: -1), Absence(entrant: Entrant(1), from: 2, through: 1),
    ] {
      #expect(throws: ContestError.absence(absence)) { try contest.excuse(absence) }
    }
    try contest.excuse(Absence(entrant: Entrant(0), from: 1))
  }

  @Test func aGameWithoutAPlayerIsWonButNotPlayed() throws {
    var contest = Contest(try Played.plan(2, .swiss(rounds: 1)))
    try contest.record(
      Played.result(PairingID(round: 0, table: 0, game: 0), .first, .absent))
    #expect(contest.entries[0] == [RoundEntry(kind: .unplayed, points: 2)])
    #expect(contest.entries[1] == [RoundEntry(kind: .away, points: 0)])
  }

  /// The same results in any order make the same contest, and so does a cut at any place.
  @Test(
    arguments: [
      (.roundRobin(isDouble: true), 6), (.gauntlet(champions: 2), 7), (.swiss(rounds: 6), 9),
      (.swiss(rounds: 7), 8), (.knockout(bestOf: 3, thirdPlace: true), 11),
    ] as [(ContestFormat, Int)])
  func whatWasHeardInAnotherOrderIsTheSameContest(
    _ format: ContestFormat, _ count: Int
  ) throws {
    for seed in 0..<4 {
      var dice = Dice(seed: seed)
      let plan = try Played.plan(count, format, games: 2)
      var contest = Contest(plan)
      var absences: [Absence] = []
      while !contest.isDecided {
        // Of the games that can be played one comes to its end, whichever it is.
        try contest.record(Played.result(dice.pick(contest.next).id, dice: &dice))
        if absences.isEmpty, let last = contest.results.last, dice.once(in: 12) {
          let absence = Absence(entrant: Entrant(count - 1), from: last.id.round + 1)
          try contest.excuse(absence)
          absences.append(absence)
        }
        var heard = contest.results
        for place in heard.indices.reversed() { heard.swapAt(place, dice.roll(0...place)) }
        let resumed = try Contest(plan, results: heard, absences: absences)
        #expect(Played.face(resumed) == Played.face(contest), "seed \(seed)")
      }
    }
  }
}
