import Contests
import DuelServer
import Primitives
import Reactor
import Testing

@testable import TournamentRunner

@Suite(.timeLimit(.minutes(1)))
struct ArrangeDeskTests {
  /// How many matches are asked for at a moment, until there is no room.
  private func fill(_ load: inout ArrangeLoad, at milliseconds: Int) -> Int {
    var count = 0
    while load.hasRoom(now: Instant(nanoseconds: 0).adding(milliseconds: milliseconds)) {
      load.ask()
      count += 1
    }
    return count
  }

  @Test func aConnectionAsksForAHundredMatchesInASecond() {
    var load = ArrangeLoad(now: Instant(nanoseconds: 0))
    let counts = [0, 999, 1000, 1999, 2000].map { fill(&load, at: $0) }
    #expect(counts == [100, 0, 100, 0, 100])
  }

  @Test func aConnectionCarries450Matches() {
    var load = ArrangeLoad(now: Instant(nanoseconds: 0))
    let counts = [0, 1000, 2000, 3000, 4000, 5000].map { fill(&load, at: $0) }
    #expect(counts == [100, 100, 100, 100, 50, 0])
    load.finish()
    let freed = fill(&load, at: 6000)
    #expect(freed == 1)
  }

  private func stage() throws -> Stage {
    let rules = try makeSettings().rules
    return try Stage(
      { _, _ in
        ServerOptions(
          address: SocketAddress(host: "127.0.0.1", port: 0), rules: rules, tapes: [],
          onListening: { _ in })
      }, signals: [])
  }

  private func game(_ number: Int) throws -> LiveGame {
    let settings = try makeSettings(games: 1000)
    let id = PairingID(round: 0, table: 0, game: number)
    return LiveGame(
      Pairing(id: id, first: Entrant(1), second: Entrant(0)), number: number, attempt: 0,
      concurrency: 1, settings: settings, names: settings.bots.map(\.name))
  }

  @Test func manyMatchesAreOpenedEachUnderItsNumber() throws {
    let stage = try stage()
    defer { stage.close() }
    for number in 0..<230 { try stage.arrange(try game(number), settings: "seed=5") }
    var matches: [Int: String] = [:]
    while matches.count < 230 {
      for case .readable(let id) in try stage.wait(until: nil) {
        for (game, answer) in try stage.answers(on: id) {
          guard case .opened(let match) = answer else {
            Issue.record("\(answer)")
            return
          }
          matches[game] = match
        }
      }
    }
    #expect(matches.keys.sorted() == Array(0..<230))
    #expect(Set(matches.values).count == 230)
  }

  @Test func aRefusalSaysWhy() throws {
    let stage = try stage()
    defer { stage.close() }
    try stage.arrange(try game(3), settings: "ticks=0")
    var reasons: [String] = []
    while reasons.isEmpty {
      for case .readable(let id) in try stage.wait(until: nil) {
        for (game, answer) in try stage.answers(on: id) {
          guard case .refused(let text) = answer, game == 3 else {
            Issue.record("\(game) \(answer)")
            return
          }
          reasons.append(text)
        }
      }
    }
    #expect(reasons.count == 1 && reasons[0].contains("ticks"))
  }

  @Test func aGameHasItsPlayersInTheOrderOfTheirSeats() throws {
    let game = try game(1)
    #expect(game.bots.map(\.name) == ["b", "a"])
    #expect(game.players == ["b.1-1-2", "a.1-1-2"])
  }
}
