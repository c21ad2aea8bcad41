import Testing

@testable import Contests

/// Who sits first in a Swiss round. Rule: CONTEST-12.
struct SwissSeatsTests {
  private func encounter(_ first: Int, _ second: Int) -> Encounter {
    Encounter(round: 0, table: 0, first: Entrant(first), second: Entrant(second))
  }

  private func pair(_ higher: Int, _ lower: Int) -> RankedPair {
    RankedPair(higher: Entrant(higher), lower: Entrant(lower))
  }

  @Test func withoutAPastTheTablesAlternate() {
    let seats = SwissSeats(entrants: 2)
    #expect(seats.isHigherFirst(pair(0, 1), table: 0))
    #expect(!seats.isHigherFirst(pair(0, 1), table: 1))
  }

  @Test func whoSatFirstLessOftenSitsFirst() {
    var seats = SwissSeats(entrants: 4)
    seats.note(encounter(0, 1))
    #expect(!seats.isHigherFirst(pair(0, 2), table: 0))
    #expect(seats.isHigherFirst(pair(1, 2), table: 1))
    #expect(!seats.isHigherFirst(pair(0, 1), table: 0))
  }

  @Test func amongEqualsTheLastSeatDecides() {
    var seats = SwissSeats(entrants: 4)
    seats.note(encounter(0, 1))
    seats.note(encounter(1, 0))
    seats.note(encounter(2, 3))
    seats.note(encounter(3, 2))
    // 0 and 3 sat second and first last.
    #expect(seats.isHigherFirst(pair(0, 3), table: 1))
    #expect(!seats.isHigherFirst(pair(1, 2), table: 0))
    #expect(seats.isHigherFirst(pair(1, 3), table: 0))
  }
}
