import Contests
import DuelRules
import PriceTape
import Primitives
import TestKit
import Testing

@testable import TournamentRunner

struct TournamentSettingsTests {
  private func settings(named names: [String]) throws -> TournamentSettings {
    try makeSettings(names.map { TournamentBot(name: $0, source: .builtIn("hold")) })
  }

  private func id(_ round: Int, _ table: Int, _ game: Int) -> PairingID {
    PairingID(round: round, table: table, game: game)
  }

  @Test(arguments: ["ada", "x", "A-1_b.c"])
  func aNameMayBe(_ name: String) throws {
    #expect(try settings(named: [name, "bob"]).nameTrouble == nil)
  }

  @Test(arguments: ["", "none", "two words", "a,b", "é"])
  func aNameMayNotBe(_ name: String) throws {
    #expect(
      try settings(named: ["bob", name]).nameTrouble
        == "'\(name)' is no name: 1 to 24 letters, digits, _ - .")
  }

  /// `.2-2-2` is six characters of 24, `.12-12-2` is eight.
  @Test(arguments: [(2, 18), (12, 16)])
  func aNameLeavesRoomForTheGame(_ count: Int, _ room: Int) throws {
    let others = (1..<count).map { "b\($0)" }
    let long = String(repeating: "a", count: room)
    #expect(try settings(named: [long] + others).nameTrouble == nil)
    #expect(
      try settings(named: [long + "a"] + others).nameTrouble
        == "'\(long)a' is too long: at most \(room) characters in this contest")
  }

  @Test func whatIsOutOfRangeIsNoPlan() throws {
    #expect(throws: ContestError.name("a")) { try settings(named: ["a", "a"]).plan() }
    #expect(throws: ContestError.entrants(1)) { try settings(named: ["a"]).plan() }
  }

  @Test func twoGamesOfAPairShareTheirTape() throws {
    let settings = try makeSettings(games: 4)
    let plan = try settings.plan()
    let numbers = [id(0, 0, 0), id(0, 0, 1), id(0, 0, 2), id(0, 1, 0), id(1, 0, 0)].map {
      settings.practiceNumber(plan, $0)
    }
    #expect(numbers[0] == numbers[1])
    #expect(Set(numbers).count == 4)
    #expect(numbers.allSatisfy { (0..<1_000_000_000_000_000_000).contains($0) })
    let other = try makeSettings(games: 4, seed: 8)
    #expect(other.practiceNumber(try other.plan(), id(0, 0, 0)) != numbers[0])
  }

  @Test func twoGamesOfAPairBeginAtOnePlaceOfATape() throws {
    var settings = try makeSettings(games: 60)
    settings.tape = makeTape(ticks: 82)
    let plan = try settings.plan()
    // 82 ticks hold a pre-roll of 60 and 12 ticks from 0 to 10.
    let offsets = (0..<60).compactMap { settings.offset(plan, id(0, 0, $0)) }
    #expect(offsets.count == 60)
    for pair in 0..<30 { #expect(offsets[2 * pair] == offsets[2 * pair + 1]) }
    #expect(offsets.allSatisfy { (0...10).contains($0) } && Set(offsets).count > 5)
  }

  @Test func aTapeThatJustFitsBeginsAtItsBeginning() throws {
    var settings = try makeSettings()
    settings.tape = makeTape(ticks: 72)
    #expect(settings.offset(try settings.plan(), id(0, 0, 0)) == 0)
  }

  @Test func anOffsetThatIsSaidIsNotDrawn() throws {
    var settings = try makeSettings()
    #expect(settings.offset(try settings.plan(), id(0, 0, 0)) == nil)
    settings.tape = makeTape(ticks: 100)
    settings.tapeOffset = 5
    #expect(settings.offset(try settings.plan(), id(0, 0, 0)) == nil)
  }

  @Test func botsHaveSeedsOfTheirOwn() throws {
    let settings = try makeSettings()
    let seeds = [
      settings.botSeed("a", id(0, 0, 0)), settings.botSeed("b", id(0, 0, 0)),
      settings.botSeed("a", id(0, 0, 1)), settings.botSeed("a", id(0, 1, 0)),
      settings.botSeed("a", id(1, 0, 0)),
    ]
    #expect(Set(seeds).count == 5)
    #expect(seeds.allSatisfy { (0..<2_147_483_648).contains($0) })
    #expect(try makeSettings().botSeed("a", id(0, 0, 0)) == seeds[0])
    #expect(try makeSettings(seed: 8).botSeed("a", id(0, 0, 0)) != seeds[0])
  }
}
