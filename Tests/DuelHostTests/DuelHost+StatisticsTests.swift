import DuelHost
import Primitives
import TestKit
import Testing

/// STATS.
struct DuelHostStatisticsTests {
  /// The fields of STATS that are not 0.
  private func statistics(_ world: HostWorld, asking connection: Int) -> [String] {
    let line = world.ask("STATS", on: connection).last { $0.hasPrefix("OK STATS") }
    return (line ?? "").split(separator: " ").dropFirst(2).map(String.init).filter {
      !$0.hasSuffix("=0") && !$0.hasPrefix("bytes_")
    }
  }

  @Test func itSaysWhoIsHereAndWhatWasDone() throws {
    let both = try Duelists.live("ticks=9 seed=7")
    let eve = both.world.connect()
    both.world.say("WATCH", on: eve)
    both.world.say("FOO", on: eve)
    both.world.say("CREATE", on: both.world.player("sue"))
    both.world.say("CREATE seats=1", on: both.world.player("tom"))
    both.world.wait(milliseconds: 250)
    both.bothDone()
    #expect(
      statistics(both.world, asking: eve) == [
        "uptime_ms=250", "connections=5", "players=4", "spectators=1", "open=1", "ready=1",
        "live=1", "ticks=2", "commands=15", "refused=1", "batches=9",
      ])
  }

  @Test func whatIsOnItsWayToTheLogIsPending() throws {
    let both = try Duelists.live("ticks=9 seed=7")
    let eve = both.world.connect()
    both.world.storesAtOnce = false
    both.world.say("LONG BTC 500", on: both.ada)
    both.world.say("LONG BTC 500", on: both.bob)
    both.world.say("SHORT ETH 500", on: both.bob)
    #expect(value("pending", in: both.world.ask("STATS", on: eve).last) == "3")
  }

  @Test func bytesAreCountedBothWays() throws {
    let world = try HostWorld()
    let ada = world.connect()
    let greeting = world.lines(of: ada).joined().utf8.count + 1
    let first = world.ask("STATS", on: ada).joined()
    #expect(value("bytes_in", in: first) == "6")
    #expect(value("bytes_out", in: first) == "\(greeting)")
    let second = world.ask("STATS", on: ada).last
    #expect(value("bytes_in", in: second) == "12")
    #expect(value("bytes_out", in: second) == "\(greeting + first.utf8.count + 1)")
  }

  @Test func whatSlowSpectatorsMissAndWhoIsDismissedIsCounted() throws {
    let both = try Duelists.live("ticks=9 seed=7")
    let eve = both.world.connect()
    let tom = both.world.connect()
    both.world.say("WATCH", on: eve)
    both.world.stall(eve)
    both.bothDone()
    both.world.send(Array(repeating: 65, count: 5000), on: tom)
    let line = both.world.ask("STATS", on: both.ada).last
    #expect(value("dropped", in: line) == "2")
    #expect(value("line-too-long", in: line) == "1")
    #expect(value("flood", in: line) == "0")
  }

  @Test func inJSONTheNumbersAreNumbers() throws {
    let world = try HostWorld()
    let line = world.ask("{\"verb\":\"STATS\"}", on: world.connect()).last ?? ""
    let start = "{\"type\":\"OK\",\"verb\":\"STATS\",\"uptime_ms\":0,\"connections\":1,"
    #expect(line.hasPrefix(start))
    #expect(line.hasSuffix(",\"slow-consumer\":0,\"flood\":0,\"taken-over\":0}"))
  }
}
