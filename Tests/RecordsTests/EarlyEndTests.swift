import DuelRules
import Margin
import Primitives
import Records
import TestKit
import Testing

/// Records of matches that a knock-out ended, and of abandoned seats.
struct EarlyEndTests {
  /// Seat 0 is knocked out at tick 9 of 40; seat 1 was given up at tick 4.
  private func record() throws -> PlayedRecord {
    let rules = try makeRules(
      "ticks=40", "clock=live:500", "abandon-after=5", preset: "classroom")
    let duel = Duel(rules, practice: 2)
    duel.begin()
    let order = EntryOrder(
      side: .sell, instrument: Instrument(0), size: .share(.one), leverage: leverage(100))
    duel.trade(0, .enter(order))
    duel.advance(4)
    duel.apply(.abandon(Seat(1)))
    duel.finish()
    return PlayedRecord(duel)
  }

  @Test func aMatchThatEndedEarlyIsVerified() throws {
    let record = try record()
    #expect(record.verify()?.isVerified == true)
    let state = record.lines.filter { $0.hasPrefix("state ") }
    #expect(state.count == 1 && state[0].hasPrefix("state 9 "))
    #expect(record.lines.contains("abandon 4 1"))
    let results = record.lines.filter { $0.hasPrefix("result ") }
    #expect(results.first?.hasSuffix(" exposed=0 knockout=9 abandoned=no") == true)
    #expect(results.last?.hasSuffix(" exposed=0 knockout=none abandoned=yes") == true)
  }

  @Test(arguments: [
    ("abandon", "abandon 4 2"), ("abandon", "abandon 40 1"), ("abandon", "abandon 9 1"),
    ("abandon", "abandon x 1"), ("abandon", "abandon 4 1 1"), ("abandon", "abandon -1 1"),
  ])
  func aWrongAbandonmentIsNamed(_ start: String, _ other: String) throws {
    let record = try record()
    let changed = record.replacing(start, with: other)
    #expect(changed.verify()?.line == record.number(of: "abandon"))
  }

  @Test func anotherSeatOrTickOfAnAbandonmentDiffersInTheResult() throws {
    let record = try record()
    #expect(
      record.replacing("abandon", with: "abandon 4 0").verify()?.line
        == record.number(of: "result 0"))
    #expect(record.replacing("abandon", with: "abandon 5 1").verify()?.isVerified == true)
  }

  @Test func aCommandAfterTheKnockOutIsNamed() throws {
    var record = try record()
    let place = try #require(record.number(of: "abandon"))
    record.lines.insert("command 10 1 1 LONG BTC margin=5", at: place - 1)
    #expect(record.sealed.verify()?.line == place)
  }
}
