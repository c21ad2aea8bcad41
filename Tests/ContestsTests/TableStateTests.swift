import Primitives
import Testing

@testable import Contests

/// How it stands at one table. Rules: CONTEST-2, CONTEST-5.
struct TableStateTests {
  private let encounter = Encounter(round: 1, table: 0, first: Entrant(0), second: Entrant(1))

  private func state(
    _ results: [MatchResult], games: Int = 2, absent: [Int] = []
  ) -> TableState {
    var book = ResultBook()
    for result in results { book.insert(result) }
    var absences = AbsenceTable(entrants: 2)
    for entrant in absent { absences.insert(Absence(entrant: Entrant(entrant), from: 1)) }
    return TableState(encounter, games: games, book: book, absences: absences)
  }

  private func id(_ game: Int) -> PairingID { PairingID(round: 1, table: 0, game: game) }

  @Test func seatsAreExchangedInEverySecondGame() {
    let result = MatchResult(
      id: id(1), outcome: .first, reason: .finished, first: Played.figures(10_100),
      second: Played.figures(9_800))
    let state = state([result])
    #expect(state.first.points == 0 && state.second.points == 2)
    #expect(state.first.gain == Money(whole: -200) && state.second.gain == Money(whole: 100))
    #expect(state.second.wins == 1 && state.open == [0])
  }

  @Test func nobodyAbsentPlaysOn() {
    let state = state([Played.result(id(0), .draw)], absent: [1])
    #expect(state.open.isEmpty)
    #expect(state.first.points == 3 && state.second.points == 1)
    #expect(state.entries(areScheduled: false).map(\.kind) == [.met(Entrant(1)), .met(Entrant(0))])
  }

  @Test func whoDidNotComeToOneGameCanComeToTheNext() {
    let state = state(
      [Played.result(id(0), .first, .absent), Played.result(id(1), .first)], games: 4)
    #expect(state.open == [2, 3])
    #expect(state.first.points == 2 && state.second.points == 2 && state.played == 1)
  }

  @Test func twoWhoAreAwayMakeNothing() {
    let state = state([], absent: [0, 1])
    #expect(state.isTold && state.first.points == 0 && state.second.points == 0)
    #expect(state.entries(areScheduled: false).map(\.kind) == [.away, .away])
    #expect(state.entries(areScheduled: true).map(\.kind) == [.met(Entrant(1)), .met(Entrant(0))])
  }

  @Test func anAbsenceCoversItsRounds() {
    var absences = AbsenceTable(entrants: 1)
    absences.insert(Absence(entrant: Entrant(0), from: 2, through: 3))
    absences.insert(Absence(entrant: Entrant(0), from: 6))
    #expect((0..<8).filter { absences.isAway(Entrant(0), in: $0) } == [2, 3, 6, 7])
  }
}
