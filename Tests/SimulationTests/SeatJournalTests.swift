import Testing

@testable import Simulation

/// What was acknowledged must be in the record, nothing else may.
struct SeatJournalTests {
  private func trade(_ text: String, _ tick: Int? = nil, _ order: Int? = nil) -> SaidTrade {
    SaidTrade(text: text, answer: TradeAnswer(tick: tick, order: order))
  }

  private func lost(_ text: String) -> SaidTrade { SaidTrade(text: text, answer: nil) }

  private func flaw(
    _ said: [SaidTrade], _ recorded: [(String, Int, Int?)], stray: [String] = [],
    isDisputed: Bool = false
  ) -> String? {
    var journal = SeatJournal(match: "m1", seat: 0)
    journal.isDisputed = isDisputed
    for trade in said { journal.add(trade, on: 1) }
    let matcher = TradeMatcher(
      recorded: recorded.map {
        RecordedTrade(text: Array($0.0.utf8), tick: $0.1, order: $0.2)
      }, stray: stray.map { Array($0.utf8) }, canonical: { Array($0.utf8) })
    return matcher.flaw(of: journal)
  }

  @Test(arguments: [false, true])
  func whatWasAcknowledgedIsThere(_ isDisputed: Bool) {
    let said = [trade("A", 0, 1), trade("B", 2), trade("A", nil, 3)]
    #expect(flaw(said, [("A", 0, 1), ("B", 2, 2), ("A", 5, 3)], isDisputed: isDisputed) == nil)
    for missing in 0..<3 {
      var recorded: [(String, Int, Int?)] = [("A", 0, 1), ("B", 2, 2), ("A", 5, 3)]
      recorded.remove(at: missing)
      #expect(flaw(said, recorded, isDisputed: isDisputed) != nil)
    }
  }

  @Test(arguments: [false, true])
  func whatNobodySaidIsNot(_ isDisputed: Bool) {
    #expect(flaw([], [("A", 0, 1)], isDisputed: isDisputed) != nil)
    #expect(
      flaw([trade("A", 0, 1)], [("A", 0, 1), ("A", 0, 1)], isDisputed: isDisputed) != nil)
  }

  @Test(arguments: [("A", 1, 1), ("A", 0, 2), ("B", 0, 1)])
  func itIsWhatWasAcknowledged(_ text: String, _ tick: Int, _ order: Int) {
    #expect(flaw([trade("A", 0, 1)], [(text, tick, order)]) != nil)
  }

  /// A lost command may have happened once or not at all, where it was said.
  @Test func whatWasLostMayBeThere() {
    #expect(flaw([lost("A")], []) == nil)
    #expect(flaw([lost("A")], [("A", 3, 1)]) == nil)
    #expect(flaw([lost("A")], [("A", 3, 1), ("A", 3, 2)]) != nil)
    #expect(flaw([lost("A"), trade("A", 3, 1)], [("A", 3, 1)]) == nil)
    #expect(flaw([lost("A"), lost("A"), trade("B", 3)], [("A", 3, 1), ("B", 3, 2)]) == nil)
    #expect(flaw([trade("B", 3), lost("A")], [("A", 3, 1), ("B", 3, 2)]) != nil)
  }

  @Test func whatWasSaidForNobodyKnowsWhomMayBeAnywhere() {
    #expect(flaw([trade("B", 3)], [("A", 3, 1), ("B", 3, 2)], stray: ["A"]) == nil)
    #expect(flaw([trade("B", 3)], [("C", 3, 1), ("B", 3, 2)], stray: ["A"]) != nil)
  }

  @Test func wordsOfALaterConnectionComeLater() {
    var journal = SeatJournal(match: "m1", seat: 0)
    journal.begin(4)
    journal.begin(9)
    journal.add(trade("B"), on: 9)
    journal.add(trade("A"), on: 4)
    #expect(journal.trades.map(\.text) == ["A", "B"])
    #expect(journal.acknowledged == 2)
  }
}
