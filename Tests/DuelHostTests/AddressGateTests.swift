import Primitives
import Testing

@testable import DuelHost

/// How many connections an address may have, and how fast it may open them.
struct AddressGateTests {
  private let home = PeerAddress(ipv4: 0xc633_6401)
  private let other = PeerAddress(ipv4: 0xc633_6402)

  private func moment(_ milliseconds: Int) -> Instant {
    Instant(nanoseconds: 0).adding(milliseconds: milliseconds)
  }

  @Test func anAddressHasSoManyAtMost() {
    var gate = AddressGate(perAddress: 3)
    for _ in 0..<3 { #expect(gate.admit(home, now: moment(0)) == nil) }
    #expect(gate.admit(home, now: moment(60_000)) == .tooMany)
    #expect(gate.admit(other, now: moment(60_000)) == nil)
    gate.release(home)
    #expect(gate.admit(home, now: moment(60_000)) == nil)
    #expect(gate.admit(home, now: moment(60_000)) == .tooMany)
  }

  @Test func openingAnewIsSlowerThanTheFirst() {
    var gate = AddressGate(perAddress: 20)
    for _ in 0..<20 {
      #expect(gate.admit(home, now: moment(0)) == nil)
      gate.release(home)
    }
    #expect(gate.admit(home, now: moment(0)) == .tooFast(retryMilliseconds: 500))
    #expect(gate.admit(home, now: moment(100)) == .tooFast(retryMilliseconds: 400))
    #expect(gate.admit(other, now: moment(100)) == nil)
    #expect(gate.admit(home, now: moment(500)) == nil)
    gate.release(home)
    #expect(gate.admit(home, now: moment(500)) == .tooFast(retryMilliseconds: 500))
    // After a long time it is as at first, and no more.
    for _ in 0..<20 {
      #expect(gate.admit(home, now: moment(9_000_000)) == nil)
      gate.release(home)
    }
    #expect(gate.admit(home, now: moment(9_000_000)) == .tooFast(retryMilliseconds: 500))
  }

  @Test func anAddressIsForgottenWhenItCouldOpenAsManyAsEver() {
    var gate = AddressGate(perAddress: 10)
    #expect(gate.admit(home, now: moment(0)) == nil)
    #expect(gate.admit(other, now: moment(0)) == nil)
    gate.release(home)
    gate.forgetIdle(now: moment(999))
    #expect(gate.addressCount == 2)
    gate.forgetIdle(now: moment(1000))
    #expect(gate.addressCount == 1)
    gate.release(other)
    gate.forgetIdle(now: moment(1000))
    #expect(gate.addressCount == 0)
  }

  @Test func addressesAreFoundHoweverTheyCame() {
    var gate = AddressGate(perAddress: 1)
    let addresses = (0..<100).map { PeerAddress(ipv4: UInt32($0 * 37 % 100)) }
    for address in addresses { #expect(gate.admit(address, now: moment(0)) == nil) }
    for address in addresses { #expect(gate.admit(address, now: moment(0)) == .tooMany) }
    #expect(gate.addressCount == 100)
  }

  @Test func whatIsNotKnownIsNotCounted() {
    var gate = AddressGate(perAddress: 1)
    for _ in 0..<5 { #expect(gate.admit(.unknown, now: moment(0)) == nil) }
    gate.release(.unknown)
    #expect(gate.addressCount == 0)
  }

  @Test func nothingIsReleasedThatWasNotCounted() async {
    await #expect(processExitsWith: .failure) {
      var gate = AddressGate(perAddress: 1)
      gate.release(PeerAddress(ipv4: 1))
    }
  }
}
