import TestKit
import Testing

/// What seats begin with, as it is told. Rules: MATCH-13 and MATCH-14.
struct DuelHostInventoryTests {
  private let settings =
    "rules=classroom ticks=5 seed=7 clock=live:100 starting-inventory=BTC:0.1,ETH:-1"

  /// Who is shown which seat's position, behind the pre-roll and before the first tick.
  private func told(_ lines: [String]) -> [String] {
    lines.filter { word($0) == "POSITION" }.map { line in
      "\(value("seat", in: line) ?? "") \(value("instrument", in: line) ?? "") "
        + "\(value("quantity", in: line) ?? "")"
    }
  }

  private func begin(_ more: String) throws -> (both: Duelists, public: [String]) {
    let both = try Duelists.seated("\(settings) \(more)")
    let eve = both.world.connect()
    both.world.say("WATCH match=m1", on: eve)
    both.world.say("READY", on: both.ada)
    both.world.say("READY", on: both.bob)
    return (both, both.world.lines(of: eve))
  }

  private let ownOfAda = ["0 BTC 0.1", "0 ETH -1"]
  private let ownOfBob = ["1 BTC 0.1", "1 ETH -1"]
  private let all = ["0 BTC 0.1", "1 BTC 0.1", "0 ETH -1", "1 ETH -1"]

  @Test func everybodyIsToldWhatEverySeatBeginsWith() throws {
    let (both, seen) = try begin("")
    #expect(told(both.world.lines(of: both.ada)) == all)
    #expect(told(both.world.lines(of: both.bob)) == all)
    #expect(told(seen) == all)
    both.world.wait(milliseconds: 100)
    #expect(told(both.world.lines(of: both.ada)).isEmpty)
  }

  @Test(arguments: ["ranked", "sealed"])
  func othersAreToldAsFarAsTheyMayKnow(_ visibility: String) throws {
    let (both, seen) = try begin("visibility=\(visibility)")
    #expect(told(both.world.lines(of: both.ada)) == ownOfAda)
    #expect(told(both.world.lines(of: both.bob)) == ownOfBob)
    #expect(told(seen).isEmpty)
  }

  /// Positions stand behind the pre-roll; a latecomer sees them whether or not a tick is out.
  @Test(arguments: [0, 100])
  func aLatecomerSeesThem(_ milliseconds: Int) throws {
    let (both, _) = try begin("")
    both.world.wait(milliseconds: milliseconds)
    let fan = both.world.connect()
    _ = both.world.lines(of: fan)
    let lines = both.world.ask("WATCH match=m1", on: fan)
    #expect(told(lines).sorted() == all.sorted())
    let words = lines.map(word)
    let tick = try #require(words.firstIndex(of: "TICK"))
    let position = try #require(words.firstIndex(of: "POSITION"))
    #expect(tick < position && words.contains("RANK") == (milliseconds > 0))
  }

  @Test func startNamesTheBalancesOfAHandicap() throws {
    let both = try Duelists.seated("ticks=5 seed=7 handicap=0.75,1")
    both.world.say("READY", on: both.ada)
    both.world.say("READY", on: both.bob)
    let start = both.world.lines(of: both.bob).first { word($0) == "START" }
    #expect(value("balance", in: start) == "10000.00")
    #expect(value("balances", in: start) == "7500.00,10000.00")
    both.forget()
    let account = both.world.ask("ACCOUNT", on: both.ada).first
    #expect(value("wallet", in: account) == "7500.00")
  }

  @Test func withoutAHandicapStartHasNoBalances() throws {
    let both = try Duelists.seated()
    both.world.say("READY", on: both.ada)
    both.world.say("READY", on: both.bob)
    let start = both.world.lines(of: both.bob).first { word($0) == "START" }
    #expect(start != nil && value("balances", in: start) == nil)
  }
}
