import Reactor
import Testing

struct SocketAddressTests {
  @Test(arguments: [
    ("127.0.0.1:7171", "127.0.0.1", 7171), ("localhost:80", "localhost", 80),
    ("example.org", "example.org", 7171), (":9", "127.0.0.1", 9), ("h:0", "h", 0),
    ("h:65535", "h", 65535), ("[::1]:80", "::1", 80), ("[::1]", "::1", 7171),
    ("[]:5", "127.0.0.1", 5),
    ("", "127.0.0.1", 7171),
  ])
  func anAddressIsHostAndPort(_ text: String, _ host: String, _ port: Int) throws {
    let address = try #require(SocketAddress(text))
    #expect(address.host == host && address.port == port)
    #expect(SocketAddress(address.description) == address)
  }

  @Test(arguments: [
    "h:", "h:x", "h:-1", "h:65536", "h:99999999999999999999", "h: 80", "h:8 0", "[::1", "[::1]80",
    "[::1]:", "[::1]:x", "h:+80", "::1",
  ])
  func anythingElseIsNone(_ text: String) { #expect(SocketAddress(text) == nil) }

  @Test func theFormReadsBack() {
    #expect(SocketAddress(host: "::1", port: 5).description == "[::1]:5")
    #expect(SocketAddress(host: "a.b", port: 5).description == "a.b:5")
    #expect(SocketAddress.standard.description == "127.0.0.1:7171")
  }
}
