import Primitives
import Testing

@testable import Simulation

struct NetworkTests {
  private let now = Instant(nanoseconds: 5)

  @Test func aSlotIsUsedAgainUnderAnotherName() {
    var network = Network()
    let first = network.add(.client(0), at: now)
    let second = network.add(.client(1), at: now)
    network.openAtHost(first)
    network.openAtHost(second)
    let old = network[first].connection
    #expect(network.link(of: old) == first && network.openAtHost == 2)
    network.endAtHost(first)
    #expect(network.link(of: old) == nil)
    let third = network.add(.inspector, at: now)
    #expect(network[third].connection == ConnectionID(slot: 0, generation: 1))
    // It is not there before the host has seen it.
    #expect(network.link(of: network[third].connection) == nil)
    network.openAtHost(third)
    #expect(network.link(of: network[third].connection) == third)
    #expect(network.openAtHost == 2)
  }

  @Test func anEndThatComesTwiceTakesNobodyElsesSlot() {
    var network = Network()
    let first = network.add(.client(0), at: now)
    network.endAtHost(first)
    let second = network.add(.client(1), at: now)
    network.openAtHost(second)
    network.endAtHost(first)
    #expect(network.openAtHost == 1)
    #expect(network.link(of: network[second].connection) == second)
  }
}
