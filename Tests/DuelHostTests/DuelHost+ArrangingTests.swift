import DuelHost
import DuelRules
import Primitives
import Records
import TestKit
import Testing
import WireProtocol

/// Matches that an organiser opens for others, and what is said of how they behaved.
struct DuelHostArrangingTests {
  private let world: HostWorld
  private let club: Int

  init() throws {
    world = try HostWorld(rules: Rules(RulesPreset.standard.values), durability: .strict)
    club = world.player("club")
  }

  private func arranged(_ settings: String = "ticks=4 seed=7 clock=lockstep:1000") {
    world.say("ARRANGE players=ada,bob \(settings)", on: club)
    _ = world.lines(of: club)
  }

  /// Both sit in m1 and are ready.
  private func begun(
    _ settings: String = "ticks=4 seed=7 clock=lockstep:1000"
  ) -> (ada: Int, bob: Int) {
    arranged(settings)
    let players = ["ada", "bob"].map { world.player($0) }
    for player in players { world.say("JOIN match=m1", on: player) }
    for player in players { world.say("READY", on: player) }
    return (players[0], players[1])
  }

  @Test(arguments: [["ada", "bob"], ["bob", "ada"]])
  func seatsAreKeptByName(_ arrivals: [String]) {
    arranged()
    for name in arrivals {
      let joined = world.ask("JOIN match=m1", on: world.player(name))
      #expect(value("seat", in: joined.first) == (name == "ada" ? "0" : "1"))
    }
  }

  @Test func othersAreNotLetIn() {
    arranged()
    let eve = world.player("eve")
    #expect(world.refusal(of: "JOIN match=m1", on: eve) == "not-invited")
    let opened = world.ask("QUEUE ticks=4 clock=lockstep:1000", on: eve)
    #expect(value("match", in: opened.first) == "m2")
  }

  @Test(arguments: [
    ("ARRANGE", "missing-argument"), ("ARRANGE players=", "bad-name"),
    ("ARRANGE players=ada,,bob", "bad-name"), ("ARRANGE players=ada,none", "bad-name"),
    ("ARRANGE players=a,b,c,d,e,f,g,h,i", "out-of-range"),
    ("ARRANGE players=ada,bob seats=3", "bad-argument"),
    ("ARRANGE players=ada,bob rules=nonsense", "bad-rule"),
    ("ARRANGE players=ada,bob seed=x", "bad-number"),
  ])
  func whatMakesNoSenseIsRefused(_ line: String, _ expected: String) {
    #expect(world.refusal(of: line, on: club) == expected)
    #expect(world.population.matches == 0)
  }

  @Test func aSeatThatIsGivenBackIsStillKept() {
    arranged()
    let ada = world.player("ada")
    world.say("JOIN match=m1", on: ada)
    let bob = world.player("bob")
    world.say("JOIN match=m1", on: bob)
    world.say("LEAVE", on: ada)
    #expect(world.refusal(of: "JOIN match=m1", on: world.player("eve")) == "not-invited")
    let again = world.ask("JOIN match=m1", on: ada)
    #expect(value("seat", in: again.first { word($0) == "OK" }) == "0")
  }

  @Test func whoDoesNotComeIsNotWaitedForForEver() {
    arranged()
    world.wait(milliseconds: Limits.arrangedMilliseconds - 1)
    #expect(world.population.matches == 1)
    world.wait(milliseconds: 2000)
    #expect(world.population.matches == 0)
  }

  @Test func anArrangedMatchSurvivesARestart() throws {
    arranged()
    try world.crash()
    let bob = world.player("bob")
    #expect(value("seat", in: world.ask("JOIN match=m1", on: bob).first) == "1")
    #expect(world.refusal(of: "JOIN match=m1", on: world.player("eve")) == "not-invited")
  }

