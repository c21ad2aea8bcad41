import Testing

@testable import Fuzzing

/// The checks themselves notice what they are there for.
struct HostTargetTests {
  private func peer(_ said: String, _ heard: String...) throws -> Peer {
    var peer = Peer(connection: 0)
    peer.note(Array(said.utf8))
    for line in heard { try peer.hear(line) }
    return peer
  }

  @Test func oneReplyACommandIsRight() throws {
    let peer = try peer(
      "#1 SYNC\nPONG\n\nSYNC\nSY", "OK #1 SYNC", "PING", "ERR code=bad-tag text=\"\"")
    try peer.checkReplies()
  }

  @Test(arguments: [
    ["OK #1 SYNC"], ["OK #1 SYNC", "OK SYNC", "OK SYNC"], ["OK #2 SYNC", "OK #1 SYNC"],
  ])
  func lostAddedAndSwappedRepliesAreNoticed(_ heard: [String]) throws {
    var peer = try peer("#1 SYNC\n#2 SYNC\n")
    for line in heard { try peer.hear(line) }
    #expect(throws: FuzzFailure.self) { try peer.checkReplies() }
  }

  @Test(arguments: [
    "TICK \u{1}", "CHAT text=\"open", String(repeating: "x", count: 4097), "{\"type\":\"OK\"",
  ])
  func badLinesAreNoticed(_ line: String) throws {
    var peer = try peer("")
    #expect(throws: FuzzFailure.self) { try peer.hear(line) }
  }

  @Test func aChangedFileIsSealedAgain() {
    // The digest of "a\nb\n", computed with another program.
    let sealed = Sealing.sealed(Array("a\nb\nend sha256=0\n".utf8))
    let digest = "911169ddaaf146aff539f58c26c489af3b892dff0fe283c1c264c65ae5aa59a2"
    #expect(String(decoding: sealed, as: UTF8.self) == "a\nb\nend sha256=\(digest)\n")
    #expect(Sealing.sealed(Array("a\n".utf8)) == Array("a\n".utf8))
  }

  @Test(arguments: 0..<20)
  func piecesAreTheBytesTogether(_ count: Int) {
    let bytes = (0..<(count * 13)).map { UInt8($0 % 251) }
    #expect(Cutter.pieces(of: bytes).flatMap { $0 } == bytes)
  }
}
