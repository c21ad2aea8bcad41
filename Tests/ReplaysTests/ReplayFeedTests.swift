import ClientCore
import Digests
import DuelRules
import Primitives
import Records
import Replays
import TestKit
import Testing
import TextUI

struct ReplayFeedTests {
  private func lines(_ record: ShownRecord) -> [String] {
    var replay = Replay(record.contents)
    var feed = ReplayFeed(digest: record.digest)
    let board = PlainBoard(every: 1)
    var lines = feed.begin(replay).flatMap { board.lines(for: $0, feed.view) }
    while replay.advance() {
      lines += feed.tick(replay).flatMap { board.lines(for: $0, feed.view) }
    }
    return lines
  }

  @Test func aReplayReadsLikeTheMatch() throws {
    let record = try ShownRecord.fall()
    let commitment = record.contents.secret.commitment(rules: record.contents.rules)
    #expect(
      lines(record) == [
        "match replay: p0 vs p1, 5 ticks of OLD, 10000.00 each",
        "commitment \(commitment)",
        "tick 0/5  OLD 100.00  |  p0 10000.00 +0.00%  |  p1 10000.00 +0.00%",
        "  tick 1  p0: long 10 OLD from 100.00, 10x, margin 100.00, liquidation 90.00",
        "  tick 1  p0: waits to sell all OLD when it rises to 120.00 (take-profit)",
        "tick 1/5  OLD 110.00  |  p0 10100.00 +1.00%  |  p1 10000.00 +0.00%",
        "  tick 2  p1: short 2 OLD from 110.00, 5x, cross, liquidation 5110.00",
        "tick 2/5  OLD 104.00  |  p0 10040.00 +0.40%  |  p1 10012.00 +0.12%",
        "  tick 3  p0: LIQUIDATED 10 OLD at 90.00, loss 100.00",
        "  tick 3  p0: flat in OLD",
        "tick 3/5  OLD 90.00  |  p1 10040.00 +0.40%  |  p0 9900.00 -1.00%",
        "tick 4/5  OLD 95.00  |  p1 10030.00 +0.30%  |  p0 9900.00 -1.00%",
        "ranking",
        "  1. p1               10030.00    +0.30%  liquidations 0",
        "  2. p0                9900.00    -1.00%  liquidations 1",
      ])
  }

  @Test func theEndIsThatOfTheRecord() throws {
    let record = try ShownRecord.random(3)
    var replay = Replay(record.contents)
    var feed = ReplayFeed(digest: record.digest)
    _ = feed.begin(replay)
    while replay.advance() { _ = feed.tick(replay) }
    let end = try #require(feed.view.end)
    #expect(end.digest == record.digest.description && end.reason == "finished")
    #expect(end.ranking == replay.match.ranking.order.map(\.index))
  }

  @Test func anAbandonedSeatIsTold() throws {
    let duel = Duel(try makeRules("ticks=4", "clock=live:100", "abandon-after=5"))
    duel.begin()
    duel.advance()
    duel.apply(.abandon(Seat(1)))
    duel.finish()
    let told = lines(try ShownRecord(duel)).filter { $0.contains("abandoned") }
    #expect(told == ["  tick 1  p1: has abandoned the match"])
  }
}
