import DuelHost
import DuelRules
import Primitives
import TestKit
import Testing

/// Who is let in, and what those are told who are not.
struct DuelHostAdmissionTests {
  private let home = PeerAddress(ipv4: 0xc633_6401)

  private func world(_ connections: Int, perAddress: Int) throws -> HostWorld {
    HostWorld(
      rules: try Rules(RulesPreset.standard.values),
      admission: AdmissionLimits(
        connections: connections, connectionsPerAddress: perAddress))
  }

  @Test func anAddressMayHaveSoManyConnections() throws {
    let world = try world(100, perAddress: 2)
    let first = world.connect(from: home)
    world.connect(from: home)
    let third = world.connect(from: home)
    #expect(
      world.lines(of: third) == [
        "BYE code=address-limit text=\"at most 2 connections from one address\" retry_ms=5000"
      ])
    #expect(world.closed == [third])
    let elsewhere = world.connect(from: PeerAddress(ipv4: 0xc633_6402))
    #expect(world.lines(of: elsewhere).map(word) == ["INFO"])
    world.hangUp(first)
    world.wait(milliseconds: 1000)
    #expect(world.lines(of: world.connect(from: home)).map(word) == ["INFO"])
  }

  /// One that was not let in does not count where it came from.
  @Test func theRefusedAreNotCounted() throws {
    let world = try world(100, perAddress: 1)
    let first = world.connect(from: home)
    for _ in 0..<10 { world.connect(from: home) }
    #expect(world.closed.count == 10)
    world.hangUp(first)
    world.wait(milliseconds: 1000)
    #expect(world.lines(of: world.connect(from: home)).map(word) == ["INFO"])
    #expect(world.population.counts == [1, 0, 0])
  }

  @Test func connectionsFromAnAddressComeOnlySoFast() throws {
    let world = try world(100, perAddress: 10)
    for _ in 0..<10 { world.hangUp(world.connect(from: home)) }
    let early = world.connect(from: home)
    #expect(
      world.lines(of: early) == [
        "BYE code=connection-rate text=\"connections come too fast from your address\" "
          + "retry_ms=1000"
      ])
    world.wait(milliseconds: 1000)
    #expect(world.lines(of: world.connect(from: home)).map(word) == ["INFO"])
  }

  @Test func theServerHoldsSoManyConnections() throws {
    let world = try world(2, perAddress: 2)
    world.connect()
    world.connect()
    let third = world.connect()
    #expect(
      world.lines(of: third) == [
        "BYE code=server-full text=\"the server has no room; try later\" retry_ms=5000"
      ])
  }

  @Test func atLeastOneIsLetIn() async {
    await #expect(processExitsWith: .failure) { _ = AdmissionLimits(connections: 0) }
    await #expect(processExitsWith: .failure) { _ = AdmissionLimits(connectionsPerAddress: 0) }
  }
}
