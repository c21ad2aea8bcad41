import Testing

@testable import Contests

/// Single rounds. Rules: CONTEST-9 to CONTEST-11.
struct SwissDrawTests {
  /// A draw of players 1, 2, ... with scores, those that have met, and those that sat out.
  private func draw(
    _ scores: [Int], met: [(Int, Int)] = [], idle: [Int] = []
  ) -> String {
    let ranked = scores.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) }
    let mayMeet = ranked.flatMap { one in
      ranked.map { other in
        one != other
          && !met.contains { Set([$0.0 - 1, $0.1 - 1]) == Set([one, other]) }
      }
    }
    let draw = SwissDraw(
      SwissField(
        ranked: ranked.map { Entrant($0) }, scores: ranked.map { scores[$0] },
        idleRounds: ranked.map { player in idle.count { $0 - 1 == player } }, mayMeet: mayMeet))
    let pairs = draw.pairs.map { "\($0.higher.index + 1)-\($0.lower.index + 1)" }
    return (pairs + draw.idle.map { "\($0.index + 1)" }).joined(separator: " ")
  }

  @Test(arguments: [
    (2, "1-2"), (4, "1-3 2-4"), (5, "1-3 2-4 5"), (8, "1-5 2-6 3-7 4-8"), (1, "1"), (0, ""),
  ])
  func theUpperHalfMeetsTheLower(_ count: Int, _ expected: String) {
    #expect(draw(Array(repeating: 0, count: count)) == expected)
  }

  @Test func groupsArePairedAndTheLastOfAnOddGroupGoesDown() {
    #expect(draw([2, 2, 2, 0, 0, 0]) == "1-2 3-4 5-6")
    // Who comes down meets the best of the group.
    #expect(draw([2, 2, 2, 1, 1, 1, 1, 0]) == "1-2 3-4 5-6 7-8")
  }

  @Test func whoHasMetTakesTheNext() {
    #expect(draw([0, 0, 0, 0], met: [(1, 3)]) == "1-4 2-3")
    #expect(draw([0, 0, 0, 0], met: [(1, 3), (1, 4)]) == "1-2 3-4")
  }

  @Test func aGroupIsNotTornWhereItCanBePaired() {
    // 1 wants 3, but then 2 and 4, who have met, would both go down.
    #expect(draw([2, 2, 2, 2, 0, 0], met: [(2, 4)]) == "1-4 2-3 5-6")
  }

  @Test func aGroupIsTornWhereTheRestCouldNotBePaired() {
    // 3 and 4 have met: they take 1 and 2 rather than leave the round incomplete.
    #expect(draw([2, 2, 0, 0], met: [(3, 4)]) == "1-3 2-4")
  }

  @Test func theByeGoesToTheLowestWhoHasHadNone() {
    #expect(draw([2, 2, 0, 0, 0], idle: [5]) == "1-2 3-5 4")
    #expect(draw([2, 1, 0], idle: [2, 3]) == "2-3 1")
    #expect(draw([2, 1, 0], idle: [1, 2, 3]) == "1-2 3")
  }

  @Test func asManyAsCanBeArePaired() {
    // 1 has met everybody: it sits out, and 2 and 3 play.
    #expect(draw([4, 2, 0], met: [(1, 2), (1, 3)]) == "2-3 1")
    #expect(draw([1, 1], met: [(1, 2)]) == "1 2")
  }

  /// Source: bbpPairings, test dutch_2025_C5: 4 is away, the bye goes to the lowest score.
  @Test func aPublishedRoundComesOut() {
    let met = [(1, 2), (1, 4), (2, 5), (3, 4), (3, 6), (5, 6)]
    // Without 4, numbers 5 and 6 stand as 4 and 5.
    func moved(_ player: Int) -> Int { player > 4 ? player - 1 : player }
    let present = met.filter { $0.0 != 4 && $0.1 != 4 }.map { (moved($0.0), moved($0.1)) }
    #expect(draw([4, 2, 4, 2, 0], met: present) == "1-4 3-2 5")
  }
}
