import DuelHost
import Primitives
import TestKit
import Testing

/// What the operator is told.
struct DuelHostNotesTests {
  @Test func comingAndGoingIsTold() throws {
    let world = try HostWorld()
    let ada = world.connect(from: PeerAddress(ipv4: 0xc633_6401))
    world.say("HELLO name=ada", on: ada)
    world.say("QUIT", on: ada)
    let bob = world.connect()
    world.hangUp(bob)
    #expect(
      world.notes == [
        "level=info event=connected connection=0.0 from=198.51.100.1",
        "level=info event=dismissed connection=0.0 from=198.51.100.1 name=ada code=quit",
        "level=info event=connected connection=1.0 from=unknown",
        "level=info event=disconnected connection=1.0 from=unknown",
      ])
  }

  @Test func aMatchIsToldFromItsOpeningToItsEnd() throws {
    let both = try Duelists.live("ticks=1 seed=7")
    let notes = both.world.notes.filter { $0.contains("match=") }
    #expect(
      notes.dropLast() == [
        "level=info event=opened match=m1 seats=2",
        "level=info event=started match=m1 players=ada,bob",
      ])
    #expect(
      notes.last?.hasPrefix("level=info event=ended match=m1 ticks=1 digest=") == true)
  }

  @Test func troubleWithTheLogIsTold() throws {
    let both = try Duelists.live("ticks=9 seed=7")
    both.world.storesAtOnce = false
    both.world.say("LONG BTC 500", on: both.ada)
    both.world.answerStore(.failed)
    let notes = both.world.notes.filter { $0.hasPrefix("level=error") }
    #expect(notes.count == 1)
    #expect(notes.first?.hasPrefix("level=error event=store-failed batch=") == true)
    #expect(notes.first?.hasSuffix(" entries=1") == true)
  }

  @Test func stoppingIsTold() throws {
    let world = try HostWorld()
    world.connect()
    world.shutDown()
    #expect(world.notes.contains("level=info event=stopping connections=1"))
  }

  /// A flood of connections is told in 20 lines and a number.
  @Test func aFloodOfConnectionsDoesNotFloodTheLog() throws {
    let world = try HostWorld()
    for _ in 0..<50 { world.hangUp(world.connect()) }
    #expect(world.notes.count == 20)
    world.wait(milliseconds: 1000)
    #expect(world.notes.count == 21)
    #expect(world.notes.last == "level=warn event=skipped lines=80")
    world.connect()
    #expect(world.notes.count == 22)
  }
}
