import Testing

@testable import Contests

/// Numbers of entrants.
struct EntrantTests {
  @Test func lowerNumbersComeFirst() {
    #expect(Entrant(0) < Entrant(1))
    #expect([Entrant(2), Entrant(0)].min() == Entrant(0))
  }
}
