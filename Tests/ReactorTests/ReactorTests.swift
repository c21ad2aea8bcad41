import Foundation
import Primitives
import Reactor
import Testing

/// Sockets over loopback.
@Suite(.timeLimit(.minutes(1)))
struct ReactorTests {
  // MARK: - Connecting

  @Test func theSystemChoosesAPort() throws {
    let pair = try Connected()
    #expect(pair.address.host == "127.0.0.1")
    #expect((1...65_535).contains(pair.address.port))
    #expect(pair.server.reactor.connectionCount == 1)
    #expect(pair.client.reactor.connectionCount == 1)
  }

  @Test func bytesGoBothWays() throws {
    let pair = try Connected()
    #expect(pair.client.send("hello", to: pair.atClient) == .sent)
    #expect(try pair.server.readText(5, from: pair.atServer) == "hello")
    #expect(pair.server.send("good day", to: pair.atServer) == .sent)
    #expect(try pair.client.readText(8, from: pair.atClient) == "good day")
  }

  @Test func oneReactorMayHoldBothEnds() throws {
    let loop = try Loop()
    let address = try loop.reactor.listen(on: SocketAddress(host: "127.0.0.1", port: 0))
    let near = try loop.reactor.connect(to: address)
    let far = try loop.accept()
    #expect(near != far && loop.reactor.connectionCount == 2)
    #expect(loop.send("x", to: near) != .ended)
    #expect(try loop.readText(1, from: far) == "x")
  }

  @Test func whatIsSaidBeforeTheConnectionStandsArrives() throws {
    let server = try Loop()
    let client = try Loop()
    let address = try server.reactor.listen(on: SocketAddress(host: "127.0.0.1", port: 0))
    let id = try client.reactor.connect(to: address)
    #expect(client.send("early", to: id) != .ended)
    let far = try server.accept()
    try client.wait { $0 == .connected(id) }
    #expect(client.send(" bird", to: id) != .ended)
    try client.wait(until: { _ in client.events.contains(.drained(id)) })
    #expect(try server.readText(10, from: far) == "early bird")
  }

  @Test func aClosedPortIsAFailure() throws {
    var port = 0
    do {
      let server = try Loop()
      port = try server.reactor.listen(on: SocketAddress(host: "127.0.0.1", port: 0)).port
    }
    let client = try Loop()
    do throws(SystemError) {
      let id = try client.reactor.connect(to: SocketAddress(host: "127.0.0.1", port: port))
      #expect(throws: Never.self) { try client.wait { $0 == .failed(id) } }
      client.reactor.close(id)
    } catch {
      #expect(error.code == ECONNREFUSED)
    }
    #expect(client.reactor.connectionCount == 0)
  }

  @Test func anAddressIsListenedOnOnce() throws {
    let first = try Loop()
    let second = try Loop()
    let address = try first.reactor.listen(on: SocketAddress(host: "127.0.0.1", port: 0))
    let error = #expect(throws: SystemError.self) { try second.reactor.listen(on: address) }
    #expect(error?.code == EADDRINUSE)
    #expect(error?.description == "listen on \(address): Address already in use")
  }

