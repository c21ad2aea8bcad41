import DuelHost
import Primitives
import TestKit
import Testing
import WireProtocol

/// What all sessions hold together, and who goes when it is too much.
struct DuelHostHeldTests {
  private func held(_ world: HostWorld, asking connection: Int) -> Int? {
    value("held", in: world.ask("STATS", on: connection).last).flatMap { Int($0) }
  }

  @Test func everythingThatIsHeldIsCountedAndGivenBack() throws {
    let both = try Duelists.live("ticks=40 seed=7 clock=lockstep:3600000")
    let world = both.world
    #expect(held(world, asking: both.bob) == 0)
    world.send(Array("LIS".utf8), on: both.ada)
    #expect(held(world, asking: both.bob) == 3)
    world.send(Array("T\n".utf8), on: both.ada)
    #expect(held(world, asking: both.bob) == 0)
    world.stall(both.ada, kept: 1000)
    #expect(held(world, asking: both.bob) == 1000)
    world.say("PING", on: both.ada)
    #expect(held(world, asking: both.bob) == 1008)
    world.drain(both.ada)
    #expect(held(world, asking: both.bob) == 0)
    world.storesAtOnce = false
    world.say("LONG BTC 500", on: both.ada)
    world.say("PING", on: both.ada)
    #expect(held(world, asking: both.bob) == 4 + Limits.waitingLineBytes)
    world.answerStore()
    #expect(held(world, asking: both.bob) == 0)
    world.send(Array("LIS".utf8), on: both.ada)
    world.stall(both.ada, kept: 7)
    world.hangUp(both.ada)
    #expect(held(world, asking: both.bob) == 0)
  }

  /// Spectators and strangers go first, those who hold most before others; players then.
  @Test func whoHoldsMostGoesFirst() throws {
    let both = try Duelists.live("ticks=40 seed=7 clock=lockstep:3600000")
    let world = both.world
    let small = world.connect()
    let large = world.connect()
    for spectator in [small, large] { world.say("WATCH", on: spectator) }
    let quarter = Limits.heldMax / 4
    world.stall(both.ada, kept: quarter)
    world.stall(small, kept: quarter + 10)
    #expect(world.closed.isEmpty)
    world.stall(large, kept: 2 * quarter)
    #expect(world.closed == [large])
    #expect(
      world.lines(of: large).last
        == "BYE code=slow-consumer text=\"the server holds too much, and most of it for you\"")
    #expect(world.lines(of: both.bob).isEmpty)
    world.stall(both.bob, kept: 2 * quarter - 5)
    #expect(world.closed == [large, small])
    let late = world.connect()
    world.stall(both.bob, kept: 3 * quarter + 1)
    #expect(world.closed == [large, small, both.bob])
    // Ada is owed the line that says that bob is away.
    #expect(held(world, asking: late) == quarter + 48)
    #expect(value("slow-consumer", in: world.ask("STATS", on: late).last) == "3")
  }
}
