import DuelHost
import Records
import TestKit
import Testing

/// Seats whose player is gone, and knock-outs, as the others hear of them.
struct DuelHostAbandonTests {
  private func states(_ lines: [String]) -> [String] {
    lines.filter { word($0) == "SEAT" }.map {
      $0.split(separator: " ").dropFirst(5).joined(separator: " ")
    }
  }

  private func live(_ settings: String) throws -> Duelists {
    let both = try Duelists.live("ticks=30 seed=7 clock=live:1000 \(settings)")
    both.world.wait(milliseconds: 1000)
    both.forget()
    return both
  }

  private func wait(_ both: Duelists, seconds: Int) {
    for _ in 0..<seconds {
      both.world.wait(milliseconds: 1000)
      both.world.say("PONG", on: both.ada)
    }
  }

  @Test func theOthersSeeTheCountdownAndItsEnd() throws {
    let both = try live("abandon-after=5")
    wait(both, seconds: 3)
    both.world.wait(milliseconds: 500)
    #expect(value("tick", in: both.world.pushes("TICK", of: both.ada).last) == "3")
    both.world.hangUp(both.bob)
    #expect(states(both.world.lines(of: both.ada)) == ["state=away abandon_ms=5000"])
    wait(both, seconds: 4)
    #expect(states(both.world.lines(of: both.ada)).isEmpty)
    wait(both, seconds: 1)
    #expect(states(both.world.lines(of: both.ada)) == ["state=abandoned"])
    wait(both, seconds: 30)
    let end = both.world.lines(of: both.ada).last { word($0) == "END" }
    #expect(value("abandoned", in: end) == "1" && value("winner", in: end) == "none")
    let record = both.world.ask("RECORD match=m1", on: both.ada).compactMap { line in
      line.split(separator: "\"").dropFirst().first.map(String.init)
    }
    #expect(record.contains("abandon 8 1"))
    let text = Array(record.map { $0 + "\n" }.joined().utf8)
    guard case .verified? = try? RecordVerifier.verify(text) else {
      Issue.record("the record is not verified")
      return
    }
  }

  @Test(arguments: ["", "abandon-after=0"])
  func withoutTheRuleNobodyIsGivenUp(_ settings: String) throws {
    let both = try live(settings)
    both.world.hangUp(both.bob)
    wait(both, seconds: 30)
    let lines = both.world.lines(of: both.ada)
    #expect(states(lines) == ["state=away"])
    #expect(value("abandoned", in: lines.last { word($0) == "END" }) == "none")
  }

  @Test func inLockstepMissedMovesDecide() throws {
    let both = try Duelists.live("ticks=30 seed=7 clock=lockstep:1000 abandon-after=5")
    both.world.hangUp(both.bob)
    #expect(states(both.world.lines(of: both.ada)) == ["state=away"])
  }

  /// The log is full when the time is up: it is tried again.
  @Test func anAbandonmentWaitsForTheLog() throws {
    let both = try live("abandon-after=2")
    both.world.hangUp(both.bob)
    both.world.wait(milliseconds: 1500)
    both.world.storesAtOnce = false
    both.world.wait(milliseconds: 500)
    while !both.world.waiting.isEmpty { both.world.answerStore(.failed) }
    both.forget()
    both.world.storesAtOnce = true
    both.world.wait(milliseconds: 3000)
    #expect(states(both.world.lines(of: both.ada)) == ["state=abandoned"])
  }

  // MARK: - Knock-outs

  @Test func theKnockedOutAreRefusedAndNotWaitedFor() throws {
    let world = try HostWorld()
    let players = ["ada", "bob", "eve"].map { world.player($0) }
    world.say(
      "CREATE rules=classroom seats=3 ticks=200 seed=2 clock=lockstep:60000", on: players[0])
    for player in players.dropFirst() { world.say("JOIN match=m1", on: player) }
    for player in players { world.say("READY", on: player) }
    world.say("LONG BTC 100% 100x", on: players[0])
    world.say("SHORT BTC 100% 100x", on: players[1])
    var knockout: String?
    for _ in 0..<100 where knockout == nil {
      for player in players { world.say("DONE", on: player) }
      knockout = world.lines(of: players[2]).first { word($0) == "KNOCKOUT" }
    }
    let seat = try #require(value("seat", in: knockout).flatMap { Int($0) })
    for player in players { _ = world.lines(of: player) }
    #expect(
      world.ask("LONG BTC 5", on: players[seat]) == [
        "ERR code=knocked-out "
          + "text=\"you are knocked out; the match goes on without your orders\""
      ])
    world.say("DONE", on: players[1 - seat])
    world.say("DONE", on: players[2])
    #expect(world.lines(of: players[seat]).contains { word($0) == "RANK" })
  }
}
