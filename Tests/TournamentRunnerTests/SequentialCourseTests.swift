import Rankings
import Testing

@testable import TournamentRunner

struct SequentialCourseTests {
  private func settings(_ elo1: Double, model: String = "logistic") -> SequentialTestSettings {
    SequentialTestSettings(elo0: 0, elo1: elo1, alpha: 0.05, beta: 0.05, model: model)
  }

  /// A game at the one table; in games 2, 4, … the first bot has seat 1.
  private func game(_ number: Int, _ halfPoints: Int) -> GameRecord {
    let texts = number % 2 == 1 ? ["0-1", "1/2-1/2", "1-0"] : ["1-0", "1/2-1/2", "0-1"]
    return makeRecord(1, 1, number, texts[halfPoints])
  }

  @Test func pairsCountForTheFirstBot() throws {
    var course = try #require(SequentialCourse(settings(10)))
    course.take([game(1, 2), game(2, 2), game(3, 0), game(4, 1)])
    #expect(course.counts == ResultCounts(pairs: [0, 1, 0, 0, 1]))
    #expect(course.verdict == nil)
    course.take([game(5, 1), game(6, 1), game(7, 0), game(8, 0)])
    #expect(course.counts == ResultCounts(pairs: [1, 1, 1, 0, 1]))
  }

  @Test func aPairWaitsForTheOneBefore() throws {
    var course = try #require(SequentialCourse(settings(10)))
    var records = [game(4, 2), game(3, 2), game(2, 2)]
    course.take(records)
    #expect(course.counts.items == 0 && course.ratio == 0)
    records.append(game(1, 2))
    course.take(records)
    #expect(course.counts == ResultCounts(pairs: [0, 0, 0, 0, 2]))
  }

  /// Who wins everything is soon found stronger, and what comes later changes nothing.
  @Test(arguments: [0, 1, 2, 3, 4])
  func theVerdictIsThatOfTheFirstPairWithOne(_ seed: Int) throws {
    let won = (1...40).map { game($0, 2) }
    let lost = (41...80).map { game($0, 0) }
    var straight = try #require(SequentialCourse(settings(100)))
    for number in 1...80 { straight.take(Array((won + lost).prefix(number))) }
    #expect(straight.verdict == .accepted)
    #expect(straight.counts.items < 20)
    // Every fifth number, each remainder in turn.
    var course = try #require(SequentialCourse(settings(100)))
    var heard: [GameRecord] = []
    for remainder in 0..<5 {
      for record in won + lost where (record.game + seed) % 5 == remainder {
        heard.append(record)
        course.take(heard)
      }
    }
    #expect(course == straight)
    var atOnce = try #require(SequentialCourse(settings(100)))
    atOnce.take((won + lost).reversed())
    #expect(atOnce == straight)
  }

  @Test func whoLosesIsRejected() throws {
    var course = try #require(SequentialCourse(settings(100, model: "normalized")))
    course.take((1...400).map { game($0, $0 % 2) })
    #expect(course.verdict == .rejected && course.ratio <= course.test.lowerBound)
  }

  @Test func whatIsOutOfRangeIsNoTest() {
    #expect(SequentialCourse(settings(0)) == nil)
    #expect(SequentialCourse(settings(10, model: "bayes")) == nil)
  }

  @Test func aSeatHasItsHalfPoints() {
    #expect(makeRecord(1, 1, 1, "1-0").halfPoints(seat: 0) == 2)
    #expect(makeRecord(1, 1, 1, "1-0").halfPoints(seat: 1) == 0)
    #expect(makeRecord(1, 1, 1, "1/2-1/2").halfPoints(seat: 1) == 1)
    #expect(makeRecord(1, 1, 1, "0-0", reason: "stall").halfPoints(seat: 0) == 0)
  }
}
