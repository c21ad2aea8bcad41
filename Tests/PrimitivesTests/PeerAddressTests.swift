import Primitives
import Testing

struct PeerAddressTests {
  @Test func anAddressOfFourNumbers() {
    #expect(PeerAddress(ipv4: 0x7f00_0001).description == "127.0.0.1")
    #expect(PeerAddress(ipv4: 0xc633_64ff).description == "198.51.100.255")
    #expect(PeerAddress(ipv4: 1) < PeerAddress(ipv4: 2))
  }

  @Test func aNetworkOfIPv6() {
    let one = PeerAddress(ipv6High: 0x2001_0db8_0000_0001, low: 5)
    #expect(one.description == "2001:db8:0:1::/64")
    #expect(one == PeerAddress(ipv6High: 0x2001_0db8_0000_0001, low: 6))
    #expect(one != PeerAddress(ipv6High: 0x2001_0db8_0000_0002, low: 5))
    #expect(PeerAddress(ipv6High: 0, low: 1).description == "0:0:0:0::/64")
  }

  @Test func anIPv4AddressInIPv6IsThatAddress() {
    let mapped = PeerAddress(ipv6High: 0, low: 0xffff_7f00_0001)
    #expect(mapped == PeerAddress(ipv4: 0x7f00_0001))
  }

  @Test func nothingElseIsUnknown() {
    #expect(PeerAddress.unknown.isUnknown && PeerAddress.unknown.description == "unknown")
    #expect(!PeerAddress(ipv4: .max).isUnknown)
  }
}
