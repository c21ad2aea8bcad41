import TestKit
import Testing

@testable import Contests

/// Random Swiss contests, and what holds in every one. Rules: CONTEST-9 to CONTEST-12.
struct SwissEventTests {
  /// What has happened, counted without the contest.
  private struct Course {
    var isMet: [Bool]
    var byes: [Int]
  }

  /// 2,000 contests in 50 groups: small ones often, up to 200 players.
  @Test(arguments: 0..<50)
  func everyRoundOfARandomContestKeepsTheRules(_ group: Int) throws {
    for number in 0..<40 {
      let seed = group * 40 + number
      var dice = Dice(seed: seed)
      let isLarge = number == 0
      let count = isLarge ? dice.roll(40...200) : dice.rollLogarithmic(2...24)
      // Now and then as many rounds as there can be.
      let most = isLarge ? min(count - 1, 9) : count - 1
      let rounds = dice.once(in: 3) ? most : dice.roll(1...most)
      try play(seed: seed, count: count, rounds: rounds, dice: &dice)
    }
  }

  @Test(arguments: [24, 25, 60])
  func asManyRoundsAsThereAreOpponents(_ count: Int) throws {
    var dice = Dice(seed: count)
    try play(seed: count, count: count, rounds: count - 1, dice: &dice)
  }

  private func play(seed: Int, count: Int, rounds: Int, dice: inout Dice) throws {
    var contest = Contest(try Played.plan(count, .swiss(rounds: rounds)))
    var course = Course(
      isMet: Array(repeating: false, count: count * count),
      byes: Array(repeating: 0, count: count))
    let leavers = dice.roll(0...3)
    for round in 0..<rounds {
      if dice.roll(0...9) < leavers {
        try contest.excuse(
          Absence(
            entrant: Entrant(dice.roll(0...count - 1)), from: round,
            through: dice.once(in: 2) ? nil : round + dice.roll(0...2)))
      }
      try #require(contest.rounds.count > round, "seed \(seed)")
      check(contest, round: round, &course, "seed \(seed), round \(round)")
      for pairing in contest.next {
        try contest.record(Played.result(pairing.id, dice: &dice))
      }
    }
    #expect(contest.isDecided, "seed \(seed)")
  }

  private func check(
    _ contest: Contest, round: Int, _ course: inout Course, _ place: String
  ) {
    let drawn = contest.rounds[round]
    let count = contest.plan.names.count
    func haveMet(_ one: Entrant, _ other: Entrant) -> Bool {
      course.isMet[one.index * count + other.index]
    }
    let placed = drawn.encounters.flatMap { [$0.first, $0.second] } + drawn.idle
    let present = contest.plan.entrants.filter { !contest.absences.isAway($0, in: round) }
    #expect(placed.sorted() == present, "\(place): everybody has one place")
    #expect(
      !drawn.encounters.contains { haveMet($0.first, $0.second) }, "\(place): met before")
    for (index, one) in drawn.idle.enumerated() {
      #expect(
        drawn.idle[..<index].allSatisfy { haveMet($0, one) }, "\(place): two sit out")
    }
    checkBye(contest, drawn, course, place)
    for idle in drawn.idle { course.byes[idle.index] += 1 }
    for encounter in drawn.encounters {
      course.isMet[encounter.first.index * count + encounter.second.index] = true
      course.isMet[encounter.second.index * count + encounter.first.index] = true
    }
  }

  /// Nobody with fewer byes, or as many and fewer points, could sit out instead: its partner has
  /// met who does.
  private func checkBye(
    _ contest: Contest, _ drawn: LeagueRound, _ course: Course, _ place: String
  ) {
    guard !drawn.idle.isEmpty else { return }
    let count = contest.plan.names.count
    let round = drawn.encounters.first?.round ?? 0
    let scores = contest.entries.map { rounds in
      rounds.prefix(round).reduce(0) { $0 + $1.points }
    }
    for idle in drawn.idle {
      for encounter in drawn.encounters {
        for (one, partner) in [
          (encounter.first, encounter.second), (encounter.second, encounter.first),
        ] {
          let isFairer =
            (course.byes[one.index], scores[one.index], -one.index)
            < (course.byes[idle.index], scores[idle.index], -idle.index)
          if isFairer, !course.isMet[idle.index * count + partner.index] {
            Issue.record("\(place): \(one.index) should sit out, not \(idle.index)")
          }
        }
      }
    }
  }
}