  @Test func whoHoldsAContestIsToldWhatBegins() throws {
    arranged()
    let ada = world.player("ada")
    world.say("JOIN match=m1", on: ada)
    #expect(world.progress == [])
    world.say("READY", on: ada)
    let match = MatchID(1)
    #expect(world.progress == [.ready(match, Seat(0))])
    let bob = world.player("bob")
    world.say("JOIN match=m1", on: bob)
    world.say("READY", on: bob)
    #expect(
      world.progress == [.ready(match, Seat(0)), .ready(match, Seat(1)), .began(match)])
  }

  // MARK: - Practice is no link

  @Test func aPracticeMatchIsTheSameWhereverItIsPlayed() throws {
    let (ada, bob) = begun()
    for _ in 0..<4 { for player in [ada, bob] { world.say("DONE", on: player) } }
    let other = try DuelHostArrangingTests()
    other.world.say("CREATE", on: other.club)
    other.world.say("ARRANGE players=ada,bob ticks=4 seed=7 clock=lockstep:1000", on: other.club)
    let players = ["ada", "bob"].map { other.world.player($0) }
    let match = "m2"
    for player in players { other.world.say("JOIN match=\(match)", on: player) }
    for player in players { other.world.say("READY", on: player) }
    for _ in 0..<4 { for player in players { other.world.say("DONE", on: player) } }
    #expect(!world.settled[0].record.isEmpty)
    #expect(world.settled[0].seats.map(\.start) == [money("10000"), money("10000")])
    #expect(world.settled[0].seats.map(\.equity) == [money("10000"), money("10000")])
    #expect(world.settled[0].seats.map(\.drawdown) == [.zero, .zero])
    #expect(world.settled[0].seats.map(\.liquidations) == [0, 0])
    #expect(world.settled[0].record == other.world.settled[0].record)
  }

  // MARK: - Conduct

  @Test func whoMissesMovesIsGivenUpOn() throws {
    let (ada, _) = begun("ticks=6 seed=7 clock=lockstep:1000")
    for _ in 0..<80 {
      world.say("DONE", on: ada)
      world.wait(milliseconds: 1000)
    }
    let seats = try #require(world.settled.first).seats
    #expect(seats.map(\.conduct.missedMoves) == [0, 3])
    #expect(seats.map(\.conduct.isGivenUpOn) == [false, true])
    #expect(seats.map(\.conduct.isSilent) == [false, true])
  }

  /// Each answer comes a moment after its tick has gone.
  @Test func whoIsAlwaysLateIsNotSilent() throws {
    let (ada, bob) = begun("ticks=4 seed=7 clock=lockstep:1000 time-bank=0")
    for tick in 0..<4 {
      world.say("DONE", on: ada)
      world.wait(milliseconds: 1100)
      world.say("DONE tick=\(tick)", on: bob)
    }
    let seats = try #require(world.settled.first).seats
    #expect(seats.map(\.conduct.missedMoves) == [0, 3])
    #expect(seats.map(\.conduct.isGivenUpOn) == [false, true])
    #expect(seats.map(\.conduct.isSilent) == [false, false])
  }

  @Test func refusalsAndBrokenConnectionsAreCounted() throws {
    let (ada, bob) = begun("ticks=3 seed=7 clock=lockstep:1000")
    for line in ["NONSENSE", "LONG BTC 99999999", "CLOSE BTC"] { world.say(line, on: ada) }
    world.hangUp(bob)
    for _ in 0..<3 {
      world.say("DONE", on: ada)
      world.wait(milliseconds: 40_000)
    }
    let seats = try #require(world.settled.first).seats
    #expect(seats.map(\.conduct.refusals) == [3, 0])
    #expect(seats.map(\.conduct.illegalLines) == [1, 0])
    #expect(seats.map(\.conduct.isGone) == [false, true])
    #expect(seats.map(\.conduct.disconnections) == [0, 1])
    #expect(seats.map(\.conduct.dismissal) == [nil, nil])
  }

  @Test func aDismissalHasItsReason() throws {
    let (ada, bob) = begun("ticks=3 seed=7 clock=lockstep:1000")
    world.send(Array(repeating: UInt8(ascii: "x"), count: 5000), on: bob)
    for _ in 0..<3 {
      world.say("DONE", on: ada)
      world.wait(milliseconds: 40_000)
    }
    let seats = try #require(world.settled.first).seats
    #expect(seats.map(\.conduct.dismissal) == [nil, .lineTooLong])
  }
}
