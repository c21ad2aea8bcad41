import Contests
import Foundation
import Testing

@testable import TournamentRunner

@Suite(.timeLimit(.minutes(2)))
struct TournamentTests {
  /// Plays a contest to its end, or goes on with that of the folder; says which games began.
  @discardableResult
  private func play(
    _ settings: TournamentSettings, _ place: TestFolder? = nil, concurrency: Int = 8,
    isRecovering: Bool = false
  ) throws -> (tournament: Tournament, started: [String]) {
    let pace = TournamentPace(concurrency: concurrency, isRecovering: isRecovering)
    let tournament = try Tournament(settings, pace, folder: try place?.open())
    var started: [String] = []
    try tournament.play {
      if case .started(_, _, let first, let second) = $0 { started.append("\(first)-\(second)") }
    }
    return (tournament, started)
  }

  /// A folder with some lines of another one, and the records that belong to them.
  private func cut(_ whole: TestFolder, _ lines: [String], tail: String = "") throws -> TestFolder {
    let place = TestFolder()
    _ = try place.open()
    try place.write(lines.map { $0 + "\n" }.joined() + tail, to: "results.jsonl")
    for line in lines {
      guard let game = try? JSONDecoder().decode(GameRecord.self, from: Data(line.utf8)),
        let record = try? whole.text(game.path)
      else { continue }
      try place.write(record, to: game.path)
    }
    return place
  }

  @Test func theResultsAreThoseOfTheGamesHoweverManyArePlayedAtOnce() throws {
    let (one, eight) = (TestFolder(), TestFolder())
    let (tournament, started) = try play(makeSettings(), one, concurrency: 1)
    try play(makeSettings(), eight, concurrency: 8)
    #expect(tournament.isDecided && tournament.gameCount == 12 && started.count == 12)
    let contents = try one.contents()
    #expect(contents.count == 14)
    #expect(try eight.contents() == contents)
    #expect(try one.results().count == 12)
  }