  @Test func moreConnectionsThanEventsAreAllServed() throws {
    Reactor.raiseDescriptorLimit()
    let server = try Loop()
    let client = try Loop()
    let address = try server.reactor.listen(on: SocketAddress(host: "127.0.0.1", port: 0))
    var near: [ConnectionID] = []
    for _ in 0..<400 { near.append(try client.reactor.connect(to: address)) }
    var far: [ConnectionID] = []
    for _ in near { far.append(try server.accept()) }
    #expect(Set(far).count == 400)
    for id in far { #expect(server.send("hi", to: id) == .sent) }
    for id in near {
      var text = ""
      while text.utf8.count < 2 {
        if client.reactor.read(id, { text += String(decoding: $0) }) == .nothing {
          try client.reactor.wait(
            until: Instant.now().adding(milliseconds: 1000), events: &client.seen)
        }
      }
      #expect(text == "hi")
    }
  }

  // MARK: - Much

  /// Bytes whose order can be told.
  private func pattern(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 / 251 + $0) }
  }

  @Test func whatThePeerDoesNotReadIsKeptAndDrains() throws {
    let pair = try Connected()
    let bytes = pattern(6 << 20)
    #expect(pair.server.send(bytes, to: pair.atServer) == .stalled)
    #expect(pair.server.send("the end", to: pair.atServer) == .stalled)
    var got: [UInt8] = []
    let total = bytes.count + 7
    while got.count < total {
      let now = Instant.now()
      try pair.client.reactor.wait(until: now.adding(milliseconds: 10), events: &pair.client.seen)
      while pair.client.reactor.read(pair.atClient, { got += Array($0) }) == .bytes {}
      try pair.server.reactor.wait(until: now, events: &pair.server.seen)
    }
    #expect(got.prefix(bytes.count).elementsEqual(bytes))
    #expect(got.suffix(7).elementsEqual("the end".utf8))
    #expect(pair.server.seen.contains(.drained(pair.atServer)))
    #expect(pair.server.send("x", to: pair.atServer) == .sent)
    #expect(try pair.client.readText(1, from: pair.atClient) == "x")
  }

  @Test func rangesOfAnArenaAreSentInTheirOrder() throws {
    let pair = try Connected()
    var arena = ByteBuffer()
    arena.append("0123456789")
    let outcome = pair.server.reactor.send(pair.atServer, [7..<10, 0..<2, 4..<4, 4..<5], of: arena)
    #expect(outcome == .sent)
    #expect(try pair.client.readText(6, from: pair.atClient) == "789014")
  }

  /// One call sends 512 ranges; more are sent too.
  @Test func manyRangesAreAllSent() throws {
    let pair = try Connected()
    var arena = ByteBuffer()
    arena.append("abcdefghij")
    let ranges = (0..<2000).map { ($0 % 10)..<($0 % 10 + 1) }
    #expect(pair.server.reactor.send(pair.atServer, ranges, of: arena) != .ended)
    var text = ""
    while text.utf8.count < 2000 {
      let soon = Instant.now().adding(milliseconds: 5)
      try pair.server.reactor.wait(until: soon, events: &pair.server.seen)
      _ = pair.client.reactor.read(pair.atClient) { text += String(decoding: $0) }
    }
    #expect(text == String(repeating: "abcdefghij", count: 200))
  }

  // MARK: - Ending

  @Test func thePeersEndIsSeenBehindItsLastBytes() throws {
    let pair = try Connected()
    #expect(pair.client.send("last words", to: pair.atClient) == .sent)
    pair.client.reactor.close(pair.atClient)
    #expect(
      String(decoding: try pair.server.readToEnd(from: pair.atServer), as: UTF8.self)
        == "last words")
    pair.server.reactor.close(pair.atServer)
    try pair.client.wait { $0.connectionCount == 0 }
    #expect(pair.server.reactor.connectionCount == 0)
  }

  /// The peer has sent much that was never read: the last words must not be lost in a reset.
  @Test func theLastWordsArriveThoughInputLiesUnread() throws {
    let pair = try Connected()
    #expect(pair.client.send(pattern(100_000), to: pair.atClient) == .sent)
    try pair.server.wait { $0 == .readable(pair.atServer) }
    #expect(pair.server.send("BYE\n", to: pair.atServer) == .sent)
    pair.server.reactor.close(pair.atServer)
    #expect(try pair.client.readText(4, from: pair.atClient) == "BYE\n")
    #expect(try pair.client.readToEnd(from: pair.atClient).isEmpty)
  }

  /// And the peer may go on talking for a while.
  @Test func theLastWordsArriveThoughThePeerGoesOn() throws {
    let pair = try Connected()
    #expect(pair.server.send("BYE\n", to: pair.atServer) == .sent)
    pair.server.reactor.close(pair.atServer)
    for _ in 0..<5 {
      #expect(pair.client.send(pattern(10_000), to: pair.atClient) == .sent)
      try pair.server.reactor.wait(until: Instant.now(), events: &pair.server.seen)
    }
    #expect(pair.server.seen.isEmpty)
    #expect(try pair.client.readText(4, from: pair.atClient) == "BYE\n")
  }

  /// What was kept because the peer did not read arrives before the end.
  @Test func whatWasSentBeforeTheCloseStillArrives() throws {
    let pair = try Connected()
    let bytes = pattern(6 << 20)
    #expect(pair.server.send(bytes, to: pair.atServer) == .stalled)
    pair.server.reactor.close(pair.atServer)
    var got: [UInt8] = []
    var isOver = false
    while !isOver {
      let now = Instant.now()
      try pair.server.reactor.wait(until: now, events: &pair.server.seen)
      try pair.client.reactor.wait(until: now.adding(milliseconds: 10), events: &pair.client.seen)
      var outcome = ReadOutcome.bytes
      while outcome == .bytes {
        outcome = pair.client.reactor.read(pair.atClient) { got += Array($0) }
      }
      isOver = outcome == .ended
    }
    #expect(got == bytes)
  }

  @Test func aPeerThatNeverEndsIsCutAfterAMoment() throws {
    let pair = try Connected()
    pair.server.reactor.close(pair.atServer)
    #expect(pair.server.reactor.connectionCount == 1)
    try pair.server.wait { $0.connectionCount == 0 }
  }

  @Test func closingTwiceIsClosingOnce() throws {
    let pair = try Connected()
    pair.client.reactor.close(pair.atClient)
    pair.client.reactor.close(pair.atClient)
    #expect(try pair.server.readToEnd(from: pair.atServer).isEmpty)
    pair.server.reactor.close(pair.atServer)
    pair.server.reactor.close(pair.atServer)
    try pair.client.wait { $0.connectionCount == 0 }
    pair.client.reactor.close(pair.atClient)
  }

  @Test func anOldNameOfAConnectionMeansNobody() throws {
    let pair = try Connected()
    pair.client.reactor.close(pair.atClient)
    #expect(try pair.server.readToEnd(from: pair.atServer).isEmpty)
    pair.server.reactor.close(pair.atServer)
    try pair.client.wait { $0.connectionCount == 0 }
    let again = try pair.client.reactor.connect(to: pair.address)
    let far = try pair.server.accept()
    try pair.client.wait { $0 == .connected(again) }
    #expect(again.slot == pair.atClient.slot && again.generation == pair.atClient.generation + 1)
    #expect(far.slot == pair.atServer.slot && far != pair.atServer)
    #expect(pair.server.send("lost", to: pair.atServer) == .ended)
    #expect(pair.server.reactor.read(pair.atServer) { _ in } == .ended)
    pair.server.reactor.close(pair.atServer)
    #expect(pair.server.send("found", to: far) == .sent)
    #expect(try pair.client.readText(5, from: again) == "found")
  }

  @Test func sendingToAPeerThatIsGoneEnds() throws {
    let pair = try Connected()
    #expect(pair.client.send("unread", to: pair.atClient) == .sent)
    try pair.server.wait { $0 == .readable(pair.atServer) }
    pair.server.reactor.close(pair.atServer)
    try pair.client.wait { $0 == .readable(pair.atClient) }
    #expect(pair.client.reactor.read(pair.atClient) { _ in } == .ended)
    pair.client.reactor.close(pair.atClient)
    #expect(pair.client.send("x", to: pair.atClient) == .ended)
  }

  // MARK: - Waiting

  @Test func aDeadlineEndsTheWait() throws {
    let loop = try Loop()
    let start = Instant.now()
    try loop.reactor.wait(until: start, events: &loop.seen)
    try loop.reactor.wait(until: start.adding(milliseconds: 20), events: &loop.seen)
    #expect(loop.seen.isEmpty)
    #expect(Instant.now() >= start.adding(milliseconds: 20))
  }

  @Test func anotherThreadEndsTheWait() throws {
    let loop = try Loop()
    let waker = loop.reactor.waker
    Thread.detachNewThread { waker.wake() }
    try loop.wait { $0 == .woken }
    for _ in 0..<3 { waker.wake() }
    try loop.wait { $0 == .woken }
    try loop.reactor.wait(until: Instant.now(), events: &loop.seen)
    #expect(loop.seen.isEmpty)
  }

  @Test func aConnectionOfThisMachineIsTakenOver() throws {
    let loop = try Loop()
    var handed: Int32 = -1
    let peer = try ServerConnection { handed = $0 }
    let id = try loop.reactor.adopt(handed)
    try #require(write(peer.descriptor, "hi\n", 3) == 3)
    try loop.wait { $0 == .readable(id) }
    var heard = ""
    #expect(loop.reactor.read(id) { heard = String(decoding: $0) } == .bytes)
    #expect(heard == "hi\n")
    #expect(loop.send("ho\n", to: id) == .sent)
    var bytes = [UInt8](repeating: 0, count: 8)
    #expect(read(peer.descriptor, &bytes, 8) == 3 && bytes.starts(with: Array("ho\n".utf8)))
    loop.reactor.close(id)
    #expect(read(peer.descriptor, &bytes, 8) == 0)
  }

  /// What a bot has said when its match is over is thrown away, however much it is.
  @Test func aConnectionOfThisMachineIsClosedBehindItsWords() throws {
    let loop = try Loop()
    var handed: Int32 = -1
    let peer = try ServerConnection { handed = $0 }
    let id = try loop.reactor.adopt(handed)
    let words = [UInt8](repeating: UInt8(ascii: "x"), count: 100_000)
    try #require(write(peer.descriptor, words, words.count) == words.count)
    #expect(loop.send("BYE\n", to: id) == .sent)
    loop.reactor.close(id)
    var bytes = [UInt8](repeating: 0, count: 8)
    #expect(read(peer.descriptor, &bytes, 8) == 4)
    shutdown(peer.descriptor, Int32(SHUT_WR))
    try loop.wait { $0.connectionCount == 0 }
  }

  @Test func aPipeIsAnInputWhileItIsWatched() throws {
    let loop = try Loop()
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    defer { ends.forEach { close($0) } }
    try loop.reactor.watch(input: ends[0])
    var byte: UInt8 = 1
    try #require(write(ends[1], &byte, 1) == 1)
    try loop.wait { $0 == .input }
    try loop.reactor.watch(input: nil)
    loop.reactor.waker.wake()
    try loop.wait { $0 == .woken }
    #expect(!loop.events.contains(.input))
    try loop.reactor.watch(input: ends[0])
    try loop.wait { $0 == .input }
  }

  @Test func aFileIsAlwaysReady() throws {
    let loop = try Loop()
    let file = open("/dev/null", O_RDONLY)
    defer { close(file) }
    try loop.reactor.watch(input: file)
    try loop.wait { $0 == .input }
    try loop.wait { $0 == .input }
    try loop.reactor.watch(input: nil)
    loop.reactor.waker.wake()
    try loop.wait { $0 == .woken }
  }

  /// Sent to this thread only, so that no other test is hit.
  @Test func aSignalIsAnEvent() throws {
    let loop = try Loop()
    try loop.reactor.watch(signals: [SIGUSR1, SIGUSR2])
    pthread_kill(pthread_self(), SIGUSR2)
    try loop.wait { $0 == .signal(SIGUSR2) }
    pthread_kill(pthread_self(), SIGUSR1)
    try loop.wait { $0 == .signal(SIGUSR1) }
  }

  @Test func theDescriptorLimitIsRaised() {
    let limit = Reactor.raiseDescriptorLimit()
    #expect(limit >= 256)
    #expect(Reactor.raiseDescriptorLimit() == limit)
  }
}
