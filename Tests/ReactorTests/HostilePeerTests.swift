import Foundation
import Primitives
import Testing

@testable import Reactor

/// Peers that do not read, do not stop, or come in numbers.
@Suite(.timeLimit(.minutes(1)))
struct HostilePeerTests {
  @Test func whereAConnectionComesFromIsTold() throws {
    let server = try Loop()
    let client = try Loop()
    let address = try server.reactor.listen(on: SocketAddress(host: "127.0.0.1", port: 0))
    let near = try client.reactor.connect(to: address)
    let event = try server.wait { if case .accepted = $0 { true } else { false } }
    guard case .accepted(_, let peer) = event else { return }
    #expect(peer == PeerAddress(ipv4: 0x7f00_0001))
    client.reactor.close(near)
  }

  /// An address of IPv6 as the system hands it over.
  @Test func anIPv6AddressIsItsNetwork() {
    var storage = sockaddr_storage()
    withUnsafeMutableBytes(of: &storage) { bytes in
      for (place, byte) in [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 1].enumerated() {
        bytes[8 + place] = UInt8(byte)
      }
      bytes[23] = 9
    }
    storage.ss_family = sa_family_t(AF_INET6)
    #expect(Sockets.peer(storage).description == "2001:db8:0:1::/64")
    storage.ss_family = sa_family_t(AF_UNIX)
    #expect(Sockets.peer(storage).isUnknown)
  }

  @Test func whatIsKeptForAPeerIsCounted() throws {
    let pair = try Connected()
    #expect(pair.server.reactor.keptCount(of: pair.atServer) == 0)
    #expect(pair.server.send(Array(repeating: 1, count: 8 << 20), to: pair.atServer) == .stalled)
    let kept = pair.server.reactor.keptCount(of: pair.atServer)
    // The system takes no more than its bounded buffers of both sides.
    #expect(kept > 0 && kept < 8 << 20)
    #expect(pair.server.send("one more", to: pair.atServer) == .stalled)
    #expect(pair.server.reactor.keptCount(of: pair.atServer) == kept + 8)
    pair.client.reactor.close(pair.atClient)
    pair.server.reactor.close(pair.atServer)
    try pair.server.wait { $0.connectionCount == 0 }
    #expect(pair.server.reactor.lingeringBytes == 0)
    #expect(pair.server.reactor.keptCount(of: pair.atServer) == 0)
  }

  /// Closed peers that do not read their last words hold so much at most; the oldest are cut.
  @Test func closedPeersHoldSoMuchAtMost() throws {
    let first = try Connected()
    let size = 24 << 20
    #expect(first.server.send(Array(repeating: 1, count: size), to: first.atServer) == .stalled)
    first.server.reactor.close(first.atServer)
    #expect(first.server.reactor.connectionCount == 0)
    #expect(first.server.reactor.lingeringBytes == 0)
  }

  /// Whoever is closed and goes on sending is read in pieces, in turn with others, and cut.
  @Test func aFloodAfterTheGoodbyeEnds() throws {
    let pair = try Connected()
    _ = pair.client.send(Array(repeating: 1, count: 1 << 20), to: pair.atClient)
    pair.server.reactor.close(pair.atServer)
    while pair.server.reactor.connectionCount > 0 {
      _ = pair.client.send(Array(repeating: 1, count: 65_536), to: pair.atClient)
      let soon = Instant.now().adding(milliseconds: 1)
      try pair.client.reactor.wait(until: soon, events: &pair.client.seen)
      try pair.server.reactor.wait(until: soon, events: &pair.server.seen)
      pair.client.seen.removeAll()
      try #require(!Task.isCancelled)
    }
    #expect(pair.server.seen.isEmpty)
  }
}