  @Test func twoGamesOfAPairArePlayedOnOneTape() throws {
    let records = try play(makeSettings(games: 4)).tournament.records
    for first in records where first.game % 2 == 1 {
      let second = try #require(
        records.first {
          $0.round == first.round && $0.table == first.table && $0.game == first.game + 1
        })
      #expect(first.seed == second.seed)
      #expect(first.seats.map(\.player) == second.seats.map(\.player).reversed())
    }
    #expect(Set(records.map(\.seed)).count == 12)
  }

  @Test(arguments: [
    (ContestFormat.roundRobin(isDouble: true), 1, 12), (.gauntlet(champions: 1), 2, 6),
    (.swiss(rounds: 3), 2, 12),
  ])
  func aContestComesToItsEnd(_ format: ContestFormat, _ games: Int, _ count: Int) throws {
    let (one, eight) = (TestFolder(), TestFolder())
    let settings = try makeSettings(
      makeBots("trend", "bold", "random", "hold"), format, games: games)
    let tournament = try play(settings, one).tournament
    #expect(tournament.isDecided && !tournament.isInterrupted)
    #expect(tournament.gameCount == count && tournament.records.count == count)
    #expect(tournament.contest.results.count == count)
    #expect(Set(tournament.records.map(\.path)).count == count)
    try play(settings, eight, concurrency: 1)
    #expect(try one.contents() == eight.contents())
  }

  @Test func aKnockoutWithAThirdPlaceHasFourPlaces() throws {
    let settings = try makeSettings(
      makeBots("trend", "bold", "random", "hold"), .knockout(bestOf: 1, thirdPlace: true), games: 1)
    let tournament = try play(settings).tournament
    #expect(tournament.isDecided && tournament.gameCount == 8)
    #expect(tournament.records.count >= 8)
    #expect(tournament.contest.standings.rows.map(\.place) == [1, 2, 3, 4])
    #expect(tournament.records.contains { $0.round == 2 && $0.table == 2 })
  }

  @Test(arguments: 0...12)
  func aContestThatWasCutGoesOnAsTheSame(_ count: Int) throws {
    let whole = TestFolder()
    try play(makeSettings(), whole)
    let lines = try whole.results()
    let place = try cut(whole, Array(lines.prefix(count)), tail: String(lines[0].prefix(count * 9)))
    let started = try play(makeSettings(), place).started
    #expect(started.count == 12 - count)
    #expect(try place.contents() == whole.contents())
  }

  @Test(arguments: [
    (ContestFormat.swiss(rounds: 3), 1), (.swiss(rounds: 3), 4), (.swiss(rounds: 3), 5),
    (.knockout(bestOf: 1, thirdPlace: true), 1), (.knockout(bestOf: 1, thirdPlace: true), 4),
    (.knockout(bestOf: 1, thirdPlace: true), 7),
  ])
  func roundsThatFollowFromResultsGoOnToo(_ format: ContestFormat, _ count: Int) throws {
    let bots = makeBots("trend", "bold", "random", "hold", "reversion")
    let settings = try makeSettings(bots, format, games: 2)
    let whole = TestFolder()
    try play(settings, whole)
    let place = try cut(whole, Array(try whole.results().prefix(count)))
    try play(settings, place, concurrency: 3)
    #expect(try place.contents() == whole.contents())
  }

  @Test func aContestThatIsOverIsNotPlayedAgain() throws {
    let place = TestFolder()
    try play(makeSettings(), place)
    let contents = try place.contents()
    let (tournament, started) = try play(makeSettings(), place)
    #expect(started.isEmpty && tournament.isDecided && tournament.records.count == 12)
    #expect(try place.contents() == contents)
  }

  @Test func theFolderOfAnotherContestIsRefused() throws {
    let place = TestFolder()
    try play(makeSettings(), place)
    let error = #expect(throws: TournamentError.self) {
      try play(makeSettings(makeBots("trend", "bold")), place)
    }
    #expect(
      error?.description
        == "\(place.path)/results.jsonl is not of this contest: there is no game 1-2-1 yet")
  }

  @Test func aResultThatIsNoneIsRefused() throws {
    let place = TestFolder()
    try place.open().append(.game(makeRecord(1, 1, 2, "2-0")))
    let error = #expect(throws: TournamentError.self) { try play(makeSettings(), place) }
    #expect(
      error?.description
        == "\(place.path)/results.jsonl: the result of records/1-1-2.duel is none")
  }

  @Test func namesAreLookedAt() throws {
    let bots = makeBots("trend", "trend")
    let error = #expect(throws: TournamentError.self) {
      try play(makeSettings([bots[0], bots[0]]))
    }
    #expect(error?.description == "two bots are called 'a'; give one another name")
    let unknown = #expect(throws: TournamentError.self) {
      try play(makeSettings(makeBots("x", "y")))
    }
    #expect(unknown?.description == "there is no built-in bot 'x'")
  }

  // MARK: - Bots that fail

  /// Three bots, one of which ends at once.
  private func settingsWithABrokenBot() throws -> TournamentSettings {
    let broken = TournamentBot(name: "broken", source: .command("exit 1", folder: nil))
    return try makeSettings(makeBots("trend", "bold") + [broken], games: 4)
  }

  /// Which lines speak of the broken bot.
  private func isAboutBroken(_ line: String) -> Bool { line.contains("broken") }

  @Test func aBotThatFailsAgainAndAgainIsWithdrawn() throws {
    let place = TestFolder()
    let (tournament, started) = try play(settingsWithABrokenBot(), place, concurrency: 1)
    #expect(tournament.isDecided && tournament.records.count == 7)
    #expect(started.count { $0.contains("broken") } == 3)
    let lines = try place.results()
    #expect(lines.last == #"{"from":1,"withdrawn":"broken"}"#)
    #expect(lines.count { $0.contains(#""fault":"absent""#) } == 3)
    #expect(tournament.contest.standings.rows.last?.points == 0)
  }

  @Test func whoIsToPlayOnPlaysOn() throws {
    let (tournament, started) = try play(
      settingsWithABrokenBot(), concurrency: 1, isRecovering: true)
    #expect(tournament.records.count == 12 && started.count == 12)
  }

  /// As many failures of three before the cut, and whether the withdrawal was written down.
  @Test(arguments: [(0, false), (1, false), (2, false), (3, false), (3, true)])
  func whoWasWithdrawnStaysWithdrawn(_ failures: Int, _ isWritten: Bool) throws {
    let whole = TestFolder()
    try play(settingsWithABrokenBot(), whole, concurrency: 1)
    let lines = try whole.results()
    let games = lines.filter { isAboutBroken($0) && $0.contains("round") }
    let kept = Array(games.prefix(failures)) + (isWritten ? [try #require(lines.last)] : [])
    let place = try cut(whole, kept)
    let started = try play(settingsWithABrokenBot(), place, concurrency: 1).started
    #expect(started.count { $0.contains("broken") } == 3 - failures)
    #expect(try place.contents() == whole.contents())
  }

  // MARK: - The sequential test

  @Test func aTestThatIsDecidedEndsTheContest() throws {
    let test = SequentialTestSettings(
      elo0: 0, elo1: 200, alpha: 0.1, beta: 0.1, model: "logistic")
    let settings = try makeSettings(makeBots("hold", "bold"), games: 1000, test: test)
    let place = TestFolder()
    // A contest holds its folder as long as it lives.
    func playAndLetGo(_ place: TestFolder) throws -> (course: SequentialCourse, count: Int) {
      let (tournament, started) = try play(settings, place, concurrency: 1)
      #expect(tournament.isDecided && !tournament.contest.isDecided)
      return (try #require(tournament.test), started.count)
    }
    let (course, count) = try playAndLetGo(place)
    #expect(course.verdict != nil && count < 400)
    #expect(try play(settings, concurrency: 6).tournament.test == course)
    // What goes on from a half is the same test, and what is over stays so.
    let lines = try place.results()
    #expect(try playAndLetGo(cut(place, Array(lines.prefix(count / 2)))).course == course)
    let again = try playAndLetGo(place)
    #expect(again.count == 0 && again.course == course)
  }
}
